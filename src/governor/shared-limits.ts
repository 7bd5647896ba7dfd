import type { CallOutcome } from './governor.ts';
import type { BudgetAnswer } from './job-budgets.ts';
import type { QueueForOther } from './lane-lead.ts';
import type { SliceCall } from './lane-slice.ts';
import type { FoundLimits, LaneWish } from './lane-words.ts';

/** What a process may do of what many share: granted ahead in slices, so that no call waits for a round trip. */
export interface SharedLimits {
  /** True when a call of so many tokens may start now by what this process was granted of the lane. */
  allows(lane: string, tokens: number): boolean;
  /** So many calls wait that could start at once. More is asked for, and `listen` hears when it is there. */
  want(lane: string, wish: LaneWish): void;
  /** A call begins; what is answered is handed back with its end. */
  take(lane: string, tokens: number): SliceCall | null;
  /** The call has ended: what it used in place of what it was expected to, and what the provider said of its limits. */
  settle(lane: string, end: SharedCallEnd): void;
  /** Milliseconds until the day's quota of all processes together is back; 0 when it is not used up. */
  parkedMs(lane: string, wallMs: number): number;
  readonly budgets: Budgets;
  /** Once, by the governor. */
  listen(listener: SharedListener): void;
}

/** Limits that are configured or named, granted to each process of many ahead of its calls. */
export interface GrantedLimits {
  readonly budgets: Budgets;
  /** Calls of so many tokens that may start now; `Infinity` where no limit is known. */
  room(lane: string, tokens: number): number;
  want(lane: string, calls: number, tokens: number): void;
  take(lane: string, tokens: number): void;
  settle(lane: string, end: Omit<SharedCallEnd, 'slice' | 'outcome'>): void;
  parkedMs(lane: string, wallMs: number): number;
  /** `named`: limits of requests and of tokens a minute are both known. */
  listen(
    hear: (what: { readonly lane: string; readonly named: boolean } | { readonly jobId: string }) => void,
  ): void;
  close(): void;
}

/** What a governor hears from those that share its lanes, and does for them. */
export interface SharedListener {
  /** There may be room for what waits: of a lane, or of a job's budget. */
  room(what: { readonly lane: string } | { readonly jobId: string }): void;
  /** Another process learns the lane's limits for all, and has found these. */
  follow(lane: string, found: FoundLimits): void;
  /** This process learns the lane's limits: for so many, or (1) for itself alone. */
  lead(lane: string, processes: number): void;
  /** What was found of the lane's limits here. */
  found(lane: string): FoundLimits;
  /** Queues a call of another process on the lane, beside those of this one. */
  queue(lane: string, ...rest: Parameters<QueueForOther>): () => void;
}

/** How a call ended, as far as it concerns what is shared. */
export interface SharedCallEnd {
  /** What `take` answered. */
  readonly slice: SliceCall | null;
  readonly outcome: CallOutcome;
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
