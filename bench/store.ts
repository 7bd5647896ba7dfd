/**
 * What the store costs, on this machine: `node bench/store.ts [documents, default 100000]`.
 *
 * Peers: a bare loop of fsyncs of one small file (no store that answers "on disk" one by one can be faster), and the
 * same rows through the driver alone, one commit each, on the calling thread.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { DocumentResult } from '../src/domain/result.ts';
import { NO_USAGE } from '../src/domain/usage.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import type { Attempt, LedgerAnswer, Store, StoredDocument } from '../src/store/store.ts';

const DOCUMENTS = Number(process.argv[2] ?? 100_000);
const COMMITS = 20_000;
const TASKS = 3000;
const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));
const path = join(folder, 'store.db');
const USAGE = { calls: 1, inputTokens: 1500, outputTokens: 300, cachedTokens: 0, costMicros: 400 };
const value = { text: 'x'.repeat(2000) };

interface Measured {
  readonly seconds: number;
  readonly cpuMs: number;
}

async function measure(work: () => Promise<unknown> | unknown): Promise<Measured> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuMs: (user + system) / 1000 };
}

function print(what: string, figures: string): void {
  console.log(`${what.padEnd(58)} ${figures}`);
}

const perSecond = (count: number, { seconds, cpuMs }: Measured) =>
  `${Math.round(count / seconds)
    .toLocaleString('en')
    .padStart(9)}/s  ${(cpuMs / count).toFixed(3)} ms CPU each`;

/** Runs `count` turns of `work` with `callers` of them at once. */
async function atOnce(
  callers: number,
  count: number,
  work: (turn: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

const answer = (key: string): LedgerAnswer => ({ key, model: 'bench', value, usage: USAGE, createdMs: 1 });
const attempt = (key: string, documentId: string): Attempt => ({
  ...{ key, jobId: 'job', documentId, question: 'items', model: 'bench', outcome: 'answered', problem: null },
  ...{ usage: USAGE, startedMs: 1, durationMs: 1 },
});
const result = ({ id, source }: StoredDocument): DocumentResult => ({
  document: { id, name: source.name, sha256: id.padStart(64, '0'), pages: 3, bytes: 1 },
  recipe: { name: 'bill', version: '1' },
  ...{ status: 'complete', data: { text: 'x'.repeat(4000) }, evidence: [], findings: [], pages: [] },
  usage: { ...NO_USAGE, byModel: [] },
  timings: { totalMs: 1, startedAt: '', endedAt: '' },
  review: 'none',
  stages: { xml: 0, rules: 0, fast: 1, strong: 0, remembered: 0 },
});

/** A document's life: claim, hash, three questions that are new, result. */
async function task(store: Store): Promise<void> {
  const [document] = await store.claimDocuments('job', 1);
  const { id } = document!;
  await store.setDocumentHash(id, id.padStart(64, '0'));
  for (const part of [1, 2, 3]) {
    const key = `${id}/${part}`.padStart(64, '0');
    if ((await store.findAnswer(key)) === null) await store.saveAnswer(answer(key), attempt(key, id));
  }
  await store.documentUsage(id);
  await store.finishDocument(id, 'succeeded', result(document!));
}

const openJob = (store: Store) =>
  store.openJob({ id: 'job', key: 'job', recipe: 'bill', recipeVersion: '1', spec: {} });

try {
  const bare = openSync(join(folder, 'bare'), 'w');
  const fsyncs = await measure(() => {
    for (let n = 0; n < 2000; n++) {
      writeSync(bare, 'x'.repeat(2000));
      fdatasyncSync(bare);
    }
  });
  closeSync(bare);
  print('peer: 2 KB written and synced, one by one', perSecond(2000, fsyncs));

  const driver = new Database(join(folder, 'driver.db'));
  driver.pragma('journal_mode = WAL');
  driver.pragma('synchronous = FULL');
  driver.exec('CREATE TABLE answers (key TEXT PRIMARY KEY, value TEXT)');
  const insert = driver.prepare('INSERT INTO answers VALUES (?, ?)');
  const single = await measure(() => {
    for (let n = 0; n < 5000; n++) insert.run(`${n}`.padStart(64, '0'), JSON.stringify(value));
  });
  driver.close();
  print('peer: driver alone, a commit a row, blocking', perSecond(5000, single));

  let store = await openSqliteStore({ path });
  await openJob(store);
  const save = (prefix: string) => (n: number) => {
    const key = `${prefix}${n}`.padStart(64, '0');
    return store.saveAnswer(answer(key), attempt(key, 'none'));
  };
  for (const callers of [1, 20, 100]) {
    const count = callers === 1 ? COMMITS / 4 : COMMITS;
    const measured = await measure(() => atOnce(callers, count, save(`${callers}-`)));
    print(`store: durable answers with attempt, ${callers} at once`, perSecond(count, measured));
  }
  const found = await measure(() =>
    atOnce(20, COMMITS, (n) => store.findAnswer(`20-${n}`.padStart(64, '0'))),
  );
  print('store: answers looked up, 20 at once', perSecond(COMMITS, found));

  const listed = await measure(async () => {
    for (let start = 0; start < DOCUMENTS; start += 1000) {
      await store.addDocuments('job', itemsFrom(start));
    }
  });
  print(`store: ${DOCUMENTS} documents added, 1,000 a call`, perSecond(DOCUMENTS, listed));
  const tasks = await measure(() => atOnce(20, TASKS, () => task(store)));
  print('store: whole document tasks (7 commits), 20 at once', perSecond(TASKS, tasks));
  const counted = await measure(() => atOnce(1, 1000, () => store.countDocuments('job')));
  print('store: counts of a job', perSecond(1000, counted));
  const read = await measure(async () => {
    for (let after = 0; after < TASKS; after += 500) {
      await store.readResults('job', { order: 'document', after, limit: 500 });
    }
  });
  print('store: results read in order, 500 a call', perSecond(TASKS, read));
  await store.claimDocuments('job', 20);
  await store.close();

  const reopened = await measure(async () => {
    store = await openSqliteStore({ path });
    await openJob(store);
    await store.releaseDocuments('job');
    await store.countDocuments('job');
    await store.claimDocuments('job', 20);
  });
  print(
    `store: reopened with ${DOCUMENTS} documents, 20 claimed`,
    `${(reopened.seconds * 1000).toFixed(0)} ms`,
  );
  const relisted = await measure(async () => {
    for (let start = 0; start < DOCUMENTS; start += 1000) {
      await store.addDocuments('job', itemsFrom(start));
    }
  });
  print('store: the same documents listed again', perSecond(DOCUMENTS, relisted));
  await store.close();
  print('store: file', `${(statSync(path).size / 1e6).toFixed(0)} MB`);
  print('this process', `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true });
}

function itemsFrom(start: number) {
  return Array.from({ length: Math.min(1000, DOCUMENTS - start) }, (_, index) => {
    const name = `2026/invoices of the month/document-${start + index}.pdf`;
    return { key: `/data/archive/${name}`, name, bytes: 50_000 + index, modifiedMs: 1_700_000_000_000 };
  });
}
