import { Bucket } from './bucket.ts';
import { FixedWindow } from './fixed-window.ts';
import { LookUp } from './look-up.ts';
import { Ramp } from './ramp.ts';
import type { SendLog, Sent } from './send-log.ts';
import { SlidingWindow } from './sliding-window.ts';
import type { Demand, WindowShape } from './window-shape.ts';

const MINUTE_MS = 60_000;
/** How much longer than a minute the log remembers: calls do not arrive exactly when they were sent. */
export const LOG_MARGIN_MS = 50;

/** Calls beyond a bucket's rate that cannot have been saved up by chance. */
const GROWN = 3;
/** Least that is left of a bucket's rate after the first, second, third refusal too soon to measure by. */
const SHORT = [0.95, 0.8, 0.7];
const AT_ONCE_MS = 20;
const ESTABLISHED_WAIT_MS = 15_000;
/** A window that was only guessed is not filled at full speed. */
const GUESSED_WINDOW = { firstGapMs: 80, halvesMs: 500 };
/** What is stated counts as much as a measurement over so many calls. */
const STATED_PRECISION = 200;
/** How many times less a measurement in tokens says: calls differ in size, and those in flight are estimates. */
const TOKEN_NOISE = 3;
/** Longest way of a call to its provider. */
const IN_TRANSIT_MS = 200;
/** Refused calls in a minute that show by their number whether they are charged. */
const TELLING = 3;
/** What is left of a sliding window's value after the first, second, third refusal at its edge. */
const GRAZES = [0.998, 0.95, 0.9];
const QUIET_MS = 10_000;

/** What a refusal said, as far as it said it. */
export interface RefusalHint {
  /** How long from now until the provider will accept the call again. */
  readonly waitMs: number | null;
  /** The limit's value per minute. */
  readonly perMinute: number | null;
}

interface Emptiness {
  readonly atMs: number;
  readonly used: number;
}

interface Trial {
  readonly usedBefore: number;
  startedAtMs: number | null;
  verdictAtMs: number | null;
}

/** Refusals of calls that were in the air together. */
interface Episode {
  /** Refusals of calls sent before this are of the same episode. */
  readonly reactedAtMs: number;
  /** Calls that a look had got accepted beyond the limit; null: none was under way. */
  readonly acceptedBeyond: number | null;
  /** What was believed before. */
  readonly perMinute: number;
  readonly precision: number;
  readonly empty: Emptiness | null;
  readonly full: Emptiness | null;
  readonly kind: WindowShape['kind'];
  first: Sent;
  last: Sent;
}

interface WindowRefusal {
  readonly sent: Sent;
  readonly waitMs: number | null;
  readonly named: number | null;
  readonly news: boolean;
}

/** A limit of requests or of tokens per minute: its value, how it opens again, and what refusals teach about both. */
export class RateLimit {
  readonly dimension: 'requests' | 'tokens';
  readonly #log: SendLog;
  readonly #lookUp: LookUp;
  readonly #stated: boolean;
  #shape: WindowShape;
  /** The last time the bucket was known to be empty, and what had been used by then. */
  #empty: Emptiness | null = null;
  /** The last time since then that it was believed to be full. */
  #full: Emptiness | null = null;
  #episode: Episode | null = null;
  /** Calls that the estimate of the rate rests on. */
  #precision = 0;
  #meanAmount: number;
  #beforeLook = 0;
  #firstStep = 1;
  /** Refusals at the edge of a sliding window since it was last quiet. */
  #grazes = 0;
  /** Refusals of a bucket in a row that came too soon to measure by. */
  #shorts = 0;
  #trial: Trial | null = null;
  #answered = false;
  /** How a window is filled that was found by one call. */
  #guessedWindow: Ramp | null = null;

  constructor(options: {
    readonly dimension: 'requests' | 'tokens';
    readonly log: SendLog;
    readonly shape: WindowShape;
    readonly nowMs: number;
    readonly meanAmount: number;
    /** The user or an answer has stated the value; how the limit opens again is not known. */
    readonly stated?: boolean;
  }) {
    this.dimension = options.dimension;
    this.#log = options.log;
    this.#shape = options.shape;
    this.#lookUp = new LookUp(options.nowMs);
    this.#meanAmount = options.meanAmount;
    this.#stated = options.stated ?? false;
    if (this.#stated) {
      this.#precision = STATED_PRECISION;
      this.#lookUp.named();
    }
    if (this.#stated) this.#trial = { usedBefore: this.#used, startedAtMs: null, verdictAtMs: null };
  }

  get perMinute(): number {
    return this.#shape.perMinute;
  }

  get kind(): WindowShape['kind'] {
    return this.#shape.kind;
  }

  get shape(): WindowShape {
    return this.#shape;
  }

  /** Amount sent and accepted since the beginning. */
  get #used(): number {
    const { calls, tokens } = this.#log.total;
    return this.dimension === 'requests' ? calls : tokens;
  }

  /** Calls of mean size that it would still let through now. */
  callsLeft(nowMs: number): number {
    return this.#shape.left(nowMs) / this.#meanAmount;
  }

  /** True when answers state the value: there is nothing to look for. */
  get answered(): boolean {
    return this.#answered;
  }

  /** True when the user or an answer has stated the value. */
  get isStated(): boolean {
    return this.#stated;
  }

  /** An answer states the value, what is left of it, and when all of it is back. */
  stated(
    nowMs: number,
    {
      limit,
      remaining,
      resetMs,
    }: { readonly limit: number; readonly remaining: number | null; readonly resetMs: number | null },
  ): void {
    this.#answered = true;
    this.#trial = null;
    if (
      remaining !== null &&
      resetMs !== null &&
      remaining < limit &&
      !(this.#shape instanceof FixedWindow)
    ) {
      const refillMs = (1 - remaining / limit) * MINUTE_MS;
      if (Math.abs(resetMs - refillMs) > 0.1 * MINUTE_MS) {
        const turnsAtMs = nowMs + resetMs;
        this.#shape = new FixedWindow({ perMinute: limit, turnsAtMs, used: limit - remaining, nowMs });
      }
    }
    if (this.#shape instanceof Bucket) {
      this.#shape.setRate(nowMs, limit);
      this.#shape.burst = limit;
      // What is on its way has not been counted there.
      if (remaining !== null)
        this.#shape.setLevel(nowMs, remaining - this.#kept() - this.#amountAfter(nowMs - IN_TRANSIT_MS));
    } else this.#shape.perMinute = limit;
  }

  /** The same limit counted in the other dimension, of which a call costs `factor` times as much. */
  recounted(factor: number, nowMs: number): WindowShape {
    const shape = this.#shape;
    const perMinute = shape.perMinute * factor;
    if (shape instanceof Bucket)
      return new Bucket({ perMinute, burst: shape.burst * factor, level: 0, nowMs });
    if (shape instanceof FixedWindow) return shape.recounted(factor, nowMs);
    const dimension = this.dimension === 'requests' ? 'tokens' : 'requests';
    const used = dimension === 'requests' ? this.#log.accepted(nowMs) : this.#log.tokens(nowMs);
    return new SlidingWindow({ perMinute: used, dimension, log: this.#log, nowMs });
  }

  /** True when a refusal now shows that a window which was only guessed is none: it had room for much more. */
  contradicts(nowMs: number): boolean {
    return this.#guessedWindow !== null && this.#shape.left(nowMs) > 0.3 * this.perMinute;
  }

  /** What was found by searching is a guess that is tested at once. `emptyAtMs`: when a bucket was last empty. */
  guessed(emptyAtMs: number, nowMs: number): void {
    this.#precision = 1;
    this.#lookUp.hurry();
    if (this.#shape instanceof FixedWindow) this.#guessedWindow = new Ramp({ ...GUESSED_WINDOW, nowMs });
    this.#emptied(emptyAtMs, nowMs);
  }

  /** When a call of this amount may start, looking beyond the limit from time to time. */
  readyAtMs(nowMs: number, demand: Demand): number {
    const { amount } = demand;
    if (this.#trial !== null) {
      const trialMs = this.#tried(this.#trial, nowMs);
      if (trialMs > nowMs) return trialMs;
    }
    if (this.#shape instanceof FixedWindow) {
      this.#shape.open = this.#guessedWindow !== null || this.#lookUp.fallenFrom(nowMs) !== null;
    }
    const withinMs = this.#shape.readyAtMs(nowMs, demand);
    if (withinMs <= nowMs) return this.#guessedWindow?.readyAtMs(nowMs) ?? nowMs;
    const excess = this.#shape.excess(nowMs, amount);
    if (excess === 0 || this.#answered) return withinMs;
    const beyondMs = this.#lookUp.nextAtMs(nowMs, excess / this.#meanAmount, {
      perMinute: this.perMinute / this.#meanAmount,
      // What a sliding window keeps back depends on what was sent a minute ago.
      staleAfterMs: this.#shape instanceof SlidingWindow ? 500 : Number.POSITIVE_INFINITY,
      firstStep: () => {
        this.#firstStep = this.#look(nowMs);
        return this.#firstStep;
      },
      accepted: (calls) => this.#grow(nowMs, calls),
    });
    return Math.min(withinMs, beyondMs);
  }

  /**
   * A stated limit may be a bucket, which lets through more than its value in the first minute, or a window, which does
   * not: one call tells.
   */
  #tried(trial: Trial, nowMs: number): number {
    if (this.#used - trial.usedBefore + this.#meanAmount <= this.perMinute) {
      trial.startedAtMs ??= nowMs;
      return nowMs;
    }
    if (trial.verdictAtMs === null) {
      if (nowMs - (trial.startedAtMs ?? nowMs) < MINUTE_MS) return nowMs;
    } else if (nowMs < trial.verdictAtMs) return trial.verdictAtMs;
    this.#trial = null;
    return nowMs;
  }

  take(nowMs: number, amount: number, verdictMs: number): void {
    if (this.#trial !== null && this.#used - this.#trial.usedBefore + this.#meanAmount > this.perMinute) {
      this.#trial.verdictAtMs ??= nowMs + verdictMs;
    }
    const excess = this.#shape.excess(nowMs, amount) / this.#meanAmount;
    const perMinute = this.perMinute / this.#meanAmount;
    if (excess > 0) this.#lookUp.sentBeyond(nowMs, { excess, perMinute, verdictMs });
    else this.#lookUp.sent();
    if (this.#shape instanceof Bucket && this.#shape.level(nowMs) >= this.#shape.burst) {
      this.#full = { atMs: nowMs, used: this.#used };
    }
    this.#guessedWindow?.sent(nowMs);
    this.#shape.take(nowMs, amount);
    this.#meanAmount += 0.02 * (amount - this.#meanAmount);
  }

  /** Puts back what was taken too much; negative when it was too little. */
  giveBack(sent: Sent, nowMs: number, amount: number): void {
    this.#shape.giveBack(sent.atMs, nowMs, amount);
  }

  /** Learns from a refusal whose amount has been given back. */
  refused(sent: Sent, nowMs: number, { waitMs, perMinute }: RefusalHint): void {
    const same = this.#episode !== null && sent.atMs <= this.#episode.reactedAtMs;
    const episode = same ? this.#episode! : this.#begin(sent, nowMs, waitMs ?? 0);
    const earlier = sent.order < episode.first.order;
    if (earlier) episode.first = sent;
    if (sent.order > episode.last.order) episode.last = sent;
    this.#trial = null;
    this.#guessedWindow = null;
    if (waitMs !== null) this.#reshape(sent, nowMs, waitMs, perMinute);
    if (this.#shape instanceof Bucket) {
      if (!same || earlier) this.#learnBucket(this.#shape, episode, nowMs, perMinute);
      this.#emptied(episode.last, nowMs);
    } else this.#learnWindow(this.#shape, episode, nowMs, { sent, waitMs, named: perMinute, news: !same });
    this.#lookUp.concluded(nowMs, this.perMinute / this.#meanAmount, this.#shorts === 0);
    if (perMinute !== null) this.#lookUp.named();
  }

  #begin(sent: Sent, nowMs: number, waitMs: number): Episode {
    if (this.#episode === null || sent.atMs > this.#episode.reactedAtMs + QUIET_MS) this.#grazes = 0;
    const acceptedBeyond = this.#lookUp.refused(nowMs + waitMs);
    this.#episode = {
      reactedAtMs: nowMs,
      acceptedBeyond,
      perMinute: acceptedBeyond === null ? this.perMinute : this.#beforeLook,
      precision: this.#precision,
      empty: this.#empty,
      full: this.#full,
      kind: this.kind,
      first: sent,
      last: sent,
    };
    return this.#episode;
  }

  #emptied(point: Sent | number, nowMs: number): void {
    const atMs = typeof point === 'number' ? point : point.atMs;
    const after = this.#amountAfter(point);
    this.#empty = { atMs, used: this.#used - after };
    this.#full = null;
    if (!(this.#shape instanceof Bucket)) return;
    const refilled = ((nowMs - atMs) * this.#shape.perMinute) / MINUTE_MS;
    this.#shape.setLevel(nowMs, refilled - after - this.#kept());
  }

  /**
   * What is kept in a bucket: one call, since calls that are sent evenly do not arrive evenly; of tokens two per cent
   * of a minute, since those of calls in flight are estimates.
   */
  #kept(): number {
    return this.dimension === 'requests' ? 1 : Math.max(this.#meanAmount, 0.02 * this.perMinute);
  }

  #noise(): number {
    return this.dimension === 'requests' ? 1 : TOKEN_NOISE;
  }

  /** Calls beyond the limit that may be accepted for having been kept back. */
  #doubt(): number {
    return this.dimension === 'requests' ? 0 : (2 * this.#kept()) / this.#meanAmount;
  }

  #learnBucket(
    bucket: Bucket,
    { first, empty, full, acceptedBeyond, perMinute: before, precision }: Episode,
    nowMs: number,
    named: number | null,
  ): void {
    const used = this.#used - this.#amountAfter(first);
    if (empty === null && named !== null) {
      bucket.setRate(nowMs, named);
      bucket.burst = named;
      this.#precision = 10;
      return;
    }
    if (empty === null) {
      // The bucket was full at the first call; most hold what they let through in a minute.
      const spanMs = first.atMs - (this.#log.oldestMs(nowMs) ?? first.atMs);
      const guess = (used * MINUTE_MS) / (MINUTE_MS + spanMs);
      if (this.#stated && Math.abs(guess / before - 1) < 0.05) return;
      bucket.setRate(nowMs, guess);
      bucket.burst = Math.max(this.#meanAmount, used - (spanMs * guess) / MINUTE_MS);
      this.#precision = 1;
      this.#lookUp.hurry();
      return;
    }
    if (full !== null) {
      // It overflowed since it was last empty, and says nothing about the rate, but how much it holds.
      const refilled = ((first.atMs - full.atMs) * bucket.perMinute) / MINUTE_MS;
      bucket.burst = Math.min(bucket.burst, Math.max(this.#meanAmount, used - full.used - refilled));
      return;
    }
    // Between two times at which the bucket was empty, exactly what it refilled was used.
    const calls = (used - empty.used) / this.#meanAmount / this.#noise();
    const measured = ((used - empty.used) * MINUTE_MS) / Math.max(1, first.atMs - empty.atMs);
    let rate = before;
    if (acceptedBeyond !== null && acceptedBeyond >= GROWN + this.#doubt()) {
      rate = Math.max(before, measured * (1 - 1.5 / calls));
      this.#precision = Math.max(1, calls);
      if (rate > 1.2 * before) this.#lookUp.hurry();
    } else if (calls >= 10) {
      this.#shorts = 0;
      const agrees = Math.abs(measured / before - 1) <= this.#noise() / calls + 1 / Math.max(1, precision);
      rate = agrees ? (before * precision + measured * calls) / (precision + calls) : measured;
      this.#precision = Math.min(2000, agrees ? precision + calls : calls);
    } else if (acceptedBeyond === null && named === null) {
      // Too few calls to measure by. Once, that is chance; again and again, the limit has fallen.
      const least = SHORT[this.#shorts] ?? SHORT.at(-1)!;
      rate = Math.min(0.95 * before, Math.max(least * before, measured));
      this.#shorts++;
      this.#precision = Math.max(1, calls);
    }
    bucket.setRate(nowMs, named === null ? rate : Math.min(named, rate));
  }

  /** What a window had let through when it refused is its value; less with every refusal of the episode that comes in. */
  #learnWindow(
    shape: WindowShape,
    { first, acceptedBeyond, kind, perMinute: before }: Episode,
    nowMs: number,
    { sent, waitMs, named, news }: WindowRefusal,
  ): void {
    let accepted: number;
    if (shape instanceof FixedWindow) accepted = shape.used(nowMs);
    else if (waitMs !== null && waitMs % 1000 !== 0) {
      // It opens when what is left of the minute and this call fit together. Calls that leave it at once count as one.
      const fromMs = sent.atMs + waitMs - MINUTE_MS;
      const left = this.#amountAfter(fromMs) - this.#amountAfter(sent);
      const leaving = this.#amountAfter(fromMs - AT_ONCE_MS) - this.#amountAfter(fromMs);
      accepted = left + Math.max(leaving, this.dimension === 'requests' ? 1 : sent.tokens);
      // In tokens that is as inexact as the estimates of the calls in flight.
      const small =
        this.dimension === 'tokens' && kind === shape.kind && Math.abs(accepted / before - 1) < 0.05;
      if (small) accepted = before + 0.2 * (accepted - before);
    } else {
      // The limit is somewhere between what was accepted and what would have been with this call.
      accepted = this.#amountAfter(first.atMs - MINUTE_MS) - this.#amountAfter(first);
      if (this.dimension === 'tokens') accepted += first.tokens / 2;
      if (shape instanceof SlidingWindow && shape.charges !== 'no') {
        const refused = this.#log.after(first.atMs - MINUTE_MS).refused - this.#log.after(first).refused - 1;
        if (refused >= TELLING && Math.abs(accepted - before) <= 1) shape.charges = 'no';
        if (refused >= TELLING && Math.abs(accepted + refused - before) <= 1) shape.charges = 'yes';
        if (shape.charges === 'yes') accepted += refused;
      }
      // Refused at what it held before: once, that is a call that came too early; again and again, the limit has
      // fallen below what still counts.
      if (acceptedBeyond === null && kind === 'sliding') {
        accepted = Math.min(accepted, before * (GRAZES[this.#grazes] ?? 0.8));
        if (news) this.#grazes++;
      }
    }
    // A look shows that there is more, or nothing.
    if (acceptedBeyond !== null && kind === shape.kind) accepted = Math.max(accepted, before);
    // Less than the provider names: another client uses the same quota.
    if (named !== null && accepted > 0.9 * named) accepted = named;
    shape.perMinute = Math.max(this.#meanAmount, accepted);
    if (acceptedBeyond !== null && shape.perMinute > 1.2 * before) this.#lookUp.hurry();
  }

  /** Reads from the wait how the limit opens again. */
  #reshape(sent: Sent, nowMs: number, waitMs: number, named: number | null): void {
    const opensAtMs = nowMs + waitMs;
    const accepted = this.#amountAfter(sent.atMs - MINUTE_MS) - this.#amountAfter(sent.atMs);
    const perMinute = named ?? Math.max(this.#meanAmount, accepted);
    if (this.#shape.kind === 'sliding') return;
    if (this.#shape instanceof FixedWindow && this.#shape.turnsAbout(opensAtMs)) {
      this.#shape.turnsAt(opensAtMs);
      return;
    }
    // A bucket has room for one more call within the time that one call takes to refill.
    const refillMs = (this.#meanAmount * 4 * MINUTE_MS) / perMinute;
    // One that has been refilling is doubted less: a large call waits longer for its tokens.
    const longestMs = Math.max(refillMs + 1000, this.#empty === null ? 0 : ESTABLISHED_WAIT_MS);
    if (waitMs <= longestMs) return;
    const oldestMs = this.#log.oldestMs(nowMs) ?? sent.atMs;
    const slides = this.#shape instanceof FixedWindow || Math.abs(oldestMs + MINUTE_MS - opensAtMs) < 1500;
    if (slides)
      this.#shape = new SlidingWindow({ perMinute, dimension: this.dimension, log: this.#log, nowMs });
    else {
      const used = this.#amountAfter(opensAtMs - MINUTE_MS);
      this.#shape = new FixedWindow({ perMinute, turnsAtMs: opensAtMs, used, nowMs });
    }
  }

  /** Begins a look: at the edge itself, without what is kept back from it. Returns the calls of its first step. */
  #look(nowMs: number): number {
    this.#beforeLook = this.perMinute;
    this.#grazes = 0;
    if (this.#shape instanceof Bucket) {
      this.#shape.setLevel(nowMs, Math.max(0, this.#shape.level(nowMs) + this.#kept()));
    }
    if (!(this.#shape instanceof SlidingWindow)) return 1;
    const used = this.#amountAfter(nowMs - MINUTE_MS);
    const refused = this.#shape.charges !== 'no' ? this.#log.after(nowMs - MINUTE_MS).refused : 0;
    const kept = (this.perMinute - used) / this.#meanAmount - refused;
    return (
      1 +
      Math.max(
        0,
        Math.floor(Math.min(kept, (this.perMinute / this.#meanAmount / MINUTE_MS) * LOG_MARGIN_MS * 4)),
      )
    );
  }

  #grow(nowMs: number, calls: number): void {
    const amount = calls * this.#meanAmount;
    const shape = this.#shape;
    if (shape instanceof Bucket) {
      shape.setLevel(nowMs, shape.level(nowMs) + amount);
    } else {
      if (shape instanceof SlidingWindow && shape.charges === 'unknown' && shape.refusedCalls(nowMs) > 0) {
        // Refused calls were counted, and still there was room: it is not the limit that has grown.
        shape.charges = 'no';
        this.#lookUp.rest(nowMs);
        return;
      }
      shape.perMinute += amount;
      if (shape instanceof SlidingWindow) shape.giveBack(nowMs, nowMs, amount);
    }
    // More than it had fallen to, twice: taken to be what it was.
    const back = calls > this.#firstStep + this.#doubt() ? this.#lookUp.fallenFrom(nowMs) : null;
    if (back !== null) this.#comeBack(nowMs, Math.max(this.perMinute, back * this.#meanAmount));
    this.#lookUp.changed(nowMs, this.perMinute / this.#meanAmount);
  }

  #comeBack(nowMs: number, perMinute: number): void {
    if (this.#shape instanceof Bucket) this.#shape.setRate(nowMs, perMinute);
    else this.#shape.perMinute = perMinute;
    this.#lookUp.rest(nowMs);
  }

  #amountAfter(point: Sent | number): number {
    const { calls, tokens } = this.#log.after(point);
    return this.dimension === 'requests' ? calls : tokens;
  }
}
