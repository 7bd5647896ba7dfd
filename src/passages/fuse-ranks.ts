/** Damps the first places so that one list alone does not decide (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RANK_CONSTANT = 60;

/**
 * Joins ranked lists into one, best first, by reciprocal rank fusion: an item's score is the sum over the lists of
 * 1 / (60 + its place). Items are the same where `keyOf` answers the same.
 */
export function fuseRanks<Item>(
  lists: readonly (readonly Item[])[],
  keyOf: (item: Item) => string,
): { readonly item: Item; readonly score: number }[] {
  const fused = new Map<string, { item: Item; score: number }>();
  for (const list of lists) {
    for (const [place, item] of list.entries()) {
      const key = keyOf(item);
      const known = fused.get(key);
      const score = 1 / (RANK_CONSTANT + place + 1);
      if (known) known.score += score;
      else fused.set(key, { item, score });
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}
