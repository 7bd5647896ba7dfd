import type { WorkKind } from '../domain/question.ts';
import type { LaneState } from './governor.ts';
import type { SharedLimits } from './shared-limits.ts';

/** Time as the governor sees it; the composition root injects the machine's, tests a virtual one. */
export interface GovernorClock {
  /** Milliseconds that only go forward, from any origin. */
  now(): number;
  /** Milliseconds since 1970: needed for quotas that end at a provider's midnight. */
  wallNow(): number;
  /** Calls `callback` once after `delayMs`; the returned function revokes it. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** What the user knows about a lane's quota. Taken as it is, and still watched: refusals and answers correct it. */
export interface LaneLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Counted from the provider's midnight; reaching it parks the lane until the next. */
  readonly requestsPerDay?: number;
  /** Calls in flight at once. */
  readonly maxInFlight?: number;
  /** Millionths of a US dollar in any ten minutes. */
  readonly costMicrosPerTenMinutes?: number;
}

/** A ceiling of the process: all calls together, or those of one kind of work. */
export type CeilingName = WorkKind | 'process';

/** What a governor is told; what it is not told it learns. */
export interface GovernorOptions {
  readonly clock: GovernorClock;
  /** By lane name. */
  readonly lanes?: Readonly<Record<string, LaneLimits>>;
  /** For lanes not named in `lanes`. */
  readonly defaultLimits?: LaneLimits;
  /** Calls in flight in this process; absent: no ceiling of that name. */
  readonly ceilings?: Readonly<Partial<Record<CeilingName, number>>>;
  /** IANA time zone whose midnight ends a day's quota; default `America/Los_Angeles`, as Google counts. */
  readonly dayTimeZone?: string;
  /** What many processes share of quotas and budgets; absent: this one has them to itself. */
  readonly shared?: SharedLimits;
  /** Told when a lane's breaker, pause or learnt limits changed. Must not throw. */
  readonly onChange?: (state: LaneState) => void;
}
