import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLosingProxy } from '../../../test/postgres/losing-proxy.ts';
import {
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../test/postgres/postgres-server.ts';
import {
  expectProblem,
  finishNext,
  items,
  jobWith,
  resultFor,
  type StoreHarness,
} from '../contract/case.contract.ts';
import { expectOldRows, OLD_ROWS } from '../contract/old-rows.contract.ts';
import { STORE_CASES, storeContract } from '../store.contract.ts';
import type { Store, StoredDocument } from '../store.ts';
import { type Database, openDatabase } from './database.ts';
import { INITIAL } from './migrations/0001-initial.ts';
import { LEARNT_LANES } from './migrations/0002-learnt-lanes.ts';
import { BLOB_LEASES } from './migrations/0003-blob-leases.ts';
import { KEY_USE } from './migrations/0004-key-use.ts';
import { RUN_OF_JOB } from './migrations/0005-run-of-job.ts';
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

describe.skipIf(!here)('a change whose commit was answered to nobody', () => {
  const review = (document: StoredDocument, total: string) => ({
    result: resultFor(document, { data: { total } }),
    state: 'succeeded' as const,
    known: 0,
    entries: [{ atMs: 1, who: 'A', action: 'edit' as const, path: '/total', before: null, after: total }],
  });
  /** Makes a change while the answer to its commit gets lost. */
  const losing = async <Value>(
    prepare: (store: Store) => Promise<StoredDocument>,
    change: (store: Store, document: StoredDocument) => Promise<Value>,
    statement?: string,
  ): Promise<Value> => {
    const proxy = await openLosingProxy(server.port);
    const url = new URL(server.url);
    url.port = String(proxy.port);
    const { store } = await openPostgresStore({ url: url.href, connections: 2 });
    try {
      const document = await prepare(store);
      proxy.loseNextCommit(statement);
      return await change(store, document);
    } finally {
      await store.close();
      proxy.close();
      await empty();
    }
  };
  const reviewable = async (store: Store): Promise<StoredDocument> => {
    await jobWith(store, 1);
    return finishNext(store, 'job-a', 'needs_review', { review: 'needed' });
  };

  it('is the review that it was', async () => {
    const reviewed = await losing(reviewable, async (store, document) => {
      await store.reviewDocument(document.id, review(document, '1'));
      await expectProblem(store.reviewDocument(document.id, review(document, '2')), 'conflict');
      return {
        result: await store.getResult(document.id),
        reviews: (await store.listReviews(document.id)).length,
        counts: await store.countDocuments('job-a'),
      };
    });
    expect(reviewed).toMatchObject({
      result: { data: { total: '1' } },
      reviews: 1,
      counts: { needs_review: 0, succeeded: 1 },
    });
  });

  it('is the removal of a job', async () => {
    const removed = await losing(reviewable, async (store) => {
      await store.setJobState('job-a', 'running');
      await store.setJobState('job-a', 'completed');
      return [await store.deleteJob('job-a'), await store.deleteJob('job-a')];
    });
    expect(removed).toEqual([true, false]);
  });

  it('is the documents that were added', async () => {
    const added = await losing(reviewable, async (store) => [
      await store.addDocuments('job-a', items(3)),
      await store.addDocuments('job-a', items(3)),
    ]);
    expect(added).toEqual([
      { added: 2, changed: 0 },
      { added: 0, changed: 0 },
    ]);
  });

  it('is the documents that are tried again', async () => {
    const tried = await losing(reviewable, async (store) => ({
      counted: [
        await store.retryDocuments('job-a', ['needs_review']),
        await store.retryDocuments('job-a', ['needs_review']),
      ],
      counts: await store.countDocuments('job-a'),
    }));
    expect(tried).toMatchObject({ counted: [1, 0], counts: { needs_review: 0, pending: 1 } });
  });

  it('is the key that was revoked, and nobody else’s', async () => {
    const revoked = await losing(
      async (store) => {
        const key = {
          name: 'k',
          hash: 'ab'.repeat(32),
          scope: 'read' as const,
          createdMs: 1,
          revokedMs: null,
        };
        await store.keys.add({ id: 'one', ...key });
        await store.keys.add({ id: 'two', ...key, revokedMs: 5 });
        return reviewable(store);
      },
      async (store) => [
        await store.keys.revoke('one', 7),
        await store.keys.revoke('one', 7),
        await store.keys.revoke('two', 5),
      ],
      'UPDATE api_keys',
    );
    expect(revoked).toEqual([true, false, false]);
  });
});

describe.skipIf(!here)('a schema of before', () => {
  const released = [INITIAL, LEARNT_LANES, BLOB_LEASES, KEY_USE, RUN_OF_JOB];

  /** A store as the program of that version left it. */
  const storeOfVersion = async (version: number, schema: string): Promise<Database> => {
    await admin.once(`CREATE SCHEMA ${schema}`);
    const database = openDatabase({ url: server.url, schema, connections: 1 });
    await database.once('CREATE TABLE schema_version (version BIGINT PRIMARY KEY, readable_from BIGINT)');
    for (const [index, sql] of released.slice(0, version).entries()) {
      await database.once(sql);
      await database.query('INSERT INTO schema_version VALUES ($1, 1)', [index + 1]);
    }
    return database;
  };

  it.each(released.map((_, index) => index + 1))(
    'of version %i is brought up to date with all it has, once by many that open it at once',
    async (version) => {
      const schema = `version_${version}`;
      const database = await storeOfVersion(version, schema);
      await database.once(OLD_ROWS);
      await database.close();
      const open = () => openPostgresStore({ url: server.url, schema, connections: 2 });
      const stores = await Promise.all([open(), open(), open()]);
      await expectOldRows(stores[0].store);
      await Promise.all(stores.map(({ store }) => store.close()));
    },
  );

  it('that only a later version can work with is refused in words, one that this can work with is not', async () => {
    const { store } = await openPostgresStore({ url: server.url, schema: 'later' });
    await store.close();
    const database = openDatabase({ url: server.url, schema: 'later', connections: 1 });
    await database.query('INSERT INTO schema_version VALUES ($1, $2)', [98, 1]);
    await (await openPostgresStore({ url: server.url, schema: 'later' })).store.close();
    await database.query('INSERT INTO schema_version VALUES ($1, $2)', [99, 99]);
    await database.close();
    const refused = await expectProblem(
      openPostgresStore({ url: server.url, schema: 'later' }),
      'store-unavailable',
    );
    expect(refused.detail).toMatch(/schema 99 needs a later version of Leafcutter .*; update this one/);
  });

  it('is brought up to date with what keys used', async () => {
    const schema = 'before';
    const database = await storeOfVersion(3, schema);
    await database.query('INSERT INTO derived (key, bytes) VALUES ($1, $2)', [
      'server:key-use:abc123:2026-11-26',
      Buffer.from('{"jobs":3,"pages":7,"costMicros":41.5}'),
    ]);
    await database.close();
    const { store } = await openPostgresStore({ url: server.url, schema });
    const { costMicros, ...use } = await store.keyUse.read('abc123', '2026-11-26');
    expect(use).toEqual({ jobs: 3, pages: 7 });
    expect(Math.abs(costMicros - 41.5)).toBeLessThan(1);
    expect(await store.getDerived('server:key-use:abc123:2026-11-26')).toBeNull();
    await store.close();
  });
});

describe.skipIf(!here)('a connection to PostgreSQL', () => {
  it('may be lost between the statements of a transaction, which is then done again', async () => {
    const database = openDatabase({ url: server.url, schema: 'public', connections: 2 });
    let tries = 0;
    const pid = await database.transaction(async ({ query }) => {
      const [row] = await query<{ pid: number }>('SELECT pg_backend_pid() AS pid WHERE $1', [true]);
      if (tries++ === 0) {
        await admin.query('SELECT pg_terminate_backend($1)', [row!.pid]);
        await vi.waitFor(async () => {
          const left = await admin.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [row!.pid]);
          expect(left).toEqual([]);
        });
        // It hears of it with nothing under way.
        await sleep(50);
      }
      const [again] = await query<{ pid: number }>('SELECT pg_backend_pid() AS pid WHERE $1', [true]);
      return again!.pid;
    });
    expect(tries).toBe(2);
    expect(pid).toBeGreaterThan(0);
    await database.close();
  });

  it('goes on when a newer version adds a column to what it reads whole', async () => {
    await admin.once('DROP TABLE IF EXISTS public.whole; CREATE TABLE public.whole AS SELECT 1 AS a');
    const database = openDatabase({ url: server.url, schema: 'public', connections: 1 });
    const text = 'SELECT * FROM whole WHERE a = $1';
    expect(await database.query(text, [1])).toEqual([{ a: 1 }]);
    await admin.once('ALTER TABLE public.whole ADD COLUMN b int');
    expect(await database.query(text, [1])).toEqual([{ a: 1, b: null }]);
    await admin.once('ALTER TABLE public.whole ADD COLUMN c int');
    expect(await database.transaction(({ query }) => query(text, [1]))).toEqual([{ a: 1, b: null, c: null }]);
    await database.close();
  });

  it('is waited for while the server says that it is starting, however short the patience otherwise', async () => {
    const text = 'SFATAL\0C57P03\0Mthe database system is starting up\0\0';
    const refusal = Buffer.alloc(5 + text.length);
    refusal.write('E');
    refusal.writeInt32BE(4 + text.length, 1);
    refusal.write(text, 5, 'latin1');
    let refused = 0;
    const starting = createServer((client) => {
      client.on('error', () => {});
      // The server's own time: it starts for as long as nobody has come three times.
      if (refused++ < 3) client.once('data', () => client.end(refusal));
      else client.pipe(connect(server.port, '127.0.0.1')).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(starting, 'listening');
    const url = new URL(server.url);
    url.port = String((starting.address() as AddressInfo).port);
    const database = openDatabase({ url: url.href, connections: 1, tryForMs: 1 });
    expect(await database.query('SELECT 1 AS one WHERE $1', [true])).toEqual([{ one: 1 }]);
    expect(refused).toBe(4);
    await database.close();
    starting.close();
  });

  it('that fell silent holds nothing from others for longer than it is waited for', async () => {
    await admin.once(
      'CREATE TABLE IF NOT EXISTS public.held (id int PRIMARY KEY, n int); DELETE FROM public.held; INSERT INTO public.held VALUES (1, 0)',
    );
    const options = { url: server.url, schema: 'public', connections: 2, answerWithinMs: 500 };
    const [dead, alive] = [openDatabase(options), openDatabase({ ...options, tryForMs: 10_000 })];
    let leave = (): void => {};
    let holds = (): void => {};
    const held = new Promise<void>((done) => {
      holds = done;
    });
    // As of a machine that lost its power in the middle of a transaction: nobody tells the server.
    const abandoned = dead.transaction(async ({ query, again }) => {
      if (again) return;
      await query('UPDATE held SET n = n + 1 WHERE id = $1', [1]);
      holds();
      await new Promise<void>((done) => {
        leave = done;
      });
      await query('UPDATE held SET n = n + 1 WHERE id = $1', [1]);
    });
    await held;
    await alive.query('UPDATE held SET n = n + 10 WHERE id = $1', [1]);
    leave();
    await abandoned;
    // What was given up is not done after all, nor done twice.
    expect(await admin.query('SELECT n FROM public.held WHERE id = $1', [1])).toEqual([{ n: 10 }]);
    await Promise.all([dead.close(), alive.close()]);
  });
});
