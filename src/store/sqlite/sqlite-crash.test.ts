import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFinalDocumentState } from '../../domain/states.ts';
import { items, newJob } from '../contract/case.contract.ts';
import { openSqliteStore } from './sqlite-store.ts';

const STORE_MODULE = new URL('./sqlite-store.ts', import.meta.url).href;

/** Twenty callers, each claiming, remembering an answer, finishing, and saying so only then. */
const WORK = `
  import { openSqliteStore } from ${JSON.stringify(STORE_MODULE)};
  const usage = { calls: 1, inputTokens: 1, outputTokens: 1, cachedTokens: 0, costMicros: 1 };
  const store = await openSqliteStore({ path: process.env.STORE });
  const result = (document) => ({
    document: { id: document.id, name: '', sha256: '', pages: 1, bytes: 1 }, status: 'complete', text: 'x'.repeat(4000),
  });
  const caller = async () => {
    for (;;) {
      const [document] = await store.claimDocuments('job-a', 1);
      if (document === undefined) return;
      await store.saveAnswer(
        { key: document.id, model: 'm', value: 'x'.repeat(2000), usage, createdMs: 1 },
        { key: document.id, jobId: 'job-a', documentId: document.id, question: 'q', model: 'm', outcome: 'answered',
          problem: null, usage, startedMs: 1, durationMs: 1 });
      process.stdout.write('answer ' + document.id + '\\n');
      await store.finishDocument(document.id, 'succeeded', result(document));
      process.stdout.write('finish ' + document.id + '\\n');
    }
  };
  await Promise.all(Array.from({ length: 20 }, caller));
  await store.close();`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-store-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const child = (path: string) =>
  spawn(process.execPath, ['--input-type=module', '-e', WORK], {
    env: { STORE: path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

it('loses no acknowledged row when it is killed, ten times over', async () => {
  const path = join(folder, 'killed.db');
  const store = await openSqliteStore({ path });
  await store.openJob(newJob());
  await store.addDocuments('job-a', items(5000));
  await store.close();

  const acknowledged: string[] = [];
  for (let kill = 1; kill <= 10; kill++) {
    const work = child(path);
    const until = acknowledged.length + kill * 37;
    // Read on to the end of the pipe: what it said before it died counts.
    for await (const line of createInterface({ input: work.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === until) work.kill('SIGKILL');
    }
    expect(work.signalCode ?? (await once(work, 'exit'))[1]).toBe('SIGKILL');

    const survivor = await openSqliteStore({ path });
    await survivor.checkIntegrity();
    await survivor.releaseDocuments('job-a');
    await survivor.close();
  }
  expect(acknowledged.length).toBeGreaterThan(2000);

  const survivor = await openSqliteStore({ path });
  const documents = await survivor.listDocuments('job-a', { limit: 5000 });
  const results = await survivor.readResults('job-a', { order: 'completion', after: 0, limit: 5000 });
  const finished = documents.filter(({ state }) => isFinalDocumentState(state)).map(({ id }) => id);
  // A state without its result, or a result without its state, would show here.
  expect(results.map(({ result }) => result.document.id).toSorted()).toEqual(finished.toSorted());
  expect((await survivor.countDocuments('job-a')).succeeded).toBe(finished.length);
  const lost: string[] = [];
  for (const line of acknowledged) {
    const [what, id] = line.split(' ');
    if (what === 'finish' && !finished.includes(id!)) lost.push(line);
    if (what === 'answer' && (await survivor.findAnswer(id!)) === null) lost.push(line);
  }
  expect(lost).toEqual([]);
  await survivor.close();
});

it('serves two processes at once', async () => {
  const path = join(folder, 'shared.db');
  const store = await openSqliteStore({ path });
  await store.openJob(newJob());
  await store.addDocuments('job-a', items(600));
  const [one, two] = [child(path), child(path)];
  const finished: string[] = [];
  const read = async (work: ReturnType<typeof child>) => {
    for await (const line of createInterface({ input: work.stdout })) {
      if (line.startsWith('finish')) finished.push(line);
      // A third process looks on, as a command for its state would.
      if (finished.length % 50 === 0) await store.countDocuments('job-a');
    }
    return work.exitCode ?? (await once(work, 'exit'))[0];
  };
  expect(await Promise.all([read(one), read(two)])).toEqual([0, 0]);
  expect(new Set(finished).size).toBe(600);
  expect(finished).toHaveLength(600);
  expect((await store.countDocuments('job-a')).succeeded).toBe(600);
  expect((await store.jobUsage('job-a')).calls).toBe(600);
  await store.checkIntegrity();
  await store.close();
});
