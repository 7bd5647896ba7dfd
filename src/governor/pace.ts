/** Few enough that a quota of 15 a minute is met with one burst, enough that 20 calls are out within half a second. */
const FIRST = { atOnce: 5, perSecond: 40 };
const DOUBLES_EVERY_MS = 5_000;
/** 6,000 a minute: half as much again as the largest quota of requests in the scenarios. */
const MOST_PER_SECOND = 100;

/**
 * How fast calls may leave at all: five at once, then 40 a second, doubling every 5 s to 100 a second, so that an
 * unknown limit is met with few calls in the air, and no limit that opens at once is met by a burst.
 */
export class Pace {
  /** Processes that share the pace: each may send as fast as one alone. */
  processes = 1;
  #startedAtMs: number | null = null;
  #level = FIRST.atOnce;
  #atMs = 0;

  readyAtMs(nowMs: number): number {
    const missing = 1 - this.#levelAt(nowMs);
    return missing <= 1e-9 ? nowMs : nowMs + (missing * 1000) / this.#perSecond(nowMs);
  }

  take(nowMs: number): void {
    this.#startedAtMs ??= nowMs;
    this.#level = this.#levelAt(nowMs) - 1;
    this.#atMs = nowMs;
  }

  #levelAt(nowMs: number): number {
    const perSecond = this.#perSecond(nowMs);
    const burst = Math.max(FIRST.atOnce, perSecond / 4);
    return Math.min(burst, this.#level + ((nowMs - this.#atMs) * perSecond) / 1000);
  }

  #perSecond(nowMs: number): number {
    const doubled = (nowMs - (this.#startedAtMs ?? nowMs)) / DOUBLES_EVERY_MS;
    return Math.min(MOST_PER_SECOND * this.processes, FIRST.perSecond * 2 ** doubled);
  }
}
