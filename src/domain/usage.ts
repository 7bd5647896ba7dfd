/** Tokens and money of model calls. Money in millionths of a US dollar. */
export interface Usage {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of `inputTokens` served from the provider's cache. */
  readonly cachedTokens: number;
  readonly costMicros: number;
}

/** What was used before the first call. */
export const NO_USAGE: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, costMicros: 0 };

/** Adds up usages member by member. */
export function addUsage(...usages: readonly Usage[]): Usage {
  return usages.reduce(
    (a, b) => ({
      calls: a.calls + b.calls,
      inputTokens: a.inputTokens + b.inputTokens,
      outputTokens: a.outputTokens + b.outputTokens,
      cachedTokens: a.cachedTokens + b.cachedTokens,
      costMicros: a.costMicros + b.costMicros,
    }),
    NO_USAGE,
  );
}
