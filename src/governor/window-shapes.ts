import type { SendLog, Sent } from './send-log.ts';

const MINUTE_MS = 60_000;
const ROUNDING = 1e-6;
/** Waits are stated in whole seconds by some, and are a delay old when they are read. */
const TURN_TOLERANCE_MS = 3_000;

/** How a limit opens again. Amounts are calls or tokens. */
export interface WindowShape {
  readonly kind: 'bucket' | 'fixed' | 'sliding';
  perMinute: number;
  /** When the amount fits; `nowMs` when it fits now. */
  readyAtMs(nowMs: number, amount: number): number;
  /** By how much the amount is more than is believed to be left; 0 when it is within the limit. */
  excess(nowMs: number, amount: number): number;
  take(nowMs: number, amount: number): void;
  /** Puts back what a refused call did not use, or corrects an estimate; negative when it cost more. */
  giveBack(sentAtMs: number, nowMs: number, amount: number): void;
}

/** Refills all the time, up to its burst. */
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

  readyAtMs(nowMs: number, amount: number): number {
    return nowMs + (this.excess(nowMs, amount) / this.perMinute) * MINUTE_MS;
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

/** A counter that starts again every minute at the same second. */
export class FixedWindow implements WindowShape {
  readonly kind = 'fixed';
  perMinute: number;
  /** A time at which the counter starts again; the others are whole minutes away. */
  turnsAtMs: number;
  #startMs: number;
  #used: number;

  constructor(options: {
    readonly perMinute: number;
    readonly turnsAtMs: number;
    readonly used: number;
    readonly nowMs: number;
  }) {
    this.perMinute = options.perMinute;
    this.turnsAtMs = options.turnsAtMs;
    this.#startMs = this.startMs(options.nowMs);
    this.#used = options.used;
  }

  /** Notes a time at which the counter starts again. What is read from an answer is late, never early. */
  turnsAt(atMs: number): void {
    const laterMs = Math.round((atMs - this.turnsAtMs) / MINUTE_MS) * MINUTE_MS;
    const shiftMs = Math.min(atMs - laterMs, this.turnsAtMs) - this.turnsAtMs;
    this.turnsAtMs += shiftMs;
    this.#startMs += shiftMs;
  }

  startMs(atMs: number): number {
    // Fractions of a millisecond must not leave the moment of the turn in the old window.
    return this.turnsAtMs + Math.floor((atMs - this.turnsAtMs + 1e-3) / MINUTE_MS) * MINUTE_MS;
  }

  /** True when the counter starts again at about this time. */
  turnsAbout(atMs: number): boolean {
    const offMs = (((atMs - this.turnsAtMs) % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
    return Math.min(offMs, MINUTE_MS - offMs) < TURN_TOLERANCE_MS;
  }

  used(nowMs: number): number {
    const startMs = this.startMs(nowMs);
    if (startMs > this.#startMs) {
      this.#startMs = startMs;
      this.#used = 0;
    }
    return this.#used;
  }

  readyAtMs(nowMs: number, amount: number): number {
    return this.excess(nowMs, amount) > 0 ? this.startMs(nowMs) + MINUTE_MS : nowMs;
  }

  excess(nowMs: number, amount: number): number {
    return excessOver(this.perMinute, this.used(nowMs), amount);
  }

  take(nowMs: number, amount: number): void {
    this.#used = this.used(nowMs) + amount;
  }

  giveBack(sentAtMs: number, nowMs: number, amount: number): void {
    const used = this.used(nowMs);
    if (sentAtMs >= this.#startMs) this.#used = used - amount;
  }
}

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

  readyAtMs(nowMs: number, amount: number): number {
    const pacedMs = this.#pace.readyAtMs(nowMs, amount);
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

function excessOver(limit: number, used: number, amount: number): number {
  // An empty window takes one call of any size; it could never go otherwise.
  return used > 0 && used + amount > limit + ROUNDING ? used + amount - limit : 0;
}
