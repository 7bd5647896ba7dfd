import { add, compare, type Decimal, multiply, subtract } from '../domain/decimal.ts';

/** What keeping input at a provider is decided by, in US dollars for a million tokens. */
export interface CachePrices {
  readonly input: Decimal;
  readonly cached: Decimal;
  /** For an hour. */
  readonly storage: Decimal;
}

/**
 * True when keeping a prompt costs less than sending it with each call: reading it in once and storing it, against the
 * difference between fresh and cached input for every call.
 */
export function paysCaching(plan: {
  readonly tokens: number;
  readonly calls: number;
  readonly hours: number;
  readonly prices: CachePrices;
}): boolean {
  const { calls, hours, prices } = plan;
  const kept = add(prices.input, multiply(prices.storage, String(hours)));
  const saved = multiply(subtract(prices.input, prices.cached), String(calls));
  return plan.tokens > 0 && compare(saved, kept) > 0;
}
