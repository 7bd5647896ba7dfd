import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../test/postgres/postgres-server.ts';
import { answer, attempt, finishNext, jobWith, newJob } from '../contract/case.contract.ts';
import { OLD_ROWS } from '../contract/old-rows.contract.ts';
import { INITIAL } from '../sqlite/migrations/0001-initial.ts';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';
import { migrateStore } from './move-store.ts';
import { openPostgresStore } from './postgres-store.ts';

const here = postgresPrograms() !== null;
let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  if (!here) return;
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-move-'));
}, 60_000);
afterAll(async () => {
  await server?.dispose();
  if (folder) await rm(folder, { recursive: true });
});

describe.skipIf(!here)('moving a store of one machine into PostgreSQL', () => {
  it('brings over all that counts, and does nothing when it is done again', async () => {
    const from = join(folder, 'leafcutter.db');
    const old = await openSqliteStore({ path: from });
    await jobWith(old, 4);
    await old.setJobState('job-a', 'running');
    const first = await finishNext(old, 'job-a');
    await finishNext(old, 'job-a', 'failed', { status: 'failed' });
    await old.claimDocuments('job-a', 1);
    await old.saveAnswer(answer('q', { value: { text: '東京 "🍞"\u2028\u0000' } }), attempt('q', first.id));
    await old.setSinkCursor('job-a', 'sink', { position: 1, files: { 'a.csv': 10 } });
    await old.putDerived('words', new Uint8Array([0, 255, 7]));
    await old.openJob(newJob('job-b'));
    await old.close();

    const report = await migrateStore({ url: server.url, from });
    expect(report).toEqual({ steps: 6, jobs: 2, known: 0, answers: 1 });
    expect(await migrateStore({ url: server.url, from })).toEqual({
      steps: 0,
      jobs: 0,
      known: 2,
      answers: 0,
    });

    const { store } = await openPostgresStore({ url: server.url });
    try {
      await store.checkIntegrity();
      // Nobody runs it there, and nobody works on its documents.
      expect(await store.getJob('job-a')).toMatchObject({ state: 'paused', spec: { inputs: ['/in'] } });
      expect(await store.countDocuments('job-a')).toMatchObject({ succeeded: 1, failed: 1, pending: 2 });
      expect(await store.getResult(first.id)).toMatchObject({ data: { empty: null }, status: 'complete' });
      expect((await store.findAnswer('q'))?.value).toEqual({ text: '東京 "🍞"\u2028\u0000' });
      expect((await store.jobUsage('job-a')).costMicros).toBe(3_000_000_001);
      expect(await store.getSinkCursor('job-a', 'sink')).toEqual({ position: 1, files: { 'a.csv': 10 } });
      expect([...(await store.getDerived('words'))!]).toEqual([0, 255, 7]);
      const results = await store.readResults('job-a', { order: 'completion', after: 0, limit: 9 });
      expect(results.map(({ position }) => position)).toEqual([1, 2]);
      expect((await store.listJobs({ limit: 9 })).map(({ id }) => id)).toEqual(['job-b', 'job-a']);
      // And it goes on there.
      expect((await finishNext(store, 'job-a')).ordinal).toBe(2);
    } finally {
      await store.close();
    }
  });

  it('brings over a store of the first version', async () => {
    const from = join(folder, 'first.db');
    const first = new Database(from);
    first.exec('CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT');
    first.exec(`${INITIAL}; INSERT INTO schema_version VALUES (1); ${OLD_ROWS}`);
    first.close();
    await migrateStore({ url: server.url, schema: 'first', from });
    const { store } = await openPostgresStore({ url: server.url, schema: 'first' });
    expect(await store.countDocuments('job-a')).toMatchObject({ succeeded: 1, pending: 2 });
    expect(await store.findAnswer('q')).toEqual(answer('q'));
    await store.checkIntegrity();
    await store.close();
  });

  it('waits for the end of who works in it', async () => {
    const from = join(folder, 'busy.db');
    const busy = await openSqliteStore({ path: from });
    await jobWith(busy, 1);
    const { letGo } = await busy.runs.lock('job-a');
    const wanted = { url: server.url, schema: 'busy', from };
    await expect(migrateStore(wanted)).rejects.toMatchObject({
      code: 'store-unavailable',
      detail: expect.stringContaining(`process ${process.pid} is at work in it`),
    });
    await letGo();
    expect(await migrateStore(wanted)).toMatchObject({ jobs: 1 });
    await busy.close();
  });

  it('says what is missing', async () => {
    await expect(migrateStore({ url: server.url, from: join(folder, 'none.db') })).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    await expect(migrateStore({ url: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({
      code: 'store-unavailable',
    });
  }, 20_000);
});
