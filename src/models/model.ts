import type { Problem } from '../problem/problem.ts';

/** What a model can do; shared code asks for these, never for a name. */
export interface ModelCapabilities {
  readonly pdfInput: boolean;
  readonly imageInput: boolean;
  /** Follows a JSON Schema by constrained decoding. */
  readonly schemaOutput: boolean;
  /** Takes large inputs by upload. */
  readonly files: boolean;
  readonly batch: boolean;
  readonly caching: boolean;
  /** Tokens. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Longer side in pixels at which the model sees a page picture; more is paid for and thrown away. */
  readonly imageLongEdge: number;
  /** Estimated input tokens of one page sent as PDF or picture. */
  readonly tokensPerPage: number;
}

/** One piece of what a model is shown; within one `SharedFiles` the same `id` is the same bytes. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly mediaType: string;
      readonly bytes: Uint8Array;
      readonly id?: string;
    }
  | {
      readonly type: 'pdf';
      readonly bytes: Uint8Array;
      readonly pageCount: number;
      readonly id?: string;
    };

/** Uploads at one model that several calls share: a document part with the same `id` is uploaded once for all of them. */
export interface SharedFiles {
  /** Deletes the uploads, each as soon as no call uses it; what is uploaded from now on lasts for its call. */
  close(): void;
}

/** One call: what the model is shown, told, and must answer with. */
export interface ModelRequest {
  readonly prompt: string;
  /** In the order in which it is shown, the prompt after it; of one document pages come first and text after. */
  readonly parts: readonly ContentPart[];
  /** JSON Schema (draft 2020-12) of the answer. The adapter adapts it to its provider. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** Default `full`. After `schema-unsupported` the caller may ask again with the next weaker mode. */
  readonly schemaMode?: SchemaMode;
  readonly maxOutputTokens?: number;
  /**
   * How many calls with this very prompt are to come, this one included; default 1. An adapter may have its provider keep
   * the prompt where that is cheaper.
   */
  readonly expectedCalls?: number;
  /** Uploads that this call shares with others; absent: they are its own. */
  readonly files?: SharedFiles;
  /** Told when the adapter begins (true) and ends to wait for a place of its own, which is not the model's doing. */
  readonly onWaiting?: (waiting: boolean) => void;
}

/**
 * How much of the schema the provider is asked to enforce: `full` all it understands, `relaxed` only names and types
 * (no bounds, formats or long enumerations), `none` nothing: the schema is then written into the prompt instead.
 */
export type SchemaMode = 'full' | 'relaxed' | 'none';

/** Remaining quota as some providers state it with every answer. */
export interface QuotaHint {
  readonly dimension: 'requests' | 'tokens';
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds from now until it is full again. */
  readonly resetMs?: number;
}

/** A complete answer, what it used, and what is left of the quota where the provider says. */
export interface ModelAnswer {
  readonly text: string;
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cachedTokens: number;
    /** Tokens kept at the provider because of this call, times the hours they are paid for. */
    readonly storedTokenHours?: number;
  };
  readonly quota?: readonly QuotaHint[];
}

/**
 * One model of one provider project. Adapters translate and classify; they never retry, sleep or log.
 *
 * `generate` resolves only for a complete answer. Everything else is a thrown Problem: `throttled` and
 * `quota-exhausted` (with `violations` and `retryAfterMs` where the provider says them), `model-overloaded`,
 * `model-timeout`, `model-unreachable`, `model-truncated`, `model-empty`, `model-blocked`, `model-rejected`,
 * `model-unauthorized`, `model-not-found`, `schema-unsupported`, `cancelled`. Answers that were paid for and cannot be
 * used carry `usage`. Files uploaded for the call alone are deleted before it fails; after an
 * answer they are deleted while the caller keeps it, and `close` waits for that, as it does for shared ones.
 */
export interface Model {
  /** `provider/model`, such as `gemini/gemini-3.8-flash`. */
  readonly id: string;
  /** Quota lane: provider, project and model. Models of one lane share one quota. */
  readonly lane: string;
  readonly capabilities: ModelCapabilities;
  /** Parameters that change the answer; part of the question's key. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
  /** Opens uploads for calls of this model to share, for `ModelRequest.files`. Absent where nothing is uploaded. */
  shareFiles?(): SharedFiles;
  /**
   * Deletes the files that a process which is no more left at this provider project; answers how many are gone. Call it
   * once at start. Absent where `capabilities.files` is false.
   */
  sweepRemoteFiles?(): Promise<number>;
  /** Absent where `capabilities.batch` is false. */
  readonly batches?: ModelBatches;
  close(): Promise<void>;
}

/**
 * Turns texts into vectors whose nearness is nearness of meaning. One call is one try; Problems are those of `Model`. Calls
 * wait for the governor as any other.
 */
export interface Embedder {
  /** `provider/model`; vectors of different ids are never compared. */
  readonly id: string;
  /** Quota lane. */
  readonly lane: string;
  /** Texts one call may hold. */
  readonly maxBatch: number;
  /** Vectors of length 1, in the order of the texts. */
  embed(
    texts: readonly string[],
    purpose: 'document' | 'query',
    signal: AbortSignal,
  ): Promise<{ readonly vectors: readonly Float32Array[]; readonly inputTokens: number }>;
}

/** One question of a batch. */
export interface BatchLine {
  /** Told back with its reply; unique within the batch. */
  readonly key: string;
  readonly request: ModelRequest;
}

/** What became of one question of a batch: a complete answer, or the Problem that `generate` would have thrown. */
export type BatchReply =
  | { readonly key: string; readonly answer: ModelAnswer; readonly problem?: never }
  | { readonly key: string; readonly problem: Problem; readonly answer?: never };

/** Where a batch is; `gone`: the provider knows it no more. */
export type BatchState = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired' | 'gone';

/**
 * Batches of one model: many questions sent at once, answered within a day at a lower price. Every method is one try
 * and throws Problems as `generate` does.
 */
export interface ModelBatches {
  /**
   * Creates a batch and answers its name at the provider. Nothing is sent before `lines` has ended, so what must be
   * durable before can be written there. `id`, at most 40 small letters, digits and dashes, is chosen by the caller.
   */
  submit(
    batch: { readonly id: string; readonly lines: AsyncIterable<BatchLine> },
    signal: AbortSignal,
  ): Promise<string>;
  /** Name of the batch that was created with this `id`; null when there is none. */
  find(id: string, signal: AbortSignal): Promise<string | null>;
  poll(name: string, signal: AbortSignal): Promise<BatchState>;
  /** Replies of a batch that runs no more, in any order; lines may be missing. Empty for one that is gone. */
  collect(name: string, signal: AbortSignal): AsyncIterable<BatchReply>;
  /** Stops a batch; one that has ended or is gone stays as it is. */
  cancel(name: string, signal: AbortSignal): Promise<void>;
  /** Deletes a batch with all its files; what is gone is fine. `name` is null for one that was never created. */
  delete(batch: { readonly id: string; readonly name: string | null }, signal: AbortSignal): Promise<void>;
}

/** Durable list of files at providers, so that none is left behind after a crash. */
export interface RemoteFileLog {
  /** Called before the upload begins. */
  begin(file: RemoteFile): Promise<void>;
  /** Called after the deletion is confirmed. */
  end(file: RemoteFile): Promise<void>;
  /** Files begun and not ended whose process is no more; those of a running one are in use. */
  left(lane: string): Promise<readonly RemoteFile[]>;
}

/** A file we put at a provider. */
/** A process-wide ceiling for uploads; waiting for a place is part of no deadline. */
export interface UploadCeiling {
  run<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value>;
}

/** A file we put at a provider. */
export interface RemoteFile {
  readonly lane: string;
  /** Name at the provider, chosen by us before the upload. */
  readonly name: string;
}
