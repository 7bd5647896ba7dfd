import type { Usage } from '../domain/usage.ts';

/** What one of several that shared a call used of it, in any unit: only the proportions count. */
export interface Part {
  readonly input: number;
  readonly output: number;
}

/** Prices the tokens of one part in millionths of a US dollar; null without a known price. */
export type PricePart = (
  tokens: Pick<Usage, 'inputTokens' | 'outputTokens' | 'cachedTokens'>,
) => number | null;

/**
 * Shares what a call used among those who shared it, in whole numbers whose sums are exactly the call's: input by
 * `input`, output by `output`, cost by what each part would cost by itself. The call itself counts with the first.
 */
export function shareUsage(usage: Usage, parts: readonly Part[], price: PricePart): Usage[] {
  const inputs = parts.map(({ input }) => input);
  const inputTokens = divide(usage.inputTokens, inputs);
  const cachedTokens = divide(usage.cachedTokens, inputs);
  const outputTokens = divide(
    usage.outputTokens,
    parts.map(({ output }) => output),
  );
  const tokens = parts.map((_, index) => ({
    inputTokens: inputTokens[index]!,
    outputTokens: outputTokens[index]!,
    cachedTokens: cachedTokens[index]!,
  }));
  const costMicros = divide(
    usage.costMicros,
    tokens.map((own) => price(own) ?? 0),
  );
  return tokens.map((own, index) => ({
    calls: index === 0 ? usage.calls : 0,
    ...own,
    costMicros: costMicros[index]!,
  }));
}

/** Divides a whole number by weights, the rest to the largest remainders (Hare's method); equally without weights. */
function divide(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (sum > 0 ? (total * weight) / sum : total / weights.length));
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((all, share) => all + share, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - whole[index]! }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) whole[index]! += 1;
  return whole;
}
