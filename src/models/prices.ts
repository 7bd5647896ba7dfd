import { add, multiply, round } from '../domain/decimal.ts';
import type { CachePrices } from './pays-caching.ts';
import { type ModelPrice, PRICE_LIST, type TokenPrices } from './price-list.ts';

/** Tokens of one call. */
export interface CallTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of `inputTokens`. */
  readonly cachedTokens: number;
  /** Tokens kept at the provider, times the hours they are kept. */
  readonly storedTokenHours?: number;
}

/** How a call was priced, where it differs from an interactive call at list price. */
export interface PriceOptions {
  /** Called through the provider's batch interface. */
  readonly batch?: boolean;
  /** The user's own prices; they win over the list. */
  readonly prices?: readonly ModelPrice[];
}

/** Models that run on the user's own machine, or not at all. */
const FREE = /^(ollama|replay|scripted)\//;

const FREE_PRICES: TokenPrices = { input: '0', output: '0', cached: '0' };

/**
 * What one call costs in millionths of a US dollar, rounded half up; null when no price is known (then `priceNote` says
 * so in words). `atMs` is the time of the call: prices change.
 */
export function costMicros(
  modelId: string,
  tokens: CallTokens,
  atMs: number,
  options: PriceOptions = {},
): number | null {
  const price = findPrice(modelId, atMs, options.prices);
  if (!price) return FREE.test(modelId) ? 0 : null;
  const { long } = price;
  const rates = long && tokens.inputTokens > long.aboveInputTokens ? long : price;
  // Dollars for a million tokens are the same number as millionths of a dollar for one.
  const fresh = multiply(String(Math.max(0, tokens.inputTokens - tokens.cachedTokens)), rates.input);
  const cached = multiply(String(tokens.cachedTokens), rates.cached);
  const output = multiply(String(tokens.outputTokens), rates.output);
  const full = add(add(fresh, cached), output);
  const factor = options.batch === true ? (price.batchFactor ?? '1') : '1';
  const stored = multiply(String(tokens.storedTokenHours ?? 0), price.storage ?? '0');
  return Number(round(add(multiply(full, factor), stored), 0));
}

/** The prices of a model at a time; null when none are known. Free models have prices of zero. */
export function pricesOf(modelId: string, atMs: number, prices?: readonly ModelPrice[]): TokenPrices | null {
  return findPrice(modelId, atMs, prices) ?? (FREE.test(modelId) ? FREE_PRICES : null);
}

/** What keeping input at the provider costs beside sending it; null when that is not known. */
export function cachePricesOf(modelId: string, atMs: number): CachePrices | null {
  const { input, cached, storage } = findPrice(modelId, atMs) ?? {};
  return input === undefined || cached === undefined || storage === undefined
    ? null
    : { input, cached, storage };
}

/** One sentence for the user when a model's price is not known; null when it is. */
export function priceNote(modelId: string, atMs: number, prices?: readonly ModelPrice[]): string | null {
  return pricesOf(modelId, atMs, prices)
    ? null
    : `No price is known for ${modelId}: its calls count as 0 and no budget can hold it; give its prices to change that`;
}

function findPrice(modelId: string, atMs: number, prices: readonly ModelPrice[] = []): ModelPrice | null {
  for (const list of [prices, PRICE_LIST]) {
    let best: ModelPrice | null = null;
    for (const price of list) {
      if (!standsFor(price.model, modelId) || !isValid(price, atMs)) continue;
      if (!best || price.model.length > best.model.length) best = price;
    }
    if (best) return best;
  }
  return null;
}

/** `a/model` stands for itself and for its versions, but not for `a/model-lite`. */
function standsFor(listed: string, modelId: string): boolean {
  if (!modelId.startsWith(listed)) return false;
  const rest = modelId.slice(listed.length);
  return rest === '' || /^-(latest|preview\b.*|\d[\d-]*)$/.test(rest);
}

function isValid({ from, until }: ModelPrice, atMs: number): boolean {
  return (
    (from === undefined || atMs >= Date.parse(from)) && (until === undefined || atMs < Date.parse(until))
  );
}
