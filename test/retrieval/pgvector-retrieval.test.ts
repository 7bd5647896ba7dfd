import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PassageDatabase } from '../../src/retrieval/postgres/passage-database.ts';
import { createPostgresRetrieval } from '../../src/retrieval/postgres/postgres-retrieval.ts';
import { RETRIEVAL_CASES, retrievalContract } from '../../src/retrieval/retrieval.contract.ts';
import { openPglite } from './pglite-database.ts';

let pglite: Awaited<ReturnType<typeof openPglite>>;
// One for all: it takes seconds to start.
beforeAll(async () => {
  pglite = await openPglite();
}, 180_000);
afterAll(() => pglite?.close());

/** The database as it is for a user who may not create pgvector, or where the server has none. */
function withoutPgvector(refuse: { available: boolean; is: boolean }): PassageDatabase {
  const { database } = pglite;
  return {
    ...database,
    query: async (text, values) => {
      if (refuse.is && /FROM pg_extension/.test(text)) return [];
      if (refuse.is && !refuse.available && /pg_available_extensions/.test(text)) return [];
      if (refuse.is && text.startsWith('CREATE EXTENSION')) throw new Error('permission denied');
      return database.query(text, values);
    },
  };
}

describe('passages in PostgreSQL with pgvector', () => {
  const contract = retrievalContract(async () => {
    const connect = async () => createPostgresRetrieval({ database: pglite.database, schema: 'contract' });
    return { store: await connect(), connect, dispose: async () => {} };
  });

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(RETRIEVAL_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });

  it('takes over what was stored before pgvector was there', async () => {
    const refuse = { available: false, is: true };
    const database = withoutPgvector(refuse);
    const before = createPostgresRetrieval({ database, schema: 'later' });
    expect((await before.describe()).vectors).toContain('the server does not have pgvector');
    const ids = Array.from({ length: 520 }, (_, index) => `p${index}`);
    await before.add(
      'job',
      ids.map((id) => ({ id, pageNumber: 1, section: 'One', text: id })),
    );
    const at = (index: number) => Float32Array.of(Math.cos(index / 300), Math.sin(index / 300));
    await before.addVectors('job', {
      space: 'test',
      vectors: new Map(ids.map((id, index) => [id, at(index)])),
    });
    const query = { space: 'test', vector: at(333) };
    const found = await before.nearest('job', query, 3);
    expect(found[0]?.id).toBe('p333');

    refuse.is = false;
    const after = createPostgresRetrieval({ database, schema: 'later' });
    expect((await after.describe()).vectors).toMatch(/^by pgvector \d/);
    expect((await after.idsInSpace('job', 'test')).size).toBe(520);
    expect(new Set(await after.nearest('job', query, 3))).toEqual(new Set(found));
    // The process that began before finds by words until it is started again.
    expect(await before.nearest('job', query, 3)).toEqual([]);
    expect(await before.matching('job', 'p333', 3)).toHaveLength(1);
  });

  it('compares in the program where the user may not create the extension, and says so', async () => {
    const database = withoutPgvector({ available: true, is: true });
    const store = createPostgresRetrieval({ database, schema: 'refused' });
    expect((await store.describe()).vectors).toMatch(
      /compared here: .*CREATE EXTENSION vector .*permission denied/,
    );
  });
});
