import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ServerEvent } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { applyToList, type JobPages } from './job-list.ts';
import { isAtRest } from './use-job.ts';

const PAGE = 50;
const KEY = ['jobs'];
/** How often the list is asked for where no events come: while something happens, and while nothing does. */
const BUSY_MS = 1_000;
const IDLE_MS = 8_000;
/** How often beside its events: they do not tell of jobs that other programs run in the same store. */
const LISTENING_MS = 30_000;
/** How soon events are asked for again where they failed. */
const AGAIN_MS = 10_000;

/** The jobs of the server, newest first, kept up to date by events while the tab is seen. */
export function useJobList() {
  const { client } = useConnection();
  const queries = useQueryClient();
  const [listening, setListening] = useState(false);
  const seen = useSeen();
  const jobs = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) =>
      client.jobs({ limit: PAGE, ...(pageParam === null ? {} : { before: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
    refetchInterval({ state }) {
      if (listening) return LISTENING_MS;
      const isBusy = state.data?.pages.some((page) => page.jobs.some((job) => !isAtRest(job)));
      return isBusy ? BUSY_MS : IDLE_MS;
    },
  });
  const { isFetching } = jobs;
  // An answer may be older than what was told while it was on its way.
  const heard = useRef<ServerEvent[]>([]);
  useEffect(() => {
    if (isFetching) return;
    const missed = heard.current.splice(0);
    queries.setQueryData<JobPages>(KEY, (list) => list && missed.reduce(applyToList, list));
  }, [isFetching, queries]);
  // A list that could not be asked for again is still kept up to date.
  const hasList = jobs.data !== undefined;

  // A browser opens few connections to one server: tabs that nobody looks at leave them to the others.
  useEffect(() => {
    if (!hasList || !seen) return;
    const abort = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const listen = async (): Promise<void> => {
      try {
        for await (const event of client.jobChanges({ signal: abort.signal })) {
          setListening(true);
          if (queries.isFetching({ queryKey: KEY }) > 0) heard.current.push(event);
          queries.setQueryData<JobPages>(KEY, (list) => list && applyToList(list, event));
        }
      } catch {
        // Asking goes on meanwhile; the list itself says what is wrong with the server.
      }
      setListening(false);
      if (!abort.signal.aborted) again = setTimeout(() => void listen(), AGAIN_MS);
    };
    void listen();
    return () => {
      abort.abort();
      clearTimeout(again);
    };
  }, [hasList, seen, client, queries]);

  return jobs;
}

/** Whether the tab is seen. */
function useSeen(): boolean {
  const [seen, setSeen] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setSeen(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return seen;
}
