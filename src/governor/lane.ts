import type { CallOutcome, CallRequest, LaneState } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';

/** What a lane remembers of a call in flight. */
export interface Ticket {
  readonly sentAt: number;
}

/** One quota: when the next call may start, and what its outcomes teach. */
export class Lane {
  readonly name: string;
  readonly #maxInFlight: number;
  #inFlight = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #refused = 0;

  constructor(name: string, limits: LaneLimits) {
    this.name = name;
    this.#maxInFlight = limits.maxInFlight ?? Number.POSITIVE_INFINITY;
  }

  /** Time at which this call may start: not after `now` means now, `Infinity` when a call in flight must end first. */
  startsAt(_call: CallRequest, now: number): number {
    if (this.#inFlight >= this.#maxInFlight) return Number.POSITIVE_INFINITY;
    return Math.max(now, this.#pausedUntil);
  }

  take(_call: CallRequest, now: number): Ticket {
    this.#inFlight++;
    this.#sent++;
    return { sentAt: now };
  }

  settle(_ticket: Ticket, outcome: CallOutcome, now: number): void {
    this.#inFlight--;
    if (outcome.kind !== 'throttled') return;
    this.#refused++;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (outcome.retryAfterMs ?? 1000) + 100);
  }

  state(now: number, waiting: number): LaneState {
    return {
      lane: this.name,
      inFlight: this.#inFlight,
      waiting,
      requestsPerMinute: null,
      tokensPerMinute: null,
      inFlightLimit: null,
      breaker: 'closed',
      pausedMs: Math.max(0, this.#pausedUntil - now),
      refused: this.#refused,
      sent: this.#sent,
    };
  }
}
