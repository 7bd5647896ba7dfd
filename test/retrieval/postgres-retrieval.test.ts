import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresRetrieval } from '../../src/retrieval/postgres/postgres-retrieval.ts';
import {
  RETRIEVAL_CASES,
  type RetrievalHarness,
  retrievalContract,
} from '../../src/retrieval/retrieval.contract.ts';
import { type Database, openDatabase } from '../../src/store/postgres/database.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../postgres/postgres-server.ts';

const here = postgresPrograms() !== null;
if (!here) console.warn('NOT TESTED: passages on PostgreSQL: PostgreSQL is not installed');
const schema = 'leafcutter_passages';

let server: PostgresServer;
beforeAll(async () => {
  if (here) server = await startPostgres();
}, 60_000);
afterAll(() => server?.dispose());

async function openHarness(): Promise<RetrievalHarness> {
  const opened: Database[] = [];
  const connect = async () => {
    const database = openDatabase({ url: server.url, connections: 4 });
    opened.push(database);
    return createPostgresRetrieval({ database, schema });
  };
  return {
    store: await connect(),
    connect,
    dispose: async () => void (await Promise.all(opened.map((database) => database.close()))),
  };
}

describe.skipIf(!here)('passages on a PostgreSQL server', () => {
  const contract = retrievalContract(openHarness);

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(RETRIEVAL_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });
});
