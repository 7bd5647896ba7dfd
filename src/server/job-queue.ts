import { setTimeout as sleep } from 'node:timers/promises';
import { isFinalJobState } from '../domain/states.ts';
import type { Run, RunSummary } from '../engine/run.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { isProblem, type ProblemJson, toProblem } from '../problem/problem.ts';
import type { Job, JobHold, Store } from '../store/store.ts';
import { requestOf } from './job-request.ts';

/** How often a job that another process holds is tried again. */
const HELD_ELSEWHERE_MS = 5_000;
const ASK_AGAIN_MS = 100;
/** What other processes tell of a job comes so much later at the most. */
const TOLD_LATE_MS = 5_000;
/** Node cannot wait longer in one go. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** A job that has not been listed for so long was left by a server that died. */
const LISTING_MS = 3_600_000;
/** Jobs read in one go at the start. */
const PAGE = 500;

/** What a queue works with. */
export interface JobQueueParts {
  readonly leafcutter: Pick<Leafcutter, 'resume' | 'pause' | 'cancel' | 'jobRunner'> & {
    readonly store: Store;
  };
  /** Jobs in work at once. */
  readonly maxJobs: number;
  /** Makes of a problem what clients may hear of it. */
  readonly hide: (problem: ProblemJson) => ProblemJson;
  /** Other servers work on the same store. */
  readonly shared: boolean;
  /** Hears of every job that was lined up. */
  onAdded(jobId: string): void;
  /** Hears of every job that came to rest. */
  onRest(jobId: string, summary: RunSummary | null): void;
  /** Hears what should not have happened. */
  onError(error: unknown): void;
}

/** True for a job that goes on by itself: its server was ended, or it waits for a known time. */
function isLeft({ state, problem, parkedUntilMs }: Job): boolean {
  return state === 'paused' && (problem?.code === 'cancelled' || parkedUntilMs !== null);
}

/** A job in work. */
interface InWork {
  /** Null while it is being opened. */
  run: Run | null;
  readonly ended: Promise<void>;
}

/**
 * Starts the jobs of the server: so many at once, interactive ones first, then in the order they came. All it knows is
 * in the store too: after a restart `recover` goes on with every job that had not come to rest.
 */
export class JobQueue {
  readonly #parts: JobQueueParts;
  readonly #waiting: { readonly jobId: string; readonly interactive: boolean }[] = [];
  readonly #justEnded = new Set<string>();
  readonly #running = new Map<string, InWork>();
  /** Jobs in work that were asked for again before they had come to rest. */
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Why jobs rest that the store still calls running: it could not take their end, as on a full disk. */
  readonly #untold = new Map<string, ProblemJson>();
  readonly #endings = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: JobQueueParts) {
    this.#parts = parts;
  }

  /** Jobs that wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** How many jobs start before this one and with it; null when it does not wait. */
  position(jobId: string): number | null {
    const index = this.#waiting.findIndex((entry) => entry.jobId === jobId);
    return index < 0 ? null : index + 1;
  }

  /** True while the job is in work in this process. */
  isRunning(jobId: string): boolean {
    return this.#running.has(jobId);
  }

  /** A job as it stands, for clients: one whose end the store could not take rests all the same. */
  asItStands(job: Job): Job {
    const untold = this.#untold.get(job.id);
    if (untold !== undefined) return { ...job, state: 'paused', problem: this.#parts.hide(untold) };
    return job.problem === null ? job : { ...job, problem: this.#parts.hide(job.problem) };
  }

  /**
   * True for an event of a job that is in work in this process, or was a moment ago: what other processes tell of their part in
   * it comes late.
   */
  counts(event: { readonly type: string; readonly jobId: string }): boolean {
    if (this.#running.has(event.jobId)) return true;
    // It goes on elsewhere.
    if (event.type === 'job-start') this.#justEnded.delete(event.jobId);
    return this.#justEnded.has(event.jobId);
  }

  /** Lines a job up; one that is in line or in work stays where it is. */
  add(job: Job): void {
    if (this.#closed || this.position(job.id) !== null) return;
    if (this.#running.has(job.id)) {
      this.#again.add(job.id);
      return;
    }
    this.#clearTimer(job.id);
    this.#untold.delete(job.id);
    const interactive = requestOf(job)?.priority === 'interactive';
    const entry = { jobId: job.id, interactive };
    const behind = interactive ? this.#waiting.findIndex((other) => !other.interactive) : -1;
    if (behind < 0) this.#waiting.push(entry);
    else this.#waiting.splice(behind, 0, entry);
    this.#parts.onAdded(job.id);
    this.#startNext();
  }

  /** Goes on with every job of this server that had not come to rest when its process ended. */
  async recover(): Promise<number> {
    const jobs: Job[] = [];
    let beforeMs: number | undefined;
    for (;;) {
      const page = await this.#parts.leafcutter.store.listJobs({
        limit: PAGE,
        states: ['queued', 'running', 'paused', 'cancelling'],
        ...(beforeMs === undefined ? {} : { beforeMs }),
      });
      jobs.push(...page);
      if (page.length < PAGE) break;
      beforeMs = page.at(-1)!.createdMs;
    }
    const left = jobs.toReversed().filter((job) => requestOf(job) !== null);
    for (const job of left) {
      if ((await this.#parts.leafcutter.jobRunner(job.id)) !== null) {
        this.#later(job.id, HELD_ELSEWHERE_MS);
        continue;
      }
      if (!job.listed) {
        // Another server of the same store may have made it just now.
        if (!this.#parts.shared || Date.now() - job.createdMs >= LISTING_MS) await this.#removeHalf(job.id);
        continue;
      }
      if (job.state !== 'paused' || job.problem?.code === 'cancelled') {
        // In line, and not resting, for all who look before its turn comes.
        if (await this.#settle(job.id, 'queued')) this.add(job);
        else this.#later(job.id, HELD_ELSEWHERE_MS);
      } else if (job.parkedUntilMs !== null) this.#park(job.id, job.parkedUntilMs);
    }
    return left.length;
  }

  /** Its process ended before the request was answered: nobody knows of the job, and sent again it is made anew. */
  async #removeHalf(jobId: string): Promise<void> {
    const { store } = this.#parts.leafcutter;
    await store.setJobState(jobId, 'paused');
    await store.deleteJob(jobId);
  }

  /**
   * Goes on with jobs of other servers of the same store that have died or ended, looking every `everyMs`. Answers the
   * function that stops it.
   */
  adopt(everyMs: number): () => void {
    let looking = false;
    const look = async (): Promise<void> => {
      const { leafcutter } = this.#parts;
      const jobs = await leafcutter.store.listJobs({ limit: PAGE, states: ['queued', 'running', 'paused'] });
      for (const job of jobs.toReversed()) {
        const known = this.#running.has(job.id) || this.#timers.has(job.id) || this.position(job.id) !== null;
        const resting = job.state === 'paused' && job.problem?.code !== 'cancelled';
        if (known || resting || !job.listed || requestOf(job) === null) continue;
        if ((await leafcutter.jobRunner(job.id)) === null) this.add(job);
      }
    };
    const timer = setInterval(() => {
      if (looking || this.#closed) return;
      looking = true;
      look()
        .catch((error) => this.#parts.onError(error))
        .finally(() => {
          looking = false;
        });
    }, everyMs);
    return () => clearInterval(timer.unref());
  }

  /** Takes a job out of the line, or has its run stop gently; resolves when the job rests. */
  async pause(jobId: string): Promise<void> {
    const { leafcutter } = this.#parts;
    this.#leaveLine(jobId);
    if (this.#running.has(jobId)) {
      await this.#untilEnded(jobId, async () => void (await leafcutter.store.requestJob(jobId, 'pause')));
    } else {
      await leafcutter.pause(jobId);
      this.#untold.delete(jobId);
      this.#parts.onRest(jobId, null);
    }
  }

  /** Ends a job: calls in flight are aborted; resolves when the job rests. */
  async cancel(jobId: string): Promise<void> {
    this.#leaveLine(jobId);
    if (this.#running.has(jobId)) {
      await this.#untilEnded(jobId, (run) => run.cancel());
    } else {
      await this.#parts.leafcutter.cancel(jobId);
      this.#untold.delete(jobId);
      this.#parts.onRest(jobId, null);
    }
  }

  /** Stops all runs gently and waits for them: `recover` goes on with them, and with what was in line. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    for (const jobId of [...this.#timers.keys()]) this.#clearTimer(jobId);
    for (const { run } of this.#running.values()) run?.stop();
    await Promise.all(this.#endings);
  }

  /** Asks the present run of a job to end until it has; a later run of the same job is not its business. */
  async #untilEnded(jobId: string, ask: (run: Run) => Promise<void> | void): Promise<void> {
    const work = this.#running.get(jobId);
    while (work !== undefined && this.#running.get(jobId) === work) {
      if (work.run) await ask(work.run);
      // A run that has only just begun may not have heard it.
      await Promise.race([work.ended, sleep(ASK_AGAIN_MS, undefined, { ref: false })]);
    }
  }

  #leaveLine(jobId: string): void {
    this.#clearTimer(jobId);
    this.#again.delete(jobId);
    const index = this.#waiting.findIndex((entry) => entry.jobId === jobId);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #startNext(): void {
    while (!this.#closed && this.#running.size < this.#parts.maxJobs) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const work: InWork = { run: null, ended };
      this.#running.set(next.jobId, work);
      const ending = this.#work(next.jobId, work)
        .catch((error) => this.#parts.onError(error))
        .finally(() => {
          this.#endings.delete(ending);
          end();
          this.#startNext();
        });
      this.#endings.add(ending);
    }
  }

  async #work(jobId: string, work: InWork): Promise<void> {
    const { leafcutter, onRest } = this.#parts;
    let summary: RunSummary | null = null;
    try {
      const job = await leafcutter.store.getJob(jobId);
      // Ended or paused meanwhile, through another server of the same store.
      if (!job || (this.#parts.shared && job.state !== 'queued' && job.state !== 'running' && !isLeft(job)))
        return;
      const request = requestOf(job);
      const run = await leafcutter.resume(jobId, {
        priority: request?.priority ?? 'batch',
        budgetMicros: request?.budgetMicros ?? null,
      });
      work.run = run;
      if (this.#closed) run.stop();
      summary = await run.summary;
    } catch (error) {
      if (isProblem(error) && error.code === 'job-running') {
        this.#later(jobId, HELD_ELSEWHERE_MS);
        return;
      }
      const problem = toProblem(error).toJSON();
      await this.#settle(jobId, 'paused', problem).catch(() => this.#untold.set(jobId, problem));
    } finally {
      this.#running.delete(jobId);
      if (this.#parts.shared) {
        this.#justEnded.add(jobId);
        setTimeout(() => this.#justEnded.delete(jobId), TOLD_LATE_MS).unref();
      }
    }
    const rested = await leafcutter.store.getJob(jobId);
    // This server was silent for too long, and another one has gone on with the job.
    if (summary?.problem?.code === 'job-running' && rested?.state === 'running') {
      this.#later(jobId, HELD_ELSEWHERE_MS);
      return;
    }
    // Of a shared store others take up what its runner has left.
    if (summary?.problem && rested?.state === 'running' && !this.#parts.shared)
      this.#untold.set(jobId, summary.problem);
    if (this.#untold.has(jobId)) this.#tellEndLater(jobId);
    if (this.#again.delete(jobId) && rested) this.add(rested);
    else if (rested?.parkedUntilMs) this.#park(jobId, rested.parkedUntilMs);
    onRest(jobId, summary);
  }

  /**
   * Writes down how a job stands on whose documents nobody works. False, and nothing is changed, where a process runs it, or it
   * has ended meanwhile: that is theirs to say.
   */
  async #settle(jobId: string, state: 'queued' | 'paused', problem?: ProblemJson): Promise<boolean> {
    const { store } = this.#parts.leafcutter;
    let hold: JobHold;
    try {
      hold = await store.runs.lock(jobId);
    } catch (error) {
      if (isProblem(error) && error.code === 'job-running') return false;
      throw error;
    }
    try {
      const job = await store.getJob(jobId);
      if (!job || isFinalJobState(job.state)) return false;
      await store.releaseDocuments(jobId, hold.runId);
      return await store.endRun(jobId, hold.runId, state, problem ? { problem } : {});
    } finally {
      await hold.letGo();
    }
  }

  #tellEndLater(jobId: string): void {
    if (this.#closed) return;
    const again = async (): Promise<void> => {
      const problem = this.#untold.get(jobId);
      if (problem === undefined) return;
      try {
        await this.#settle(jobId, 'paused', problem);
        this.#untold.delete(jobId);
      } catch {
        // The disk is still full; the job says so to all who ask.
        this.#tellEndLater(jobId);
      }
    };
    this.#clearTimer(jobId);
    this.#timers.set(jobId, setTimeout(() => void again(), HELD_ELSEWHERE_MS).unref());
  }

  #park(jobId: string, untilMs: number): void {
    this.#later(jobId, untilMs - Date.now());
  }

  #later(jobId: string, delayMs: number): void {
    if (this.#closed) return;
    this.#clearTimer(jobId);
    const again = async (): Promise<void> => {
      this.#timers.delete(jobId);
      const job = await this.#parts.leafcutter.store.getJob(jobId);
      if (!job) return;
      if (!job.listed) {
        if ((await this.#parts.leafcutter.jobRunner(jobId)) === null) await this.#removeHalf(jobId);
        else this.#later(jobId, HELD_ELSEWHERE_MS);
        return;
      }
      // What was asked of it meanwhile, by whomever, stands.
      const parked = job.state === 'paused' && job.parkedUntilMs !== null;
      if (parked && job.parkedUntilMs! > Date.now()) this.#park(jobId, job.parkedUntilMs!);
      else if (parked || job.state === 'queued' || job.state === 'running') this.add(job);
    };
    const timer = setTimeout(
      () => void again().catch((error) => this.#parts.onError(error)),
      Math.min(LONGEST_TIMER_MS, Math.max(0, delayMs)),
    );
    this.#timers.set(jobId, timer.unref());
  }

  #clearTimer(jobId: string): void {
    clearTimeout(this.#timers.get(jobId));
    this.#timers.delete(jobId);
  }
}
