import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSource } from '../../src/source/create-source.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { answerWords, functionModel, openTestBench, type TestBench, textOf } from '../support/fake-parts.ts';

let bench: TestBench;
/** The store as another process has it. */
let elsewhere: Store;
/** Lets a second pass for the run. */
let tick: () => void;
let paths: string[];
beforeEach(async () => {
  bench = await openTestBench();
  elsewhere = await openSqliteStore({ path: join(bench.directory, 'store.db') });
  tick = () => {
    throw new Error('nobody looks every second');
  };
  bench.parts.clock.every = (ms, call) => {
    expect(ms).toBeLessThanOrEqual(1_000);
    tick = call;
    return () => {
      tick = () => {};
    };
  };
  paths = await Promise.all(['a', 'b', 'c'].map((name) => bench.document(name, [name])));
});
afterEach(async () => {
  await elsewhere.close();
  await bench.close();
});

/** A model that answers when it is let; aborting is seen. */
function heldModel() {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let aborted = 0;
  const model = functionModel(async (request, _call, signal) => {
    await Promise.race([
      gate,
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          aborted++;
          reject(signal.reason);
        }),
      ),
    ]);
    return answerWords(request);
  });
  return { model, release: () => release(), aborted: () => aborted };
}

test('a pause asked for elsewhere is noticed by the clock, lets calls in flight end and keeps them', async () => {
  Object.assign(bench.parts, { config: { ...bench.parts.config, maxDocuments: 2 } });
  const { model, release, aborted } = heldModel();
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  await expect.poll(() => model.requests.length).toBe(2);
  expect(await elsewhere.requestJob('job-1', 'pause')).toBe(true);
  tick();
  // What was asked is read by the time that another reading returns.
  await bench.store.jobRequest('job-1');
  release();
  const summary = await run.summary;
  expect(summary).toMatchObject({ state: 'paused', problem: { code: 'paused' } });
  expect(summary.problem?.detail).toContain('leafcutter resume job-1');
  expect(aborted()).toBe(0);
  expect(await elsewhere.jobRequest('job-1')).toBeNull();
  expect(await elsewhere.getJob('job-1')).toMatchObject({ state: 'paused', problem: { code: 'paused' } });

  const again = functionModel(answerWords);
  const rest = await bench.engine().run(await bench.request(paths, { fast: [again] }, { source: null }))
    .summary;
  expect(rest.state).toBe('completed');
  expect(again.requests.map(textOf)).toEqual(['c']);
});

test('a pause asked for elsewhere is noticed after a document, without the clock', async () => {
  Object.assign(bench.parts, { config: { ...bench.parts.config, concurrent: false } });
  const model = functionModel(async (request) => {
    if (model.requests.length === 1) await elsewhere.requestJob('job-1', 'pause');
    return answerWords(request);
  });
  const summary = await bench.engine().run(await bench.request(paths, { fast: [model] })).summary;
  expect(summary).toMatchObject({ state: 'paused', problem: { code: 'paused' } });
  // The next one may have started before the answer of the store came.
  expect(summary.processed).toBeLessThan(3);
  expect(summary.counts.pending).toBe(3 - summary.processed);
});

test('a cancel asked for elsewhere aborts what is in flight', async () => {
  const { model, aborted } = heldModel();
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  await expect.poll(() => model.requests.length).toBe(3);
  await elsewhere.requestJob('job-1', 'cancel');
  tick();
  const summary = await run.summary;
  expect(summary).toMatchObject({ state: 'cancelled', counts: { cancelled: 3, pending: 0 } });
  expect(aborted()).toBe(3);
});

test('a document that was cancelled elsewhere while it was worked on is dropped, and the job is cancelled', async () => {
  const model = functionModel(async (request) => {
    if (textOf(request) === 'a') await elsewhere.cancelDocuments('job-1');
    return answerWords(request);
  });
  Object.assign(bench.parts, { config: { ...bench.parts.config, concurrent: false } });
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const summary = await run.summary;
  expect(summary).toMatchObject({ state: 'cancelled', counts: { cancelled: 3, succeeded: 0 } });
  expect(summary.problem?.code).toBe('cancelled');
  expect(await bench.store.getResult('job-1-0')).toBeNull();
  expect(bench.events).toContainEqual(
    expect.objectContaining({ type: 'document-end', name: 'a', state: 'cancelled' }),
  );
});

test('a stop that comes when all is done has stopped nothing', async () => {
  const model = functionModel(answerWords);
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const ended = () => bench.events.filter(({ type }) => type === 'document-end').length;
  await expect.poll(ended, { interval: 1 }).toBe(3);
  run.stop();
  const summary = await run.summary;
  expect(summary.state).toBe('completed');
  expect(summary.problem).toBeUndefined();
});

test('a run says what an earlier one has ended, and a pause before the end of the listing leaves it open', async () => {
  const model = functionModel(answerWords);
  const stopped = bench.engine().run(
    await bench.request(
      paths,
      { fast: [model] },
      {
        source: {
          async *list() {
            yield { key: paths[0]!, name: 'a' };
            stopped.stop();
            yield { key: paths[1]!, name: 'b' };
          },
        },
      },
    ),
  );
  await stopped.summary;
  const open = (await bench.store.getJob('job-1'))!;
  expect(open).toMatchObject({ state: 'paused', listed: false });
  expect((await bench.engine().run(await bench.request(paths, { fast: [model] })).summary).state).toBe(
    'completed',
  );
  expect((await bench.store.getJob('job-1'))!.listed).toBe(true);
  bench.events.length = 0;
  await bench.engine().run(await bench.request(paths, { fast: [model] })).summary;
  expect(bench.events).toContainEqual(
    expect.objectContaining({ type: 'documents-found', total: 3, complete: true, endedBefore: 3 }),
  );
});

test('a run over a sample says how many documents there are', async () => {
  const model = functionModel(answerWords);
  const source = createSource(paths, { sample: 2 });
  const summary = await bench.engine().run(await bench.request([], { fast: [model] }, { source })).summary;
  expect(summary).toMatchObject({ found: 3, processed: 2, counts: { succeeded: 2 } });
});
