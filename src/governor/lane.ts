import { Breaker } from './breaker.ts';
import { Bucket } from './bucket.ts';
import { FixedWindow } from './fixed-window.ts';
import type { CallOutcome, CallRequest, LaneState } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';
import { InFlightWindow } from './in-flight-window.ts';
import { Pace } from './pace.ts';
import { LOG_MARGIN_MS, RateLimit } from './rate-limit.ts';
import { type CountedSend, type Finding, Search } from './search.ts';
import { SendLog, type Sent } from './send-log.ts';
import { SlidingWindow } from './sliding-window.ts';
import type { WindowShape } from './window-shape.ts';

const MINUTE_MS = 60_000;
const AFTER_NAMED_WAIT_MS = 100;

/** What a lane remembers of a call in flight. */
export type Ticket = CountedSend;

/** One quota: when the next call may start, and what its outcomes teach. */
export class Lane {
  readonly name: string;
  readonly #maxInFlight: number;
  readonly #log = new SendLog(MINUTE_MS + LOG_MARGIN_MS);
  readonly #pace = new Pace();
  readonly #breaker = new Breaker();
  #requests: RateLimit | null = null;
  #tokens: RateLimit | null = null;
  #window: InFlightWindow | null = null;
  #search: Search | null = null;
  #inFlight = 0;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #refused = 0;
  #hintsSeen = false;
  #refusalMs = 200;

  constructor(name: string, limits: LaneLimits, nowMs: number) {
    this.name = name;
    this.#maxInFlight = limits.maxInFlight ?? Number.POSITIVE_INFINITY;
    if (limits.requestsPerMinute !== undefined)
      this.#requests = this.#stated('requests', limits.requestsPerMinute, nowMs);
    if (limits.tokensPerMinute !== undefined)
      this.#tokens = this.#stated('tokens', limits.tokensPerMinute, nowMs);
  }

  /** Time at which this call may start: not after `nowMs` means now, `Infinity` when a call in flight must end first. */
  startsAt(call: CallRequest, nowMs: number, waiting: number): number {
    if (this.#inFlight >= this.#maxInFlight) return Number.POSITIVE_INFINITY;
    let atMs = Math.max(
      nowMs,
      this.#pausedUntilMs,
      this.#breaker.readyAtMs(nowMs),
      this.#pace.readyAtMs(nowMs),
    );
    if (atMs > nowMs) return atMs;
    if (this.#search !== null) {
      const next = this.#search.next(nowMs, this.#inFlight);
      if (typeof next === 'number') {
        if (next > nowMs) return next;
      } else this.#found(next, nowMs);
    }
    const interactive = call.priority === 'interactive';
    if (this.#window !== null) atMs = Math.max(atMs, this.#window.readyAtMs(nowMs, this.#inFlight));
    if (this.#requests !== null) {
      atMs = Math.max(atMs, this.#requests.readyAtMs(nowMs, { amount: 1, interactive, waiting }));
    }
    if (this.#tokens !== null) {
      const amount = call.estimatedTokens;
      atMs = Math.max(
        atMs,
        this.#tokens.readyAtMs(nowMs, { amount, interactive, waiting: waiting * amount }),
      );
    }
    return atMs;
  }

  take(call: CallRequest, nowMs: number): Ticket {
    const verdictMs = this.#verdictMs();
    this.#requests?.take(nowMs, 1, verdictMs);
    this.#tokens?.take(nowMs, call.estimatedTokens, verdictMs);
    this.#window?.take(nowMs, this.#inFlight, verdictMs);
    this.#pace.take(nowMs);
    this.#breaker.sent(nowMs);
    const ticket = {
      atMs: nowMs,
      order: this.#sent,
      tokens: call.estimatedTokens,
      refused: false,
      inFlightBefore: this.#inFlight,
    };
    this.#search?.sent(ticket, verdictMs);
    this.#log.add(ticket);
    this.#inFlight++;
    this.#sent++;
    return ticket;
  }

  settle(ticket: Ticket, outcome: CallOutcome, nowMs: number): void {
    this.#inFlight--;
    switch (outcome.kind) {
      case 'throttled':
        this.#throttled(ticket, outcome, nowMs);
        break;
      case 'trouble':
        this.#breaker.failed(ticket.atMs, nowMs);
        // What is turned away as fast as a refusal never came as far as the quota.
        if (nowMs - ticket.atMs < this.#verdictMs()) {
          this.#log.refuse(ticket);
          this.#requests?.giveBack(ticket, nowMs, 1);
          this.#tokens?.giveBack(ticket, nowMs, ticket.tokens);
        }
        break;
      case 'answered':
      case 'rejected': {
        this.#breaker.worked(ticket.atMs, nowMs);
        const tokens = outcome.tokens ?? ticket.tokens;
        this.#tokens?.giveBack(ticket, nowMs, ticket.tokens - tokens);
        this.#log.correct(ticket, tokens);
        break;
      }
      case 'cancelled':
        break;
    }
  }

  state(nowMs: number, waiting: number): LaneState {
    return {
      lane: this.name,
      inFlight: this.#inFlight,
      waiting,
      requestsPerMinute: this.#requests === null ? null : Math.round(this.#requests.perMinute),
      tokensPerMinute: this.#tokens === null ? null : Math.round(this.#tokens.perMinute),
      inFlightLimit: this.#window?.limit(nowMs) ?? null,
      breaker: this.#breaker.state,
      pausedMs: Math.max(0, this.#pausedUntilMs - nowMs),
      refused: this.#refused,
      sent: this.#sent,
    };
  }

  /** After so long without a refusal a call is taken to have been accepted. */
  #verdictMs(): number {
    return Math.max(500, 3 * this.#refusalMs);
  }

  #throttled(ticket: Ticket, outcome: Extract<CallOutcome, { kind: 'throttled' }>, nowMs: number): void {
    this.#refused++;
    this.#refusalMs += 0.2 * (nowMs - ticket.atMs - this.#refusalMs);
    this.#breaker.worked(ticket.atMs, nowMs);
    this.#log.refuse(ticket);
    this.#requests?.giveBack(ticket, nowMs, 1);
    this.#tokens?.giveBack(ticket, nowMs, ticket.tokens);
    const waitMs = outcome.retryAfterMs ?? null;
    if (waitMs !== null) {
      this.#hintsSeen = true;
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + waitMs + AFTER_NAMED_WAIT_MS);
    }
    const named = outcome.violations.filter(
      ({ window, dimension }) => window === 'minute' && dimension !== 'spend',
    );
    for (const { dimension, limit } of named) {
      if (dimension === 'spend') continue;
      this.#rate(dimension, ticket, nowMs).refused(ticket, nowMs, { waitMs, perMinute: limit ?? null });
    }
    if (named.length > 0) return;
    if (waitMs !== null) {
      this.#rate(this.#likelyDimension(ticket, nowMs), ticket, nowMs).refused(ticket, nowMs, {
        waitMs,
        perMinute: null,
      });
      return;
    }
    this.#unexplained(ticket, nowMs);
  }

  /** A refusal without a word. */
  #unexplained(ticket: Ticket, nowMs: number): void {
    if (this.#search !== null) {
      const finding = this.#search.refused(ticket, nowMs, this.#log.accepted(nowMs));
      if (finding !== null) this.#found(finding, nowMs);
      return;
    }
    const rate = this.#requests ?? this.#tokens;
    if (
      this.#hintsSeen ||
      (this.#window !== null && ticket.inFlightBefore >= 0.9 * this.#window.limit(nowMs))
    ) {
      this.#window ??= new InFlightWindow(ticket.inFlightBefore, nowMs);
      this.#window.refused(ticket.atMs, nowMs, ticket.inFlightBefore);
    } else if (rate !== null) {
      rate.refused(ticket, nowMs, { waitMs: null, perMinute: null });
    } else {
      this.#search = new Search({
        first: ticket,
        accepted: this.#log.accepted(nowMs),
        oldestMs: this.#log.oldestMs(nowMs) ?? ticket.atMs,
        nowMs,
      });
    }
  }

  #found(finding: Finding, nowMs: number): void {
    this.#search = null;
    const log = this.#log;
    if (finding.limit === 'in-flight') this.#window = new InFlightWindow(finding.calls, nowMs);
    else if (finding.limit === 'bucket') {
      const { perMinute, burst, emptyAtMs } = finding;
      this.#requests = this.#limit('requests', new Bucket({ perMinute, burst, level: 0, nowMs }), nowMs);
      this.#requests.guessed(emptyAtMs, nowMs);
    } else if (finding.limit === 'fixed') {
      const { perMinute, turnsAtMs } = finding;
      const used = log.after(turnsAtMs - 1).calls;
      this.#requests = this.#limit('requests', new FixedWindow({ perMinute, turnsAtMs, used, nowMs }), nowMs);
    } else if (finding.limit === 'sliding') {
      const { perMinute } = finding;
      const shape = new SlidingWindow({ perMinute, dimension: 'requests', log, nowMs });
      this.#requests = this.#limit('requests', shape, nowMs);
    }
  }

  #rate(dimension: 'requests' | 'tokens', ticket: Ticket, nowMs: number): RateLimit {
    const known = dimension === 'requests' ? this.#requests : this.#tokens;
    if (known !== null) return known;
    void ticket;
    const fresh = this.#limit(dimension, new Bucket({ perMinute: 1, burst: 1, level: 0, nowMs }), nowMs);
    if (dimension === 'requests') this.#requests = fresh;
    else this.#tokens = fresh;
    return fresh;
  }

  #likelyDimension(_ticket: Ticket, _nowMs: number): 'requests' | 'tokens' {
    return this.#requests === null && this.#tokens !== null ? 'tokens' : 'requests';
  }

  #stated(dimension: 'requests' | 'tokens', perMinute: number, nowMs: number): RateLimit {
    const shape = new Bucket({ perMinute, burst: perMinute, level: perMinute, nowMs });
    return this.#limit(dimension, shape, nowMs, true);
  }

  #limit(dimension: 'requests' | 'tokens', shape: WindowShape, nowMs: number, stated = false): RateLimit {
    const log = this.#log;
    const calls = log.accepted(nowMs);
    const used = dimension === 'requests' ? calls : log.tokens(nowMs);
    const meanAmount = dimension === 'requests' || calls === 0 ? 1 : used / calls;
    return new RateLimit({ dimension, log, shape, nowMs, meanAmount, used, stated });
  }
}
