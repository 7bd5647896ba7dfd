import { Agent, fetch as undiciFetch } from 'undici';

/** A `fetch` over one pool of kept connections. */
export interface PooledFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Ends idle connections at once and the others when their call is over. */
  close(): Promise<void>;
}

/**
 * Makes a `fetch` whose connections are kept and shared. It has no deadlines beyond connecting (10 s): every call
 * brings its own signal. Redirects are refused, since a redirect would carry the key to another host.
 */
export function createPooledFetch(): PooledFetch {
  const agent = new Agent({
    keepAliveTimeout: 30_000,
    connect: { timeout: 10_000 },
    headersTimeout: 0,
    bodyTimeout: 0,
    // One connection a call: an abort then ends exactly one socket, and a stalled answer holds up no other.
    allowH2: false,
    pipelining: 1,
  });
  // undici's own types and the global ones describe the same objects, yet differ in private members.
  const fetchOverPool = (input: unknown, init: object | undefined): Promise<unknown> =>
    undiciFetch(input as Parameters<typeof undiciFetch>[0], {
      ...init,
      redirect: 'error',
      dispatcher: agent,
    });
  let closed: Promise<void> | undefined;
  return {
    fetch: fetchOverPool as typeof globalThis.fetch,
    close: () => {
      closed ??= agent.close();
      return closed;
    },
  };
}
