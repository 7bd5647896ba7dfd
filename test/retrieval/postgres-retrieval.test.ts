import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PassageDatabase } from '../../src/retrieval/postgres/passage-database.ts';
import { createPostgresRetrieval } from '../../src/retrieval/postgres/postgres-retrieval.ts';
import {
  RETRIEVAL_CASES,
  type RetrievalHarness,
  retrievalContract,
} from '../../src/retrieval/retrieval.contract.ts';
import { type Database, openDatabase } from '../../src/store/postgres/database.ts';
import {
  type PostgresServer,
  pgvectorHere,
  postgresPrograms,
  startPostgres,
} from '../postgres/postgres-server.ts';

const here = postgresPrograms() !== null;
if (!here) console.warn('NOT TESTED: passages on PostgreSQL: PostgreSQL is not installed');
const pgvector = pgvectorHere();
if (pgvector?.present === false) {
  console.warn(
    `NOT TESTED: pgvector on a PostgreSQL server, in WASM alone: ${pgvector.aptPackage} is not installed`,
  );
}

let server: PostgresServer;
beforeAll(async () => {
  if (here) server = await startPostgres();
}, 60_000);
afterAll(() => server?.dispose());

/** The database as it is where the server does not offer pgvector. */
function withoutPgvector(database: Database): PassageDatabase {
  return {
    ...database,
    query: async (text, values) =>
      /FROM pg_(available_)?extension/.test(text) ? [] : database.query(text, values),
  };
}

async function openHarness(schema: string): Promise<RetrievalHarness> {
  const opened: Database[] = [];
  const connect = async () => {
    const database = openDatabase({ url: server.url, connections: 4 });
    opened.push(database);
    return createPostgresRetrieval({
      database: schema === 'plain' ? withoutPgvector(database) : database,
      schema,
    });
  };
  return {
    store: await connect(),
    connect,
    dispose: async () => void (await Promise.all(opened.map((database) => database.close()))),
  };
}

describe.skipIf(!here).each([
  ['as the server is', 'leafcutter_passages'],
  ['without pgvector', 'plain'],
])('passages on a PostgreSQL server %s', (_, schema) => {
  const contract = retrievalContract(() => openHarness(schema));

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(RETRIEVAL_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });

  it('compared by pgvector where it is installed and not kept out', async () => {
    const { store, dispose } = await openHarness(schema);
    const { vectors } = await store.describe();
    expect(vectors).toMatch(
      pgvector?.present && schema !== 'plain' ? /^by pgvector \d/ : /does not have pgvector/,
    );
    await dispose();
  });
});
