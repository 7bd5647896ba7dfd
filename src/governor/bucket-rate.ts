import type { Amounts } from './amounts.ts';
import type { Bucket } from './bucket.ts';
import type { Episode } from './refusals.ts';
import type { Sent } from './send-log.ts';
import { MINUTE_MS } from './window-shape.ts';

/** Fewer calls between two refusals do not measure. */
const LEAST_CALLS = 10;
/** Calls beyond a bucket's rate that cannot have been saved up by chance. */
const GROWN = 3;
/** A limit that a look has found grown by this factor is looked beyond again at once. */
export const MUCH_GROWN = 1.2;
/** Least that is left of the rate after the first, second, third refusal too soon to measure by. */
const SHORT = [0.95, 0.8, 0.7];
/** What is stated counts as much as a measurement over so many calls; what the provider names, over fewer. */
const STATED_PRECISION = 200;
const NAMED_PRECISION = 10;
const MOST_PRECISION = 2000;
/** A first guess this close to what is stated confirms it. */
const CONFIRMED = 0.05;
/** How many times less a measurement in tokens says: calls differ in size, and those in flight are estimates. */
const TOKEN_NOISE = 3;
/** Tokens that are kept, as a share of a minute's. */
const TOKENS_KEPT = 0.02;

interface Mark {
  readonly atMs: number;
  /** What had been used by then. */
  readonly used: number;
}

/**
 * The rate at which a bucket refills, measured: between two times at which it was empty, exactly what it refilled was
 * used. It is empty when it refuses.
 */
export class BucketRate {
  readonly #amounts: Amounts;
  readonly #stated: boolean;
  #empty: Mark | null = null;
  /** The last time since then that it was believed to be full. */
  #full: Mark | null = null;
  /** The same before the episode under way, whose later refusals are read with them again. */
  #before: { readonly empty: Mark | null; readonly full: Mark | null; readonly precision: number };
  /** Calls that the rate rests on. */
  #precision: number;
  /** Refusals in a row that came too soon to measure by. */
  #shorts = 0;

  constructor(amounts: Amounts, stated: boolean) {
    this.#amounts = amounts;
    this.#stated = stated;
    this.#precision = stated ? STATED_PRECISION : 0;
    this.#before = { empty: null, full: null, precision: this.#precision };
  }

  /** True once it has been empty: then it has been seen to refill. */
  get established(): boolean {
    return this.#empty !== null;
  }

  /** True when the rate was measured, and not cut on suspicion. */
  get sure(): boolean {
    return this.#shorts === 0;
  }

  /**
   * What is kept in the bucket: one call, since calls that are sent evenly do not arrive evenly; of tokens two per cent
   * of a minute, since those of calls in flight are estimates.
   */
  kept(perMinute: number): number {
    const { dimension, mean } = this.#amounts;
    return dimension === 'requests' ? 1 : Math.max(mean, TOKENS_KEPT * perMinute);
  }

  /** Calls beyond the limit that may be accepted for having been kept back. */
  doubt(perMinute: number): number {
    return this.#amounts.dimension === 'requests' ? 0 : (2 * this.kept(perMinute)) / this.#amounts.mean;
  }

  /** Notes whether the bucket is full when a call leaves it. */
  sent(bucket: Bucket, nowMs: number): void {
    if (bucket.level(nowMs) >= bucket.burst) this.#full = { atMs: nowMs, used: this.#amounts.used };
  }

  /** The rate is a guess; the bucket was empty at a time, or when a call was refused. */
  guessed(bucket: Bucket, point: Sent | number, nowMs: number): void {
    this.#precision = 1;
    this.emptied(bucket, point, nowMs);
  }

  emptied(bucket: Bucket, point: Sent | number, nowMs: number): void {
    const atMs = typeof point === 'number' ? point : point.atMs;
    const after = this.#amounts.after(point);
    this.#empty = { atMs, used: this.#amounts.used - after };
    this.#full = null;
    const refilled = ((nowMs - atMs) * bucket.perMinute) / MINUTE_MS;
    bucket.setLevel(nowMs, refilled - after - this.kept(bucket.perMinute));
  }

  /** A new episode begins. */
  began(): void {
    this.#before = { empty: this.#empty, full: this.#full, precision: this.#precision };
  }

  /** Learns from an episode's first refusal. True when the new rate is a guess, or so much larger, that it is tested at once. */
  learn(bucket: Bucket, episode: Episode, named: number | null, nowMs: number): boolean {
    const { empty, full } = this.#before;
    const { mean } = this.#amounts;
    const used = this.#amounts.used - this.#amounts.after(episode.first);
    if (empty === null) return this.#firstGuess(bucket, { used, episode, named, nowMs });
    if (full !== null) {
      // It overflowed since it was last empty, and says nothing about the rate, but how much it holds.
      const refilled = ((episode.first.atMs - full.atMs) * bucket.perMinute) / MINUTE_MS;
      bucket.burst = Math.min(bucket.burst, Math.max(mean, used - full.used - refilled));
      return false;
    }
    const calls = (used - empty.used) / mean / this.#noise();
    const measured = ((used - empty.used) * MINUTE_MS) / Math.max(1, episode.first.atMs - empty.atMs);
    const rate = this.#rate(episode, { calls, measured, named });
    // Calls that were taken to be accepted and were refused after all leave nothing to measure.
    if (!(rate > 0)) return false;
    bucket.setRate(nowMs, named === null ? rate : Math.min(named, rate));
    return episode.acceptedBeyond !== null && rate > MUCH_GROWN * episode.perMinute;
  }

  #rate(
    { acceptedBeyond, perMinute: before }: Episode,
    {
      calls,
      measured,
      named,
    }: { readonly calls: number; readonly measured: number; readonly named: number | null },
  ): number {
    const { precision } = this.#before;
    if (acceptedBeyond !== null && acceptedBeyond >= GROWN + this.doubt(before)) {
      this.#precision = Math.max(1, calls);
      return Math.max(before, measured * (1 - 1.5 / calls));
    }
    if (calls >= LEAST_CALLS) {
      this.#shorts = 0;
      const agrees = Math.abs(measured / before - 1) <= this.#noise() / calls + 1 / Math.max(1, precision);
      this.#precision = Math.min(MOST_PRECISION, agrees ? precision + calls : calls);
      return agrees ? (before * precision + measured * calls) / (precision + calls) : measured;
    }
    if (acceptedBeyond !== null || named !== null) return before;
    // Too few calls to measure by. Once, that is chance; again and again, the limit has fallen.
    const least = SHORT[this.#shorts] ?? SHORT.at(-1)!;
    this.#shorts++;
    this.#precision = Math.max(1, calls);
    return Math.min(SHORT[0]! * before, Math.max(least * before, measured));
  }

  #firstGuess(
    bucket: Bucket,
    {
      used,
      episode,
      named,
      nowMs,
    }: {
      readonly used: number;
      readonly episode: Episode;
      readonly named: number | null;
      readonly nowMs: number;
    },
  ): boolean {
    const { first, perMinute: before } = episode;
    if (named !== null) {
      bucket.setRate(nowMs, named);
      bucket.burst = named;
      this.#precision = NAMED_PRECISION;
      return false;
    }
    // The bucket was full at the first call; most hold what they let through in a minute.
    const spanMs = first.atMs - (this.#amounts.log.oldestMs(nowMs) ?? first.atMs);
    const guess = (used * MINUTE_MS) / (MINUTE_MS + spanMs);
    if (this.#stated && Math.abs(guess / before - 1) < CONFIRMED) return false;
    bucket.setRate(nowMs, guess);
    bucket.burst = Math.max(this.#amounts.mean, used - (spanMs * guess) / MINUTE_MS);
    this.#precision = 1;
    return true;
  }

  #noise(): number {
    return this.#amounts.dimension === 'requests' ? 1 : TOKEN_NOISE;
  }
}
