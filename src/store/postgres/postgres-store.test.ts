import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../test/postgres/postgres-server.ts';
import type { StoreHarness } from '../contract/case.contract.ts';
import { STORE_CASES, storeContract } from '../store.contract.ts';
import type { Store } from '../store.ts';
import { type Database, openDatabase } from './database.ts';
import { openPostgresStore } from './postgres-store.ts';

const here = postgresPrograms() !== null;
if (!here) console.warn('NOT TESTED: the PostgreSQL store: PostgreSQL is not installed');

let server: PostgresServer;
let admin: Database;

beforeAll(async () => {
  if (!here) return;
  server = await startPostgres();
  admin = openDatabase({ url: server.url, connections: 1 });
}, 60_000);
afterAll(async () => {
  await admin?.close();
  await server?.dispose();
});

/** Cheaper than a schema for each case. */
async function empty(): Promise<void> {
  const tables = await admin.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'leafcutter' AND tablename <> $1",
    ['schema_version'],
  );
  const deletions = tables.map(({ name }) => `DELETE FROM ${name};`).join('');
  await admin.query(`SET session_replication_role = replica; ${deletions} RESET session_replication_role`);
}

async function openHarness(): Promise<StoreHarness> {
  const opened: Store[] = [];
  const connect: StoreHarness['connect'] = async (as) => {
    const { store, presence } = await openPostgresStore({ url: server.url, connections: 4 });
    if (as) await presence.close();
    opened.push(store);
    return store;
  };
  return {
    store: await connect(),
    connect,
    async dispose() {
      await Promise.all(opened.map((store) => store.close()));
      await empty();
    },
  };
}

describe.skipIf(!here)('the PostgreSQL store', () => {
  const contract = storeContract(openHarness);

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(STORE_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });
});
