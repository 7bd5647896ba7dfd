import type { Sent } from './send-log.ts';

/** Refusals that are looked at together. */
const REFUSALS = 6;
/** Calls are counted where they leave; where they arrive it may have been a few more or less. */
const STEADY = 0.06;
/** How much steadier than the rate the number in flight has to be. */
const CLEARLY = 2.5;

interface Refusal {
  readonly sent: Sent;
  /** Most calls in flight before one that was sent later and answered. */
  answeredAt: number;
}

/**
 * Notices that what was taken for a rate is a cap on calls in flight: refusals came at the same number in flight while
 * the rate between them varied, and no call was accepted that was sent with more in flight.
 */
export class CapFinder {
  readonly #refusals: Refusal[] = [];

  answered({ order, inFlightBefore }: Sent): void {
    for (const refusal of this.#refusals) {
      if (order > refusal.sent.order) refusal.answeredAt = Math.max(refusal.answeredAt, inFlightBefore);
    }
  }

  /**
   * Notes the first refusal of a burst; returns the cap when there is one. `mostAccepted` is the number in flight before
   * any accepted call of the last minute that was sent since another, answered or not.
   */
  refused(sent: Sent, mostAccepted: (since: Sent) => number): number | null {
    this.#refusals.push({ sent, answeredAt: 0 });
    if (this.#refusals.length > REFUSALS) this.#refusals.shift();
    if (this.#refusals.length < REFUSALS) return null;
    const { answeredAt, sent: since } = this.#refusals[0]!;
    const inFlight = this.#refusals.map((refusal) => refusal.sent.inFlightBefore);
    const rates = this.#refusals.slice(1).map((refusal, at) => {
      const before = this.#refusals[at]!.sent;
      return (refusal.sent.order - before.order) / (refusal.sent.atMs - before.atMs);
    });
    const varies = variation(inFlight);
    if (varies > STEADY || varies * CLEARLY > variation(rates)) return null;
    const most = Math.max(...inFlight);
    // By chance the number stands still for a while, but not until all calls in flight have been others twice over.
    if (sent.order - since.order < 2 * most) return null;
    return Math.max(answeredAt, mostAccepted(since)) > most + 1 ? null : Math.round(mean(inFlight));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation over mean. */
function variation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle;
}
