import type { Run, RunSummary } from '../engine/run.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { isProblem, toProblem } from '../problem/problem.ts';
import type { Job, Store } from '../store/store.ts';
import { requestOf } from './job-request.ts';

/** How often a job that another process holds is tried again. */
const HELD_ELSEWHERE_MS = 5_000;
/** Node cannot wait longer in one go. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** Jobs read in one go at the start. */
const PAGE = 500;

/** What a queue works with. */
export interface JobQueueParts {
  readonly leafcutter: Pick<Leafcutter, 'resume' | 'pause' | 'cancel' | 'retry'> & { readonly store: Store };
  /** Jobs in work at once. */
  readonly maxJobs: number;
  /** Hears of every job that came to rest. */
  onRest(jobId: string, summary: RunSummary | null): void;
  /** Hears what should not have happened. */
  onError(error: unknown): void;
}

/**
 * Starts the jobs of the server: so many at once, interactive ones first, then in the order they came. All it knows is
 * in the store too: after a restart `recover` goes on with every job that had not come to rest.
 */
export class JobQueue {
  readonly #parts: JobQueueParts;
  readonly #waiting: { readonly jobId: string; readonly interactive: boolean }[] = [];
  /** Jobs in work; null while one is being opened. */
  readonly #running = new Map<string, Run | null>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
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

  /** Lines a job up; one that is in line or in work stays where it is. */
  add(job: Job): void {
    if (this.#closed || this.#running.has(job.id) || this.position(job.id) !== null) return;
    this.#clearTimer(job.id);
    const interactive = requestOf(job)?.priority === 'interactive';
    const entry = { jobId: job.id, interactive };
    const behind = interactive ? this.#waiting.findIndex((other) => !other.interactive) : -1;
    if (behind < 0) this.#waiting.push(entry);
    else this.#waiting.splice(behind, 0, entry);
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
      if (job.state !== 'paused' || job.problem?.code === 'cancelled') this.add(job);
      else if (job.parkedUntilMs !== null) this.#park(job.id, job.parkedUntilMs);
    }
    return left.length;
  }

  /** Takes a job out of the line, or has its run stop gently; answers at once, the job rests when its calls have ended. */
  async pause(jobId: string): Promise<void> {
    this.#leaveLine(jobId);
    await this.#control(jobId, this.#parts.leafcutter.pause.bind(this.#parts.leafcutter));
  }

  /** Ends a job: calls in flight are aborted. */
  async cancel(jobId: string): Promise<void> {
    this.#leaveLine(jobId);
    const run = this.#running.get(jobId);
    if (run) {
      run.cancel();
      await run.summary;
    } else await this.#control(jobId, this.#parts.leafcutter.cancel.bind(this.#parts.leafcutter));
  }

  /** Stops all runs gently and waits for them: `recover` goes on with them, and with what was in line. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    for (const jobId of [...this.#timers.keys()]) this.#clearTimer(jobId);
    for (const run of this.#running.values()) run?.stop();
    await Promise.all(this.#endings);
  }

  async #control(jobId: string, control: Leafcutter['pause']): Promise<void> {
    this.#clearTimer(jobId);
    const wasRunning = this.#running.has(jobId);
    await control(jobId);
    if (!wasRunning) this.#parts.onRest(jobId, null);
  }

  #leaveLine(jobId: string): void {
    const index = this.#waiting.findIndex((entry) => entry.jobId === jobId);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #startNext(): void {
    while (!this.#closed && this.#running.size < this.#parts.maxJobs) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running.set(next.jobId, null);
      const ending = this.#work(next.jobId)
        .catch((error) => this.#parts.onError(error))
        .finally(() => {
          this.#endings.delete(ending);
          this.#startNext();
        });
      this.#endings.add(ending);
    }
  }

  async #work(jobId: string): Promise<void> {
    const { leafcutter, onRest } = this.#parts;
    let summary: RunSummary | null = null;
    try {
      const job = await leafcutter.store.getJob(jobId);
      if (!job) return;
      const request = requestOf(job);
      const run = await leafcutter.resume(jobId, {
        priority: request?.priority ?? 'batch',
        budgetMicros: request?.budgetMicros ?? null,
      });
      this.#running.set(jobId, run);
      if (this.#closed) run.stop();
      summary = await run.summary;
    } catch (error) {
      if (isProblem(error) && error.code === 'job-running') {
        this.#later(jobId, HELD_ELSEWHERE_MS);
        return;
      }
      await leafcutter.store.setJobState(jobId, 'paused', { problem: toProblem(error).toJSON() });
    } finally {
      this.#running.delete(jobId);
    }
    const rested = await leafcutter.store.getJob(jobId);
    if (rested?.parkedUntilMs) this.#park(jobId, rested.parkedUntilMs);
    onRest(jobId, summary);
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
