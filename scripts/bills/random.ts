/** A seeded source of choices: the same seed gives the same bills on every machine. */
export interface Random {
  /** Whole number from `low` to `high`, both possible. */
  int(low: number, high: number): number;
  pick<Value>(values: readonly Value[]): Value;
  /** True with the given chance, 0 to 1. */
  chance(share: number): boolean;
}

/** Makes a source of choices (mulberry32, a public-domain generator of 32 bits of state). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return { int, pick: (values) => values[int(0, values.length - 1)]!, chance: (share) => next() < share };
}
