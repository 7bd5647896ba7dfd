import { createHash } from 'node:crypto';
import type { RetrievalStore } from '../retrieval.ts';
import {
  type ChromaAccess,
  type ChromaCollection,
  type ChromaRecord,
  createChromaServer,
} from './chroma-server.ts';

/** The collection whose records are the names of the spaces that vectors were put in. */
const SPACES = 'leafcutter-spaces';
/** A record needs a vector; those of names are never compared. */
const MARK = Float32Array.of(1);

/**
 * Vectors at a Chroma server, for what a store of passages keeps: their text, and the search by words, stay there, and no
 * text is sent. One Chroma collection for each collection of passages and space: an index of neighbours that all share
 * would lose those of a small one. Vectors are sent at length 1, so that the server's usual distance orders them as the
 * angle does.
 *
 * What `passages` compared itself before the server was there, it goes on comparing. `close` closes it.
 */
export function createChromaRetrieval(
  options: ChromaAccess & { readonly passages: RetrievalStore },
): RetrievalStore {
  const { passages } = options;
  const server = createChromaServer(options);
  const noted = new Set<string>();

  async function put(
    name: string,
    metadata: Readonly<Record<string, string>>,
    records: readonly ChromaRecord[],
  ): Promise<void> {
    // Whoever empties the collection of passages meanwhile removes the one at the server: then it is made again, once.
    if (await server.upsert(await server.open(name, metadata), records)) return;
    await server.upsert(await server.open(name, metadata), records);
  }

  /** Notes that vectors of a space are there, so that they can be found to be removed. */
  async function note(space: string): Promise<void> {
    if (noted.has(space)) return;
    await put(SPACES, { holds: 'names of spaces' }, [[space, MARK]]);
    noted.add(space);
  }

  async function collectionsOf(collection: string): Promise<readonly ChromaCollection[]> {
    const spaces = await server.find(SPACES);
    const names = spaces ? await server.ids(spaces) : [];
    const found = await Promise.all(names.map((space) => server.find(nameOf(collection, space))));
    return found.filter((each) => each !== null);
  }

  return {
    ids: (collection) => passages.ids(collection),
    async idsInSpace(collection, space) {
      const [found, known] = await Promise.all([
        server.find(nameOf(collection, space)),
        passages.ids(collection),
      ]);
      return new Set((found ? await server.ids(found) : []).filter((id) => known.has(id)));
    },
    add: (collection, added) => passages.add(collection, added),
    async addVectors(collection, { space, vectors }) {
      const known = await passages.ids(collection);
      const records = [...vectors].flatMap(([id, vector]): ChromaRecord[] =>
        known.has(id) ? [[id, unit(vector)]] : [],
      );
      if (records.length === 0) return;
      await note(space);
      await put(nameOf(collection, space), { collection, space }, records);
    },
    get: (collection, ids) => passages.get(collection, ids),
    async keepOnly(collection, ids) {
      // Jobs without passages, which most are, need no server when they are deleted.
      if ((await passages.ids(collection)).size > 0) {
        for (const found of await collectionsOf(collection)) {
          if (ids.size === 0) await server.remove(found.name);
          else
            await server.delete(
              found,
              (await server.ids(found)).filter((id) => !ids.has(id)),
            );
        }
      }
      await passages.keepOnly(collection, ids);
    },
    matching: (collection, query, limit) => passages.matching(collection, query, limit),
    async nearest(collection, query, limit) {
      const found = await server.find(nameOf(collection, query.space));
      if (!found) return passages.nearest(collection, query, limit);
      if (found.dimension !== query.vector.length) return [];
      return passages.get(collection, await server.nearest(found, unit(query.vector), limit));
    },
    async describe() {
      const { words } = await passages.describe();
      return { words, vectors: `by Chroma ${await server.version()} at ${server.place}` };
    },
    close: () => passages.close(),
  };
}

/** The name at the server: Chroma takes 3 to 512 of the letters, digits and `._-` alone. */
function nameOf(collection: string, space: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([collection, space]))
    .digest('hex');
  return `leafcutter-${hash.slice(0, 40)}`;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  return length === 0 ? vector : vector.map((number) => number / length);
}
