import { MINUTE_MS } from './window-shape.ts';

/**
 * A stated limit may be a bucket, which lets through more than its value in the first minute, or a window, which does
 * not. When its value has been used within a minute, one call tells before others follow.
 */
export class StatedTrial {
  readonly #usedBefore: number;
  #startedAtMs: number | null = null;
  #verdictAtMs: number | null = null;

  /** `used`: what had been used of the limit before. */
  constructor(used: number) {
    this.#usedBefore = used;
  }

  /** When the next call may start as far as the trial goes; null when the trial is over. */
  readyAtMs(nowMs: number, usedWithNext: number, perMinute: number): number | null {
    this.#startedAtMs ??= nowMs;
    if (usedWithNext - this.#usedBefore <= perMinute) return nowMs;
    if (this.#verdictAtMs !== null) return nowMs < this.#verdictAtMs ? this.#verdictAtMs : null;
    return nowMs < this.#startedAtMs + MINUTE_MS ? nowMs : null;
  }

  sent(usedWithThis: number, perMinute: number, verdictAtMs: number): void {
    if (usedWithThis - this.#usedBefore > perMinute) this.#verdictAtMs ??= verdictAtMs;
  }
}
