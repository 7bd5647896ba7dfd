import type { FoundPassage } from '../domain/passage.ts';
import { fuseRanks } from '../passages/fuse-ranks.ts';
import { HASHED_SPACE, hashedVector } from '../passages/hashed-vector.ts';
import { telling } from '../passages/plain-words.ts';
import type { PassageIndex } from '../recipes/recipe.ts';
import type { KeptPassage } from '../retrieval/retrieval.ts';
import { type EmbeddingContext, embedTexts } from './embed-texts.ts';
import type { EngineParts } from './parts.ts';
import { hashOf } from './question-key.ts';

/** Places looked at in each rank for every one that is wanted. */
const DEPTH = 3;

/**
 * The passages of one collection: found by full text and by vectors, the two ranks fused. Vectors come from the provider's
 * embedding where one is given, else from words alone.
 */
export function createPassageIndex(
  engine: EngineParts,
  collection: string,
  context: EmbeddingContext | null,
): PassageIndex {
  const { retrieval } = engine;
  const space = context?.embedder.id ?? HASHED_SPACE;
  // On some stores each machine keeps its own passages, and they may be set on another: what is here may be of documents as
  // they were.
  const current = `passages:${collection}`;
  let isCurrent: Promise<boolean> | undefined;
  const look = async (): Promise<boolean> => {
    const [ids, known] = await Promise.all([retrieval.ids(collection), engine.store.getDerived(current)]);
    return known === null || new TextDecoder().decode(known) === hashOf([...ids].toSorted());
  };

  async function vectorsOf(
    texts: readonly string[],
    purpose: 'document' | 'query',
  ): Promise<readonly Float32Array[]> {
    return context ? embedTexts(engine, context, texts, purpose) : texts.map(hashedVector);
  }

  return {
    space,
    async set(passages) {
      const kept = new Map(passages.map((passage) => [hashOf(passage), passage]));
      await retrieval.keepOnly(collection, new Set(kept.keys()));
      const known = await retrieval.ids(collection);
      const fresh = [...kept].filter(([id]) => !known.has(id));
      await retrieval.add(
        collection,
        fresh.map(([id, passage]): KeptPassage => ({ id, ...passage })),
      );
      const placed = await retrieval.idsInSpace(collection, space);
      const missing = [...kept].filter(([id]) => !placed.has(id));
      for (const batch of batchesOf(missing, context?.embedder.maxBatch ?? 200)) {
        const vectors = await vectorsOf(
          batch.map(([, { section, text }]) => `${section}\n${text}`),
          'document',
        );
        await retrieval.addVectors(collection, {
          space,
          vectors: new Map(batch.map(([id], index) => [id, vectors[index]!])),
        });
      }
      await engine.store.putDerived(current, new TextEncoder().encode(hashOf([...kept.keys()].toSorted())));
      isCurrent = Promise.resolve(true);
    },
    async search(query, limit): Promise<readonly FoundPassage[]> {
      isCurrent ??= look();
      if (!(await isCurrent)) return [];
      const words = telling(query).join(' ') || query;
      const [vector] = await vectorsOf([query], 'query');
      const ranks = await Promise.all([
        retrieval.matching(collection, words, limit * DEPTH),
        retrieval.nearest(collection, { space, vector: vector! }, limit * DEPTH),
      ]);
      return fuseRanks(ranks, ({ id }) => id)
        .slice(0, limit)
        .map(({ item: { id: _, ...passage }, score }) => ({ ...passage, score }));
    },
  };
}

function* batchesOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
