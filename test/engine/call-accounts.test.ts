import { afterEach, expect, test } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import {
  answerWords,
  functionModel,
  openTestBench,
  type TestBench,
  wordsRecipe,
} from '../support/fake-parts.ts';

const CALL_SECONDS = 0.05;

let bench: TestBench;
afterEach(() => bench?.close());

test('what a call has cost is in the ledger even when the job was cancelled meanwhile', async () => {
  bench = await openTestBench();
  const path = await bench.document('a', ['one two']);
  const asked = Promise.withResolvers<void>();
  const usage = { inputTokens: 100, outputTokens: 10, cachedTokens: 0 };
  const model = functionModel(async (_request, _call, signal) => {
    asked.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    throw new Problem('model-truncated', { detail: 'cut off', usage });
  });
  const request = await bench.request([path], { fast: [model] }, { recipe: wordsRecipe, route: 'fast' });
  const run = bench.engine().run(request);
  await asked.promise;
  run.cancel();
  expect((await run.summary).usage).toMatchObject({ calls: 1, costMicros: 110 });
  expect(await bench.store.jobUsage('job-1')).toMatchObject({ calls: 1, inputTokens: 100, outputTokens: 10 });
});

test("time spent waiting for the pages to be cut counts against no call's deadline", async () => {
  bench = await openTestBench();
  const path = await bench.document('a', ['one two']);
  const { pdf, config } = bench.parts;
  const slowly: typeof pdf.slice = async (...args) => {
    // Several times what a call may take, which the engine counts in real time.
    await new Promise((resolve) => setTimeout(resolve, 3 * CALL_SECONDS * 1_000));
    return pdf.slice(...args);
  };
  Object.assign(bench.parts, {
    pdf: { ...pdf, slice: slowly },
    config: { ...config, callTimeoutSeconds: CALL_SECONDS },
  });
  const model = functionModel(answerWords);
  const request = await bench.request([path], { fast: [model] }, { recipe: wordsRecipe, route: 'fast' });
  const { counts } = await bench.engine().run(request).summary;
  expect(counts.succeeded).toBe(1);
  expect(model.requests).toHaveLength(1);
});

test("time spent waiting for a place among uploads counts against no call's deadline", async () => {
  bench = await openTestBench();
  const path = await bench.document('a', ['one two']);
  Object.assign(bench.parts, { config: { ...bench.parts.config, callTimeoutSeconds: CALL_SECONDS } });
  const model = functionModel(async (request, _call, signal) => {
    request.onWaiting?.(true);
    await new Promise((resolve) => setTimeout(resolve, 3 * CALL_SECONDS * 1_000));
    request.onWaiting?.(false);
    if (signal.aborted) throw signal.reason;
    return answerWords(request);
  });
  const request = await bench.request([path], { fast: [model] }, { recipe: wordsRecipe, route: 'fast' });
  const { counts } = await bench.engine().run(request).summary;
  expect(counts.succeeded).toBe(1);
  expect(model.requests).toHaveLength(1);
});
