import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { openPgBossQueue } from '../../src/queue/pg-boss-queue.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { openQueueStore } from '../../src/store/postgres/queue-store.ts';
import type { PostgresServer } from '../../test/postgres/postgres-server.ts';
import { printTable } from '../print-table.ts';
import { ask, freshDatabase } from './cluster.ts';

const BATCH = 64;

interface Cost {
  readonly perSecond: number;
  readonly cpuMs: number;
  /** Of the processes of the server that served it; null where the system does not tell. */
  readonly serverCpuMs: number | null;
  readonly statements: number;
}

/** Statements that this process has sent. */
let sent = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  sent++;
  return (query as (...given: unknown[]) => unknown).apply(this, args);
} as typeof query;

/** Processor time until now of the processes that serve connections of the database, in ms. */
async function serverCpu(url: string): Promise<number | null> {
  try {
    const served = await ask<{ pid: number }>(
      url,
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    // Fields 14 and 15 after the name, in hundredths of a second.
    const ticks = served.map(({ pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((sum, each) => sum + each, 0) * 10;
  } catch {
    return null;
  }
}

async function timed(url: string, count: number, work: () => Promise<void>): Promise<Cost> {
  const serverBefore = await serverCpu(url);
  const sentBefore = sent;
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await work();
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  const statements = (sent - sentBefore) / count;
  const serverAfter = await serverCpu(url);
  return {
    perSecond: (count / tookMs) * 1000,
    cpuMs: (user + system) / 1000 / count,
    serverCpuMs: serverBefore === null || serverAfter === null ? null : (serverAfter - serverBefore) / count,
    statements,
  };
}

/** pg-boss alone: filled, taken and completed in batches of the same size, with one process and no work. */
async function bare(url: string, count: number, relaxed: boolean): Promise<Cost> {
  const address = new URL(url);
  // As our line does: the commit is answered before it is on disk.
  if (relaxed) address.searchParams.set('options', '-c synchronous_commit=off');
  const schema = relaxed ? 'bare_relaxed' : 'bare';
  const boss = new PgBoss({ connectionString: address.href, schema, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('documents', { policy: 'exclusive', heartbeatSeconds: 10 });
  try {
    return await timed(url, count, async () => {
      for (let done = 0; done < count; ) {
        const jobs = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => ({
          data: { jobId: 'job', documentId: `${done + index}` },
          singletonKey: `${done + index}`,
        }));
        await boss.insert('documents', jobs);
        const taken = await boss.fetch('documents', { batchSize: BATCH });
        await boss.complete(
          'documents',
          taken.map(({ id, retryCount }) => ({ id, retryCount })),
        );
        done += taken.length;
      }
    });
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** The same with documents: their states, counts and rows in the same database, in the same transactions. */
async function ours(url: string, count: number): Promise<Cost> {
  const postgres = await openPostgresStore({ url });
  const queue = openPgBossQueue({ store: openQueueStore(postgres), schema: 'leafcutter_queue' });
  const { store } = postgres;
  try {
    const id = 'job';
    await store.openJob({ id, key: id, recipe: 'bill', recipeVersion: '1', spec: {} });
    for (let start = 0; start < count; start += 500) {
      const items = Array.from({ length: Math.min(500, count - start) }, (_, index) => ({
        key: `/in/${start + index}.pdf`,
        name: `${start + index}.pdf`,
      }));
      await store.addDocuments(id, items);
    }
    await store.runs.lock(id);
    const recipe = { name: 'bill', version: '1' };
    await queue.open(id, { recipe, priority: 'batch', budgetMicros: null, models: {}, pack: 1 });
    await queue.offer(BATCH);
    return await timed(url, count, async () => {
      for (let done = 0; done < count; ) {
        await queue.feed(id);
        const taken = await queue.take(BATCH, [recipe]);
        await Promise.all(taken.map((document) => queue.done(document)));
        done += taken.length;
        // As many documents have their results: the next are fed in their place.
        if (taken.length === 0) await sleep(10);
      }
    });
  } finally {
    await queue.close();
    await store.close();
  }
}

/** Prints what a document costs in the queue, beside what pg-boss takes for a job without any. */
export async function measureQueue(server: PostgresServer, count: number): Promise<void> {
  const url = await freshDatabase(server, 'queue_cost');
  const engine = await bare(url, count, false);
  const relaxed = await bare(url, count, true);
  const queue = await ours(url, count);
  const row = (name: string, { perSecond, cpuMs, serverCpuMs, statements }: Cost): string[] => [
    name,
    perSecond.toFixed(0),
    cpuMs.toFixed(2),
    serverCpuMs?.toFixed(2) ?? '?',
    statements.toFixed(2),
    (perSecond / engine.perSecond).toFixed(2),
  ];
  printTable(
    `${count.toLocaleString('en')} documents through the queue, ${BATCH} at a time, one process`,
    ['what', 'documents/s', 'CPU ms a document (client)', 'CPU ms (server)', 'statements', '× bare pg-boss'],
    [
      row('pg-boss alone, every commit synced', engine),
      row('pg-boss alone, commits not waited for', relaxed),
      row('with documents, states and counts, commits of the line not waited for', queue),
    ],
  );
}
