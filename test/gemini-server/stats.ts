import type { Batches } from './batches-api.ts';
import type { Caches } from './caches-api.ts';
import type { FileStore } from './file-store.ts';
import type { GeminiRequest } from './request.ts';

/** What became of one request to generate. */
export interface CallRecord {
  readonly index: number;
  readonly key: string;
  readonly model: string;
  readonly apiKey: string;
  readonly kind: string;
  /** True for a line of a batch. */
  readonly batch: boolean;
  readonly startedMs: number;
  readonly endedMs: number | null;
  /** HTTP status; null when none was sent. */
  readonly status: number | null;
  /** True when the client left first. */
  readonly abandoned: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Everything the server has seen, read at any time. */
export interface GeminiStats {
  readonly calls: readonly CallRecord[];
  readonly requests: number;
  readonly answered: number;
  /** By HTTP status. */
  readonly byStatus: Readonly<Record<number, number>>;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** How often each question was asked. */
  readonly callsByQuestion: Readonly<Record<string, number>>;
  /** Questions asked again after a complete answer had been sent. */
  readonly duplicatesAfterSuccess: number;
  /**
   * Calls before the time that an earlier 429 of the same key and model named; those that arrive within 50 ms of the
   * refusal were under way already and do not count.
   */
  readonly earlyRetries: number;
  /** `wasted`: paid for in answers that were cut off, blocked, empty or sent to a client that had left. */
  readonly tokens: { readonly input: number; readonly output: number; readonly wasted: number };
  readonly abandoned: number;
  readonly files: {
    readonly uploaded: number;
    readonly deleted: number;
    readonly uploadedBytes: number;
    /** Names of files that are still there. */
    readonly left: readonly string[];
    /** Uploads begun and not finished. */
    readonly unfinished: number;
  };
  readonly batches: {
    readonly created: number;
    readonly cancelled: number;
    readonly deleted: number;
    /** Display names of batches that are still there. */
    readonly left: readonly string[];
  };
  readonly caches: {
    readonly created: number;
    readonly updated: number;
    readonly deleted: number;
    /** Display names of cached contents that are still there. */
    readonly left: readonly string[];
  };
  /** Highest number of uploads at work at once. */
  readonly maxUploads: number;
  /** Connections ever made. */
  readonly connections: number;
}

const UNDER_WAY_MS = 50;

interface OpenCall {
  readonly request: GeminiRequest;
  readonly startedMs: number;
}

/** Counts while the server works. */
export class Recorder {
  readonly #calls: CallRecord[] = [];
  readonly #open = new Set<OpenCall>();
  readonly #asked = new Map<string, number>();
  readonly #succeeded = new Set<string>();
  readonly #refused = new Map<string, { readonly atMs: number; readonly untilMs: number }>();
  readonly #files: FileStore;
  readonly #batches: Batches;
  readonly #caches: Caches;
  #maxInFlight = 0;
  #duplicates = 0;
  #early = 0;
  #uploads = 0;
  #maxUploads = 0;
  #connections = 0;

  constructor(files: FileStore, batches: Batches, caches: Caches) {
    this.#files = files;
    this.#batches = batches;
    this.#caches = caches;
  }

  get inFlight(): number {
    return this.#open.size;
  }

  /** Counts one more asking of this question and answers how often it was asked. */
  ask(key: string): number {
    const times = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, times);
    return times;
  }

  open(request: GeminiRequest, nowMs: number): OpenCall {
    const call = { request, startedMs: nowMs };
    this.#open.add(call);
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#open.size);
    if (this.#succeeded.has(request.key)) this.#duplicates += 1;
    const refused = this.#refused.get(lane(request));
    if (refused && nowMs < refused.untilMs && nowMs > refused.atMs + UNDER_WAY_MS) this.#early += 1;
    return call;
  }

  close(
    call: OpenCall,
    end: Pick<CallRecord, 'kind' | 'status' | 'abandoned' | 'inputTokens' | 'outputTokens'> & {
      readonly nowMs: number;
      readonly complete: boolean;
      readonly retryDelayMs?: number;
    },
  ): void {
    if (!this.#open.delete(call)) return;
    const { request, startedMs } = call;
    const { nowMs, complete, retryDelayMs, ...members } = end;
    if (complete && !end.abandoned) this.#succeeded.add(request.key);
    if (retryDelayMs !== undefined) {
      const before = this.#refused.get(lane(request));
      this.#refused.set(lane(request), {
        atMs: nowMs,
        untilMs: Math.max(before?.untilMs ?? 0, nowMs + retryDelayMs),
      });
    }
    this.#calls.push({
      index: request.index,
      key: request.key,
      model: request.model,
      apiKey: request.apiKey,
      batch: request.batch,
      startedMs,
      endedMs: nowMs,
      ...members,
    });
  }

  connected(): void {
    this.#connections += 1;
  }

  uploadBegan(): void {
    this.#uploads += 1;
    this.#maxUploads = Math.max(this.#maxUploads, this.#uploads);
  }

  uploadEnded(): void {
    this.#uploads -= 1;
  }

  read(): GeminiStats {
    const calls = this.#calls;
    const sum = (of: (call: CallRecord) => number): number =>
      calls.reduce((total, call) => total + of(call), 0);
    const tokens = (call: CallRecord): number => call.inputTokens + call.outputTokens;
    const good = (call: CallRecord): boolean =>
      !call.abandoned && (call.kind === 'answer' || call.kind === 'text');
    const byStatus: Record<number, number> = {};
    for (const { status } of calls) if (status !== null) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return {
      calls: [...calls],
      requests: calls.length + this.#open.size,
      answered: calls.filter(good).length,
      byStatus,
      inFlight: this.#open.size,
      maxInFlight: this.#maxInFlight,
      callsByQuestion: Object.fromEntries(this.#asked),
      duplicatesAfterSuccess: this.#duplicates,
      earlyRetries: this.#early,
      tokens: {
        input: sum((call) => call.inputTokens),
        output: sum((call) => call.outputTokens),
        wasted: sum((call) => (good(call) ? 0 : tokens(call))),
      },
      abandoned: calls.filter((call) => call.abandoned).length,
      files: {
        uploaded: this.#files.uploaded,
        deleted: this.#files.deleted,
        uploadedBytes: this.#files.uploadedBytes,
        left: [...this.#files.files.keys()],
        unfinished: this.#files.sessions.size,
      },
      batches: {
        created: this.#batches.created,
        cancelled: this.#batches.cancelled,
        deleted: this.#batches.deleted,
        left: [...this.#batches.all.values()].map(({ displayName }) => displayName),
      },
      caches: {
        created: this.#caches.created,
        updated: this.#caches.updated,
        deleted: this.#caches.deleted,
        left: [...this.#caches.all.values()].map(({ displayName }) => displayName),
      },
      maxUploads: this.#maxUploads,
      connections: this.#connections,
    };
  }
}

function lane(request: GeminiRequest): string {
  return `${request.apiKey} ${request.model}`;
}
