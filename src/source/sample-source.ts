import { createHash } from 'node:crypto';
import type { Source, SourceEntry } from './source.ts';

interface Candidate {
  readonly entry: SourceEntry;
  readonly index: number;
  readonly rank: string;
}

/**
 * A random sample of `size` entries of another source, in its order: those with the lowest hash of their key, so that
 * the same files give the same sample every time. It is known only when all are listed; memory is that of the sample.
 * Its `found` counts an entry that is listed twice twice.
 */
export function sampleSource(source: Source, size: number): Source {
  let found: number | null = null;
  return {
    ...(source.identify ? { identify: source.identify } : {}),
    passedOver: () => source.passedOver?.() ?? null,
    found: () => found,
    async *list(signal) {
      let kept: Candidate[] = [];
      let index = 0;
      for await (const entry of source.list(signal)) {
        const rank = createHash('sha256').update(entry.key).digest('hex');
        kept.push({ entry, index: index++, rank });
        if (kept.length >= 2 * size + 1_000) kept = lowest(kept, size);
      }
      found = index;
      for (const { entry } of lowest(kept, size).toSorted((a, b) => a.index - b.index)) yield entry;
    },
  };
}

/** The `size` candidates that rank lowest, each key once. */
function lowest(candidates: readonly Candidate[], size: number): Candidate[] {
  const unique = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (!unique.has(candidate.rank)) unique.set(candidate.rank, candidate);
  }
  return [...unique.values()].sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, size);
}
