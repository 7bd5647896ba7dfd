import { afterEach, expect, test } from 'vitest';
import type { DocumentResult } from '../../src/domain/result.ts';
import { Problem } from '../../src/problem/problem.ts';
import { hashFile } from '../../src/source/hash-file.ts';
import type { Fetch } from '../../src/source/source.ts';
import { answerWords, functionModel, openTestBench, type TestBench, textOf } from '../support/fake-parts.ts';

let bench: TestBench;
afterEach(() => bench?.close());

async function collect(results: AsyncIterable<DocumentResult>): Promise<DocumentResult[]> {
  const all: DocumentResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

test('results come in the order of the documents, each with its own usage', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['one', 'two']), await bench.document('b', ['three'])];
  const model = functionModel(answerWords);
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const results = await collect(run);
  expect(results.map(({ document, data }) => [document.name, data])).toEqual([
    ['a', { pages: [['one'], ['two']] }],
    ['b', { pages: [['three']] }],
  ]);
  expect(results.map(({ usage }) => [usage.calls, usage.inputTokens, usage.costMicros])).toEqual([
    [2, 200, 220],
    [1, 100, 110],
  ]);
  expect((await run.summary).state).toBe('completed');
});

test('a second run of a finished job asks nothing', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['one', 'two'])];
  const model = functionModel(answerWords);
  await bench.engine().run(await bench.request(paths, { fast: [model] })).summary;
  const again = bench.engine().run(await bench.request(paths, { fast: [model] }));
  expect((await again.summary).state).toBe('completed');
  expect(model.requests).toHaveLength(2);
});

test('one page that fails leaves the others done: the document is partial, and a retry asks only that page', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['one', 'two', 'three'])];
  let broken = true;
  const model = functionModel((request) => {
    if (broken && textOf(request) === 'two') throw new Problem('model-blocked', { detail: 'declined' });
    return answerWords(request);
  });
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const [result] = await collect(run);
  expect(result?.status).toBe('partial');
  expect(result?.pages.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded']);
  expect(result?.pages[1]?.problem?.code).toBe('model-blocked');
  expect((await run.summary).state).toBe('completed_with_errors');

  broken = false;
  const asked = model.requests.length;
  await bench.store.retryDocuments('job-1', ['partial']);
  const retry = bench.engine().run(await bench.request(paths, { fast: [model] }));
  expect((await collect(retry))[0]?.data).toEqual({ pages: [['one'], ['two'], ['three']] });
  expect(model.requests.slice(asked).map(textOf)).toEqual(['two']);
});

test('a document that cannot be opened fails alone', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('bad', ['DAMAGED']), await bench.document('good', ['fine'])];
  const run = bench.engine().run(await bench.request(paths, { fast: [functionModel(answerWords)] }));
  const results = await collect(run);
  expect(results.map(({ status, problem }) => [status, problem?.code])).toEqual([
    ['failed', 'pdf-damaged'],
    ['complete', undefined],
  ]);
  expect((await run.summary).state).toBe('completed_with_errors');
});

test('a file that is changed while it is asked about fails, and nothing of it is taken for what it was', async () => {
  bench = await openTestBench();
  Object.assign(bench.parts, {
    fetch: ((item, _directory, signal) => hashFile(item.key, signal)) satisfies Fetch,
  });
  const path = await bench.document('a', ['one', 'two']);
  const changing = functionModel(async (request) => {
    await bench.document('a', ['one', 'another two']);
    return answerWords(request);
  });
  const changed = bench.engine().run(await bench.request([path], { fast: [changing] }));
  const [failed] = await collect(changed);
  expect(failed?.problem).toMatchObject({ code: 'file-changed', detail: expect.stringContaining(path) });

  await bench.store.retryDocuments('job-1', ['failed']);
  const model = functionModel(answerWords);
  const again = bench.engine().run(await bench.request([path], { fast: [model] }));
  expect((await collect(again))[0]?.data).toEqual({ pages: [['one'], ['another', 'two']] });
});

test('the same bytes twice are answered once', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['same']), await bench.document('b', ['same'])];
  const model = functionModel(answerWords);
  const results = await collect(bench.engine().run(await bench.request(paths, { fast: [model] })));
  expect(model.requests).toHaveLength(1);
  expect(results.map(({ data }) => data)).toEqual([{ pages: [['same']] }, { pages: [['same']] }]);
  expect(results.reduce((calls, { usage }) => calls + usage.calls, 0)).toBe(1);
  // In work at the same time as they were, one is told to be the same as the other.
  const twins = results.map(
    ({ findings }) => findings.filter(({ code }) => code === 'duplicate-file').length,
  );
  expect(twins.toSorted()).toEqual([0, 1]);
});

test('the same bytes again are asked about by themselves where the first failed', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['same']), await bench.document('b', ['same'])];
  let asked = 0;
  const model = functionModel((request) => {
    if (asked++ === 0) throw new Problem('model-blocked', { detail: 'declined' });
    return answerWords(request);
  });
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const statuses = (await collect(run)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual(['complete', 'failed']);
});

test('stopping lets calls in flight end and keeps them; the next run asks only the rest', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['one', 'two', 'three'])];
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = functionModel(async (request) => {
    if (textOf(request) !== 'one') {
      // What is not admitted yet when the run stops never starts.
      throw new Problem('model-overloaded', { detail: 'busy' });
    }
    await gate;
    return answerWords(request);
  });
  bench.parts.clock.sleep = (_ms, signal) =>
    new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const run = bench.engine().run(await bench.request(paths, { fast: [slow] }));
  await expect.poll(() => slow.requests.length).toBe(3);
  run.stop();
  release();
  expect((await run.summary).state).toBe('paused');

  const model = functionModel(answerWords);
  const again = bench.engine().run(await bench.request(paths, { fast: [model] }));
  expect((await collect(again))[0]?.data).toEqual({ pages: [['one'], ['two'], ['three']] });
  expect(model.requests.map(textOf).toSorted()).toEqual(['three', 'two']);
});

test('cancelling aborts calls in flight and cancels what is not done', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['one'])];
  let aborted = false;
  const model = functionModel(
    (_request, _call, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason);
        });
      }),
  );
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  await expect.poll(() => model.requests.length).toBe(1);
  run.cancel();
  const summary = await run.summary;
  expect(summary.state).toBe('cancelled');
  expect(summary.counts.cancelled).toBe(1);
  expect(aborted).toBe(true);
  expect(bench.governor.outcomes).toEqual([{ kind: 'cancelled' }]);
});

test('a key that is not accepted stops the job, loses nothing and names the cause', async () => {
  bench = await openTestBench();
  const paths = [await bench.document('a', ['one']), await bench.document('b', ['two'])];
  const locked = functionModel(() => {
    throw new Problem('model-unauthorized', { detail: 'the key is not accepted' });
  });
  const summary = await bench.engine().run(await bench.request(paths, { fast: [locked] })).summary;
  expect(summary.state).toBe('paused');
  expect(summary.problem?.code).toBe('model-unauthorized');
  expect(summary.counts).toMatchObject({ pending: 2, failed: 0 });
});

test('every call that started has settled its permit exactly once, whatever it threw', async () => {
  bench = await openTestBench();
  const codes = ['throttled', 'model-overloaded', 'model-timeout', 'model-empty', 'model-rejected'] as const;
  const paths = await Promise.all(codes.map((code) => bench.document(code, [code])));
  const seen = new Set<string>();
  const model = functionModel((request) => {
    const code = textOf(request) as (typeof codes)[number];
    if (seen.has(code)) return answerWords(request);
    seen.add(code);
    throw new Problem(code, { detail: code });
  });
  await bench.engine().run(await bench.request(paths, { fast: [model] })).summary;
  expect(bench.governor.outcomes).toHaveLength(bench.governor.admitted.length);
  expect(bench.governor.admitted).toHaveLength(model.requests.length);
  expect(bench.governor.outcomes.filter(({ kind }) => kind === 'throttled')).toHaveLength(1);
  expect(bench.governor.outcomes.filter(({ kind }) => kind === 'trouble')).toHaveLength(2);
});
