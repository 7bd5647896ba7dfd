import { availableParallelism } from 'node:os';
import { Problem, problemFromJson } from '../problem/problem.ts';
import { cancelledReading, engineClosed, timedOut } from './file-problems.ts';
import type { PoolReply, PoolWorker, StartWorker } from './pool-worker.ts';

/** The workers of a pool and their bounds. */
export interface PoolOptions<Call> {
  readonly start: StartWorker<Call>;
  /** Workers at most; default one a core. */
  readonly size?: number;
  /** Milliseconds a call may run, waiting not counted; default 30,000. */
  readonly timeoutMs?: number;
  /** A worker that holds more memory than this after a call is replaced; default 256 MiB. */
  readonly maxMemoryBytes?: number;
  /**
   * Calls that are over so soon that a worker is given up to eight of them while it works, so that it need not wait
   * for the next; default none. Needs workers that take requests while they work.
   */
  readonly isShort?: (call: Call) => boolean;
  /**
   * Call that has a worker put away what it does not need: it comes between its work every five seconds, and twice after
   * the last; default none.
   */
  readonly tidy?: Call;
  /** Hears of an answer that nobody waits for any more. */
  readonly onUnused?: (answer: unknown) => void;
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
  /** Calls it was given and has not answered; first those whose answers it holds, then the one it works on. */
  readonly tasks: Task<Call>[];
  timer: NodeJS.Timeout | undefined;
  /** Call that the timer bounds, and the milliseconds it was set to. */
  timed: Task<Call> | undefined;
  timerMs: number;
  /** Its present call when the pool last looked at it: one that is still there is not as short as it seemed. */
  lookedAt: number | null;
  /** Files last read by this worker, newest last. */
  readonly recent: string[];
  /** Times it is still to tidy if it is given nothing more. */
  untidied: number;
  /** It is to tidy before it is given more. */
  mustTidy: boolean;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MEMORY_BYTES = 256 * 1024 * 1024;
const START_TIMEOUT_MS = 30_000;
/** An aborted call may end by itself for this long: most calls take a few milliseconds, a new worker far more. */
const ABORT_GRACE_MS = 200;
/** Short beside the time a library takes to fill the memory of a machine. */
const LOOK_MS = 50;
/** Calls a worker has at most, the one it works on included. */
const MAX_POSTED = 8;
/** What is not needed any more is put away after twice this time: files that were removed take up their space until then. */
const TIDY_MS = 5_000;
const TIDIES = 2;
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
  #tidying: NodeJS.Timeout | undefined;
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
    clearInterval(this.#tidying);
    this.#firstReady?.reject(new Error('the PDF engine was closed'));
    for (const task of this.#waiting.splice(0)) task.reject(engineClosed(task.subject));
    const slots = this.#slots.splice(0);
    for (const { tasks, timer } of slots) {
      clearTimeout(timer);
      for (const task of tasks) task.reject(engineClosed(task.subject));
    }
    await Promise.all(slots.map(({ worker }) => worker.end()));
  }

  #dispatch(): void {
    if (this.#closed) return;
    let idle = 0;
    for (const slot of this.#slots) {
      if (slot.tasks.length > 0) continue;
      if (slot.ready && slot.mustTidy) {
        this.#tidy(slot);
        // It is over at once: no other worker is started for what waits.
        idle++;
      } else if (slot.ready && this.#waiting.length > 0)
        this.#give(slot, [this.#takeAt(this.#nextFor(slot))]);
      else idle++;
    }
    const wanted = Math.min(this.#waiting.length - idle, this.#size - this.#slots.length) - this.#starting;
    for (let i = 0; i < wanted; i++) void this.#spawn();
    if (this.#waiting.length > 0 && this.#slots.length === this.#size) this.#giveAhead();
  }

  /** Hands short calls to workers that are at short calls, in groups: each message costs both sides. */
  #giveAhead(): void {
    const { isShort } = this.#options;
    if (isShort === undefined) return;
    for (const slot of this.#slots) {
      if (slot.tasks.length === 0 || slot.tasks.length > MAX_POSTED / 2 || slot.mustTidy) continue;
      if (!slot.tasks.every(({ id, call }) => isShort(call) && id !== slot.lookedAt)) continue;
      // The others get their share.
      const share = Math.ceil(this.#waiting.length / this.#slots.length);
      const most = Math.min(MAX_POSTED - slot.tasks.length, share);
      const ahead: Task<Call>[] = [];
      while (ahead.length < most) {
        const at = this.#nextFor(slot);
        const next = this.#waiting[at];
        if (next === undefined || !isShort(next.call)) break;
        ahead.push(this.#takeAt(at));
      }
      if (ahead.length > 0) this.#give(slot, ahead);
    }
  }

  /** Place of the oldest waiting call, unless one of the next is about a file the worker has open. */
  #nextFor(slot: Slot<Call>): number {
    const oldest = this.#waiting[0];
    if (oldest === undefined || oldest.passedOver >= MAX_PASSED_OVER) return 0;
    const ahead = Math.min(LOOK_AHEAD, this.#waiting.length);
    for (let i = 0; i < ahead; i++) if (slot.recent.includes(this.#waiting[i]!.subject)) return i;
    return 0;
  }

  #takeAt(at: number): Task<Call> {
    if (at > 0) this.#waiting[0]!.passedOver++;
    return this.#waiting.splice(at, 1)[0]!;
  }

  #give(slot: Slot<Call>, tasks: readonly Task<Call>[]): void {
    for (const { subject } of tasks) {
      const known = slot.recent.indexOf(subject);
      if (known >= 0) slot.recent.splice(known, 1);
      else if (slot.recent.length >= RECENT_FILES) slot.recent.shift();
      slot.recent.push(subject);
    }
    slot.untidied = TIDIES;
    this.#post(slot, tasks);
    if (this.#options.tidy !== undefined)
      this.#tidying ??= setInterval(() => this.#tidyAll(), TIDY_MS).unref();
  }

  #post(slot: Slot<Call>, tasks: readonly Task<Call>[]): void {
    const wasIdle = slot.tasks.length === 0;
    slot.tasks.push(...tasks);
    if (wasIdle) {
      this.#setTimer(slot, slot.tasks[0]!, slot.tasks[0]!.timeoutMs);
      slot.worker.hold(true);
    }
    slot.worker.post(tasks.map(({ id, call }) => ({ id, call })));
    this.#watch();
  }

  #tidyAll(): void {
    const untidied = this.#slots.filter((slot) => slot.untidied > 0);
    for (const slot of untidied) slot.mustTidy = true;
    if (untidied.length > 0) {
      this.#dispatch();
      return;
    }
    clearInterval(this.#tidying);
    this.#tidying = undefined;
  }

  #tidy(slot: Slot<Call>): void {
    slot.mustTidy = false;
    slot.untidied--;
    const task: Task<Call> = {
      id: this.#nextId++,
      call: this.#options.tidy!,
      subject: 'files of earlier calls',
      timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      urgent: false,
      resolve: () => {},
      // Nobody waits for it: a worker that is lost with it need not be tidied.
      reject: () => {
        task.settled = true;
      },
      passedOver: 0,
      settled: false,
    };
    this.#post(slot, [task]);
  }

  /** Bounds a call. A timer that has the length already is only put back: making one costs more. */
  #setTimer(slot: Slot<Call>, task: Task<Call>, timeoutMs: number): void {
    slot.timed = task;
    if (slot.timer !== undefined && slot.timerMs === timeoutMs) {
      slot.timer.refresh();
      return;
    }
    clearTimeout(slot.timer);
    slot.timerMs = timeoutMs;
    slot.timer = setTimeout(() => {
      const present = slot.tasks[presentAt(slot)];
      if (present === undefined) return;
      if (present === slot.timed) {
        present.reject(timedOut(present.subject, present.timeoutMs));
        this.#replace(slot);
      } else {
        // The answer to the one that was timed is held: this one began hardly later.
        const boundMs = present.settled ? ABORT_GRACE_MS : present.timeoutMs;
        this.#setTimer(slot, present, Math.max(1, boundMs - slot.timerMs));
      }
    }, timeoutMs);
    // The worker keeps this process alive while it works.
    slot.timer.unref();
  }

  #abort(task: Task<Call>): void {
    task.reject(cancelledReading(task.subject));
    const at = this.#waiting.indexOf(task);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      return;
    }
    const slot = this.#slots.find(({ tasks }) => tasks.includes(task));
    if (slot !== undefined && slot.tasks[presentAt(slot)] === task)
      this.#setTimer(slot, task, ABORT_GRACE_MS);
  }

  async #spawn(): Promise<void> {
    this.#starting++;
    let slot: Slot<Call> | undefined;
    try {
      const worker = await this.#options.start({
        onReply: (reply) => slot !== undefined && this.#onReply(slot, reply),
        onLost: (reason) => slot !== undefined && this.#lost(slot, reason),
      });
      slot = {
        worker,
        ready: false,
        tasks: [],
        timer: undefined,
        timed: undefined,
        timerMs: 0,
        lookedAt: null,
        recent: [],
        untidied: 0,
        mustTidy: false,
      };
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
      slot.timer = undefined;
      slot.ready = true;
      this.#letGo(slot);
      this.#firstReady?.resolve();
      this.#dispatch();
      return;
    }
    const [task] = slot.tasks;
    // A call that was taken back is answered all the same.
    if (task === undefined || reply.id !== task.id) return;
    if (reply.kind === 'broken') {
      this.#lost(slot, reply.reason, task);
      return;
    }
    slot.tasks.shift();
    const [next] = slot.tasks;
    if (next === undefined) this.#letGo(slot);
    else this.#setTimer(slot, next, next.settled ? ABORT_GRACE_MS : next.timeoutMs);
    if (reply.memoryBytes > (this.#options.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES)) this.#replace(slot);
    else this.#dispatch();
    if (reply.kind === 'value' && task.settled) this.#options.onUnused?.(reply.value);
    else if (reply.kind === 'value') task.resolve(reply.value);
    else task.reject(problemFromJson(reply.problem));
  }

  /** An idle worker keeps no process alive, but one that is being ended does: who closes waits for its end. */
  #letGo({ worker }: Slot<Call>): void {
    if (!this.#closed) worker.hold(false);
  }

  /** Looks at the workers while calls run; a short call is over before the first look. */
  #watch(): void {
    const { memoryLimitBytes: limit, isShort } = this.#options;
    if ((limit === undefined && isShort === undefined) || this.#look !== undefined) return;
    this.#look = setInterval(() => {
      const busy = this.#slots.filter(({ tasks }) => tasks.length > 0);
      for (const slot of busy) {
        this.#takeBackFromSlow(slot);
        if (limit !== undefined && (slot.worker.residentBytes() ?? 0) > limit)
          this.#lost(slot, `it took more than ${Math.round(limit / 2 ** 20)} MiB of memory`);
      }
      if (busy.length > 0) return;
      clearInterval(this.#look);
      this.#look = undefined;
    }, LOOK_MS);
    this.#look.unref();
  }

  /** The worker is gone or useless: its call fails, the others go on. */
  #lost(slot: Slot<Call>, reason: string, culprit?: Task<Call>): void {
    if (!this.#slots.includes(slot)) return;
    const task = culprit ?? slot.tasks[presentAt(slot)];
    task?.reject(
      new Problem('pdf-crashed', {
        detail: `Reading "${task.subject}" broke its worker (${reason}); the file may be damaged`,
        subject: task.subject,
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

  /** Calls given with one that is not as short as it seemed need not wait for it, not even for an answer that is held. */
  #takeBackFromSlow(slot: Slot<Call>): void {
    const present = slot.tasks[presentAt(slot)]!;
    if (slot.lookedAt === present.id && slot.tasks.length > 1) {
      this.#takeBack(slot, present);
      this.#dispatch();
    }
    slot.lookedAt = present.id;
  }

  /** Has calls of the worker wait again, those without a result; all but `present`. */
  #takeBack(slot: Slot<Call>, present?: Task<Call>): void {
    const tasks = slot.tasks.splice(0, slot.tasks.length, ...(present === undefined ? [] : [present]));
    const back = tasks.filter((task) => task !== present && !task.settled);
    const behind = this.#waiting.findIndex(({ urgent }) => !urgent);
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, ...back);
  }

  #replace(slot: Slot<Call>): void {
    this.#takeBack(slot);
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

/** Place of the call that the worker works on: the first it has not answered unless it tells of another. */
function presentAt<Call>({ tasks, worker }: Slot<Call>): number {
  if (tasks.length < 2) return 0;
  const id = worker.presentId();
  return Math.max(
    0,
    tasks.findIndex((task) => task.id === id),
  );
}
