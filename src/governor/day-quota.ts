import { nextMidnight } from './next-midnight.ts';

/** A quota of calls a day, which ends at the provider's midnight; used up it parks the lane until then. */
export class DayQuota {
  readonly #timeZone: string;
  readonly #limit: number;
  #used = 0;
  #dayEndsAtMs = Number.NEGATIVE_INFINITY;
  #parkedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(limit: number | undefined, timeZone: string) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#timeZone = timeZone;
  }

  /** Milliseconds until calls are accepted again; 0 when they are now. */
  parkedMs(wallMs: number): number {
    return Math.max(0, this.#parkedUntilMs - wallMs);
  }

  sent(wallMs: number): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    if (wallMs >= this.#dayEndsAtMs) {
      this.#dayEndsAtMs = nextMidnight(wallMs, this.#timeZone);
      this.#used = 0;
    }
    this.#used++;
    if (this.#used >= this.#limit) this.exhausted(wallMs);
  }

  /** A refused call was not counted by the provider. */
  refused(): void {
    this.#used = Math.max(0, this.#used - 1);
  }

  /** The provider says that the day's quota is used up. */
  exhausted(wallMs: number): void {
    this.#parkedUntilMs = nextMidnight(wallMs, this.#timeZone);
  }
}
