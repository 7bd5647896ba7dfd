import { Bucket } from './bucket.ts';
import { CapFinder } from './cap-finder.ts';
import { DimensionFinder } from './dimension.ts';
import { type Doubt, DoubtfulRefusals, type UnnamedRefusal } from './doubtful-refusals.ts';
import { FixedWindow } from './fixed-window.ts';
import type { CallOutcome } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';
import { InFlightWindow } from './in-flight-window.ts';
import { RateLimit } from './rate-limit.ts';
import { settleMs, verdictMs } from './round-trip.ts';
import { type Finding, Search } from './search.ts';
import { SendLog, type Sent } from './send-log.ts';
import { Silence } from './silence.ts';
import { LOG_MARGIN_MS, SlidingWindow } from './sliding-window.ts';
import { MINUTE_MS, type WindowShape } from './window-shape.ts';

/** Between two refusals that are worth comparing: calls for a bucket, time for a window. */
const LEAST_NOTED = { calls: 15, ms: 5_000 };
/** A call is blamed on the cap on calls in flight when it was refused this close to it. */
const NEAR_CAP = 0.9;
/** With a smaller share in flight than has just been accepted it was not refused because of a cap. */
const LEAST_CAP = 0.5;

/** Calls of a look's step at which one refused may be by chance; at fewer it is the edge that is looked for. */
const BROAD_STEP = 8;
/** Calls after which a limit is known well enough to believe a refusal within it. */
const FEW_CALLS = 60;
/** A wait for a window to turn; a bucket has refilled before, and providers in trouble name less. */
const LONG_WAIT_MS = 6_000;
/** When a look has come to a step of so many calls, the limit that it looks beyond was learnt from chance. */
const REFUTED_STEP = 16;
/** A stated limit of which so much is left does not refuse. */
const STATED_LEFT = 0.3;

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
  readonly #doubtful = new DoubtfulRefusals(this.#log);
  readonly #dimension = new DimensionFinder();
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
  /** Refusals of calls sent before this belong to what has been noted already. */
  #notedAtMs = Number.NEGATIVE_INFINITY;
  /** Refusals of calls sent before this belong to a burst that was reacted to. */
  #reactedAtMs = Number.NEGATIVE_INFINITY;
  #lastNoted: { readonly atMs: number; readonly calls: number; readonly tokens: number } | null = null;

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
    const judgedAtMs = this.#judge(nowMs);
    if (judgedAtMs > nowMs) return judgedAtMs;
    if (this.#doubtful.expected(nowMs)) this.#refute(nowMs);
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
    const doubt = this.#doubt(refusal);
    if (doubt === null) this.#learn(refusal);
    else {
      this.#doubtful.add(refusal, doubt, this.#tokens !== null);
      this.#judge(refusal.atMs);
    }
  }

  /** How a refusal is judged that may be by chance; null when it is taken for one of a limit. */
  #doubt({ waitMs, atMs }: UnnamedRefusal): Doubt | null {
    if (this.#search !== null) return null;
    // What is accepted after a long wait says nothing: the minute is another.
    if (waitMs !== null && waitMs > LONG_WAIT_MS) return 'settle';
    if (this.#doubtful.open) return 'go on';
    const known = this.#requests === null && this.#tokens === null ? null : this.#nearest(atMs);
    const step = known?.lookStep ?? 0;
    // Where others name a wait, one that does not may be of a cap: neither the rate nor a look beyond it explains it.
    const ofCap = waitMs === null && this.#hintsSeen;
    if (this.#doubtful.expected(atMs)) return step === 1 && !ofCap ? null : 'go on';
    if (ofCap && this.#window !== null) return 'settle or go on';
    const doubtful = known !== null && (known.isDoubtful || this.#log.total.calls < FEW_CALLS);
    if (step > 0) return doubtful && step >= BROAD_STEP ? 'settle' : null;
    if (known === null && this.#window === null) return 'settle or go on';
    if (known?.isStated && known.leftShare(atMs) > STATED_LEFT) return 'settle or go on';
    if (doubtful) return 'go on';
    return ofCap ? 'settle or go on' : null;
  }

  /** Judges doubtful refusals; returns when calls may go on. */
  #judge(nowMs: number): number {
    if (!this.#doubtful.open) return nowMs;
    const judgement = this.#doubtful.judge(nowMs, settleMs(this.#refusalMs));
    if (typeof judgement === 'object') return judgement.untilMs;
    const refusals = this.#doubtful.take(judgement, nowMs);
    if (judgement === 'limit') for (const refusal of refusals) this.#learn(refusal);
    const suspected = judgement === 'chance';
    this.#requests?.suspect(suspected);
    this.#tokens?.suspect(suspected);
    return nowMs;
  }

  /** Nothing was accepted for a minute: what was learnt of the limits until now says nothing of those to come. */
  #forget({ atMs, waitMs }: UnnamedRefusal): void {
    this.#silence = new Silence(atMs, waitMs);
    this.#doubtful.forget();
    this.#search = null;
    this.#window = null;
    this.#requests = null;
    this.#tokens = null;
    for (const dimension of ['requests', 'tokens'] as const) {
      const stated = this.#stated[dimension];
      if (stated !== undefined) this.#state(dimension, stated, atMs);
    }
  }

  /** Drops a limit that was learnt from chance: much more than it was accepted. */
  #refute(nowMs: number): void {
    for (const limit of [this.#requests, this.#tokens]) {
      if (limit === null || limit.lookStep < REFUTED_STEP) continue;
      if (limit === this.#requests) this.#requests = null;
      else this.#tokens = null;
      const stated = limit.isStated ? this.#stated[limit.dimension] : undefined;
      if (stated !== undefined) this.#state(limit.dimension, stated, nowMs);
    }
  }

  #learn({ sent, waitMs, inFlight, atMs }: UnnamedRefusal): void {
    if (waitMs !== null || this.#requests !== null || this.#tokens !== null) this.#note(sent, atMs);
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

  /** Notes what had been accepted until an unnamed refusal, and counts the limit in what fits better. */
  #note(sent: Sent, nowMs: number): void {
    const only = this.#requests ?? this.#tokens;
    if (sent.atMs <= this.#notedAtMs || only === null || (this.#requests !== null && this.#tokens !== null))
      return;
    this.#notedAtMs = nowMs;
    const after = this.#log.after(sent);
    const { calls, tokens } = this.#log.total;
    const now = { atMs: sent.atMs, calls: calls - after.calls, tokens: tokens - after.tokens };
    const before = this.#lastNoted;
    const bucket = only.kind === 'bucket';
    // Between any two refusals a bucket lets through what it refills: few calls are added to the next.
    if (before !== null && bucket && now.calls - before.calls < LEAST_NOTED.calls) return;
    if (before !== null && !bucket && now.atMs - before.atMs < LEAST_NOTED.ms) return;
    this.#lastNoted = now;
    if (before === null) return;
    if (bucket) {
      this.#dimension.note({
        calls: now.calls - before.calls,
        tokens: now.tokens - before.tokens,
        overMs: now.atMs - before.atMs,
        inMinute: false,
        overlaps: false,
      });
    } else {
      const minute = this.#log.after(sent.atMs - MINUTE_MS);
      this.#dimension.note({
        calls: minute.calls - after.calls,
        tokens: minute.tokens - after.tokens,
        overMs: MINUTE_MS,
        inMinute: true,
        overlaps: now.atMs - before.atMs < MINUTE_MS / 2,
      });
    }
    if (this.#dimension.dimension !== only.dimension) this.#recount(only, sent, nowMs);
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
