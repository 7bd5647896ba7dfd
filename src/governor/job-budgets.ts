/** What a job's budget says to one more call: `yes`, `no` for good, or `wait` until a call in flight is settled. */
export type BudgetAnswer = 'yes' | 'wait' | 'no';

interface JobBudget {
  limitMicros: number;
  spentMicros: number;
  heldMicros: number;
}

/**
 * Holds the most a call can cost against its job's budget until the true cost is known, so that a budget is never
 * passed by more than what calls in flight cost beyond their estimates. Money in millionths of a US dollar.
 */
export class JobBudgets {
  readonly #jobs = new Map<string, JobBudget>();

  /** Sets or lifts (null) a budget; `spentMicros` counts what was settled before now. */
  set(jobId: string, budgetMicros: number | null, spentMicros: number): void {
    const job = this.#job(jobId);
    job.limitMicros = budgetMicros ?? Number.POSITIVE_INFINITY;
    job.spentMicros = spentMicros;
    this.#forget(jobId, job);
  }

  ask(jobId: string, estimatedCostMicros: number): BudgetAnswer {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return 'yes';
    const afterwards = job.spentMicros + estimatedCostMicros;
    if (afterwards + job.heldMicros <= job.limitMicros) return 'yes';
    return afterwards <= job.limitMicros && job.heldMicros > 0 ? 'wait' : 'no';
  }

  hold(jobId: string, estimatedCostMicros: number): void {
    this.#job(jobId).heldMicros += estimatedCostMicros;
  }

  settle(jobId: string, estimatedCostMicros: number, costMicros: number): void {
    const job = this.#job(jobId);
    job.heldMicros -= estimatedCostMicros;
    job.spentMicros += costMicros;
    this.#forget(jobId, job);
  }

  #job(jobId: string): JobBudget {
    let job = this.#jobs.get(jobId);
    if (job === undefined) {
      job = { limitMicros: Number.POSITIVE_INFINITY, spentMicros: 0, heldMicros: 0 };
      this.#jobs.set(jobId, job);
    }
    return job;
  }

  // A process that runs for months must not keep a row for every job it ever saw.
  #forget(jobId: string, job: JobBudget): void {
    if (job.limitMicros === Number.POSITIVE_INFINITY && job.heldMicros === 0) this.#jobs.delete(jobId);
  }
}
