import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import type { LeafcutterEvent } from '../../src/domain/event.ts';
import type { DocumentResult } from '../../src/domain/result.ts';
import type { Leafcutter } from '../../src/leafcutter.ts';
import { BOOKS, writeBook } from '../course/books.ts';
import { startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';

const here = postgresPrograms() !== null;
const DOCUMENTS = 8;
let server: PostgresServer;
let folder: string;
const opened: Leafcutter[] = [];
const WAIT = { timeout: 20_000, interval: 50 };

async function open(settings: Readonly<Record<string, string | boolean>>, url = ''): Promise<Leafcutter> {
  const leafcutter = await createLeafcutter({
    settings: {
      dataDirectory: join(folder, 'home'),
      pdfBackend: 'wasm',
      pdfWorkers: 1,
      ocr: 'off',
      ...settings,
    },
    environment: {
      DATABASE_URL: server.url,
      ...(url ? { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: url } : {}),
    },
  });
  opened.push(leafcutter);
  return leafcutter;
}

const counts = (leafcutter: Leafcutter, jobId: string) => leafcutter.store.countDocuments(jobId);

async function tell(text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(text, values);
  await client.end();
}

/** What others see of a process that was stopped for long while it ran a job; it goes on and says so with its next breath. */
const bury = (jobId: string): Promise<void> =>
  tell(
    "UPDATE leafcutter.processes SET alive_until = now() - interval '1 s' FROM leafcutter.job_runs WHERE id = process_id AND job_id = $1",
    [jobId],
  );

beforeAll(async () => {
  if (!here) return;
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-two-'));
  await mkdir(join(folder, 'in'));
  for (let number = 0; number < DOCUMENTS; number++) {
    await writeChargesPdf(join(folder, 'in', `${number}.pdf`), `doc-${number}`, 1);
  }
}, 60_000);
// Else those of one test would take the documents of the next.
afterEach(() => Promise.all(opened.splice(0).map((leafcutter) => leafcutter.close())));
afterAll(async () => {
  await server?.dispose();
  if (folder) await rm(folder, { recursive: true });
}, 60_000);

describe.skipIf(!here)('a job of one process', () => {
  it('is worked on by another, and keeps within its budget there', async () => {
    const model = await startGeminiServer({
      latencyMs: 20,
      answer: answerCharge,
    });
    try {
      const runner = await open({ work: false }, model.url);
      const worker = await open({}, model.url);
      const heard: LeafcutterEvent[] = [];
      runner.onEvent((event) => void heard.push(event));
      const troubles: string[] = [];
      worker.work((problem) => void troubles.push(problem.detail));
      const options = { recipe: 'bill', sources: [join(folder, 'in')], route: 'fast' as const };
      // Enough for one call and not for all.
      const short = await (await runner.start({ ...options, budgetMicros: 4_000 })).summary;
      expect(short.problem?.code).toBe('budget-reached');
      expect(short.state).toBe('paused');
      expect(short.usage.costMicros).toBeLessThanOrEqual(4_000);
      const whole = await (await runner.resume(short.jobId)).summary;
      expect(troubles).toEqual([]);
      expect(whole.problem).toBeUndefined();
      expect(whole.counts.pending + whole.counts.running + whole.counts.waiting).toBe(0);
      expect(whole.counts.failed).toBe(0);
      expect(whole.usage.calls).toBe(DOCUMENTS);
      expect(model.stats.calls.length).toBe(DOCUMENTS);
      // Told by the one, heard by the other: through the database, so perhaps after the job's end.
      const ends = () => heard.filter(({ type }) => type === 'document-end').length;
      await vi.waitFor(() => expect(ends()).toBeGreaterThanOrEqual(DOCUMENTS), { timeout: 20_000 });
    } finally {
      await model.close();
    }
  }, 60_000);

  it('holds a document that has too many pages to the limit of the job', async () => {
    const model = await startGeminiServer({ latencyMs: 20, answer: answerCharge });
    try {
      const long = join(folder, 'long.pdf');
      await writeChargesPdf(long, 'long', 2);
      const runner = await open({ work: false }, model.url);
      const worker = await open({}, model.url);
      worker.work(() => {});
      const options = { recipe: 'bill', sources: [long], route: 'fast' as const };
      const run = await (await runner.start({ ...options, maxPages: 1 })).summary;
      expect(run.counts.failed).toBe(1);
      expect(model.stats.calls.length).toBe(0);
    } finally {
      await model.close();
    }
  }, 60_000);

  it('is worked on by another when its documents are joined, and asked where it was not made', async () => {
    const book = join(folder, 'optics.pdf');
    await writeBook({ path: book, chapters: BOOKS.optics });
    const runner = await open({ work: false, dataDirectory: join(folder, 'runner') });
    const worker = await open({ dataDirectory: join(folder, 'worker') });
    const troubles: string[] = [];
    worker.work((problem) => void troubles.push(problem.detail));
    for (const recipe of ['course', 'sections']) {
      const run = await runner.start({ recipe, sources: [book] });
      const summary = await run.summary;
      expect(summary).toMatchObject({ state: expect.stringMatching(/^completed/), jobId: run.jobId });
      expect(summary.counts.failed).toBe(0);
      if (recipe === 'sections') continue;
      const answer = (await runner.together.act(run.jobId, 'ask', {
        question: 'Which surface has the telescope?',
      })) as {
        readonly sources: readonly unknown[];
      };
      expect(answer.sources.length).toBeGreaterThan(0);
    }
    expect(troubles).toEqual([]);
  }, 60_000);

  it('is packed in the process that works on it', async () => {
    let packs = 0;
    const model = await startGeminiServer({
      latencyMs: 20,
      answer(request) {
        if (request.prompt.includes('several separate documents')) packs++;
        return answerCharge(request);
      },
    });
    try {
      const runner = await open({ work: false, dataDirectory: join(folder, 'packing') }, model.url);
      const worker = await open({ dataDirectory: join(folder, 'packed') }, model.url);
      worker.work(() => {});
      const options = { recipe: 'invoice', sources: [join(folder, 'in')], route: 'fast' as const };
      const run = await (await runner.start({ ...options, pack: DOCUMENTS })).summary;
      expect(run.counts.pending).toBe(0);
      expect(packs).toBeGreaterThan(0);
    } finally {
      await model.close();
    }
  }, 60_000);

  it.each(['finds that out', 'is stopped', 'sees it cancelled there'])(
    'is left alone by a process that was silent for so long that another one runs it, when it %s',
    async (what) => {
      const gate = Promise.withResolvers<void>();
      const model = await startGeminiServer({
        latencyMs: 1,
        answer: (request) => gate.promise.then(() => answerCharge(request)),
      });
      try {
        const silent = await open({ work: false, dataDirectory: join(folder, `silent ${what}`) }, model.url);
        const other = await open({ dataDirectory: join(folder, `other ${what}`) }, model.url);
        other.work(() => {});
        // Each in a place of its own: another job, of which no answer is known.
        await tell('DELETE FROM leafcutter.answers');
        const place = join(folder, what);
        await cp(join(folder, 'in'), place, { recursive: true });
        const first = await silent.start({ recipe: 'bill', sources: [place], route: 'fast' });
        await vi.waitFor(
          async () => expect((await counts(silent, first.jobId)).running).toBe(DOCUMENTS),
          WAIT,
        );
        // Again where it has said so meanwhile.
        const second = await vi.waitFor(async () => {
          await bury(first.jobId);
          return other.resume(first.jobId);
        }, WAIT);
        if (what === 'is stopped') first.stop();
        const left = await first.summary;
        // One that is stopped may have found it out just before.
        expect(left.problem?.code).toMatch(
          what === 'is stopped' ? /^(cancelled|job-running)$/ : /^job-running$/,
        );
        if (what === 'sees it cancelled there') {
          // With its calls in flight, which nobody answers.
          second.cancel();
          expect((await second.summary).state).toBe('cancelled');
        } else {
          expect((await other.store.getJob(first.jobId))?.state).toBe('running');
          expect((await counts(other, first.jobId)).running).toBe(DOCUMENTS);
          gate.resolve();
          const whole = await second.summary;
          expect(whole.problem).toBeUndefined();
          expect(whole.counts.failed).toBe(0);
          expect((await other.store.getJob(first.jobId))?.state).toMatch(/^completed/);
          expect(model.stats.calls.length).toBe(DOCUMENTS);
        }
      } finally {
        gate.resolve();
        await model.close();
      }
    },
    60_000,
  );

  it('is refused where only this process could do it, and it leaves work to others', async () => {
    const runner = await open({ work: false });
    const own = { ...runner.recipes.get('bill')!, name: 'mine' };
    const options = { recipe: own, sources: [join(folder, 'in')], route: 'rules' as const };
    await expect(runner.start(options)).rejects.toMatchObject({
      code: 'invalid-option',
      detail: expect.stringContaining('recipe mine is known to this process alone'),
    });
    await expect(runner.create(options)).rejects.toMatchObject({ code: 'invalid-option' });
  });

  it('asks once of two identical documents that two processes have', async () => {
    const model = await startGeminiServer({ latencyMs: 300, answer: answerCharge });
    try {
      const twins = join(folder, 'twins');
      await mkdir(twins);
      await writeChargesPdf(join(twins, 'a.pdf'), 'twin', 1);
      await copyFile(join(twins, 'a.pdf'), join(twins, 'b.pdf'));
      // Each takes one document at a time.
      const alone = { maxDocuments: '1' };
      const runner = await open({ ...alone, dataDirectory: join(folder, 'one') }, model.url);
      const worker = await open({ ...alone, dataDirectory: join(folder, 'two') }, model.url);
      worker.work();
      const run = await runner.start({ recipe: 'bill', sources: [twins], route: 'fast' });
      const summary = await run.summary;
      expect(summary.usage.calls).toBe(1);
      expect(model.stats.calls.length).toBe(1);
      const results: DocumentResult[] = [];
      for await (const result of run) results.push(result);
      const said = results.map(
        ({ findings }) => findings.filter(({ code }) => code === 'duplicate-file').length,
      );
      expect(said.toSorted()).toEqual([0, 1]);
    } finally {
      await model.close();
    }
  }, 60_000);
});
