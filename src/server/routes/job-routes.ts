import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  type JobBody,
  jobListSchema,
  jobSchema,
  jobSettingsSchema,
  type NewJobBody,
  newJobSchema,
  resumeSchema,
  retriedSchema,
  retrySchema,
} from '../../api/job.ts';
import { isRestingJobState, JOB_STATES } from '../../domain/states.ts';
import { Problem } from '../../problem/problem.ts';
import type { Job } from '../../store/store.ts';
import type { Api, ServerContext } from '../context.ts';
import { EventStream, resumeAt, type Snapshot } from '../event-stream.ts';
import { findJob } from '../find-job.ts';
import { jobAddress } from '../job-intake.ts';
import { type Received, receiveMultipart } from '../multipart.ts';
import { bodyOf, PROBLEM_RESPONSES, parseRequest } from '../openapi.ts';
import { beginEvents } from '../paced-stream.ts';
import { SharedLooks } from '../shared-looks.ts';
import { jobBody, newJobBody } from '../wire.ts';
import { withBudget } from '../with-budget.ts';

const jobParams = z.object({ jobId: z.string().min(1).max(100) });
const tags = ['jobs'];
/** A control answers when the job rests, or after so long with the job as it is then. */
const CONTROL_WAIT_MS = 2_000;
const LONGEST_WAIT_SECONDS = 60;
/** How often a waiting client's job is looked at in the store, in case another process runs it. */
const LOOK_MS = 2_000;

const settingsFields = jobSettingsSchema.keyof().options;

/** What a form sets, its fields read. */
const formSettingsSchema = jobSettingsSchema.extend({ sources: newJobSchema.shape.sources.optional() });

/** A job with the files that are its documents, as a form. */
const jobFormSchema = z
  .object({
    files: z
      .array(z.string().meta({ format: 'binary' }))
      .describe('The documents; the name of the part is free'),
    job: z.string().optional().describe('The members of NewJob as JSON, in place of a field for each'),
  })
  .extend(Object.fromEntries(settingsFields.map((name) => [name, z.string().optional()])))
  .meta({ id: 'JobForm' });

/** Jobs: submitting, watching and controlling them. */
export function jobRoutes(api: Api, context: ServerContext): void {
  const { leafcutter, reader, queue, intake, log, rests } = context;
  const { store } = leafcutter;
  const body = (job: Job): Promise<JobBody> => jobBody(job, reader, queue);

  const find = async (jobId: string): Promise<Job> => queue.asItStands(await findJob(reader, jobId));
  const snapshots = new SharedLooks<Snapshot>(async (jobId) => {
    const next = log.tell(jobId);
    const job = await find(jobId);
    return { next, json: JSON.stringify(await body(job)), rests: isRestingJobState(job.state) };
  });

  api.post(
    '/v1/jobs',
    {
      schema: {
        tags,
        summary: 'Submit a job',
        description:
          'Documents come as files of a form, or as sources: addresses to fetch and earlier uploads. With an ' +
          '`Idempotency-Key` the same request sent again answers with the first job.',
        headers: z.object({ 'idempotency-key': z.string().min(1).max(255).optional() }),
        bodyByType: { 'application/json': newJobSchema, 'multipart/form-data': jobFormSchema },
        response: { 202: jobSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async (request, reply) => {
      const id = randomUUID();
      try {
        const received = request.isMultipart()
          ? await receiveMultipart(request, {
              directory: (index, name) => context.uploads.place(id, index, name),
              maxFileBytes: leafcutter.config.maxFileMegabytes * 1_000_000,
              maxFiles: leafcutter.config.maxUploadFiles,
              idleMs: context.bodyIdleMs,
              signal: context.leaving,
            })
          : null;
        const settings = received ? readForm(received) : parseRequest(newJobSchema, request.body);
        const { job, documents } = await intake.take({
          settings,
          files: received?.files ?? [],
          id,
          keyId: request.keyId,
          idempotencyKey: request.headers['idempotency-key'] ?? null,
        });
        if (documents === null) reply.header('idempotency-replayed', 'true');
        const answer = documents === null ? body(job) : newJobBody(job, documents, queue);
        return await reply
          .code(202)
          .header('location', jobAddress(job))
          .send(await answer);
      } catch (error) {
        // A job that was taken keeps its files, whatever became of the answer.
        const isTaken = await reader.getJob(id).then(Boolean, () => true);
        if (!isTaken) await context.uploads.removeJob(id);
        throw error;
      }
    },
  );

  api.get(
    '/v1/jobs',
    {
      schema: {
        tags,
        summary: 'List jobs, newest first',
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(200).default(50),
          before: z.coerce.number().int().min(0).optional().describe('`next_before` of the page before'),
          state: z.enum(JOB_STATES).optional(),
        }),
        response: { 200: jobListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ query: { limit, before, state } }) => {
      const jobs = await reader.listJobs({
        limit,
        ...(before === undefined ? {} : { beforeMs: before }),
        ...(state === undefined ? {} : { states: [state] }),
      });
      const last = jobs.length < limit ? undefined : jobs.at(-1);
      return {
        jobs: await Promise.all(jobs.map(body)),
        next_before: last === undefined ? null : String(last.createdMs),
      };
    },
  );

  api.get(
    '/v1/jobs/:jobId',
    {
      schema: {
        tags,
        summary: 'A job and how far it is',
        params: jobParams,
        querystring: z.object({
          wait: z.coerce
            .number()
            .min(0)
            .max(LONGEST_WAIT_SECONDS)
            .default(0)
            .describe('Seconds to wait for the job to rest'),
        }),
        response: { 200: jobSchema, ...PROBLEM_RESPONSES },
      },
    },
    async (request, reply) => {
      const { jobId } = request.params;
      const left = gone(reply);
      const untilMs = performance.now() + request.query.wait * 1000;
      for (;;) {
        const leftMs = untilMs - performance.now();
        // Asked before the look, so that a rest in between is not missed.
        const rested = leftMs > 0 ? rests.next(jobId, Math.min(LOOK_MS, leftMs), left) : null;
        const job = await find(jobId);
        if (rested === null || isRestingJobState(job.state) || left.aborted || context.draining())
          return body(job);
        await rested;
      }
    },
  );

  api.delete(
    '/v1/jobs/:jobId',
    {
      schema: {
        tags,
        summary: 'Remove a job that rests, with its files, results and history',
        params: jobParams,
        response: { 204: z.null().describe('It is gone'), ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write' },
    },
    async ({ params: { jobId } }, reply) => {
      const { id } = await find(jobId);
      await store.deleteJob(id);
      await context.uploads.removeJob(id);
      log.forget(id);
      context.changes.note(id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/v1/jobs/:jobId/events',
    {
      schema: {
        tags,
        summary: 'What happens to a job, as server-sent events',
        description:
          'Starts with a `snapshot`, or goes on after `Last-Event-ID`; a reader that was away or slow for too long ' +
          'gets a new `snapshot`. The last event is `end`. 204: the job rests and there is nothing more to tell.',
        params: jobParams,
        headers: z.object({ 'last-event-id': z.string().max(100).optional() }),
        response: {
          200: bodyOf('text/event-stream', z.string(), 'Events until the job rests'),
          204: z.null().describe('The job rests'),
          ...PROBLEM_RESPONSES,
        },
      },
    },
    async (request, reply) => {
      const { jobId } = request.params;
      const job = await find(jobId);
      const from = resumeAt(log, jobId, request.headers['last-event-id']);
      if (from !== null && from === log.next(jobId) && isRestingJobState(job.state))
        return reply.code(204).send(null);
      // Whoever asks for the head alone waits for no event.
      if (request.method === 'HEAD') return reply.type('text/event-stream; charset=utf-8').send('');
      const response = beginEvents(reply);
      const stream = new EventStream(
        {
          log,
          jobId,
          pacer: context.streams.pacer,
          times: context.streamTimes,
          snapshot: () => snapshots.of(jobId),
        },
        response,
        from,
      );
      context.streams.add(jobId, stream);
      response.on('close', () => context.streams.delete(jobId, stream));
    },
  );

  control('pause', 'Pause a job: nothing new starts, calls in flight end and are kept', async (job) => {
    await queue.pause(job.id);
  });
  control('cancel', 'Cancel a job: calls in flight are aborted', async (job) => {
    await queue.cancel(job.id);
  });

  api.post(
    '/v1/jobs/:jobId/resume',
    {
      schema: {
        tags,
        summary: 'Go on with a paused job, with another budget if one is named',
        params: jobParams,
        body: resumeSchema.nullish(),
        response: { 202: jobSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write' },
    },
    async ({ params: { jobId }, body: asked, keyId }, reply) => {
      const job = await find(jobId);
      checkPaused(job);
      if (asked?.budget_micros !== undefined) {
        const change = { budgetMicros: asked.budget_micros, keyId };
        const spec = await withBudget({ store, quotas: context.quotas }, job, change);
        // It may have gone on meanwhile, because of another request.
        checkPaused(queue.asItStands(await findJob(store, jobId)));
        await store.setJobSpec(job.id, spec);
      }
      await store.setJobState(job.id, 'queued');
      queue.add(await find(job.id));
      return reply.code(202).send(await body(await find(job.id)));
    },
  );

  function control(name: 'pause' | 'cancel', summary: string, act: (job: Job) => Promise<void>): void {
    api.post(
      `/v1/jobs/:jobId/${name}`,
      {
        schema: { tags, summary, params: jobParams, response: { 202: jobSchema, ...PROBLEM_RESPONSES } },
        config: { scope: 'write' },
      },
      async (request, reply) => {
        const job = await find(request.params.jobId);
        // What takes longer goes on without the client: the job's state tells when it is done.
        const acting = act(job);
        const late = new AbortController();
        const wait = rests.next(job.id, CONTROL_WAIT_MS, late.signal);
        await Promise.race([acting, wait]).finally(() => late.abort());
        acting.catch((error) => request.log.error({ code: error?.code }, `${name} failed`));
        return reply.code(202).send(await body(await find(job.id)));
      },
    );
  }

  api.post(
    '/v1/jobs/:jobId/retry',
    {
      schema: {
        tags,
        summary: 'Set documents back to work',
        params: jobParams,
        body: retrySchema.nullish(),
        response: { 202: retriedSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write' },
    },
    async (request, reply) => {
      const job = await find(request.params.jobId);
      if (queue.isRunning(job.id)) {
        throw new Problem('conflict', {
          detail: `Job ${job.id} is at work; cancel it, or wait until it has ended, to set documents back to work`,
        });
      }
      const retried = await leafcutter.retry(job.id, request.body?.states);
      if (retried > 0) {
        await store.setJobState(job.id, 'queued');
        queue.add(await find(job.id));
      }
      return reply.code(202).send({ retried, job: await body(await find(job.id)) });
    },
  );
}

/** Throws `conflict` for a job that cannot go on as it is. */
function checkPaused({ id, state }: Job): void {
  if (state === 'paused' || state === 'queued') return;
  throw new Problem('conflict', {
    detail: `Job ${id} is ${state}; only a paused one can go on, and retry sets documents back to work`,
  });
}

/** The settings of a job that came as a form: a field for each, or all of them as JSON in `job`. */
function readForm({ fields }: Received): Omit<NewJobBody, 'sources'> & Partial<Pick<NewJobBody, 'sources'>> {
  const given: Record<string, unknown> = {};
  for (const [name, values] of fields) {
    const [value = ''] = values;
    if (values.length > 1 && name !== 'sources') {
      throw new Problem('invalid-request', { detail: `The field ${name} came ${values.length} times` });
    }
    if (name === 'job') Object.assign(given, readJson(name, value));
    else if (name === 'sources') given.sources = values;
    else if (name === 'options' || name === 'models' || name === 'webhook')
      given[name] = readJson(name, value);
    else if (name === 'budget_micros' || name === 'expires_in_hours') given[name] = Number(value);
    else given[name] = value;
  }
  return parseRequest(formSettingsSchema, given);
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('invalid-request', { detail: `The field ${name} is not JSON`, cause });
  }
}

/** Aborts when the client has left, or was answered. */
function gone(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.on('close', () => left.abort());
  return left.signal;
}
