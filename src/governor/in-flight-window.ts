import { LookUp } from './look-up.ts';

/** Growth of the window after a cut, in calls per second cubed; RFC 9438 section 4.1 with its own C of 0.4. */
const CUBIC_C = 0.4;
const CUT = 0.75;

/**
 * A cap on calls in flight that the provider does not state. Cut by a quarter when a call is refused below it, at
 * most once a round trip, and grown back towards the old value by RFC 9438; at the value itself looked beyond.
 */
export class InFlightWindow {
  readonly #lookUp: LookUp;
  #limit: number;
  #cutAtMs = Number.NEGATIVE_INFINITY;
  #before: number;
  #reactedAtMs: number;

  constructor(limit: number, nowMs: number) {
    this.#limit = Math.max(1, limit);
    this.#before = this.#limit;
    this.#reactedAtMs = nowMs;
    this.#lookUp = new LookUp(nowMs);
    this.#lookUp.changed(nowMs, this.#limit);
  }

  /** Calls that may be in flight now. */
  limit(nowMs: number): number {
    if (this.#cutAtMs === Number.NEGATIVE_INFINITY) return this.#limit;
    const seconds = (nowMs - this.#cutAtMs) / 1000;
    const k = Math.cbrt(((1 - CUT) * this.#before) / CUBIC_C);
    const grown = CUBIC_C * (Math.min(seconds, k) - k) ** 3 + this.#before;
    return Math.max(1, Math.floor(grown));
  }

  /** `nowMs` when one more may start, else when to look beyond; `Infinity`: only when a call ends. */
  readyAtMs(nowMs: number, inFlight: number): number {
    if (inFlight < this.limit(nowMs)) return nowMs;
    const nextMs = this.#lookUp.nextAtMs(nowMs, inFlight + 1 - this.limit(nowMs), {
      perMinute: this.#limit,
      staleAfterMs: Number.POSITIVE_INFINITY,
      firstStep: () => 1,
      accepted: (calls) => this.#set(nowMs, this.limit(nowMs) + calls),
    });
    if (this.#cutAtMs === Number.NEGATIVE_INFINITY) return nextMs;
    return Math.min(nextMs, nowMs + 500);
  }

  take(nowMs: number, inFlight: number, verdictMs: number): void {
    if (inFlight < this.limit(nowMs)) this.#lookUp.sent();
    else
      this.#lookUp.sentBeyond(nowMs, { excess: inFlight + 1 - this.limit(nowMs), perMinute: 0, verdictMs });
  }

  /** `inFlight` is what was accepted and in flight when the refused call was sent. */
  refused(sentAtMs: number, nowMs: number, inFlight: number): void {
    if (sentAtMs <= this.#reactedAtMs) return;
    this.#reactedAtMs = nowMs;
    const limit = this.limit(nowMs);
    const accepted = Math.max(1, inFlight);
    if (this.#lookUp.refused(nowMs) !== null) this.#set(nowMs, Math.min(limit, accepted));
    else {
      this.#before = Math.min(limit, accepted / CUT);
      this.#cutAtMs = nowMs;
    }
    this.#lookUp.concluded(nowMs, this.limit(nowMs));
  }

  #set(nowMs: number, limit: number): void {
    this.#limit = limit;
    this.#before = limit;
    this.#cutAtMs = Number.NEGATIVE_INFINITY;
    this.#lookUp.changed(nowMs, limit);
  }
}
