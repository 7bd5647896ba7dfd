import { Amounts } from './amounts.ts';
import { Bucket } from './bucket.ts';
import { BucketRate, MUCH_GROWN } from './bucket-rate.ts';
import { Falls } from './falls.ts';
import { FixedWindow } from './fixed-window.ts';
import { LookUp } from './look-up.ts';
import { Ramp } from './ramp.ts';
import type { Episode, RefusalHint } from './refusals.ts';
import type { SendLog, Sent } from './send-log.ts';
import { shapeByWait } from './shape-by-wait.ts';
import { LOG_MARGIN_MS, SlidingWindow } from './sliding-window.ts';
import { StatedTrial } from './stated-trial.ts';
import { type Demand, MINUTE_MS, type WindowShape } from './window-shape.ts';
import { WindowValue } from './window-value.ts';

/** A window that was only guessed is not filled at full speed: its first call shows whether it is one. */
const GUESSED_WINDOW = { firstGapMs: 80, halvesMs: 500 };
/** A guessed window that refuses with more than this share of it left is none. */
const GUESSED_WRONG = 0.3;
/** Longest way of a call to its provider: what was sent since then is not in what its answers state. */
const IN_TRANSIT_MS = 200;
/** A step that looks beyond a sliding window is reckoned anew after this: it depends on what was sent a minute ago. */
const STALE_LOOK_MS = 500;
/** Episodes of refusals within a limit that make it doubtful: so many, and so many more for each beyond it. */
const DOUBTFUL = { within: 8, beyond: 4 };
/** Share of a minute by which a reset may differ from what a bucket takes to refill. */
const SAME_RESET = 0.1;

/**
 * A limit of requests or of tokens per minute: its value, how it opens again, and what refusals teach about both.
 *
 * Its parts: a `WindowShape` says what fits now; `LookUp` when to try more than fits; `BucketRate` and `WindowValue`
 * measure the value when it refuses, `shapeByWait` reads the shape from a named wait, and `Falls` takes back what refusals
 * by chance have taken. Refusals of calls that were in the air together are one `Episode`, learnt from once.
 */
export class RateLimit {
  readonly isStated: boolean;
  readonly #amounts: Amounts;
  readonly #lookUp: LookUp;
  readonly #bucketRate: BucketRate;
  readonly #windowValue: WindowValue;
  readonly #falls = new Falls();
  #shape: WindowShape;
  #episode: Episode | null = null;
  #beforeLook = 0;
  #firstStep = 1;
  #trial: StatedTrial | null;
  #answered = false;
  /** Episodes of refusals within the limit, and in looks beyond it. */
  #within = 0;
  #beyond = 0;
  /** How a window is filled that was found by one call. */
  #guessedWindow: Ramp | null = null;

  constructor(options: {
    readonly dimension: 'requests' | 'tokens';
    readonly log: SendLog;
    readonly shape: WindowShape;
    readonly nowMs: number;
    /** What a call costs of it on average. */
    readonly meanAmount: number;
    /** The user or an answer has stated the value; how the limit opens again is not known. */
    readonly stated?: boolean;
  }) {
    this.isStated = options.stated ?? false;
    this.#amounts = new Amounts(options.dimension, options.log, options.meanAmount);
    this.#shape = options.shape;
    this.#lookUp = new LookUp(options.nowMs);
    this.#bucketRate = new BucketRate(this.#amounts, this.isStated);
    this.#windowValue = new WindowValue(this.#amounts);
    this.#trial = this.isStated ? new StatedTrial(this.#amounts.used) : null;
    if (this.isStated) this.#lookUp.named();
  }

  get dimension(): 'requests' | 'tokens' {
    return this.#amounts.dimension;
  }

  get perMinute(): number {
    return this.#shape.perMinute;
  }

  get kind(): WindowShape['kind'] {
    return this.#shape.kind;
  }

  /** True when answers state the value: there is nothing to look for. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Calls of the step by which it is looked beyond; 0 when it is not. */
  get lookStep(): number {
    return this.#lookUp.step;
  }

  /** Whether it may have been learnt from refusals by chance: then looks beyond it come sooner. */
  suspect(suspected: boolean): void {
    this.#lookUp.suspect(suspected);
    if (suspected && this.#lookUp.step === 0) this.#lookUp.hurry();
  }

  /** True when it refused within its value more often than beyond: then it may be none. */
  get isDoubtful(): boolean {
    return this.#within >= DOUBTFUL.within + DOUBTFUL.beyond * this.#beyond;
  }

  /** Share of it that is left. */
  leftShare(nowMs: number): number {
    return this.#shape.left(nowMs) / this.perMinute;
  }

  /** Calls of mean size that it would still let through now. */
  callsLeft(nowMs: number): number {
    return this.#shape.left(nowMs) / this.#amounts.mean;
  }

  /** An answer states the value, what is left of it, and when all of it is back. */
  stated(
    nowMs: number,
    stated: { readonly limit: number; readonly remaining: number | null; readonly resetMs: number | null },
  ): void {
    const { limit, remaining, resetMs } = stated;
    this.#answered = true;
    this.#trial = null;
    if (
      remaining !== null &&
      resetMs !== null &&
      remaining < limit &&
      !(this.#shape instanceof FixedWindow)
    ) {
      const refillMs = (1 - remaining / limit) * MINUTE_MS;
      if (Math.abs(resetMs - refillMs) > SAME_RESET * MINUTE_MS) {
        const used = limit - remaining;
        this.#shape = new FixedWindow({ perMinute: limit, turnsAtMs: nowMs + resetMs, used, nowMs });
      }
    }
    if (!(this.#shape instanceof Bucket)) {
      this.#shape.perMinute = limit;
      return;
    }
    this.#shape.setRate(nowMs, limit);
    this.#shape.burst = limit;
    if (remaining === null) return;
    // What is on its way has not been counted there.
    const inTransit = this.#amounts.after(nowMs - IN_TRANSIT_MS);
    this.#shape.setLevel(nowMs, remaining - this.#bucketRate.kept(limit) - inTransit);
  }

  /** The same limit counted in the other dimension, of which a call costs `factor` times as much. */
  recounted(factor: number, nowMs: number): WindowShape {
    const shape = this.#shape;
    const { log } = this.#amounts;
    if (shape instanceof Bucket) {
      const perMinute = shape.perMinute * factor;
      return new Bucket({ perMinute, burst: shape.burst * factor, level: 0, nowMs });
    }
    if (shape instanceof FixedWindow) return shape.recounted(factor, nowMs);
    const dimension = this.dimension === 'requests' ? 'tokens' : 'requests';
    const used = dimension === 'requests' ? log.accepted(nowMs) : log.tokens(nowMs);
    return new SlidingWindow({ perMinute: used, dimension, log, nowMs });
  }

  /** True when a refusal now shows that a window which was only guessed is none: it had room for much more. */
  contradicts(nowMs: number): boolean {
    return this.#guessedWindow !== null && this.#shape.left(nowMs) > GUESSED_WRONG * this.perMinute;
  }

  /** What was found by searching is a guess that is tested at once. `emptyAtMs`: when a bucket was last empty. */
  guessed(emptyAtMs: number, nowMs: number): void {
    this.#lookUp.hurry();
    if (this.#shape instanceof FixedWindow) this.#guessedWindow = new Ramp({ ...GUESSED_WINDOW, nowMs });
    if (this.#shape instanceof Bucket) this.#bucketRate.guessed(this.#shape, emptyAtMs, nowMs);
  }

  /** When a call may start, looking beyond the limit from time to time. */
  readyAtMs(nowMs: number, demand: Demand): number {
    const { mean, used } = this.#amounts;
    const trialMs = this.#trial?.readyAtMs(nowMs, used + mean, this.perMinute) ?? null;
    if (trialMs === null) this.#trial = null;
    else if (trialMs > nowMs) return trialMs;
    if (this.#shape instanceof FixedWindow) {
      this.#shape.open = this.#guessedWindow !== null || this.#lookUp.fallenFrom(nowMs) !== null;
    }
    const withinMs = this.#shape.readyAtMs(nowMs, demand);
    if (withinMs <= nowMs) return this.#guessedWindow?.readyAtMs(nowMs) ?? nowMs;
    const excess = this.#shape.excess(nowMs, demand.amount);
    if (excess === 0 || this.#answered) return withinMs;
    const beyondMs = this.#lookUp.nextAtMs(nowMs, excess / mean, {
      perMinute: this.perMinute / mean,
      staleAfterMs: this.#shape instanceof SlidingWindow ? STALE_LOOK_MS : Number.POSITIVE_INFINITY,
      firstStep: () => this.#beginLook(nowMs),
      accepted: (calls) => this.#grow(nowMs, calls),
    });
    return Math.min(withinMs, beyondMs);
  }

  take(nowMs: number, amount: number, verdictMs: number): void {
    const { mean, used } = this.#amounts;
    this.#trial?.sent(used + mean, this.perMinute, nowMs + verdictMs);
    const excess = this.#shape.excess(nowMs, amount) / mean;
    if (excess > 0) this.#lookUp.sentBeyond(nowMs, { excess, perMinute: this.perMinute / mean, verdictMs });
    else this.#lookUp.sent();
    if (this.#shape instanceof Bucket) this.#bucketRate.sent(this.#shape, nowMs);
    this.#guessedWindow?.sent(nowMs);
    this.#shape.take(nowMs, amount);
    this.#amounts.note(amount);
  }

  /** Puts back what was taken too much; negative when it was too little. */
  giveBack(sent: Sent, nowMs: number, amount: number): void {
    this.#shape.giveBack(sent.atMs, nowMs, amount);
  }

  /** Learns from a refusal whose amount has been given back. */
  refused(sent: Sent, nowMs: number, { waitMs, perMinute: named }: RefusalHint): void {
    const news = this.#episode === null || sent.atMs > this.#episode.reactedAtMs;
    const lone = this.#episode !== null && this.#episode.first === this.#episode.last;
    const episode = news ? this.#begin(sent, nowMs, waitMs ?? 0) : this.#episode!;
    if (news && episode.acceptedBeyond === null && named === null && !this.isStated) {
      const { perMinute } = this;
      const { calls } = this.#amounts.log.total;
      const before = this.#falls.refused({ perMinute, calls, lone });
      if (before !== null) {
        this.#comeBack(nowMs, before);
        // What was used at the lower rate measures nothing.
        if (this.#shape instanceof Bucket) this.#bucketRate.emptied(this.#shape, sent, nowMs);
        return;
      }
    }
    const earlier = sent.order < episode.first.order;
    if (earlier) episode.first = sent;
    if (sent.order > episode.last.order) episode.last = sent;
    this.#trial = null;
    this.#guessedWindow = null;
    if (waitMs !== null) {
      const { established } = this.#bucketRate;
      this.#shape = shapeByWait(this.#shape, this.#amounts, { sent, nowMs, waitMs, named, established });
    }
    const shape = this.#shape;
    if (shape instanceof Bucket) {
      if ((news || earlier) && this.#bucketRate.learn(shape, episode, named, nowMs)) this.#lookUp.hurry();
      this.#bucketRate.emptied(shape, episode.last, nowMs);
    } else if (shape instanceof FixedWindow || shape instanceof SlidingWindow) {
      shape.perMinute = this.#windowValue.learn(shape, episode, { sent, waitMs, named, news }, nowMs);
      const much = shape.perMinute > MUCH_GROWN * episode.perMinute;
      if (episode.acceptedBeyond !== null && much) this.#lookUp.hurry();
    }
    this.#lookUp.concluded(nowMs, this.perMinute / this.#amounts.mean, this.#bucketRate.sure);
    if (named !== null) this.#lookUp.named();
  }

  #begin(sent: Sent, nowMs: number, waitMs: number): Episode {
    this.#windowValue.began(sent.atMs, nowMs);
    this.#bucketRate.began();
    const acceptedBeyond = this.#lookUp.refused(nowMs + waitMs);
    if (acceptedBeyond === null) this.#within++;
    else this.#beyond++;
    const perMinute = acceptedBeyond === null ? this.perMinute : this.#beforeLook;
    this.#episode = {
      reactedAtMs: nowMs,
      acceptedBeyond,
      perMinute,
      kind: this.kind,
      first: sent,
      last: sent,
    };
    return this.#episode;
  }

  /** Begins a look: at the edge itself, without what is kept back from it. Returns the calls of its first step. */
  #beginLook(nowMs: number): number {
    const shape = this.#shape;
    this.#beforeLook = this.perMinute;
    this.#windowValue.quiet();
    this.#firstStep = 1;
    if (shape instanceof Bucket) {
      shape.setLevel(nowMs, Math.max(0, shape.level(nowMs) + this.#bucketRate.kept(this.perMinute)));
    }
    if (shape instanceof SlidingWindow) {
      const { mean } = this.#amounts;
      const most = (4 * LOG_MARGIN_MS * this.perMinute) / MINUTE_MS / mean;
      const kept = (this.perMinute - shape.strictlyUsed(nowMs)) / mean;
      this.#firstStep += Math.max(0, Math.floor(Math.min(kept, most)));
    }
    return this.#firstStep;
  }

  /** All calls of a look's step were accepted. */
  #grow(nowMs: number, calls: number): void {
    const shape = this.#shape;
    const amount = calls * this.#amounts.mean;
    if (shape instanceof Bucket) shape.setLevel(nowMs, shape.level(nowMs) + amount);
    else if (shape instanceof SlidingWindow && shape.chargesNot(nowMs)) {
      this.#lookUp.rest(nowMs);
      return;
    } else {
      shape.perMinute += amount;
      if (shape instanceof SlidingWindow) shape.giveBack(nowMs, nowMs, amount);
    }
    // More than it had fallen to, twice: taken to be what it was.
    const sure = calls > this.#firstStep + this.#bucketRate.doubt(this.perMinute);
    const back = sure ? this.#lookUp.fallenFrom(nowMs) : null;
    if (back !== null) this.#comeBack(nowMs, Math.max(this.perMinute, back * this.#amounts.mean));
    this.#lookUp.changed(nowMs, this.perMinute / this.#amounts.mean);
  }

  #comeBack(nowMs: number, perMinute: number): void {
    if (this.#shape instanceof Bucket) this.#shape.setRate(nowMs, perMinute);
    else this.#shape.perMinute = perMinute;
    this.#lookUp.rest(nowMs);
  }
}
