import type { Config } from '../config/config.ts';
import type { EventListener } from '../domain/event.ts';
import type { Tier } from '../domain/question.ts';
import type { Governor } from '../governor/governor.ts';
import type { Places } from '../governor/places.ts';
import type { Embedder, Model } from '../models/model.ts';
import type { OcrEngine, PdfEngine } from '../pdf/pdf.ts';
import type { DocumentQueue } from '../queue/queue.ts';
import type { RetrievalStore } from '../retrieval/retrieval.ts';
import type { Fetch } from '../source/source.ts';
import type { BlobStore, QuestionClaims, Store } from '../store/store.ts';
import type { BytesInFlight } from './bytes-in-flight.ts';

/** Time as the engine sees it; tests inject their own. */
export interface Clock {
  /** Milliseconds since 1970, as people set it: for when something was. */
  now(): number;
  /** Milliseconds since some moment; nobody sets it: for how long something takes. */
  elapsedMs(): number;
  /** Resolves after `ms`; rejects at once when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls back about every `ms` until the answered function is called; keeps no process alive. */
  every(ms: number, call: () => void): () => void;
}

/** Tokens of one call, or of one in a batch, priced in millionths of a US dollar; null for a model without a known price. */
export type Price = (
  modelId: string,
  usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cachedTokens: number;
    readonly storedTokenHours?: number;
  },
  atMs: number,
  options?: { readonly batch?: boolean },
) => number | null;

/** Models of each tier; several of one tier are the same model under several keys. */
export type TierModels = Readonly<Partial<Record<Tier, readonly Model[]>>>;

/** A model that costs are compared with. */
export interface Yardstick {
  readonly id: string;
  /** Input tokens of a page, roughly. */
  readonly tokensPerPage: number;
}

/** Which adapters the engine works with; put together in `app.ts`. */
export interface EngineParts {
  readonly config: Config;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly pdf: PdfEngine;
  /** Null: pages without text stay unread unless a model is asked. */
  readonly ocr: OcrEngine | null;
  readonly retrieval: RetrievalStore;
  /** Of a provider; null: passages are compared by their words alone. */
  readonly embedder: Embedder | null;
  readonly fetch: Fetch;
  readonly governor: Governor;
  /** Ceiling of slices being cut at once. */
  readonly splits: Places;
  /** Bound of the bytes on their way to models. */
  readonly bytesInFlight: BytesInFlight;
  readonly price: Price;
  /** What costs are compared with where no model is configured; absent: nothing. */
  readonly yardstick?: Yardstick;
  readonly clock: Clock;
  /** Uniform in 0 to 1, for jitter. */
  readonly random: () => number;
  readonly emit: EventListener;
  /** Absent where one process has the store to itself. */
  readonly queue?: DocumentQueue;
  /** Absent where one process has the ledger to itself. */
  readonly claims?: QuestionClaims;
}
