import { Breaker } from './breaker.ts';
import { DayQuota } from './day-quota.ts';
import type { CallOutcome, CallRequest, LaneState } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';
import type { FoundLimits } from './lane-words.ts';
import { LearntLimits } from './learnt-limits.ts';
import { Pace } from './pace.ts';
import type { Sent } from './send-log.ts';
import { SpendWindow } from './spend-window.ts';
import { TokenRatio } from './token-ratio.ts';
import { MINUTE_MS } from './window-shape.ts';

/** After a wait that the provider names: its clock and ours need not agree to the millisecond. */
const AFTER_NAMED_WAIT_MS = 100;
/**
 * So many named waits in a row, each kept and refused again, show that they are too short: where refused calls count too, by
 * the one that the refusal itself takes. That long again is enough for any quota of two calls a minute or more, and soon over
 * when the quota is there again.
 */
const KEPT_IN_VAIN = 3;
const MOST_LONGER_MS = 30_000;
/** After a refusal for a limit that is neither of a minute nor of a day, when it names no wait. */
const UNKNOWN_WINDOW_MS = 30_000;

type Throttled = Extract<CallOutcome, { kind: 'throttled' }>;

/** What a lane remembers of a call in flight. */
export interface Ticket extends Sent {
  readonly estimatedTokens: number;
  /** Who learns from it; null: another process does. */
  readonly limits: LearntLimits | null;
  /** Another process sends it. */
  readonly isOthers: boolean;
}

/** One quota: when the next call may start, and what its outcomes teach. */
export class Lane {
  readonly name: string;
  readonly #maxInFlight: number;
  readonly #known: LaneLimits;
  #limits: LearntLimits;
  /** What another process found that learns the limits for all; null: they are learnt here. */
  #followed: FoundLimits | null = null;
  readonly #day: DayQuota;
  readonly #spend: SpendWindow;
  readonly #pace = new Pace();
  readonly #breaker = new Breaker();
  readonly #ratio = new TokenRatio();
  /** Why a call failed last. */
  #trouble: string | undefined;
  #inFlight = 0;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  /** Named waits that were kept and ended in a refusal, since a call was last answered. */
  #keptInVain = 0;
  /** Calls of other processes among those in flight, sent and refused. */
  readonly #others = { inFlight: 0, sent: 0, refused: 0 };
  #sent = 0;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  #refused = 0;

  constructor(
    name: string,
    limits: LaneLimits,
    { dayTimeZone, nowMs }: { readonly dayTimeZone: string; readonly nowMs: number },
  ) {
    this.name = name;
    this.#maxInFlight = limits.maxInFlight ?? Number.POSITIVE_INFINITY;
    this.#known = limits;
    this.#limits = new LearntLimits(limits, nowMs);
    this.#day = new DayQuota(limits.requestsPerDay, dayTimeZone);
    this.#spend = new SpendWindow(limits.costMicrosPerTenMinutes);
  }

  /** Another process learns the limits for all, and found these: this one starts what that lets it start. */
  follow(found: FoundLimits): void {
    this.#followed = found;
  }

  /** Limits are learnt here again, by what was found elsewhere meanwhile; `processes`: how many send on the lane. */
  lead(nowMs: number, processes: number): void {
    this.#pace.processes = processes;
    if (this.#followed === null) return;
    this.#limits = new LearntLimits(this.#known, nowMs);
    this.#limits.adopt(this.#followed, nowMs);
    this.#followed = null;
  }

  /** What was found of the limits until now. */
  found(nowMs: number): FoundLimits {
    if (this.#followed !== null) return this.#followed;
    const { requestsPerMinute, tokensPerMinute } = this.#limits;
    return { requestsPerMinute, tokensPerMinute, inFlight: this.#limits.inFlightLimit(nowMs) };
  }

  /** Milliseconds until the day's quota is back; 0 when it is not used up. */
  parkedMs(wallMs: number): number {
    return this.#day.parkedMs(wallMs);
  }

  /**
   * Time at which this call may start: not after `nowMs` means now, `Infinity` when a call in flight must end first.
   * `waiting` counts the calls that wait for the lane, this one too.
   */
  startsAt(
    call: CallRequest,
    { nowMs, wallMs, waiting }: { readonly nowMs: number; readonly wallMs: number; readonly waiting: number },
  ): number {
    if (this.#inFlight >= this.#maxInFlight) return Number.POSITIVE_INFINITY;
    const atMs = Math.max(
      nowMs + this.#day.parkedMs(wallMs),
      this.#pausedUntilMs,
      this.#breaker.readyAtMs(nowMs),
      this.#pace.readyAtMs(nowMs),
      this.#spend.readyAtMs(nowMs, call.estimatedCostMicros),
    );
    if (atMs > nowMs || this.#followed !== null) return atMs;
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

  /** `isOthers`: another process sends it. */
  take(call: CallRequest, nowMs: number, wallMs: number, isOthers = false): Ticket {
    const ticket: Ticket = {
      atMs: nowMs,
      order: this.#sent,
      estimatedTokens: call.estimatedTokens,
      tokens: call.estimatedTokens * this.#ratio.value,
      refused: false,
      inFlightBefore: this.#inFlight,
      limits: this.#followed === null ? this.#limits : null,
      isOthers,
    };
    ticket.limits?.take(ticket);
    this.#pace.take(nowMs);
    this.#breaker.sent(nowMs);
    this.#day.sent(wallMs);
    this.#spend.take(ticket, call.estimatedCostMicros);
    if (isOthers) {
      this.#others.inFlight++;
      this.#others.sent++;
    }
    this.#inFlight++;
    this.#sent++;
    this.#lastSentMs = nowMs;
    return ticket;
  }

  /** A call that was granted to another process is sent only now, after others that were granted later. */
  began(ticket: Ticket): void {
    ticket.inFlightBefore = Math.max(ticket.inFlightBefore, this.#inFlight - 1);
  }

  settle(ticket: Ticket, outcome: CallOutcome, nowMs: number, wallMs: number): void {
    this.#inFlight--;
    if (ticket.isOthers) this.#others.inFlight--;
    this.#spend.settle(ticket, 'costMicros' in outcome ? (outcome.costMicros ?? 0) : 0);
    switch (outcome.kind) {
      case 'throttled':
        this.#throttled(ticket, outcome, nowMs, wallMs);
        break;
      case 'trouble':
        this.#trouble = outcome.reason;
        this.#breaker.failed(ticket.atMs, nowMs);
        // What is turned away as fast as a refusal never came as far as the quota.
        if (nowMs - ticket.atMs < this.#limits.verdictMs) ticket.limits?.turnedAway(ticket, nowMs);
        break;
      case 'answered':
      case 'rejected':
        this.#breaker.worked(ticket.atMs, nowMs);
        this.#keptInVain = 0;
        if (outcome.tokens !== undefined) {
          this.#ratio.note(ticket.estimatedTokens, outcome.tokens);
          ticket.limits?.accepted(ticket, outcome.tokens, nowMs);
        }
        if (outcome.kind === 'answered' && outcome.quota !== undefined)
          ticket.limits?.stated(outcome.quota, nowMs);
        break;
      case 'cancelled':
        break;
      case 'unused':
        ticket.limits?.turnedAway(ticket, nowMs);
        break;
    }
  }

  state({
    nowMs,
    wallMs,
    waiting,
  }: {
    readonly nowMs: number;
    readonly wallMs: number;
    readonly waiting: number;
  }): LaneState {
    const found = this.found(nowMs);
    return {
      lane: this.name,
      inFlight: this.#inFlight - this.#others.inFlight,
      waiting,
      requestsPerMinute: found.requestsPerMinute,
      tokensPerMinute: found.tokensPerMinute,
      inFlightLimit: found.inFlight,
      breaker: this.#breaker.state,
      ...(this.#breaker.state === 'closed' || this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      pausedMs: Math.max(0, this.#pausedUntilMs - nowMs, this.#day.parkedMs(wallMs)),
      refused: this.#refused - this.#others.refused,
      sent: this.#sent - this.#others.sent,
    };
  }

  #throttled(ticket: Ticket, outcome: Throttled, nowMs: number, wallMs: number): void {
    this.#refused++;
    if (ticket.isOthers) this.#others.refused++;
    this.#breaker.worked(ticket.atMs, nowMs);
    this.#day.refused();
    let waitMs = outcome.retryAfterMs;
    for (const { dimension, window } of outcome.violations) {
      if (window === 'day') this.#day.exhausted(wallMs);
      else if (dimension === 'spend') this.#spend.refused(nowMs);
      if (window === 'other') waitMs ??= UNKNOWN_WINDOW_MS;
    }
    if (waitMs !== undefined) {
      // Others sent with it, before its refusal was read, kept no wait of their own.
      if (ticket.atMs >= this.#pausedUntilMs) this.#keptInVain++;
      const longerMs = this.#keptInVain > KEPT_IN_VAIN ? Math.min(waitMs, MOST_LONGER_MS) : 0;
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + waitMs + longerMs + AFTER_NAMED_WAIT_MS);
    }
    ticket.limits?.refused(ticket, outcome, this.#inFlight, nowMs);
  }
}
