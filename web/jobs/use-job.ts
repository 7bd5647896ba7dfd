import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { JobBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { EMPTY_FEED, type Feed, hear, sample } from './job-feed.ts';

/** Events may come by the thousand: what is drawn changes this often. */
const DRAW_MS = 250;
const SAMPLE_MS = 1_000;
/** While the stream of events is lost, the job is asked for this often. */
const POLL_MS = 5_000;

/** True when nothing happens to a job until someone asks for it. */
export function isAtRest(job: Pick<JobBody, 'state' | 'ended_at'>): boolean {
  return job.ended_at !== null || job.state === 'paused';
}

/** A job, kept up to date by its events while it goes on. */
export function useJob(jobId: string) {
  const { client } = useConnection();
  const queries = useQueryClient();
  const [feed, setFeed] = useState<Feed>(EMPTY_FEED);
  const [listening, setListening] = useState(false);
  const job = useQuery({
    queryKey: ['job', jobId],
    queryFn: () => client.job(jobId),
    refetchInterval: ({ state }) => (state.data && !isAtRest(state.data) && !listening ? POLL_MS : false),
  });
  const goesOn = job.data !== undefined && !isAtRest(job.data);

  useEffect(() => {
    if (!goesOn) return;
    const abort = new AbortController();
    let heard = EMPTY_FEED;
    let changed = false;
    let sampledMs = 0;
    setFeed((before) => {
      heard = { ...before, active: [] };
      return heard;
    });
    const draw = () => {
      const nowMs = Date.now();
      if (nowMs - sampledMs >= SAMPLE_MS) {
        sampledMs = nowMs;
        heard = sample(heard, nowMs);
        changed = true;
      }
      if (!changed) return;
      changed = false;
      setFeed(heard);
    };
    const timer = setInterval(draw, DRAW_MS);
    // What the governor does is told by the server as a whole, not by the events of a job.
    const hearLanes = () =>
      client.models().then(
        ({ lanes }) => {
          heard = { ...heard, lanes };
        },
        () => {},
      );
    // Counts, results, the list of documents and the lanes are asked for again, at most once a second.
    const refresh = setInterval(() => {
      const { models = {} } = queries.getQueryData<JobBody>(['job', jobId]) ?? {};
      if (Object.keys(models).length > 0) void hearLanes();
      if (heard.documents === refreshed) return;
      refreshed = heard.documents;
      void queries.invalidateQueries({ queryKey: ['job', jobId] });
      void queries.invalidateQueries({ queryKey: ['of-job', jobId] });
    }, SAMPLE_MS);
    let refreshed = heard.documents;
    const listen = async () => {
      for await (const event of client.events(jobId, { signal: abort.signal })) {
        setListening(true);
        if (event.event === 'snapshot' || event.event === 'end') {
          queries.setQueryData(['job', jobId], event.data as JobBody);
        }
        heard = hear(heard, event, Date.now());
        changed = true;
      }
    };
    listen()
      // Polling goes on where events do not come; the job itself says what is wrong with the server.
      .catch(() => {})
      .finally(() => {
        setListening(false);
        if (abort.signal.aborted) return;
        draw();
        void queries.invalidateQueries({ queryKey: ['job', jobId] });
        void queries.invalidateQueries({ queryKey: ['of-job', jobId] });
      });
    return () => {
      abort.abort();
      clearInterval(timer);
      clearInterval(refresh);
    };
  }, [goesOn, jobId, client, queries]);

  return { job, feed, goesOn };
}
