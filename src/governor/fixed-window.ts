import { Bucket } from './bucket.ts';
import { type Demand, excessOver, MINUTE_MS, type WindowShape } from './window-shape.ts';

/** Waits are stated in whole seconds by some, and are a delay old when they are read. */
const TURN_TOLERANCE_MS = 3_000;
/** Share of a window that is kept for interactive calls, until so long before it ends. */
const RESERVE = { share: 0.03, releasedMs: 4_000 };
/** A window that leaves work for the next is used over its first third: few are in the air when the limit has fallen. */
const SPREAD_MS = 20_000;

/** A fixed window counter: starts again every minute at the same second. */
export class FixedWindow implements WindowShape {
  readonly kind = 'fixed';
  /** Keeps nothing back: the limit may have grown, and that is worth more. */
  open = false;
  readonly #spread: Bucket;
  #perMinute = 0;
  #turnsAtMs: number;
  /** Whole minutes from `turnsAtMs` to the start of the window in use. */
  #window: number;
  #used: number;

  constructor(options: {
    readonly perMinute: number;
    /** A time at which the counter starts again; the others are whole minutes away. */
    readonly turnsAtMs: number;
    readonly used: number;
    readonly nowMs: number;
  }) {
    this.#turnsAtMs = options.turnsAtMs;
    this.#window = this.#windowAt(options.nowMs);
    this.#used = options.used;
    this.#spread = new Bucket({ perMinute: 1, burst: 1, level: 0, nowMs: options.nowMs });
    this.perMinute = options.perMinute;
  }

  get perMinute(): number {
    return this.#perMinute;
  }

  set perMinute(perMinute: number) {
    this.#perMinute = perMinute;
    this.#spread.perMinute = (perMinute * MINUTE_MS) / SPREAD_MS;
    this.#spread.burst = Math.max(1, perMinute / 100);
  }

  /** True when the counter starts again at about this time. */
  turnsAbout(atMs: number): boolean {
    const offMs = (((atMs - this.#turnsAtMs) % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
    return Math.min(offMs, MINUTE_MS - offMs) < TURN_TOLERANCE_MS;
  }

  /** Notes a time at which the counter starts again. What is read from an answer is late, never early. */
  turnsAt(atMs: number): void {
    const laterMs = Math.round((atMs - this.#turnsAtMs) / MINUTE_MS) * MINUTE_MS;
    this.#turnsAtMs = Math.min(atMs - laterMs, this.#turnsAtMs);
  }

  /** The same window counted in another unit. */
  recounted(factor: number, nowMs: number): FixedWindow {
    const perMinute = this.perMinute * factor;
    return new FixedWindow({ perMinute, turnsAtMs: this.#turnsAtMs, used: this.used(nowMs) * factor, nowMs });
  }

  used(nowMs: number): number {
    const window = this.#windowAt(nowMs);
    if (window > this.#window) {
      this.#window = window;
      this.#used = 0;
    }
    return this.#used;
  }

  readyAtMs(nowMs: number, { amount, interactive, waiting }: Demand): number {
    const used = this.used(nowMs);
    const turnMs = this.#turnsAtMs + (this.#window + 1) * MINUTE_MS;
    if (excessOver(this.perMinute, used, amount) > 0) return turnMs;
    if (interactive || this.open || used + waiting <= this.perMinute) return nowMs;
    const reserve = Math.floor(this.perMinute * RESERVE.share);
    if (excessOver(this.perMinute - reserve, used, amount) > 0)
      return Math.max(nowMs, turnMs - RESERVE.releasedMs);
    return this.#spread.readyAtMs(nowMs, { amount });
  }

  left(nowMs: number): number {
    return this.perMinute - this.used(nowMs);
  }

  excess(nowMs: number, amount: number): number {
    return excessOver(this.perMinute, this.used(nowMs), amount);
  }

  take(nowMs: number, amount: number): void {
    this.#used = this.used(nowMs) + amount;
    this.#spread.setLevel(nowMs, Math.max(0, this.#spread.level(nowMs) - amount));
  }

  giveBack(sentAtMs: number, nowMs: number, amount: number): void {
    const used = this.used(nowMs);
    if (this.#windowAt(sentAtMs) === this.#window) this.#used = used - amount;
  }

  #windowAt(atMs: number): number {
    // Fractions of a millisecond must not leave the moment of the turn in the old window.
    return Math.floor((atMs - this.#turnsAtMs + 1e-3) / MINUTE_MS);
  }
}
