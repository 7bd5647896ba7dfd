import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import type { DocumentResult } from '../../src/domain/result.ts';
import type { Leafcutter } from '../../src/leafcutter.ts';
import { type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, chargeIn, writeChargesPdf } from '../support/charges-pdf.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';

const here = postgresPrograms() !== null;
if (!here) console.warn('NOT TESTED: parts of documents in several processes: PostgreSQL is not installed');
const PAGES = 60;
/** The page that no answer is good for. */
const UNREADABLE = 50;
const WAIT = { timeout: 40_000, interval: 50 };
/** Calls in flight in each process. */
const IN_FLIGHT = 4;
let server: PostgresServer;
let folder: string;
let model: GeminiServer;
let book: string;
/** What one process alone makes of it. */
let alone: DocumentResult;
let callsAlone: number;
const opened: Leafcutter[] = [];
const children: ChildProcess[] = [];

async function open(
  name: string,
  settings: Readonly<Record<string, string | boolean>> = {},
  database = server.url,
): Promise<Leafcutter> {
  const leafcutter = await createLeafcutter({
    settings: {
      ...{ dataDirectory: join(folder, name), pdfBackend: 'wasm', pdfWorkers: 1, ocr: 'off' },
      ...{ maxInFlight: String(IN_FLIGHT) },
      ...settings,
    },
    environment: {
      ...(database ? { DATABASE_URL: database } : {}),
      // By its key the provider tells who asked.
      ...{ GEMINI_API_KEY: name, GOOGLE_GEMINI_BASE_URL: model.url },
    },
  });
  opened.push(leafcutter);
  return leafcutter;
}

/** A worker in a process of its own, which can be killed. */
function startWorker(name: string): ChildProcess {
  const child = spawn(process.execPath, [resolve('bin/leafcutter.js'), 'worker'], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH ?? '', DATABASE_URL: server.url, LEAFCUTTER_HOME: join(folder, name) },
      ...{ GEMINI_API_KEY: name, GOOGLE_GEMINI_BASE_URL: model.url },
      ...{ LEAFCUTTER_PDF_BACKEND: 'wasm', LEAFCUTTER_PDF_WORKERS: '1', LEAFCUTTER_OCR: 'off' },
      LEAFCUTTER_MAX_IN_FLIGHT: String(IN_FLIGHT),
    },
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}

async function ask<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** What a result says, without where and when it was said. */
function said({ document, timings: _, ...result }: DocumentResult) {
  return { ...result, document: { ...document, id: '', name: '' } };
}

/** And without what of it a second process had to ask no more. */
function saidAtLast({ stages: _, ...result }: DocumentResult): unknown {
  return said({ ...result, stages: alone.stages });
}

async function resultOf(leafcutter: Leafcutter, jobId: string): Promise<DocumentResult> {
  const [committed] = await leafcutter.store.readResults(jobId, { order: 'document', after: 0, limit: 1 });
  return committed!.result;
}

/** The same bytes at a place of their own: another job. */
async function copyOfBook(name: string): Promise<string> {
  const path = join(folder, `${name}.pdf`);
  await copyFile(book, path);
  return path;
}

const callsOf = (name: string) => model.stats.calls.filter(({ apiKey }) => apiKey === name);
const inLine = async (): Promise<number> => {
  const rows = await ask<{ count: string }>(
    "SELECT count(*) FROM leafcutter_queue.job WHERE state < 'completed'",
  );
  return Number(rows[0]!.count);
};

/** Starts the provider. It answers nobody until `open` is called; one page it never reads well. */
async function startModel({ latencyMs = 20 } = {}): Promise<{ readonly asked: Set<string>; open(): void }> {
  const gate = Promise.withResolvers<void>();
  const asked = new Set<string>();
  model = await startGeminiServer({
    latencyMs,
    async answer(request) {
      asked.add(request.apiKey);
      await gate.promise;
      return answerCharge(request);
    },
    behave: (request) =>
      chargeIn(request).name.endsWith(`-${UNREADABLE}`) ? { kind: 'text', text: 'no idea' } : undefined,
  });
  return { asked, open: () => gate.resolve() };
}

/** What others see of a process that was killed, at once instead of after its silence: nothing of it is alive. */
async function bury(pid: number, hadDocument: boolean): Promise<void> {
  await ask(
    `UPDATE leafcutter_queue.job SET heartbeat_on = now() - interval '1 minute'
     WHERE state = 'active' AND CASE WHEN name LIKE '%/parts/%' THEN singleton_key NOT IN (
       SELECT key FROM leafcutter.asking JOIN leafcutter.processes ON processes.id = process_id WHERE pid <> $1)
     ELSE $2 END`,
    [pid, hadDocument],
  );
  await ask("UPDATE leafcutter.processes SET alive_until = now() - interval '1 s' WHERE pid = $1", [pid]);
}

beforeAll(async () => {
  if (!here) return;
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-parts-'));
  server = await startPostgres();
  book = join(folder, 'book.pdf');
  await writeChargesPdf(book, 'book', PAGES);
  (await startModel({ latencyMs: 0 })).open();
  const one = await open('alone', { maxInFlight: '20' }, '');
  const run = await one.start({ recipe: 'bill', sources: [book], route: 'fast' });
  await run.summary;
  alone = await resultOf(one, run.jobId);
  callsAlone = model.stats.calls.length;
  await one.close();
  await model.close();
}, 60_000);
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await Promise.all(opened.splice(0).map((leafcutter) => leafcutter.close()));
  await model?.close();
  await ask('DELETE FROM leafcutter.answers');
});
afterAll(async () => {
  await server?.dispose();
  if (folder) await rm(folder, { recursive: true });
}, 60_000);

describe.skipIf(!here)('a document of many pages', () => {
  it('is asked by several processes, each question once, and is what one process makes of it', async () => {
    const provider = await startModel();
    const runner = await open('runner', { work: false });
    const workers = [await open('first'), await open('second')];
    const troubles: string[] = [];
    for (const worker of workers) worker.work((problem) => void troubles.push(problem.detail));
    const run = await runner.start({ recipe: 'bill', sources: [book], route: 'fast' });
    await vi.waitFor(() => expect([...provider.asked].toSorted()).toEqual(['first', 'second']), WAIT);
    provider.open();
    const summary = await run.summary;
    expect(summary.problem).toBeUndefined();
    expect(troubles).toEqual([]);
    expect(summary.usage.calls).toBe(callsAlone);
    expect(callsOf('first').length + callsOf('second').length).toBe(callsAlone);
    expect(
      alone.pages.filter(({ status }) => status === 'failed').map(({ pageNumber }) => pageNumber),
    ).toEqual([UNREADABLE]);
    expect(said(await resultOf(runner, run.jobId))).toEqual(said(alone));
    expect(await inLine()).toBe(0);
  }, 60_000);

  it('spends no more than its budget in all processes, and is gone on with', async () => {
    const provider = await startModel();
    provider.open();
    const runner = await open('runner', { work: false });
    for (const worker of [await open('first'), await open('second')]) worker.work();
    const options = { recipe: 'bill', sources: [await copyOfBook('budget')], route: 'fast' as const };
    const budgetMicros = Math.floor(alone.usage.costMicros / 2);
    const short = await (await runner.start({ ...options, budgetMicros })).summary;
    expect(short.problem?.code).toBe('budget-reached');
    expect(short.usage.costMicros).toBeLessThanOrEqual(budgetMicros);
    expect(await inLine()).toBe(0);
    const whole = await (await runner.resume(short.jobId)).summary;
    expect(whole.usage.calls).toBe(callsAlone);
    expect(model.stats.calls.length).toBe(callsAlone);
    expect(saidAtLast(await resultOf(runner, short.jobId))).toEqual(said(alone));
  }, 60_000);

  it('is left alone by all when its job is cancelled', async () => {
    const provider = await startModel();
    const runner = await open('runner', { work: false });
    const workers = [await open('first'), await open('second')];
    const work = workers.map((worker) => worker.work());
    const run = await runner.start({
      recipe: 'bill',
      sources: [await copyOfBook('cancelled')],
      route: 'fast',
    });
    await vi.waitFor(() => expect(provider.asked.size).toBe(2), WAIT);
    run.cancel();
    expect((await run.summary).state).toBe('cancelled');
    expect(await inLine()).toBe(0);
    await vi.waitFor(() => expect(work.map(({ documents }) => documents)).toEqual([0, 0]), WAIT);
    provider.open();
  }, 60_000);

  it.each(['the process that works on it', 'one that helps'])(
    'survives the death of %s',
    async (who) => {
      const provider = await startModel();
      const runner = await open('runner', { work: false });
      const run = await runner.start({ recipe: 'bill', sources: [await copyOfBook(who)], route: 'fast' });
      const helps = who === 'one that helps';
      const other = await open('other');
      let dead = helps ? undefined : startWorker('victim');
      if (helps) other.work();
      // Who asks before there are parts works on the document.
      await vi.waitFor(() => expect([...provider.asked]).toEqual([helps ? 'other' : 'victim']), WAIT);
      if (helps) dead = startWorker('victim');
      else other.work();
      await vi.waitFor(() => expect(provider.asked.size).toBe(2), WAIT);
      dead!.kill('SIGKILL');
      await once(dead!, 'exit');
      await bury(dead!.pid!, !helps);
      provider.open();
      const summary = await run.summary;
      expect(summary.problem).toBeUndefined();
      expect(summary.usage.calls).toBe(callsAlone);
      // Paid twice is what was in flight there, and no more.
      expect(model.stats.calls.length - callsAlone).toBeLessThanOrEqual(IN_FLIGHT);
      expect(saidAtLast(await resultOf(runner, run.jobId))).toEqual(said(alone));
      expect(await inLine()).toBe(0);
    },
    60_000,
  );
});
