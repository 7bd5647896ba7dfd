import { Breaker } from './breaker.ts';
import type { CallOutcome, CallRequest, LaneState } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';
import { LearntLimits } from './learnt-limits.ts';
import { Pace } from './pace.ts';
import type { Sent } from './send-log.ts';
import { TokenRatio } from './token-ratio.ts';

const MINUTE_MS = 60_000;
/** After a wait that the provider names: its clock and ours need not agree to the millisecond. */
const AFTER_NAMED_WAIT_MS = 100;

/** What a lane remembers of a call in flight. */
export interface Ticket extends Sent {
  readonly estimatedTokens: number;
}

/** One quota: when the next call may start, and what its outcomes teach. */
export class Lane {
  readonly name: string;
  readonly #maxInFlight: number;
  readonly #limits: LearntLimits;
  readonly #pace = new Pace();
  readonly #breaker = new Breaker();
  readonly #ratio = new TokenRatio();
  #inFlight = 0;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  #refused = 0;

  constructor(name: string, limits: LaneLimits, nowMs: number) {
    this.name = name;
    this.#maxInFlight = limits.maxInFlight ?? Number.POSITIVE_INFINITY;
    this.#limits = new LearntLimits(limits, nowMs);
  }

  /** Time at which this call may start: not after `nowMs` means now, `Infinity` when a call in flight must end first. */
  startsAt(call: CallRequest, nowMs: number, waiting: number): number {
    if (this.#inFlight >= this.#maxInFlight) return Number.POSITIVE_INFINITY;
    const paceMs = this.#pace.readyAtMs(nowMs);
    const atMs = Math.max(nowMs, this.#pausedUntilMs, this.#breaker.readyAtMs(nowMs), paceMs);
    if (atMs > nowMs) return atMs;
    const readyMs = this.#limits.readyAtMs(nowMs, {
      tokens: call.estimatedTokens * this.#ratio.value,
      interactive: call.priority === 'interactive',
      waiting,
      inFlight: this.#inFlight,
    });
    if (readyMs <= nowMs || this.#inFlight > 0) return readyMs;
    // A limit that lets nothing through in a whole minute is a wrong guess: one call finds out, and nothing starves.
    return Math.min(readyMs, Math.max(nowMs, this.#lastSentMs + MINUTE_MS));
  }

  take(call: CallRequest, nowMs: number): Ticket {
    const ticket: Ticket = {
      atMs: nowMs,
      order: this.#sent,
      estimatedTokens: call.estimatedTokens,
      tokens: call.estimatedTokens * this.#ratio.value,
      refused: false,
      inFlightBefore: this.#inFlight,
    };
    this.#limits.take(ticket);
    this.#pace.take(nowMs);
    this.#breaker.sent(nowMs);
    this.#inFlight++;
    this.#sent++;
    this.#lastSentMs = nowMs;
    return ticket;
  }

  settle(ticket: Ticket, outcome: CallOutcome, nowMs: number): void {
    this.#inFlight--;
    switch (outcome.kind) {
      case 'throttled':
        this.#refused++;
        this.#breaker.worked(ticket.atMs, nowMs);
        if (outcome.retryAfterMs !== undefined) {
          const untilMs = nowMs + outcome.retryAfterMs + AFTER_NAMED_WAIT_MS;
          this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
        }
        this.#limits.refused(ticket, outcome, this.#inFlight, nowMs);
        break;
      case 'trouble':
        this.#breaker.failed(ticket.atMs, nowMs);
        // What is turned away as fast as a refusal never came as far as the quota.
        if (nowMs - ticket.atMs < this.#limits.verdictMs) this.#limits.turnedAway(ticket, nowMs);
        break;
      case 'answered':
      case 'rejected':
        this.#breaker.worked(ticket.atMs, nowMs);
        if (outcome.tokens !== undefined) {
          this.#ratio.note(ticket.estimatedTokens, outcome.tokens);
          this.#limits.accepted(ticket, outcome.tokens, nowMs);
        }
        if (outcome.kind === 'answered' && outcome.quota !== undefined)
          this.#limits.stated(outcome.quota, nowMs);
        break;
      case 'cancelled':
        break;
    }
  }

  state(nowMs: number, waiting: number): LaneState {
    return {
      lane: this.name,
      inFlight: this.#inFlight,
      waiting,
      requestsPerMinute: this.#limits.requestsPerMinute,
      tokensPerMinute: this.#limits.tokensPerMinute,
      inFlightLimit: this.#limits.inFlightLimit(nowMs),
      breaker: this.#breaker.state,
      pausedMs: Math.max(0, this.#pausedUntilMs - nowMs),
      refused: this.#refused,
      sent: this.#sent,
    };
  }
}
