import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { RequestFailed } from '../src/client/client.ts';
import { noteRefusal } from './connection.ts';

const MOST_TRIES = 3;
/** What may go well a moment later. */
const PASSING = new Set([408, 429, 502, 503, 504]);

function passes(error: unknown): boolean {
  return !(error instanceof RequestFailed) || PASSING.has(error.status);
}

/** What the page remembers of the server's answers. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteRefusal }),
  mutationCache: new MutationCache({ onError: noteRefusal }),
  defaultOptions: {
    queries: { retry: (failures, error) => failures < MOST_TRIES && passes(error), staleTime: 2_000 },
    mutations: { retry: false },
  },
});
