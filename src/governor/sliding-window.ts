import { Bucket } from './bucket.ts';
import type { SendLog, Sent } from './send-log.ts';
import { type Demand, excessOver, MINUTE_MS, type WindowShape } from './window-shape.ts';

/** How much longer than a minute the log remembers: calls do not arrive exactly when they were sent. */
export const LOG_MARGIN_MS = 50;
/** How fast the places that open are taken: over two thirds of a minute, so that the last ones are not late. */
const EAGER = 1.6;
/** With interactive calls about, evenly: in the gap that a burst leaves every minute they would find no place. */
const EVEN = { factor: 1, forMs: 600_000 };

/** A sliding window log: at most so much in any minute, by the time at which each call was sent. */
export class SlidingWindow implements WindowShape {
  readonly kind = 'sliding';
  /** Whether refused calls are charged, as some providers do; unknown counts as yes. */
  charges: 'yes' | 'no' | 'unknown';
  readonly #log: SendLog;
  readonly #tokens: boolean;
  readonly #pace: Bucket;
  #perMinute = 0;
  #interactiveAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly perMinute: number;
    readonly dimension: 'requests' | 'tokens';
    readonly log: SendLog;
    readonly nowMs: number;
  }) {
    this.#log = options.log;
    this.#tokens = options.dimension === 'tokens';
    this.charges = this.#tokens ? 'no' : 'unknown';
    const { perMinute, nowMs } = options;
    this.#pace = new Bucket({ perMinute, burst: 0, level: 0, nowMs });
    this.perMinute = perMinute;
  }

  get perMinute(): number {
    return this.#perMinute;
  }

  set perMinute(perMinute: number) {
    this.#perMinute = perMinute;
    this.#pace.burst = perMinute / 120;
  }

  readyAtMs(nowMs: number, { amount, interactive }: Demand): number {
    if (interactive) this.#interactiveAtMs = nowMs;
    const even = nowMs - this.#interactiveAtMs < EVEN.forMs;
    this.#pace.setRate(nowMs, this.#perMinute * (even ? EVEN.factor : EAGER));
    const pacedMs = interactive ? nowMs : this.#pace.readyAtMs(nowMs, { amount });
    const excess = this.excess(nowMs, amount);
    if (excess === 0) return pacedMs;
    const freesAtMs = this.#log.freesAtMs(nowMs, excess, (sent) => this.#weight(sent));
    return Math.max(pacedMs, freesAtMs);
  }

  left(nowMs: number): number {
    return this.perMinute - this.#used(nowMs);
  }

  excess(nowMs: number, amount: number): number {
    return excessOver(this.perMinute, this.#used(nowMs), amount);
  }

  take(nowMs: number, amount: number): void {
    this.#pace.take(nowMs, amount);
  }

  giveBack(sentAtMs: number, nowMs: number, amount: number): void {
    this.#pace.giveBack(sentAtMs, nowMs, amount);
  }

  /**
   * A call was accepted beyond the window while refused calls were counted in it: they are not charged, and it is not
   * the limit that has grown. False when there were none, or it is known already.
   */
  chargesNot(nowMs: number): boolean {
    if (this.charges !== 'unknown' || this.#log.sent(nowMs) === this.#log.accepted(nowMs)) return false;
    this.charges = 'no';
    return true;
  }

  /** What counts of the last minute, without the margin that the log keeps. */
  strictlyUsed(nowMs: number): number {
    const { calls, tokens, refused } = this.#log.after(nowMs - MINUTE_MS);
    if (this.#tokens) return tokens;
    return this.charges === 'no' ? calls : calls + refused;
  }

  #used(nowMs: number): number {
    if (this.#tokens) return this.#log.tokens(nowMs);
    return this.charges === 'no' ? this.#log.accepted(nowMs) : this.#log.sent(nowMs);
  }

  #weight(sent: Sent): number {
    if (this.#tokens) return sent.refused ? 0 : sent.tokens;
    return sent.refused && this.charges === 'no' ? 0 : 1;
  }
}
