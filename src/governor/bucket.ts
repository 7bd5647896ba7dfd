import { type Demand, MINUTE_MS, type WindowShape } from './window-shape.ts';

/** Sums of fractions: what is missing by less than this is there. In calls or tokens. */
const ROUNDING = 1e-6;

/** A token bucket: refills all the time, up to its burst. */
export class Bucket implements WindowShape {
  readonly kind = 'bucket';
  perMinute: number;
  burst: number;
  #level: number;
  #atMs: number;

  constructor(options: {
    readonly perMinute: number;
    readonly burst: number;
    readonly level: number;
    readonly nowMs: number;
  }) {
    this.perMinute = options.perMinute;
    this.burst = options.burst;
    this.#level = options.level;
    this.#atMs = options.nowMs;
  }

  level(nowMs: number): number {
    return Math.min(this.burst, this.#level + ((nowMs - this.#atMs) * this.perMinute) / MINUTE_MS);
  }

  setLevel(nowMs: number, level: number): void {
    this.#level = level;
    this.#atMs = nowMs;
  }

  setRate(nowMs: number, perMinute: number): void {
    this.setLevel(nowMs, this.level(nowMs));
    this.perMinute = perMinute;
  }

  readyAtMs(nowMs: number, { amount }: Pick<Demand, 'amount'>): number {
    return nowMs + (this.excess(nowMs, amount) / this.perMinute) * MINUTE_MS;
  }

  left(nowMs: number): number {
    return this.level(nowMs);
  }

  excess(nowMs: number, amount: number): number {
    // A call larger than the whole burst goes when the bucket is full; it could never go otherwise.
    const missing = Math.min(amount, this.burst) - this.level(nowMs);
    return missing > ROUNDING ? missing : 0;
  }

  take(nowMs: number, amount: number): void {
    this.setLevel(nowMs, this.level(nowMs) - amount);
  }

  giveBack(_sentAtMs: number, nowMs: number, amount: number): void {
    this.setLevel(nowMs, this.level(nowMs) + amount);
  }
}
