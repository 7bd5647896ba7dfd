import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem, type ProblemJson, problemFromJson } from '../problem/problem.ts';
import { cancelledReading, timedOut } from './file-problems.ts';

/** What the pool posts to a worker. */
export interface PoolRequest<Call> {
  readonly id: number;
  readonly call: Call;
}

/** What a worker posts back: first `ready`, then one reply a request. */
export type PoolReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown; readonly memoryBytes: number }
  | {
      readonly kind: 'problem';
      readonly id: number;
      readonly problem: ProblemJson;
      readonly memoryBytes: number;
    }
  /** The worker's library is in an unknown state; the worker must not be used again. */
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string };

export interface PoolOptions {
  /** Module the workers run; it answers `PoolRequest` with `PoolReply`. */
  readonly script: URL;
  /** Given to every worker as its `workerData`; asked for once, before the first worker starts. */
  readonly workerData?: () => Promise<unknown>;
  /** Workers at most; default one a core. */
  readonly size?: number;
  /** Milliseconds a call may run, waiting not counted; default 30,000. */
  readonly timeoutMs?: number;
  /** A worker that holds more library memory than this after a call is replaced; default 256 MiB. */
  readonly maxMemoryBytes?: number;
}

export interface PoolCallOptions {
  /** File the call is about: names the problem, and draws the call to a worker that has it open. */
  readonly subject: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

interface Task<Call> {
  readonly id: number;
  readonly call: Call;
  readonly subject: string;
  readonly timeoutMs: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (problem: Problem) => void;
  /** Times a later call was preferred because a worker had its file open. */
  passedOver: number;
  settled: boolean;
}

interface Slot<Call> {
  readonly worker: Worker;
  ready: boolean;
  task: Task<Call> | null;
  timer: NodeJS.Timeout | undefined;
  /** Files last read by this worker, newest last. */
  readonly recent: string[];
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MEMORY_BYTES = 256 * 1024 * 1024;
const START_TIMEOUT_MS = 30_000;
/** An aborted call may end by itself for this long: most calls take a few milliseconds, a new worker far more. */
const ABORT_GRACE_MS = 200;
/** Heap of a worker's own script; the library's memory is counted apart. */
const MAX_SCRIPT_HEAP_MB = 256;
const RECENT_FILES = 4;
const LOOK_AHEAD = 32;
const MAX_PASSED_OVER = 16;

/**
 * Runs calls on worker threads, one at a time a worker. A worker that hangs, ends, breaks or grows too large is
 * replaced; only the call it was running fails, with `pdf-timeout` or `pdf-crashed`. Waiting calls hold their
 * arguments only, never bytes. Workers start with the first call and do not keep the process alive when idle.
 */
export class WorkerPool<Call> {
  readonly #options: PoolOptions;
  readonly #size: number;
  readonly #slots: Slot<Call>[] = [];
  readonly #waiting: Task<Call>[] = [];
  #workerData: Promise<unknown> | null = null;
  #starting = 0;
  #nextId = 1;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#size = Math.max(1, options.size ?? availableParallelism());
  }

  /** Workers at most. */
  get size(): number {
    return this.#size;
  }

  /** Runs one call; rejects with the worker's own problem, `pdf-timeout`, `pdf-crashed` or `cancelled`. */
  run(call: Call, options: PoolCallOptions): Promise<unknown> {
    const { subject, signal } = options;
    if (signal?.aborted) return Promise.reject(cancelledReading(subject));
    if (this.#closed) return Promise.reject(closed(subject));
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#abort(task);
      const settle = (done: () => void) => {
        if (task.settled) return;
        task.settled = true;
        signal?.removeEventListener('abort', onAbort);
        done();
      };
      const task: Task<Call> = {
        id: this.#nextId++,
        call,
        subject,
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        resolve: (value) => settle(() => resolve(value)),
        reject: (problem) => settle(() => reject(problem)),
        passedOver: 0,
        settled: false,
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(task);
      this.#dispatch();
    });
  }

  /** Ends every worker; calls that have not ended reject with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#waiting.splice(0)) task.reject(closed(task.subject));
    const slots = this.#slots.splice(0);
    for (const { task, timer } of slots) {
      clearTimeout(timer);
      task?.reject(closed(task.subject));
    }
    await Promise.all(slots.map(({ worker }) => worker.terminate()));
  }

  #dispatch(): void {
    if (this.#closed) return;
    for (const slot of this.#slots) {
      if (this.#waiting.length === 0) return;
      if (slot.ready && slot.task === null) this.#start(slot, this.#take(slot));
    }
    const idle = this.#slots.filter((slot) => slot.task === null).length;
    const wanted = Math.min(this.#waiting.length - idle, this.#size - this.#slots.length) - this.#starting;
    for (let i = 0; i < wanted; i++) void this.#spawn();
  }

  /** The oldest waiting call, unless one of the next is about a file the worker has open. */
  #take(slot: Slot<Call>): Task<Call> {
    const oldest = this.#waiting[0]!;
    const ahead = Math.min(LOOK_AHEAD, this.#waiting.length);
    let at = 0;
    if (oldest.passedOver < MAX_PASSED_OVER) {
      for (let i = 0; i < ahead; i++) {
        if (slot.recent.includes(this.#waiting[i]!.subject)) {
          at = i;
          break;
        }
      }
    }
    if (at > 0) oldest.passedOver++;
    return this.#waiting.splice(at, 1)[0]!;
  }

  #start(slot: Slot<Call>, task: Task<Call>): void {
    slot.task = task;
    const known = slot.recent.indexOf(task.subject);
    if (known >= 0) slot.recent.splice(known, 1);
    else if (slot.recent.length >= RECENT_FILES) slot.recent.shift();
    slot.recent.push(task.subject);
    slot.timer = setTimeout(() => {
      task.reject(timedOut(task.subject, task.timeoutMs));
      this.#replace(slot);
    }, task.timeoutMs);
    slot.worker.ref();
    slot.worker.postMessage({ id: task.id, call: task.call } satisfies PoolRequest<Call>);
  }

  #abort(task: Task<Call>): void {
    task.reject(cancelledReading(task.subject));
    const at = this.#waiting.indexOf(task);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      return;
    }
    const slot = this.#slots.find((candidate) => candidate.task === task);
    if (slot === undefined) return;
    clearTimeout(slot.timer);
    slot.timer = setTimeout(() => this.#replace(slot), ABORT_GRACE_MS);
  }

  async #spawn(): Promise<void> {
    this.#starting++;
    let workerData: unknown;
    try {
      this.#workerData ??= this.#options.workerData?.() ?? Promise.resolve(undefined);
      workerData = await this.#workerData;
    } catch (cause) {
      this.#starting--;
      this.#failWaiting(cause);
      return;
    }
    this.#starting--;
    if (this.#closed) return;
    const worker = new Worker(this.#options.script, {
      workerData,
      name: 'leafcutter-pdf',
      resourceLimits: { maxOldGenerationSizeMb: MAX_SCRIPT_HEAP_MB },
    });
    const slot: Slot<Call> = { worker, ready: false, task: null, timer: undefined, recent: [] };
    this.#slots.push(slot);
    slot.timer = setTimeout(() => this.#lost(slot, 'it did not start in time'), START_TIMEOUT_MS);
    worker.on('message', (reply: PoolReply) => this.#onReply(slot, reply));
    worker.on('messageerror', (error) => this.#lost(slot, error.message));
    worker.on('error', (error) => this.#lost(slot, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#lost(slot, `it ended with code ${code}`));
  }

  #onReply(slot: Slot<Call>, reply: PoolReply): void {
    if (reply.kind === 'ready') {
      clearTimeout(slot.timer);
      slot.ready = true;
      slot.worker.unref();
      this.#dispatch();
      return;
    }
    const task = slot.task;
    if (task === null || reply.id !== task.id) return;
    if (reply.kind === 'broken') {
      this.#lost(slot, reply.reason);
      return;
    }
    clearTimeout(slot.timer);
    slot.task = null;
    slot.worker.unref();
    if (reply.memoryBytes > (this.#options.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES)) this.#replace(slot);
    else this.#dispatch();
    if (reply.kind === 'value') task.resolve(reply.value);
    else task.reject(problemFromJson(reply.problem));
  }

  /** The worker is gone or useless: its call fails, the others go on. */
  #lost(slot: Slot<Call>, reason: string): void {
    if (!this.#slots.includes(slot)) return;
    slot.task?.reject(
      new Problem('pdf-crashed', {
        detail: `Reading "${slot.task.subject}" broke its worker (${reason}); the file may be damaged`,
        subject: slot.task.subject,
      }),
    );
    if (!slot.ready) this.#failWaiting(new Error(reason));
    this.#replace(slot);
  }

  #replace(slot: Slot<Call>): void {
    const at = this.#slots.indexOf(slot);
    if (at < 0) return;
    this.#slots.splice(at, 1);
    clearTimeout(slot.timer);
    void slot.worker.terminate();
    this.#dispatch();
  }

  /** No worker can start: waiting would last for ever. */
  #failWaiting(cause: unknown): void {
    this.#workerData = null;
    const reason = cause instanceof Error ? cause.message : String(cause);
    for (const task of this.#waiting.splice(0)) {
      task.reject(
        new Problem('internal', {
          detail: `The PDF worker for "${task.subject}" could not start: ${reason}`,
          subject: task.subject,
          cause,
        }),
      );
    }
  }
}

function closed(subject: string): Problem {
  return new Problem('cancelled', {
    detail: `Reading "${subject}" was cancelled: the PDF engine was closed`,
    subject,
  });
}
