import type { WorkKind } from '../domain/question.ts';
import type { QuotaViolation } from '../problem/problem.ts';

/** A model call that wants to start. */
export interface CallRequest {
  /** Quota lanes the call may use, best first; more than one where several keys serve the same model. */
  readonly lanes: readonly string[];
  /** Input and output tokens expected. */
  readonly estimatedTokens: number;
  readonly jobId: string;
  readonly kind: WorkKind;
  readonly priority: 'interactive' | 'batch';
  /** True when the document has begun already (a retry, or a later question): such calls go before new documents. */
  readonly begun: boolean;
  /** Most this call can cost, in millionths of a US dollar; held against the job's budget until settled. */
  readonly estimatedCostMicros: number;
}

/** How a call ended, told to the governor exactly once. */
export type CallOutcome =
  | {
      readonly kind: 'answered';
      readonly tokens: number;
      readonly costMicros: number;
      readonly quota?: readonly {
        dimension: 'requests' | 'tokens';
        limit?: number;
        remaining?: number;
        resetMs?: number;
      }[];
    }
  | {
      readonly kind: 'throttled';
      /** From the provider; nothing is sent on the lane before it has passed. */
      readonly retryAfterMs?: number;
      readonly violations: readonly QuotaViolation[];
    }
  /** 5xx, timeout, reset: trouble that is not quota. */
  | {
      readonly kind: 'trouble';
      /** One sentence for people. */
      readonly reason?: string;
      readonly tokens?: number;
      readonly costMicros?: number;
    }
  /** Refused or failed for a reason that says nothing about the provider's health; or paid for and unusable. */
  | { readonly kind: 'rejected'; readonly tokens?: number; readonly costMicros?: number }
  | { readonly kind: 'cancelled' }
  /** It was never sent. */
  | { readonly kind: 'unused' };

/** The right to make one call now. Settle it exactly once, whatever happened; a second settle is ignored. */
export interface Permit {
  readonly lane: string;
  settle(outcome: CallOutcome): void;
}

/** What the governor knows about a lane; for events, the live view and `doctor`. Calls are those of this process. */
export interface LaneState {
  readonly lane: string;
  readonly inFlight: number;
  readonly waiting: number;
  /** Learnt or configured limits per minute; null: not known. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly inFlightLimit: number | null;
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** Why calls fail, as one sentence; absent while the breaker is closed, or where nobody said. */
  readonly trouble?: string;
  /** Milliseconds until the lane goes on; 0 when it is not paused. */
  readonly pausedMs: number;
  /** Refused calls of all calls sent. */
  readonly refused: number;
  readonly sent: number;
}

/** Decides when each model call may start. Never retries: it only admits and learns. */
export interface Governor {
  /**
   * Waits for a place. Rejects with `cancelled` when `signal` aborts, with `quota-exhausted` (and `retryAfterMs`) when
   * every lane is parked for the day, with `budget-reached` when the job's budget cannot take the call.
   */
  admit(call: CallRequest, signal: AbortSignal): Promise<Permit>;
  /** Sets or lifts (null) a job's budget in millionths of a US dollar; `spentMicros` is what it has spent already. */
  setBudget(jobId: string, budgetMicros: number | null, spentMicros: number): void;
  /** Changes a process-wide ceiling while calls run; holders keep their place. `Infinity` lifts it. */
  setCeiling(name: WorkKind | 'process', limit: number): void;
  state(): readonly LaneState[];
}
