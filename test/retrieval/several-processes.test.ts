import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import { createPostgresRetrieval } from '../../src/retrieval/postgres/postgres-retrieval.ts';
import type { RetrievalStore } from '../../src/retrieval/retrieval.ts';
import { createSqliteRetrieval } from '../../src/retrieval/sqlite/sqlite-retrieval.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../postgres/postgres-server.ts';

const here = postgresPrograms() !== null;
if (!here) console.warn('NOT TESTED: passages on PostgreSQL: PostgreSQL is not installed');
const WRITERS = ['one', 'two', 'three'];

let folder: string;
let server: PostgresServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-passages-'));
  if (here) server = await startPostgres();
}, 60_000);
afterAll(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Lets processes write at once; what they leave has to be whole. */
async function writeAtOnce(kind: 'sqlite' | 'postgres', place: string, store: RetrievalStore): Promise<void> {
  const script = fileURLToPath(new URL('./passage-writer.ts', import.meta.url));
  await Promise.all(
    WRITERS.map((name) => promisify(execFile)(process.execPath, [script, kind, place, name])),
  );
  const query = { space: 'test', vector: Float32Array.of(1, 0) };
  expect((await store.ids('shared')).size).toBe(250);
  expect(await store.matching('shared', 'text', 999)).toHaveLength(250);
  expect(await store.nearest('shared', query, 999)).toHaveLength(250);
  for (const name of WRITERS) {
    expect([...(await store.idsInSpace(name, 'test'))].toSorted()).toEqual(['p1', 'p2']);
    const found = await store.nearest(name, query, 999);
    expect(found.map(({ text }) => text)).toEqual([`Text of ${name}`, `Text of ${name}`]);
  }
}

it('keeps what several processes write at once in one file', async () => {
  const path = join(folder, 'passages.db');
  const store = createSqliteRetrieval(path);
  await writeAtOnce('sqlite', path, store);
  await store.close();
});

it.skipIf(!here)('keeps what several processes write at once in one database', async () => {
  const database = openDatabase({ url: server.url, connections: 2 });
  await writeAtOnce('postgres', server.url, createPostgresRetrieval({ database, schema: 'processes' }));
  await database.close();
});

/** Deletes one of two jobs; its passages go, those of the other stay. */
async function deleteJob(settings: { dataDirectory: string; databaseUrl?: string }, store: RetrievalStore) {
  const leafcutter = await createLeafcutter({ settings, environment: {} });
  for (const id of ['gone', 'kept']) {
    const job = { id, key: id, recipe: 'course', recipeVersion: '1', spec: { inputs: [] } };
    await leafcutter.store.openJob(job);
    await store.add(id, [{ id: 'p', pageNumber: 1, section: 'One', text: 'Some words.' }]);
  }
  // A job in work is not deleted, nor are its passages.
  await expect(leafcutter.store.deleteJob('gone')).rejects.toThrow('cancel it');
  expect((await store.ids('gone')).size).toBe(1);
  await leafcutter.cancel('gone');
  expect(await leafcutter.store.deleteJob('gone')).toBe(true);
  expect(await store.ids('gone')).toEqual(new Set());
  expect(await store.ids('kept')).toEqual(new Set(['p']));
  await leafcutter.close();
}

it('removes passages with their job from the file beside the store', async () => {
  const dataDirectory = join(folder, 'home');
  const store = createSqliteRetrieval(join(dataDirectory, 'passages.db'));
  await deleteJob({ dataDirectory }, store);
  await store.close();
});

it.skipIf(!here)('removes passages with their job from the database of the store', async () => {
  const database = openDatabase({ url: server.url, connections: 2 });
  const store = createPostgresRetrieval({ database, schema: 'leafcutter_passages' });
  await deleteJob({ dataDirectory: join(folder, 'home-2'), databaseUrl: server.url }, store);
  await database.close();
});
