import { sliceOfBudget } from './budget-slices.ts';
import type { Database } from './database.ts';
import type { Presence } from './presence.ts';

/** What is held beyond the calls that ask: so many more of the same, so that most calls find room without asking. */
const CALLS_AHEAD = 8;

/** What slices are asked with. */
interface SliceParts {
  readonly relaxed: Pick<Database, 'transaction'>;
  readonly presence: Pick<Presence, 'id'>;
}

interface JobMoney {
  readonly budgetMicros: number;
  /** Granted and neither spent nor given back. */
  allottedMicros: number;
  inFlightMicros: number;
  /** What a call needs that found no room; 0: none did. */
  wantedMicros: number;
  /** Smallest call that all together have no room for any more. */
  refusedMicros: number;
  /** Something changed since the slice was set. */
  stale: boolean;
}

/** Budgets of jobs that several processes spend together: never more than the whole, but for what calls cost beyond their estimates. */
export class SharedBudgets {
  readonly #postgres: SliceParts;
  readonly #hear: (jobId: string) => void;
  readonly #onWait: () => void;
  readonly #jobs = new Map<string, JobMoney>();
  readonly #slices = new Map<string, Promise<void>>();

  /** `onWait`: a call waits from now on, until `renew` finds room; `hear`: there may be room for the calls of a job. */
  constructor(
    postgres: SliceParts,
    { hear, onWait }: { readonly hear: (jobId: string) => void; readonly onWait: () => void },
  ) {
    this.#postgres = postgres;
    this.#hear = hear;
    this.#onWait = onWait;
  }

  /** True while a call waits for room. */
  get waits(): boolean {
    return [...this.#jobs.values()].some(({ wantedMicros }) => wantedMicros > 0);
  }

  set(jobId: string, budgetMicros: number | null): void {
    if (budgetMicros === null) {
      // Left as it is: the slice ends with the process, or is replaced by the next one for the same job.
      const job = this.#jobs.get(jobId);
      this.#jobs.delete(jobId);
      if (job && job.inFlightMicros === 0) void this.#slice(jobId, job, 0).catch(() => {});
      return;
    }
    this.#jobs.set(jobId, {
      ...{ budgetMicros, allottedMicros: 0, inFlightMicros: 0, wantedMicros: 0 },
      ...{ refusedMicros: Number.POSITIVE_INFINITY, stale: true },
    });
  }

  ask(jobId: string, estimatedCostMicros: number): 'yes' | 'wait' | 'no' {
    const job = this.#jobs.get(jobId);
    if (!job || job.inFlightMicros + estimatedCostMicros <= job.allottedMicros) return 'yes';
    if (estimatedCostMicros >= job.refusedMicros && job.inFlightMicros === 0) return 'no';
    job.wantedMicros = Math.max(job.wantedMicros, estimatedCostMicros);
    this.#onWait();
    return 'wait';
  }

  hold(jobId: string, estimatedCostMicros: number): void {
    const job = this.#jobs.get(jobId);
    if (job) job.inFlightMicros += estimatedCostMicros;
  }

  settle(jobId: string, estimatedCostMicros: number, costMicros: number): void {
    const job = this.#jobs.get(jobId);
    if (!job) return;
    job.inFlightMicros = Math.max(0, job.inFlightMicros - estimatedCostMicros);
    // It stands in the ledger now, and counts there.
    job.allottedMicros = Math.max(job.inFlightMicros, job.allottedMicros - costMicros);
    job.stale = true;
  }

  /** Asks for what calls wait for and gives back what none needs; to be called again and again, never twice at once. */
  async renew(): Promise<void> {
    for (const [jobId, job] of this.#jobs) {
      if (!job.stale && job.wantedMicros === 0) continue;
      const wanted = job.wantedMicros;
      await this.#slice(jobId, job, job.inFlightMicros + wanted * CALLS_AHEAD);
      if (wanted > 0) this.#hear(jobId);
    }
  }

  /** One after another for a job: one given back late would take what was granted since for another's. */
  #slice(jobId: string, job: JobMoney, wantedMicros: number): Promise<void> {
    // As it is now: what begins to wait before its turn is not in what is wanted.
    const needed = job.wantedMicros;
    const slice = (this.#slices.get(jobId) ?? Promise.resolve()).then(() =>
      this.#setSlice(jobId, job, { wantedMicros, needed }),
    );
    const settled = slice
      .catch(() => {})
      .then(() => {
        if (this.#slices.get(jobId) === settled) this.#slices.delete(jobId);
      });
    this.#slices.set(jobId, settled);
    return slice;
  }

  async #setSlice(
    jobId: string,
    job: JobMoney,
    { wantedMicros, needed }: { readonly wantedMicros: number; readonly needed: number },
  ): Promise<void> {
    const { relaxed, presence } = this.#postgres;
    const before = job.inFlightMicros;
    const { heldMicros, othersHold } = await sliceOfBudget(relaxed, {
      ...{ jobId, processId: presence.id, budgetMicros: job.budgetMicros },
      ...{ inFlightMicros: before, wantedMicros },
    });
    job.allottedMicros = Math.max(heldMicros, job.inFlightMicros);
    job.stale = false;
    const fits = heldMicros - before >= needed;
    job.refusedMicros = fits || othersHold ? Number.POSITIVE_INFINITY : needed;
    // A larger call that began to wait meanwhile was not asked for: the next turn does.
    if (job.wantedMicros <= needed) job.wantedMicros = 0;
  }
}
