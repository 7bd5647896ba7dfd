import { LookUp } from './look-up.ts';

/** Growth of the window after a cut, in calls per second cubed: RFC 9438 section 4.1 with its C of 0.4. */
const CUBIC_C = 0.4;
/** What is left after a cut. RFC 9438 has 0.7. */
const CUT = 0.75;
/** Refusals just below the limit that are a wrong count, before they are a lower limit. */
const QUIET_MS = 10_000;
/** A cap that was found is on trial for a while, in which it may refuse so often. */
const TRIAL = { ms: 30_000, refusals: 3 };
/** A window that grows back is asked again after this: a place may have opened without a call having ended. */
const LOOK_AGAIN_MS = 500;

/**
 * A cap on calls in flight that the provider does not state. One call refused below it lowers it to where that was;
 * another soon after cuts it by a quarter, at most once a round trip, and it grows back towards where the refusal was
 * by RFC 9438. At the value itself it is looked beyond.
 */
export class InFlightWindow {
  readonly #lookUp: LookUp;
  readonly #foundAtMs: number;
  #limit: number;
  #cutAtMs = Number.NEGATIVE_INFINITY;
  #reactedAtMs: number;
  #unexpected = 0;

  constructor(limit: number, nowMs: number) {
    this.#limit = Math.max(1, limit);
    this.#foundAtMs = nowMs;
    this.#reactedAtMs = nowMs;
    this.#lookUp = new LookUp(nowMs);
  }

  /** Calls that may be in flight now. */
  limit(nowMs: number): number {
    if (this.#cutAtMs === Number.NEGATIVE_INFINITY) return this.#limit;
    const seconds = (nowMs - this.#cutAtMs) / 1000;
    const k = Math.cbrt(((1 - CUT) * this.#limit) / CUBIC_C);
    return Math.max(1, Math.floor(CUBIC_C * (Math.min(seconds, k) - k) ** 3 + this.#limit));
  }

  /** `nowMs` when one more may start, else when to look beyond; `Infinity`: only when a call ends. */
  readyAtMs(nowMs: number, inFlight: number): number {
    const limit = this.limit(nowMs);
    if (inFlight < limit) return nowMs;
    const nextMs = this.#lookUp.nextAtMs(nowMs, inFlight + 1 - limit, {
      perMinute: this.#limit,
      staleAfterMs: Number.POSITIVE_INFINITY,
      firstStep: () => 1,
      accepted: (calls) => this.#set(nowMs, limit + calls),
    });
    // While it grows back it has to be asked again.
    return limit < this.#limit ? Math.min(nextMs, nowMs + LOOK_AGAIN_MS) : nextMs;
  }

  take(nowMs: number, inFlight: number, verdictMs: number): void {
    const excess = inFlight + 1 - this.limit(nowMs);
    if (excess <= 0) this.#lookUp.sent();
    else this.#lookUp.sentBeyond(nowMs, { excess, perMinute: 0, verdictMs });
  }

  /**
   * `inFlight` is what was accepted and in flight when the refused call was sent. False when refusals right after the
   * cap was found show that it is none.
   */
  refused(sentAtMs: number, nowMs: number, inFlight: number): boolean {
    if (sentAtMs <= this.#reactedAtMs) return true;
    const quiet = sentAtMs > this.#reactedAtMs + QUIET_MS;
    this.#reactedAtMs = nowMs;
    const accepted = Math.max(1, Math.min(inFlight, this.limit(nowMs)));
    if (this.#lookUp.refused(nowMs) !== null) this.#set(nowMs, accepted);
    else {
      this.#unexpected = quiet ? 1 : this.#unexpected + 1;
      this.#set(nowMs, accepted);
      if (this.#unexpected > 1) this.#cutAtMs = nowMs;
    }
    this.#lookUp.concluded(nowMs, this.#limit, true);
    return nowMs > this.#foundAtMs + TRIAL.ms || this.#unexpected <= TRIAL.refusals;
  }

  #set(nowMs: number, limit: number): void {
    this.#limit = limit;
    this.#cutAtMs = Number.NEGATIVE_INFINITY;
    this.#lookUp.changed(nowMs, limit);
  }
}
