import { Bucket } from './bucket.ts';
import { CapFinder } from './cap-finder.ts';
import { DimensionFinder } from './dimension.ts';
import type { UnnamedRefusal } from './doubtful-refusals.ts';
import { FixedWindow } from './fixed-window.ts';
import type { CallOutcome } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';
import { InFlightWindow } from './in-flight-window.ts';
import { RateLimit } from './rate-limit.ts';
import { RefusalJudge, type Suspects } from './refusal-judge.ts';
import { settleMs, verdictMs } from './round-trip.ts';
import { type Finding, Search } from './search.ts';
import { SendLog, type Sent } from './send-log.ts';
import { Silence } from './silence.ts';
import { LOG_MARGIN_MS, SlidingWindow } from './sliding-window.ts';
import { MINUTE_MS, type WindowShape } from './window-shape.ts';

/** A call is blamed on the cap on calls in flight when it was refused with this share of it in flight. */
const NEAR_CAP = 0.9;
/** With a smaller share in flight than has just been accepted it was not refused because of a cap. */
const LEAST_CAP = 0.5;

type Dimension = 'requests' | 'tokens';
type Throttled = Extract<CallOutcome, { kind: 'throttled' }>;
type StatedQuota = NonNullable<Extract<CallOutcome, { kind: 'answered' }>['quota']>;

/** What one call asks of the limits of its lane. */
export interface LimitDemand {
  readonly tokens: number;
  readonly interactive: boolean;
  /** Calls that wait for the lane, this one too. */
  readonly waiting: number;
  readonly inFlight: number;
}

/** The limits of one lane, as far as they are stated or learnt: requests and tokens per minute, calls in flight. */
export class LearntLimits {
  readonly #log = new SendLog(MINUTE_MS + LOG_MARGIN_MS);
  readonly #judge = new RefusalJudge(this.#log);
  readonly #dimension = new DimensionFinder(this.#log);
  readonly #cap = new CapFinder();
  /** What the user stated. */
  readonly #stated: Readonly<Record<Dimension, number | undefined>>;
  #requests: RateLimit | null = null;
  #tokens: RateLimit | null = null;
  #window: InFlightWindow | null = null;
  #search: Search | null = null;
  #silence: Silence | null = null;
  /** True once a refusal has named a wait: one that does not is then about calls in flight. */
  #hintsSeen = false;
  /** How long refusals take to come back, smoothed. */
  #refusalMs = 200;
  /** Refusals of calls sent before this belong to a burst that was reacted to. */
  #reactedAtMs = Number.NEGATIVE_INFINITY;

  constructor({ requestsPerMinute, tokensPerMinute }: LaneLimits, nowMs: number) {
    this.#stated = { requests: requestsPerMinute, tokens: tokensPerMinute };
    if (requestsPerMinute !== undefined) this.#state('requests', requestsPerMinute, nowMs);
    if (tokensPerMinute !== undefined) this.#state('tokens', tokensPerMinute, nowMs);
  }

  get requestsPerMinute(): number | null {
    return this.#requests === null ? null : Math.round(this.#requests.perMinute);
  }

  get tokensPerMinute(): number | null {
    return this.#tokens === null ? null : Math.round(this.#tokens.perMinute);
  }

  inFlightLimit(nowMs: number): number | null {
    return this.#window?.limit(nowMs) ?? null;
  }

  /** After so long without a refusal a call is taken to have been accepted. */
  get verdictMs(): number {
    return verdictMs(this.#refusalMs);
  }

  /** When a call may start; `Infinity` when a call in flight must end first. */
  readyAtMs(nowMs: number, { tokens, interactive, waiting, inFlight }: LimitDemand): number {
    const judgedAtMs = this.#judged(nowMs);
    if (judgedAtMs > nowMs) return judgedAtMs;
    this.#dropRefuted(nowMs);
    if (this.#silence !== null) {
      const atMs = this.#silence.readyAtMs(nowMs);
      if (this.#silence.isOver(nowMs)) this.#silence = null;
      else if (atMs > nowMs) return atMs;
    }
    if (this.#search !== null) {
      const next = this.#search.next(nowMs, inFlight);
      if (typeof next !== 'number') this.#found(next, nowMs);
      else if (next > nowMs) return next;
    }
    let atMs = nowMs;
    if (this.#window !== null) atMs = Math.max(atMs, this.#window.readyAtMs(nowMs, inFlight));
    if (this.#requests !== null) {
      atMs = Math.max(atMs, this.#requests.readyAtMs(nowMs, { amount: 1, interactive, waiting }));
    }
    if (this.#tokens !== null) {
      const demand = { amount: tokens, interactive, waiting: waiting * tokens };
      atMs = Math.max(atMs, this.#tokens.readyAtMs(nowMs, demand));
    }
    return atMs;
  }

  take(sent: Sent): void {
    const { atMs, tokens, inFlightBefore } = sent;
    this.#requests?.take(atMs, 1, this.verdictMs);
    this.#tokens?.take(atMs, tokens, this.verdictMs);
    this.#window?.take(atMs, inFlightBefore, this.verdictMs);
    this.#search?.sent(sent, this.verdictMs);
    this.#silence?.sent(sent, this.verdictMs);
    this.#log.add(sent);
  }

  /** A call came through, at the cost of so many tokens. */
  accepted(sent: Sent, tokens: number, nowMs: number): void {
    this.#tokens?.giveBack(sent, nowMs, sent.tokens - tokens);
    this.#log.correct(sent, tokens);
    this.#cap.answered(sent);
    this.#silence?.accepted(nowMs);
  }

  /** Notes what an answer says about the limits. */
  stated(quota: StatedQuota, nowMs: number): void {
    for (const { dimension, limit, remaining, resetMs } of quota) {
      if (limit === undefined) continue;
      const known = dimension === 'requests' ? this.#requests : this.#tokens;
      const rate = known?.answered === true ? known : this.#state(dimension, limit, nowMs);
      rate.stated(nowMs, { limit, remaining: remaining ?? null, resetMs: resetMs ?? null });
    }
  }

  /** A call failed without having come as far as the quota. */
  turnedAway(sent: Sent, nowMs: number): void {
    this.#log.refuse(sent);
    this.#requests?.giveBack(sent, nowMs, 1);
    this.#tokens?.giveBack(sent, nowMs, sent.tokens);
  }

  /** `inFlight`: calls still in flight, without this one. */
  refused(sent: Sent, { retryAfterMs, violations }: Throttled, inFlight: number, nowMs: number): void {
    this.#refusalMs += 0.2 * (nowMs - sent.atMs - this.#refusalMs);
    this.turnedAway(sent, nowMs);
    const waitMs = retryAfterMs ?? null;
    let named = false;
    for (const { dimension, window, limit } of violations) {
      if (window !== 'minute' || dimension === 'spend') continue;
      named = true;
      this.#rate(dimension, nowMs).refused(sent, nowMs, { waitMs, perMinute: limit ?? null });
    }
    if (!named && violations.length === 0) {
      this.#unnamed({ sent, waitMs, inFlight, atMs: nowMs });
    }
    if (waitMs !== null) this.#hintsSeen = true;
  }

  #unnamed(refusal: UnnamedRefusal): void {
    if (this.#silence?.refused(refusal.atMs, refusal.waitMs) === true) return;
    if (refusal.inFlight === 0 && this.#log.accepted(refusal.atMs) === 0) {
      this.#forget(refusal);
      return;
    }
    // A search sends its calls to be refused or not: what becomes of them answers it, and is not in doubt.
    const doubted = this.#search === null && this.#judge.doubts(refusal, this.#suspects(refusal.atMs));
    if (doubted) this.#judged(refusal.atMs);
    else this.#learn(refusal);
  }

  #suspects(nowMs: number): Suspects {
    const rateKnown = this.#requests !== null || this.#tokens !== null;
    return {
      rate: rateKnown ? this.#nearest(nowMs) : null,
      cap: this.#window !== null,
      tokens: this.#tokens !== null,
      waitsNamed: this.#hintsSeen,
    };
  }

  /** Learns from refusals in doubt that turn out to be of a limit; returns when calls may go on. */
  #judged(nowMs: number): number {
    const verdict = this.#judge.verdict(nowMs, settleMs(this.#refusalMs));
    if (verdict === null) return nowMs;
    if ('untilMs' in verdict) return verdict.untilMs;
    for (const refusal of verdict.ofLimit) this.#learn(refusal);
    this.#requests?.suspect(verdict.byChance);
    this.#tokens?.suspect(verdict.byChance);
    return nowMs;
  }

  /** Nothing was accepted for a minute: what was learnt of the limits until now says nothing of those to come. */
  #forget({ atMs, waitMs }: UnnamedRefusal): void {
    this.#silence = new Silence(atMs, waitMs);
    this.#judge.forget();
    this.#search = null;
    this.#window = null;
    this.#requests = null;
    this.#tokens = null;
    for (const dimension of ['requests', 'tokens'] as const) {
      const stated = this.#stated[dimension];
      if (stated !== undefined) this.#state(dimension, stated, atMs);
    }
  }

  /** Drops limits that were learnt from refusals by chance. */
  #dropRefuted(nowMs: number): void {
    for (const limit of [this.#requests, this.#tokens]) {
      if (limit === null || !this.#judge.refutes(limit, nowMs)) continue;
      if (limit === this.#requests) this.#requests = null;
      else this.#tokens = null;
      const stated = limit.isStated ? this.#stated[limit.dimension] : undefined;
      if (stated !== undefined) this.#state(limit.dimension, stated, nowMs);
    }
  }

  #learn({ sent, waitMs, inFlight, atMs }: UnnamedRefusal): void {
    if (waitMs !== null || this.#requests !== null || this.#tokens !== null) this.#compare(sent, atMs);
    if (waitMs !== null) this.#nearest(atMs).refused(sent, atMs, { waitMs, perMinute: null });
    else this.#unexplained(sent, inFlight, atMs);
  }

  /** A refusal without a word. */
  #unexplained(sent: Sent, inFlight: number, nowMs: number): void {
    if (this.#search !== null) {
      this.#search.refused(sent, nowMs);
      return;
    }
    const nearCap = this.#window !== null && sent.inFlightBefore >= NEAR_CAP * this.#window.limit(nowMs);
    const most = this.#window === null ? this.#log.mostInFlight(null, sent.atMs) : 0;
    if (nearCap || (this.#hintsSeen && sent.inFlightBefore >= LEAST_CAP * most)) {
      this.#window ??= new InFlightWindow(sent.inFlightBefore, nowMs);
      if (!this.#window.refused(sent.atMs, nowMs, sent.inFlightBefore)) {
        this.#window = null;
        this.#searchAnew(sent, inFlight, nowMs).noCap();
      }
    } else if (this.#requests !== null || this.#tokens !== null) {
      const nearest = this.#nearest(nowMs);
      const news = sent.atMs > this.#reactedAtMs;
      if (news) this.#reactedAtMs = nowMs;
      const cap = news && !nearest.isStated ? this.#capped(sent, nowMs) : null;
      if (cap !== null) this.#found({ limit: 'in-flight', calls: cap }, nowMs);
      else if (nearest.contradicts(nowMs)) this.#searchAnew(sent, inFlight, nowMs);
      else nearest.refused(sent, nowMs, { waitMs: null, perMinute: null });
    } else this.#searchAnew(sent, inFlight, nowMs);
  }

  #searchAnew(sent: Sent, inFlight: number, nowMs: number): Search {
    this.#requests = null;
    this.#tokens = null;
    this.#search = new Search(sent, { log: this.#log, inFlight, nowMs });
    return this.#search;
  }

  #capped(sent: Sent, nowMs: number): number | null {
    return this.#cap.refused(sent, (since) => this.#log.mostInFlight(since, nowMs - this.verdictMs));
  }

  #found(finding: Finding, nowMs: number): void {
    this.#search = null;
    const log = this.#log;
    if (finding.limit === 'in-flight') {
      this.#window = new InFlightWindow(finding.calls, nowMs);
      this.#requests = null;
      this.#tokens = null;
    } else if (finding.limit === 'bucket') {
      const { perMinute, burst, emptyAtMs } = finding;
      this.#limit('requests', new Bucket({ perMinute, burst, level: 0, nowMs }), nowMs).guessed(
        emptyAtMs,
        nowMs,
      );
    } else if (finding.limit === 'fixed') {
      const { perMinute, turnsAtMs } = finding;
      const used = log.after(turnsAtMs - 1).calls;
      this.#limit('requests', new FixedWindow({ perMinute, turnsAtMs, used, nowMs }), nowMs).guessed(
        turnsAtMs,
        nowMs,
      );
    } else if (finding.limit === 'sliding') {
      const { perMinute } = finding;
      this.#limit('requests', new SlidingWindow({ perMinute, dimension: 'requests', log, nowMs }), nowMs);
    }
  }

  /** Counts the only limit in the other dimension once its refusals fit that better. */
  #compare(sent: Sent, nowMs: number): void {
    const only = this.#requests ?? this.#tokens;
    if (only === null || (this.#requests !== null && this.#tokens !== null)) return;
    const dimension = this.#dimension.refused(sent, only.kind, nowMs);
    if (dimension !== null && dimension !== only.dimension) this.#recount(only, sent, nowMs);
  }

  /** What was taken for a limit of the one is one of the other: the same shape, counted differently. */
  #recount(limit: RateLimit, sent: Sent, nowMs: number): void {
    const log = this.#log;
    const meanTokens = log.tokens(nowMs) / Math.max(1, log.accepted(nowMs));
    const dimension = limit.dimension === 'requests' ? 'tokens' : 'requests';
    const shape = limit.recounted(dimension === 'tokens' ? meanTokens : 1 / meanTokens, nowMs);
    this.#requests = null;
    this.#tokens = null;
    this.#limit(dimension, shape, nowMs).guessed(sent.atMs, nowMs);
  }

  /** The limit that a refusal is likely to be about: the one with least left. */
  #nearest(nowMs: number): RateLimit {
    if (this.#requests !== null && this.#tokens !== null) {
      return this.#requests.callsLeft(nowMs) <= this.#tokens.callsLeft(nowMs) ? this.#requests : this.#tokens;
    }
    return this.#tokens ?? this.#rate('requests', nowMs);
  }

  #rate(dimension: Dimension, nowMs: number): RateLimit {
    const known = dimension === 'requests' ? this.#requests : this.#tokens;
    return known ?? this.#limit(dimension, new Bucket({ perMinute: 1, burst: 1, level: 0, nowMs }), nowMs);
  }

  #state(dimension: Dimension, perMinute: number, nowMs: number): RateLimit {
    // Two per cent of the tokens are kept: those of calls in flight are estimates.
    const level = dimension === 'tokens' ? 0.98 * perMinute : perMinute;
    return this.#limit(dimension, new Bucket({ perMinute, burst: perMinute, level, nowMs }), nowMs, true);
  }

  #limit(dimension: Dimension, shape: WindowShape, nowMs: number, stated = false): RateLimit {
    const log = this.#log;
    const calls = log.accepted(nowMs);
    const meanAmount = dimension === 'requests' || calls === 0 ? 1 : log.tokens(nowMs) / calls;
    const limit = new RateLimit({ dimension, log, shape, nowMs, meanAmount, stated });
    if (dimension === 'requests') this.#requests = limit;
    else this.#tokens = limit;
    return limit;
  }
}
