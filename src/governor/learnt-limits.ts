import { Bucket } from './bucket.ts';
import { CapFinder } from './cap-finder.ts';
import { DimensionFinder } from './dimension.ts';
import type { UnnamedRefusal } from './doubtful-refusals.ts';
import { FixedWindow } from './fixed-window.ts';
import type { CallOutcome } from './governor.ts';
import type { LaneLimits } from './governor-options.ts';
import { InFlightWindow } from './in-flight-window.ts';
import type { FoundLimits } from './lane-words.ts';
import type { RateLimit } from './rate-limit.ts';
import { RateLimits } from './rate-limits.ts';
import { RefusalJudge, type Suspects } from './refusal-judge.ts';
import { settleMs, verdictMs } from './round-trip.ts';
import { type Finding, Search } from './search.ts';
import { SendLog, type Sent } from './send-log.ts';
import { Silence } from './silence.ts';
import { LOG_MARGIN_MS, SlidingWindow } from './sliding-window.ts';
import { MINUTE_MS } from './window-shape.ts';

/** A call is blamed on the cap on calls in flight when it was refused with this share of it in flight. */
const NEAR_CAP = 0.9;
/** With a smaller share in flight than has just been accepted it was not refused because of a cap. */
const LEAST_CAP = 0.5;

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
  readonly #rates: RateLimits;
  #window: InFlightWindow | null = null;
  #search: Search | null = null;
  #silence: Silence | null = null;
  /** True once a refusal has named a wait: one that does not is then about calls in flight. */
  #hintsSeen = false;
  /** How long refusals take to come back, smoothed. */
  #refusalMs = 200;
  /** Refusals of calls sent before this belong to a burst that was reacted to. */
  #reactedAtMs = Number.NEGATIVE_INFINITY;

  constructor(limits: LaneLimits, nowMs: number) {
    this.#rates = new RateLimits(this.#log, limits, nowMs);
  }

  get requestsPerMinute(): number | null {
    const { requests } = this.#rates;
    return requests === null ? null : Math.round(requests.perMinute);
  }

  get tokensPerMinute(): number | null {
    const { tokens } = this.#rates;
    return tokens === null ? null : Math.round(tokens.perMinute);
  }

  inFlightLimit(nowMs: number): number | null {
    return this.#window?.limit(nowMs) ?? null;
  }

  /** Takes what another process had found, whose calls of the last minute are not known here: nothing of it is left. */
  adopt({ requestsPerMinute, tokensPerMinute, inFlight }: FoundLimits, nowMs: number): void {
    const take = (dimension: 'requests' | 'tokens', perMinute: number | null): void => {
      if (perMinute === null || this.#rates[dimension] !== null) return;
      const shape = new Bucket({ perMinute, burst: perMinute, level: 0, nowMs });
      this.#rates.set(dimension, shape, nowMs);
    };
    take('requests', requestsPerMinute);
    take('tokens', tokensPerMinute);
    if (inFlight !== null) this.#window = new InFlightWindow(inFlight, nowMs);
  }

  /** After so long without a refusal a call is taken to have been accepted. */
  get verdictMs(): number {
    return verdictMs(this.#refusalMs);
  }

  /** When a call may start; `Infinity` when a call in flight must end first. */
  readyAtMs(nowMs: number, demand: LimitDemand): number {
    const judgedAtMs = this.#judged(nowMs);
    if (judgedAtMs > nowMs) return judgedAtMs;
    this.#dropRefuted(nowMs);
    if (this.#silence !== null) {
      const atMs = this.#silence.readyAtMs(nowMs);
      if (this.#silence.isOver(nowMs)) this.#silence = null;
      else if (atMs > nowMs) return atMs;
    }
    if (this.#search !== null) {
      const next = this.#search.next(nowMs, demand.inFlight);
      if (typeof next !== 'number') this.#found(next, nowMs);
      else if (next > nowMs) return next;
    }
    const placeAtMs = this.#window?.readyAtMs(nowMs, demand.inFlight) ?? nowMs;
    return Math.max(placeAtMs, this.#rates.readyAtMs(nowMs, demand));
  }

  take(sent: Sent): void {
    const { atMs, inFlightBefore } = sent;
    this.#rates.take(sent, this.verdictMs);
    this.#window?.take(atMs, inFlightBefore, this.verdictMs);
    this.#search?.sent(sent, this.verdictMs);
    this.#silence?.sent(sent, this.verdictMs);
    this.#log.add(sent);
  }

  /** A call came through, at the cost of so many tokens. */
  accepted(sent: Sent, tokens: number, nowMs: number): void {
    this.#rates.tokens?.giveBack(sent, nowMs, sent.tokens - tokens);
    this.#log.correct(sent, tokens);
    this.#cap.answered(sent);
    this.#silence?.accepted(nowMs);
  }

  /** Notes what an answer says about the limits. */
  stated(quota: StatedQuota, nowMs: number): void {
    for (const { dimension, limit, remaining, resetMs } of quota) {
      if (limit === undefined) continue;
      const known = this.#rates[dimension];
      const rate = known?.answered === true ? known : this.#rates.state(dimension, limit, nowMs);
      rate.stated(nowMs, { limit, remaining: remaining ?? null, resetMs: resetMs ?? null });
    }
  }

  /** A call failed without having come as far as the quota. */
  turnedAway(sent: Sent, nowMs: number): void {
    this.#log.refuse(sent);
    this.#rates.giveBack(sent, nowMs);
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
      this.#rates.of(dimension, nowMs).refused(sent, nowMs, { waitMs, perMinute: limit ?? null });
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
    return {
      rate: this.#rates.nearest(nowMs),
      cap: this.#window !== null,
      tokens: this.#rates.tokens !== null,
      waitsNamed: this.#hintsSeen,
    };
  }

  /** Learns from refusals in doubt that turn out to be of a limit; returns when calls may go on. */
  #judged(nowMs: number): number {
    const verdict = this.#judge.verdict(nowMs, settleMs(this.#refusalMs));
    if (verdict === null) return nowMs;
    if ('untilMs' in verdict) return verdict.untilMs;
    for (const refusal of verdict.ofLimit) this.#learn(refusal);
    for (const limit of this.#rates.known) limit.suspect(verdict.byChance);
    return nowMs;
  }

  /** Nothing was accepted for a minute: what was learnt of the limits until now says nothing of those to come. */
  #forget({ atMs, waitMs }: UnnamedRefusal): void {
    this.#silence = new Silence(atMs, waitMs);
    this.#judge.forget();
    this.#search = null;
    this.#window = null;
    this.#rates.reset(atMs);
  }

  /** Drops limits that were learnt from refusals by chance. */
  #dropRefuted(nowMs: number): void {
    for (const limit of this.#rates.known) {
      if (this.#judge.refutes(limit, nowMs)) this.#rates.drop(limit, nowMs);
    }
  }

  #learn({ sent, waitMs, inFlight, atMs }: UnnamedRefusal): void {
    this.#compare(sent, atMs);
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
    } else if (this.#rates.known.length > 0) {
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
    this.#rates.clear();
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
      this.#rates.clear();
    } else if (finding.limit === 'bucket') {
      const { perMinute, burst, emptyAtMs } = finding;
      this.#rates
        .set('requests', new Bucket({ perMinute, burst, level: 0, nowMs }), nowMs)
        .guessed(emptyAtMs, nowMs);
    } else if (finding.limit === 'fixed') {
      const { perMinute, turnsAtMs } = finding;
      const used = log.after(turnsAtMs - 1).calls;
      this.#rates
        .set('requests', new FixedWindow({ perMinute, turnsAtMs, used, nowMs }), nowMs)
        .guessed(turnsAtMs, nowMs);
    } else if (finding.limit === 'sliding') {
      const { perMinute } = finding;
      this.#rates.set('requests', new SlidingWindow({ perMinute, dimension: 'requests', log, nowMs }), nowMs);
    }
  }

  /** Counts the only limit in the other dimension once its refusals fit that better. */
  #compare(sent: Sent, nowMs: number): void {
    const [only, other] = this.#rates.known;
    if (only === undefined || other !== undefined) return;
    const dimension = this.#dimension.refused(sent, only.kind, nowMs);
    if (dimension !== null && dimension !== only.dimension) this.#recount(only, sent, nowMs);
  }

  /** What was taken for a limit of the one is one of the other: the same shape, counted differently. */
  #recount(limit: RateLimit, sent: Sent, nowMs: number): void {
    const log = this.#log;
    const meanTokens = log.tokens(nowMs) / Math.max(1, log.accepted(nowMs));
    const dimension = limit.dimension === 'requests' ? 'tokens' : 'requests';
    const shape = limit.recounted(dimension === 'tokens' ? meanTokens : 1 / meanTokens, nowMs);
    this.#rates.clear();
    this.#rates.set(dimension, shape, nowMs).guessed(sent.atMs, nowMs);
  }

  /** The rate limit that a refusal is likely to be about; where none is known, it is the first sign of one of requests. */
  #nearest(nowMs: number): RateLimit {
    return this.#rates.nearest(nowMs) ?? this.#rates.of('requests', nowMs);
  }
}
