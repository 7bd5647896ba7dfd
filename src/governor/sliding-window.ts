import { Bucket } from './bucket.ts';
import type { SendLog, Sent } from './send-log.ts';
import { type Demand, excessOver, type WindowShape } from './window-shape.ts';

/**
 * At most so much in any minute. Sent evenly once it is full: a burst would come back as a burst and a long gap every
 * minute, in which an interactive call finds no place.
 */
export class SlidingWindow implements WindowShape {
  readonly kind = 'sliding';
  /** Whether refused calls are charged, as some providers do; taken for true until a call shows that it is not. */
  countsRefused: boolean;
  readonly #log: SendLog;
  readonly #tokens: boolean;
  readonly #pace: Bucket;

  constructor(options: {
    readonly perMinute: number;
    readonly dimension: 'requests' | 'tokens';
    readonly log: SendLog;
    readonly nowMs: number;
  }) {
    this.#log = options.log;
    this.#tokens = options.dimension === 'tokens';
    this.countsRefused = !this.#tokens;
    const { perMinute, nowMs } = options;
    this.#pace = new Bucket({ perMinute, burst: 0, level: 0, nowMs });
    this.perMinute = perMinute;
  }

  get perMinute(): number {
    return this.#pace.perMinute;
  }

  set perMinute(perMinute: number) {
    this.#pace.perMinute = perMinute;
    this.#pace.burst = perMinute / 20;
  }

  readyAtMs(nowMs: number, { amount }: Demand): number {
    const pacedMs = this.#pace.readyAtMs(nowMs, { amount });
    const excess = this.excess(nowMs, amount);
    if (excess === 0) return pacedMs;
    const freesAtMs = this.#log.freesAtMs(nowMs, excess, (sent) => this.#weight(sent));
    return Math.max(pacedMs, freesAtMs);
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

  /** Refused calls of the last minute, which count only where they are charged. */
  refusedCalls(nowMs: number): number {
    return this.#log.sent(nowMs) - this.#log.accepted(nowMs);
  }

  #used(nowMs: number): number {
    if (this.#tokens) return this.#log.tokens(nowMs);
    return this.countsRefused ? this.#log.sent(nowMs) : this.#log.accepted(nowMs);
  }

  #weight(sent: Sent): number {
    if (this.#tokens) return sent.refused ? 0 : sent.tokens;
    return sent.refused && !this.countsRefused ? 0 : 1;
  }
}
