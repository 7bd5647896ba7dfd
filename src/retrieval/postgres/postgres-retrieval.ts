import { Problem } from '../../problem/problem.ts';
import type { KeptPassage, RetrievalStore } from '../retrieval.ts';
import { nearestOf } from './nearest-of.ts';
import type { PassageDatabase } from './passage-database.ts';
import { openTables, type VectorComparison, vectorOf, vectorText } from './passage-tables.ts';

/** Rows written in one statement. */
const SLICE = 200;
/** Vectors fetched at once where this program compares them: some megabytes. */
const FETCHED = 500;

interface PassageRow {
  readonly id: string;
  readonly page_number: number;
  readonly section: string;
  readonly text: string;
}

/**
 * Passages in a PostgreSQL database that any number of processes share, in a schema of their own: it can be dropped, and
 * need not be in a backup. Full text by a GIN index, ranked as BM25 does within a collection; vectors by pgvector where the
 * database has it or this user may create it, else fetched and compared here. Both compare exactly: an index of neighbours
 * would look among all collections first and lose those of a small one.
 *
 * The tables are made when they are first used. `close` leaves the database open: it is its opener's.
 */
export function createPostgresRetrieval(options: {
  readonly database: PassageDatabase;
  readonly schema: string;
}): RetrievalStore {
  const { database, schema } = options;
  let opening: Promise<VectorComparison> | undefined;
  const open = (): Promise<VectorComparison> => {
    opening ??= openTables(database, schema).catch((error: unknown) => {
      // The next call tries again.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const tableOf = (comparison: VectorComparison): string =>
    `${schema}.${comparison.by === 'pgvector' ? 'vectors' : 'arrays'}`;

  async function openSpace(name: string, dimensions: number): Promise<number> {
    await database.query(
      `INSERT INTO ${schema}.spaces (name, dimensions) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [name, dimensions],
    );
    const [found] = await database.query<{ number: number; dimensions: number }>(
      `SELECT number, dimensions FROM ${schema}.spaces WHERE name = $1`,
      [name],
    );
    if (found?.dimensions === dimensions) return found.number;
    throw new Problem('store-unavailable', {
      detail: `Vectors of ${name} in ${database.place} have ${found?.dimensions} numbers, not ${dimensions}; drop the schema ${schema}, it is made again`,
    });
  }

  /** The nearest by comparing every vector of the collection here, some at a time. */
  async function compareHere(
    collection: string,
    query: { readonly space: number; readonly vector: Float32Array },
    limit: number,
  ): Promise<readonly KeptPassage[]> {
    const nearest = nearestOf<number>(query.vector, limit);
    for (let after = -1, more = true; more; ) {
      const rows = await database.query<{ passage: number; vector: Buffer }>(
        `SELECT passage, vector FROM ${schema}.arrays
         WHERE space = $1 AND collection = $2 AND passage > $3 ORDER BY passage LIMIT ${FETCHED}`,
        [query.space, collection, after],
      );
      for (const { passage, vector } of rows) nearest.offer(passage, vectorOf(vector));
      after = rows.at(-1)?.passage ?? after;
      more = rows.length === FETCHED;
    }
    const rows = await database.query<PassageRow>(
      `SELECT id, page_number, section, text FROM unnest($1::bigint[]) WITH ORDINALITY AS near (number, rank)
       JOIN ${schema}.passages USING (number) ORDER BY rank`,
      [nearest.best()],
    );
    return rows.map(passageOf);
  }

  return {
    async ids(collection) {
      await open();
      const rows = await database.query<{ id: string }>(
        `SELECT id FROM ${schema}.passages WHERE collection = $1`,
        [collection],
      );
      return new Set(rows.map(({ id }) => id));
    },
    async idsInSpace(collection, space) {
      const table = tableOf(await open());
      const rows = await database.query<{ id: string }>(
        `SELECT id FROM ${table} JOIN ${schema}.passages ON passages.number = passage
         WHERE space = (SELECT number FROM ${schema}.spaces WHERE name = $2) AND passages.collection = $1`,
        [collection, space],
      );
      return new Set(rows.map(({ id }) => id));
    },
    async add(collection, passages) {
      await open();
      for (const slice of slicesOf(passages)) {
        const column = (text: (passage: KeptPassage) => string) => slice.map(text);
        await database.query(
          `INSERT INTO ${schema}.passages (collection, id, page_number, section, text, length, words)
           SELECT $1, id, page_number, section, text, length,
             setweight(to_tsvector('${schema}.words', section_words), 'A') || setweight(to_tsvector('${schema}.words', text_words), 'B')
           FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::text[])
             AS added (id, page_number, section, text, length, section_words, text_words)
           ON CONFLICT DO NOTHING`,
          [
            collection,
            column(({ id }) => id),
            slice.map(({ pageNumber }) => pageNumber),
            column(({ section }) => storable(section)),
            column(({ text }) => storable(text)),
            slice.map(({ section, text }) => wordsOf(section).length + wordsOf(text).length),
            column(({ section }) => wordsOf(section).join(' ')),
            column(({ text }) => wordsOf(text).join(' ')),
          ],
        );
      }
    },
    async addVectors(collection, { space: name, vectors }) {
      const [first] = vectors.values();
      if (!first) return;
      const comparison = await open();
      const space = await openSpace(name, first.length);
      const [type, write] =
        comparison.by === 'pgvector' ? [`"${comparison.schema}".vector`, vectorText] : ['bytea', bytesOf];
      for (const slice of slicesOf([...vectors])) {
        // A passage that is being removed is waited for: its vector would stand alone.
        await database.query(
          `INSERT INTO ${tableOf(comparison)} (space, collection, passage, vector)
           SELECT $1, passages.collection, number, added.vector::${type}
           FROM unnest($3::text[], $4::${type === 'bytea' ? 'bytea' : 'text'}[]) AS added (id, vector)
           JOIN ${schema}.passages USING (id) WHERE passages.collection = $2 ORDER BY number FOR KEY SHARE OF passages
           ON CONFLICT (space, collection, passage) DO UPDATE SET vector = excluded.vector`,
          [space, collection, slice.map(([id]) => id), slice.map(([, vector]) => write(vector))],
        );
      }
    },
    async get(collection, ids) {
      await open();
      const rows = await database.query<PassageRow>(
        `SELECT id, page_number, section, text FROM unnest($2::text[]) WITH ORDINALITY AS wanted (id, rank)
         JOIN ${schema}.passages USING (id) WHERE collection = $1 ORDER BY rank`,
        [collection, ids],
      );
      return rows.map(passageOf);
    },
    async keepOnly(collection, ids) {
      await open();
      await database.query(
        `DELETE FROM ${schema}.passages WHERE collection = $1
           AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS kept (id) WHERE kept.id = passages.id)`,
        [collection, [...ids]],
      );
    },
    async matching(collection, query, limit) {
      const words = wordsOf(query);
      if (words.length === 0) return [];
      await open();
      // Robertson's BM25 with k1 = 1.2 and b = 0.75; how often a word stands in a passage counts by ts_rank, which
      // levels off as BM25 does; one of the title counts as two of the text do there (1.375 times one).
      const rows = await database.query<PassageRow>(
        `WITH asked AS (
           SELECT ordinal, quote_literal(lexeme)::tsquery AS word
           FROM unnest(to_tsvector('${schema}.words', $2)) WITH ORDINALITY AS words (lexeme, positions, weights, ordinal)
         ), whole AS (
           SELECT count(*)::float8 AS passages, greatest(avg(length), 1)::float8 AS mean
           FROM ${schema}.passages WHERE collection = $1
         ), hits AS MATERIALIZED (
           SELECT ordinal, number, length, often FROM asked CROSS JOIN LATERAL (
             SELECT number, length, ts_rank('{0.1, 0.2, 0.5, 0.69}', words, word) AS often
             FROM ${schema}.passages WHERE words @@ word AND collection = $1 OFFSET 0
           ) AS hit
         ), held AS (
           SELECT ordinal, count(*)::float8 AS holding FROM hits GROUP BY ordinal
         ), best AS (
           SELECT number, sum(
             ln(1 + (passages - holding + 0.5) / (holding + 0.5)) * often
               / (1 + 1.2 * (0.25 + 0.75::float8 * length / mean))
           ) AS score
           FROM hits JOIN held USING (ordinal), whole GROUP BY number ORDER BY score DESC, number LIMIT $3
         )
         SELECT id, page_number, section, text FROM best JOIN ${schema}.passages USING (number) ORDER BY score DESC, number`,
        [collection, words.join(' '), limit],
      );
      return rows.map(passageOf);
    },
    async nearest(collection, { space: name, vector }, limit) {
      const comparison = await open();
      const [space] = await database.query<{ number: number }>(
        `SELECT number FROM ${schema}.spaces WHERE name = $1 AND dimensions = $2`,
        [name, vector.length],
      );
      if (!space) return [];
      if (comparison.by === 'program') return compareHere(collection, { space: space.number, vector }, limit);
      const extension = `"${comparison.schema}"`;
      const rows = await database.query<PassageRow>(
        `SELECT id, page_number, section, text FROM (
           SELECT passage, vector OPERATOR(${extension}.<=>) $3::${extension}.vector AS distance
           FROM ${schema}.vectors WHERE space = $1 AND collection = $2 ORDER BY distance LIMIT $4
         ) AS near JOIN ${schema}.passages ON number = passage ORDER BY distance`,
        [space.number, collection, vectorText(vector), limit],
      );
      return rows.map(passageOf);
    },
    async describe() {
      const comparison = await open();
      const vectors =
        comparison.by === 'pgvector'
          ? `by pgvector ${comparison.version}`
          : `fetched and compared here: ${comparison.why}`;
      return { words: `${database.place}, schema ${schema}: full text there`, vectors };
    },
    close: async () => {},
  };
}

function passageOf({ id, page_number, section, text }: PassageRow): KeptPassage {
  return { id, pageNumber: page_number, section, text };
}

/** Small letters without accents, so that the server's locale does not matter. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** PostgreSQL keeps every character but this one. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

function* slicesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += SLICE) yield items.slice(at, at + SLICE);
}
