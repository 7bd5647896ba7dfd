import type { SendLog, Sent } from './send-log.ts';

const MINUTE_MS = 60_000;

/** How a limit opens again. Amounts are calls or tokens. */
export interface WindowShape {
  readonly kind: 'bucket' | 'fixed' | 'sliding';
  perMinute: number;
  /** When an amount fits, given how much may be used beyond what is believed to be there; `nowMs` when it fits now. */
  readyAtMs(nowMs: number, amount: number, beyond: number): number;
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

  readyAtMs(nowMs: number, amount: number, beyond: number): number {
    // A call larger than the whole burst goes when the bucket is full; it could never go otherwise.
    const missing = Math.min(amount, this.burst) - beyond - this.level(nowMs);
    return missing <= 1e-9 ? nowMs : nowMs + (missing / this.perMinute) * MINUTE_MS;
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

  startMs(atMs: number): number {
    return this.turnsAtMs + Math.floor((atMs - this.turnsAtMs) / MINUTE_MS) * MINUTE_MS;
  }

  used(nowMs: number): number {
    const startMs = this.startMs(nowMs);
    if (startMs > this.#startMs) {
      this.#startMs = startMs;
      this.#used = 0;
    }
    return this.#used;
  }

  readyAtMs(nowMs: number, amount: number, beyond: number): number {
    const used = this.used(nowMs);
    const fits = used + amount <= this.perMinute + beyond || used === 0;
    return fits ? nowMs : this.startMs(nowMs) + MINUTE_MS;
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
  readonly #log: SendLog;
  readonly #weight: (sent: Sent) => number;
  readonly #sum: (nowMs: number) => number;
  readonly #pace: Bucket;

  constructor(options: {
    readonly perMinute: number;
    readonly log: SendLog;
    readonly weight: (sent: Sent) => number;
    readonly sum: (nowMs: number) => number;
    readonly nowMs: number;
  }) {
    this.#log = options.log;
    this.#weight = options.weight;
    this.#sum = options.sum;
    const { perMinute, nowMs } = options;
    this.#pace = new Bucket({ perMinute, burst: 0, level: 0, nowMs });
    this.perMinute = perMinute;
  }

  get perMinute(): number {
    return this.#pace.perMinute;
  }

  set perMinute(perMinute: number) {
    this.#pace.perMinute = perMinute;
    this.#pace.burst = perMinute / 60;
  }

  readyAtMs(nowMs: number, amount: number, beyond: number): number {
    const room = this.perMinute + beyond - this.#sum(nowMs);
    const pacedMs = beyond > 0 ? nowMs : this.#pace.readyAtMs(nowMs, amount, 0);
    if (amount <= room) return pacedMs;
    return Math.max(pacedMs, this.#log.freesAtMs(nowMs, amount - room, this.#weight));
  }

  take(nowMs: number, amount: number): void {
    this.#pace.take(nowMs, amount);
  }

  giveBack(): void {
    // The log has it.
  }
}
