import { availableParallelism } from 'node:os';
import { Problem, type ProblemJson, problemFromJson } from '../problem/problem.ts';
import { cancelledReading, engineClosed, timedOut } from './file-problems.ts';

/** What the pool posts to a worker. */
export interface PoolRequest<Call> {
  readonly id: number;
  readonly call: Call;
}

/** What a worker posts back: first `ready` or `unable`, then one reply a request. */
export type PoolReply =
  | { readonly kind: 'ready' }
  /** The worker cannot do its work here at all. */
  | { readonly kind: 'unable'; readonly reason: string }
  /** A value that is still on its way may be a promise. */
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown; readonly memoryBytes: number }
  | {
      readonly kind: 'problem';
      readonly id: number;
      readonly problem: ProblemJson;
      readonly memoryBytes: number;
    }
  /** The worker's library is in an unknown state; the worker must not be used again. */
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string };

/** Who hears from a worker. */
export interface WorkerEvents {
  onReply(reply: PoolReply): void;
  /** It has ended, or what it says cannot be read. */
  onLost(reason: string): void;
}

/** A thread or a process that works for the pool. */
export interface PoolWorker<Call> {
  post(request: PoolRequest<Call>): void;
  /** Whether it keeps this process alive. */
  hold(holds: boolean): void;
  /** Ends it at once, in the middle of whatever it does. */
  end(): Promise<void>;
  /** Bytes in memory as the system counts them; null where only the worker itself can tell. */
  residentBytes(): number | null;
}

/** Starts one worker; rejects with the reason when that cannot be. */
export type StartWorker<Call> = (events: WorkerEvents) => Promise<PoolWorker<Call>>;

/** The workers of a pool and their bounds. */
export interface PoolOptions<Call> {
  readonly start: StartWorker<Call>;
  /** Workers at most; default one a core. */
  readonly size?: number;
  /** Milliseconds a call may run, waiting not counted; default 30,000. */
  readonly timeoutMs?: number;
  /** A worker that holds more memory than this after a call is replaced; default 256 MiB. */
  readonly maxMemoryBytes?: number;
  /** A worker that holds more memory than this during a call is ended, where it can be seen from outside. */
  readonly memoryLimitBytes?: number;
}

/** What one call is about, and its bounds. */
export interface PoolCallOptions {
  /** File the call is about: names the problem, and draws the call to a worker that has it open. */
  readonly subject: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly urgent?: boolean | undefined;
}

interface Task<Call> {
  readonly id: number;
  readonly call: Call;
  readonly subject: string;
  readonly timeoutMs: number;
  readonly urgent: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (problem: Problem) => void;
  /** Times a later call was preferred because a worker had its file open. */
  passedOver: number;
  settled: boolean;
}

interface Slot<Call> {
  readonly worker: PoolWorker<Call>;
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
/** Short beside the time a library takes to fill the memory of a machine. */
const MEMORY_LOOK_MS = 50;
const RECENT_FILES = 4;
const LOOK_AHEAD = 32;
const MAX_PASSED_OVER = 16;

/**
 * Runs calls on threads or processes, one at a time each. A worker that hangs, ends, breaks or grows too large is
 * replaced; only the call it was running fails, with `pdf-timeout` or `pdf-crashed`. Waiting calls hold their
 * arguments only, never bytes. Workers start with the first call and do not keep the process alive when idle.
 */
export class WorkerPool<Call> {
  readonly #options: PoolOptions<Call>;
  readonly #size: number;
  readonly #slots: Slot<Call>[] = [];
  readonly #waiting: Task<Call>[] = [];
  #starting = 0;
  #look: NodeJS.Timeout | undefined;
  #firstReady: PromiseWithResolvers<void> | null = null;
  #nextId = 1;
  #closed = false;

  constructor(options: PoolOptions<Call>) {
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
    if (this.#closed) return Promise.reject(engineClosed(subject));
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
        urgent: options.urgent ?? false,
        passedOver: options.urgent ? MAX_PASSED_OVER : 0,
        settled: false,
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const behind = task.urgent ? this.#waiting.findIndex(({ urgent }) => !urgent) : -1;
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, task);
      this.#dispatch();
    });
  }

  /** Starts a worker unless one was started; rejects with the reason when workers cannot start here. */
  ready(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the PDF engine was closed'));
    if (this.#slots.some(({ ready }) => ready)) return Promise.resolve();
    this.#firstReady ??= Promise.withResolvers();
    if (this.#slots.length + this.#starting === 0) void this.#spawn();
    return this.#firstReady.promise;
  }

  /** Ends every worker; calls that have not ended reject with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#look);
    this.#firstReady?.reject(new Error('the PDF engine was closed'));
    for (const task of this.#waiting.splice(0)) task.reject(engineClosed(task.subject));
    const slots = this.#slots.splice(0);
    for (const { task, timer } of slots) {
      clearTimeout(timer);
      task?.reject(engineClosed(task.subject));
    }
    await Promise.all(slots.map(({ worker }) => worker.end()));
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
    slot.worker.hold(true);
    slot.worker.post({ id: task.id, call: task.call });
    this.#watch();
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
    let slot: Slot<Call> | undefined;
    try {
      const worker = await this.#options.start({
        onReply: (reply) => slot !== undefined && this.#onReply(slot, reply),
        onLost: (reason) => slot !== undefined && this.#lost(slot, reason),
      });
      slot = { worker, ready: false, task: null, timer: undefined, recent: [] };
    } catch (cause) {
      this.#failWaiting(cause);
      return;
    } finally {
      this.#starting--;
    }
    if (this.#closed) {
      await slot.worker.end();
      return;
    }
    this.#slots.push(slot);
    slot.timer = setTimeout(() => this.#lost(slot, 'it did not start in time'), START_TIMEOUT_MS);
  }

  #onReply(slot: Slot<Call>, reply: PoolReply): void {
    if (reply.kind === 'unable') {
      this.#lost(slot, reply.reason);
      return;
    }
    if (reply.kind === 'ready') {
      clearTimeout(slot.timer);
      slot.ready = true;
      slot.worker.hold(false);
      this.#firstReady?.resolve();
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
    slot.worker.hold(false);
    if (reply.memoryBytes > (this.#options.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES)) this.#replace(slot);
    else this.#dispatch();
    if (reply.kind === 'value') task.resolve(reply.value);
    else task.reject(problemFromJson(reply.problem));
  }

  /** Looks at the workers' memory while calls run; a short call is over before the first look. */
  #watch(): void {
    const limit = this.#options.memoryLimitBytes;
    if (limit === undefined || this.#look !== undefined) return;
    this.#look = setInterval(() => {
      const busy = this.#slots.filter((slot) => slot.task !== null);
      for (const slot of busy) {
        if ((slot.worker.residentBytes() ?? 0) > limit)
          this.#lost(slot, `it took more than ${Math.round(limit / 2 ** 20)} MiB of memory`);
      }
      if (busy.length > 0) return;
      clearInterval(this.#look);
      this.#look = undefined;
    }, MEMORY_LOOK_MS);
    this.#look.unref();
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
    if (slot.ready) {
      this.#replace(slot);
      return;
    }
    // Those that work serve the waiting calls too, and start another with the next; a second try now might never end.
    if (!this.#slots.some(({ ready }) => ready)) this.#failWaiting(new Error(reason));
    this.#remove(slot);
  }

  #replace(slot: Slot<Call>): void {
    this.#remove(slot);
    this.#dispatch();
  }

  #remove(slot: Slot<Call>): void {
    const at = this.#slots.indexOf(slot);
    if (at < 0) return;
    this.#slots.splice(at, 1);
    clearTimeout(slot.timer);
    void slot.worker.end();
  }

  /** No worker can start: waiting would last for ever. */
  #failWaiting(cause: unknown): void {
    this.#firstReady?.reject(cause);
    this.#firstReady = null;
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
