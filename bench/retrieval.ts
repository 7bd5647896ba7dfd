/**
 * Searches over 10,000 passages: SQLite, PostgreSQL with pgvector (in WASM), and without it: `npm run bench -- retrieval [passages]`.
 *
 * Rows are printed as they come. Wall time beside other work says little; the CPU time of this process is what is comparable. That of a PostgreSQL server is its
 * own and is not in it, that of PostgreSQL in WASM is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashedVector } from '../src/passages/hashed-vector.ts';
import { createPostgresRetrieval } from '../src/retrieval/postgres/postgres-retrieval.ts';
import type { KeptPassage, RetrievalStore } from '../src/retrieval/retrieval.ts';
import { createSqliteRetrieval } from '../src/retrieval/sqlite/sqlite-retrieval.ts';
import { openDatabase } from '../src/store/postgres/database.ts';
import { postgresPrograms, startPostgres } from '../test/postgres/postgres-server.ts';
import { openPglite } from '../test/retrieval/pglite-database.ts';
import { startTable } from './print-table.ts';

const PASSAGES = Number(process.argv[2] ?? 10_000);
const QUERIES = 20;
const TOP = 10;
const SPACE = 'bench';

/** Numbers from 0 to 1 that are the same at every run. */
let state = 11;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

// Words as often as in a language (Zipf), of letters that make pieces.
const SYLLABLES = [
  'ka',
  'lo',
  'mi',
  'ren',
  'tus',
  'da',
  'vel',
  'no',
  'pri',
  'ga',
  'shu',
  'bo',
  'tra',
  'ix',
  'fe',
];
const VOCABULARY = Array.from({ length: 8_000 }, (_, index) =>
  [index % 15, Math.floor(index / 15) % 15, Math.floor(index / 225) % 15, Math.floor(index / 3375)]
    .map((at) => SYLLABLES[at])
    .join(''),
);
const word = (): string => VOCABULARY[Math.floor(VOCABULARY.length ** random()) - 1]!;
const words = (count: number): string => Array.from({ length: count }, word).join(' ');
const passages: KeptPassage[] = Array.from({ length: PASSAGES }, (_, index) => ({
  id: `p${index}`,
  pageNumber: 1 + Math.floor(index / 3),
  section: words(4),
  text: words(140),
}));
const vectors = new Map(passages.map(({ id, section, text }) => [id, hashedVector(`${section}\n${text}`)]));
// A question about some passage: words of it that are not in every other.
const queries = Array.from({ length: QUERIES }, (_, index) => {
  const of = passages[Math.floor(random() * PASSAGES)]!.text.split(' ');
  return of
    .filter((each) => VOCABULARY.indexOf(each) > 200)
    .slice(index % 5, (index % 5) + 6)
    .join(' ');
});

type Found = readonly (readonly string[])[];

/** Fills and asks one retrieval; answers its cells and what it found. */
async function measure(store: RetrievalStore) {
  await store.add('bench', passages);
  await store.addVectors('bench', { space: SPACE, vectors });
  await store.matching('bench', queries[0]!, TOP);
  await store.nearest('bench', { space: SPACE, vector: hashedVector(queries[0]!) }, TOP);
  const run = async (search: (query: string) => Promise<readonly KeptPassage[]>) => {
    const found: string[][] = [];
    const tookMs: number[] = [];
    const before = process.cpuUsage();
    for (const query of queries) {
      const startedMs = performance.now();
      found.push((await search(query)).map(({ id }) => id));
      tookMs.push(performance.now() - startedMs);
    }
    const { user, system } = process.cpuUsage(before);
    const medianMs = tookMs.toSorted((one, other) => one - other)[Math.floor(QUERIES / 2)]!;
    return { found, cells: [medianMs.toFixed(1), ((user + system) / 1000 / QUERIES).toFixed(1)] };
  };
  const byWords = await run((query) => store.matching('bench', query, TOP));
  const byVectors = await run((query) =>
    store.nearest('bench', { space: SPACE, vector: hashedVector(query) }, TOP),
  );
  return { byWords, byVectors };
}

const overlap = (found: Found, reference: Found): string => {
  const shared = found.map((ids, index) => ids.filter((id) => reference[index]!.includes(id)).length);
  const all = reference.reduce((sum, ids) => sum + ids.length, 0);
  return `${((100 * shared.reduce((sum, count) => sum + count, 0)) / all).toFixed(1)} %`;
};

const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));
const table = startTable(
  `${QUERIES} queries over ${PASSAGES} passages of one collection (512 numbers each), the best ${TOP}`,
  [
    'passages in',
    'words: median ms',
    'CPU ms here',
    'vectors: median ms',
    'CPU ms here',
    'same top 10 as SQLite: words',
    'vectors',
  ],
);
let reference: Awaited<ReturnType<typeof measure>> | undefined;
async function print(name: string, store: RetrievalStore): Promise<void> {
  const { byWords, byVectors } = await measure(store);
  reference ??= { byWords, byVectors };
  table.row([
    name,
    ...byWords.cells,
    ...byVectors.cells,
    overlap(byWords.found, reference.byWords.found),
    overlap(byVectors.found, reference.byVectors.found),
  ]);
}

try {
  const sqlite = createSqliteRetrieval(join(folder, 'passages.db'));
  await print('SQLite, FTS5 and sqlite-vec', sqlite);
  await sqlite.close();
  if (postgresPrograms()) {
    const server = await startPostgres();
    const database = openDatabase({ url: server.url });
    const store = createPostgresRetrieval({ database, schema: 'bench' });
    const isThere = (await store.describe()).vectors.startsWith('by pgvector');
    await print(`PostgreSQL server, ${isThere ? 'with' : 'without'} pgvector`, store);
    await database.close();
    await server.dispose();
  }
  const pglite = await openPglite();
  await print(
    'PostgreSQL in WASM, with pgvector',
    createPostgresRetrieval({ database: pglite.database, schema: 'bench' }),
  );
  await pglite.close();
  table.end();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
