import { z } from 'zod';
import type { JobListBody } from '../../api/job.ts';
import type { Api, ServerContext } from '../context.ts';
import { numberOf } from '../event-stream.ts';
import { JobListStream, type ListChunk } from '../job-list-stream.ts';
import { bodyOf, PROBLEM_RESPONSES } from '../openapi.ts';
import { beginEvents } from '../paced-stream.ts';
import { SharedLooks } from '../shared-looks.ts';
import { jobBody } from '../wire.ts';

/** Jobs of a snapshot: the first page of the list. */
const LISTED = 50;
/** Jobs that are looked up in one go. */
const AT_ONCE = 50;

/** What changes in the list of jobs, told to whoever watches it: to the same readers that may ask for the list. */
export function jobListEvents(api: Api, context: ServerContext): void {
  const { reader, queue, changes, streams, streamTimes } = context;

  const snapshots = new SharedLooks<ListChunk>(async () => {
    const { next } = changes;
    const jobs = await reader.listJobs({ limit: LISTED });
    const list: JobListBody = {
      jobs: await Promise.all(jobs.map((job) => jobBody(job, reader, queue))),
      next_before: jobs.length < LISTED ? null : String(jobs.at(-1)!.createdMs),
    };
    return { text: eventText(next, 'snapshot', list), next, more: false };
  });

  const changed = new SharedLooks<ListChunk>(async (from) => {
    const all = changes.since(Number(from));
    const first = all.slice(0, AT_ONCE);
    const more = all.length > first.length;
    const next = more ? first.at(-1)!.number + 1 : changes.next;
    const events = await Promise.all(
      first.map(async ({ jobId, number }) => {
        const job = await reader.getJob(jobId);
        if (job === null) return eventText(number + 1, 'removed', { id: jobId });
        return eventText(number + 1, 'job', await jobBody(job, reader, queue));
      }),
    );
    return { text: events.join(''), next, more };
  });

  function eventText(next: number, event: string, data: unknown): string {
    return `id: ${changes.epoch}-${next}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  api.get(
    '/v1/jobs/events',
    {
      schema: {
        tags: ['jobs'],
        summary: 'What changes in the list of jobs, as server-sent events',
        description:
          'Starts with a `snapshot`, the first page of the list, or goes on after `Last-Event-ID`; then a `job` for each ' +
          'that is new or has changed, as it stands, at most twice a second, and `removed` with its `id` for one that is ' +
          'gone. A reader that was away or slow for too long gets a new `snapshot`. It does not end by itself.',
        headers: z.object({ 'last-event-id': z.string().max(100).optional() }),
        response: {
          200: bodyOf('text/event-stream', z.string(), 'Events until the reader leaves'),
          ...PROBLEM_RESPONSES,
        },
      },
    },
    async (request, reply) => {
      // Whoever asks for the head alone waits for no event.
      if (request.method === 'HEAD') return reply.type('text/event-stream; charset=utf-8').send('');
      const from = numberOf(changes.epoch, request.headers['last-event-id']);
      const response = beginEvents(reply);
      const stream = new JobListStream(
        {
          changes,
          pacer: streams.pacer,
          times: streamTimes,
          snapshot: () => snapshots.of(''),
          changed: (number) => changed.of(String(number)),
        },
        response,
        from,
      );
      streams.addOfList(stream);
      response.on('close', () => streams.deleteOfList(stream));
    },
  );
}
