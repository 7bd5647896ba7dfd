/** Those of many vectors that lie nearest to one, by the cosine between them. */
export interface Nearest<Item> {
  /** Looks at one more; its vector is as long as the one asked for. */
  offer(item: Item, vector: Float32Array): void;
  /** The nearest so far, best first; of equals the earlier. */
  best(): Item[];
}

/** Keeps the `limit` nearest to `vector` of all that are offered. A vector of length 0 is as far as can be. */
export function nearestOf<Item>(vector: Float32Array, limit: number): Nearest<Item> {
  const kept: { readonly item: Item; readonly cosine: number }[] = [];
  const own = Math.sqrt(productOf(vector, vector));
  return {
    offer(item, other) {
      const lengths = own * Math.sqrt(productOf(other, other));
      const cosine = lengths === 0 ? -1 : productOf(vector, other) / lengths;
      if (kept.length >= limit && cosine <= (kept.at(-1)?.cosine ?? Number.POSITIVE_INFINITY)) return;
      const at = kept.findIndex((each) => each.cosine < cosine);
      kept.splice(at < 0 ? kept.length : at, 0, { item, cosine });
      if (kept.length > limit) kept.pop();
    },
    best: () => kept.map(({ item }) => item),
  };
}

function productOf(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}
