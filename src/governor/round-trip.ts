/** Shortest time in which refusals of one burst come in, however quick the first was: a burst is no single instant. */
const LEAST_SETTLE_MS = 300;
/** Shortest time after which silence means yes: answers of a provider that is far away differ by about so much. */
const LEAST_VERDICT_MS = 500;

/** How long after a refusal that took `refusalMs` to come back the others of its burst will have come in, in ms. */
export function settleMs(refusalMs: number): number {
  return Math.max(LEAST_SETTLE_MS, 1.5 * refusalMs);
}

/**
 * How long after it was sent a call that was not refused is taken to have been accepted, in ms, where refusals take
 * `refusalMs`: an answer takes seconds to minutes, a refusal does not, so its absence tells long before the answer.
 */
export function verdictMs(refusalMs: number): number {
  return Math.max(LEAST_VERDICT_MS, 3 * refusalMs);
}
