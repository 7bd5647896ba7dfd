import { AsyncLocalStorage } from 'node:async_hooks';
import type { HeaderReader } from '../headers.ts';
import { createPooledFetch } from '../pooled-fetch.ts';

/** Carries the SDK's requests and remembers the headers of the last answer. */
export interface Transport {
  /** Handed to the SDK once. */
  readonly fetch: typeof globalThis.fetch;
  /**
   * Runs SDK calls whose every request ends with `signal`. Needed because the SDK hands no signal to the requests of an
   * upload, leaves a listener on each signal it is given, and keeps headers out of its errors.
   */
  run<Value>(signal: AbortSignal, work: (exchange: ExchangeView) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** What is known about the requests of one `run`. */
export interface ExchangeView {
  /** Of the last answer. */
  readonly header: HeaderReader;
  /** False while nothing has been sent: what fails before is about credentials. */
  readonly sent: () => boolean;
}

interface Exchange {
  readonly signal: AbortSignal;
  sent: boolean;
  headers: Headers | null;
}

/** One pool of connections for one model. */
export function createTransport(): Transport {
  const pool = createPooledFetch();
  const current = new AsyncLocalStorage<Exchange>();
  return {
    fetch: async (input, init) => {
      const exchange = current.getStore();
      if (!exchange) return pool.fetch(input, init);
      exchange.sent = true;
      const response = await pool.fetch(input, { ...init, signal: exchange.signal });
      exchange.headers = response.headers;
      return response;
    },
    run(signal, work) {
      const exchange: Exchange = { signal, sent: false, headers: null };
      return current.run(exchange, () =>
        work({
          header: (name) => exchange.headers?.get(name) ?? null,
          sent: () => exchange.sent,
        }),
      );
    },
    close: () => pool.close(),
  };
}
