/** The window that providers count requests and tokens in, and the unit of all limits here. */
export const MINUTE_MS = 60_000;

/** A call that wants to start, in the unit of the limit: calls or tokens. */
export interface Demand {
  readonly amount: number;
  /** Interactive calls may use what is kept back for them. */
  readonly interactive: boolean;
  /** All that waits for the same limit, this call too. */
  readonly waiting: number;
}

/** How a limit opens again. Amounts are calls or tokens. */
export interface WindowShape {
  readonly kind: 'bucket' | 'fixed' | 'sliding';
  perMinute: number;
  /** When the call fits; `nowMs` when it fits now. */
  readyAtMs(nowMs: number, demand: Demand): number;
  /** What is believed to be left. */
  left(nowMs: number): number;
  /** By how much the amount is more than is believed to be left; 0 when it is within the limit. */
  excess(nowMs: number, amount: number): number;
  take(nowMs: number, amount: number): void;
  /** Puts back what a refused call did not use, or corrects an estimate; negative when it cost more. */
  giveBack(sentAtMs: number, nowMs: number, amount: number): void;
}

const ROUNDING = 1e-6;

/** By how much an amount is more than a window has left. */
export function excessOver(limit: number, used: number, amount: number): number {
  // An empty window takes one call of any size; it could never go otherwise.
  return used > 0 && used + amount > limit + ROUNDING ? used + amount - limit : 0;
}
