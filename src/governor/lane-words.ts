import type { CallOutcome } from './governor.ts';

/** What was found of a lane's limits; null: no limit of that kind was met. */
export interface FoundLimits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly inFlight: number | null;
}

/** Calls that wait in a process for a lane, and what is known of the next of them. */
export interface LaneWish {
  readonly calls: number;
  readonly tokens: number;
  readonly interactive: boolean;
  readonly begun: boolean;
}

/** What a process that has calls for a lane says to the one that learns the lane's limits for all. Whole each time. */
export interface FollowerWord {
  /** Whom it speaks to; what was agreed with an earlier one is void. */
  readonly reign: string;
  /** Calls of its slices that it has begun with or given back, of all that it was ever granted in this reign. */
  readonly used: number;
  /** Calls that it would like to have been granted in all. */
  readonly wants: number;
  /** Tokens of its next call. */
  readonly tokens: number;
  /** Its next call is an interactive one; is of a document that has begun. */
  readonly interactive: boolean;
  readonly begun: boolean;
  /** Ends of its calls that it was not told to have been heard; the first of them is its `endsFrom`-th, from 0. */
  readonly endsFrom: number;
  readonly ends: readonly { readonly call: number; readonly outcome: CallOutcome }[];
}

/** What it is answered. Whole each time. */
export interface LeaderWord {
  readonly reign: string;
  /** Calls granted in this reign, in all. */
  readonly granted: number;
  /** Ends that were heard, in all. */
  readonly heard: number;
}
