import type { BudgetAnswer } from './job-budgets.ts';

/** What a process may do of what many share: granted ahead in slices, so that no call waits for a round trip. */
export interface SharedLimits {
  /** True when a call of so many tokens may start now by what this process was granted of the lane. */
  allows(lane: string, tokens: number): boolean;
  /** Calls wait for the lane: so many, this one first. More is asked for, and `listen` hears when it is there. */
  want(lane: string, calls: number, tokens: number): void;
  take(lane: string, tokens: number): void;
  /** The call has ended: what it used in place of what it was expected to, and what the provider said of its limits. */
  settle(lane: string, end: SharedCallEnd): void;
  /** Milliseconds until the day's quota of all processes together is back; 0 when it is not used up. */
  parkedMs(lane: string, wallMs: number): number;
  readonly budgets: Budgets;
  /** Told when there may be room for what waits: of a lane, or of a job's budget. */
  listen(hear: (what: { readonly lane: string } | { readonly jobId: string }) => void): void;
}

/** How a call ended, as far as it concerns what is shared. */
export interface SharedCallEnd {
  readonly estimatedTokens: number;
  /** Null: it used none. */
  readonly tokens: number | null;
  /** Nothing is sent on the lane by anyone before it has passed. */
  readonly pauseMs?: number;
  /** Limits a minute that the provider named. */
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/** Money of jobs: of this process alone, or of all that share one. Millionths of a US dollar. */
export interface Budgets {
  /** Sets or lifts (null) a budget; `spentMicros` counts what was settled before now. */
  set(jobId: string, budgetMicros: number | null, spentMicros: number): void;
  ask(jobId: string, estimatedCostMicros: number): BudgetAnswer;
  hold(jobId: string, estimatedCostMicros: number): void;
  settle(jobId: string, estimatedCostMicros: number, costMicros: number): void;
}
