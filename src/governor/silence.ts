import { Ramp } from './ramp.ts';
import type { Sent } from './send-log.ts';

const GAP = { firstMs: 1_000, longestMs: 30_000 };
/** After it: a dozen calls a second at first, until the lane's own pace is reached. */
const RAMP = { firstGapMs: 80, halvesMs: 500, forMs: 3_000 };

/**
 * A provider that has accepted nothing for a minute: no limit per minute explains it, so nothing is learnt from its
 * refusals. One call at a time finds out when it is over, after the wait that it names or ever longer ones to 30 s.
 */
export class Silence {
  #gapMs = GAP.firstMs;
  #nextAtMs: number;
  #probe: Sent | null = null;
  #verdictAtMs = Number.POSITIVE_INFINITY;
  #ramp: Ramp | null = null;
  #overAtMs = Number.POSITIVE_INFINITY;

  constructor(nowMs: number, waitMs: number | null) {
    this.#nextAtMs = nowMs + (waitMs ?? this.#gapMs);
  }

  /** True when a call has been accepted, and calls have gone faster and faster since. */
  isOver(nowMs: number): boolean {
    return nowMs >= this.#overAtMs + RAMP.forMs;
  }

  /** When the next call may start. */
  readyAtMs(nowMs: number): number {
    if (this.#probe !== null && nowMs >= this.#verdictAtMs) this.accepted(nowMs);
    if (this.#ramp !== null) return this.#ramp.readyAtMs(nowMs);
    return this.#probe === null ? Math.max(nowMs, this.#nextAtMs) : this.#verdictAtMs;
  }

  sent(sent: Sent, verdictMs: number): void {
    if (this.#ramp !== null) this.#ramp.sent(sent.atMs);
    else {
      this.#probe = sent;
      this.#verdictAtMs = sent.atMs + verdictMs;
    }
  }

  /** A call was accepted: it is over. */
  accepted(nowMs: number): void {
    this.#probe = null;
    if (this.#ramp !== null) return;
    this.#overAtMs = nowMs;
    this.#ramp = new Ramp({ ...RAMP, nowMs });
  }

  /** A call was refused; false when it is of another kind, because calls had been accepted again. */
  refused(nowMs: number, waitMs: number | null): boolean {
    if (this.#ramp !== null) return false;
    this.#probe = null;
    this.#gapMs = Math.min(GAP.longestMs, 2 * this.#gapMs);
    this.#nextAtMs = nowMs + (waitMs ?? this.#gapMs);
    return true;
  }
}
