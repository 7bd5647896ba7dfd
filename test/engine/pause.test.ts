import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Permit } from '../../src/governor/governor.ts';
import { Problem } from '../../src/problem/problem.ts';
import { answerWords, functionModel, openTestBench, type TestBench, textOf } from '../support/fake-parts.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await openTestBench();
});
afterEach(() => bench.close());

const jobEvents = () => bench.events.map(({ type }) => type).filter((type) => type.startsWith('job-'));

/** A model whose answers wait until they are let go. */
function heldModel() {
  let letGo = (): void => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const model = functionModel(async (request) => {
    await gate;
    return answerWords(request);
  });
  return { model, letGo: () => letGo() };
}

test('a paused run lets calls in flight end, starts no document, and goes on in the same run', async () => {
  Object.assign(bench.parts, { config: { ...bench.parts.config, maxDocuments: 1 } });
  const paths = await Promise.all(['a', 'b', 'c'].map((name) => bench.document(name, [name])));
  const { model, letGo } = heldModel();
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  await expect.poll(() => model.requests.length).toBe(1);
  run.pause();
  run.pause();
  letGo();
  await expect.poll(async () => (await bench.store.countDocuments('job-1')).succeeded).toBe(1);
  // Whatever would start now has had its turn when a later reading of the store has returned.
  await bench.store.countDocuments('job-1');
  expect(await bench.store.countDocuments('job-1')).toMatchObject({ succeeded: 1, pending: 2 });
  expect((await bench.store.getJob('job-1'))?.state).toBe('running');
  run.resume();
  run.resume();
  expect(await run.summary).toMatchObject({ state: 'completed', processed: 3 });
  expect(model.requests.map(textOf)).toEqual(['a', 'b', 'c']);
  expect(jobEvents()).toEqual(['job-start', 'job-pause', 'job-resume', 'job-end']);
});

test('calls that wait for a place leave the line at a pause, and line up again when it goes on', async () => {
  const paths = [await bench.document('a', ['one', 'two', 'three'])];
  // A governor with one place that nobody else gets until it is let.
  const line: { signal: AbortSignal; admit: (permit: Permit) => void }[] = [];
  bench.governor.admit = (call, signal) =>
    new Promise((resolve, reject) => {
      const entry = { signal, admit: () => resolve({ lane: call.lanes[0]!, settle: () => {} }) };
      line.push(entry);
      signal.addEventListener('abort', () => {
        line.splice(line.indexOf(entry), 1);
        reject(new Problem('cancelled', { detail: 'Cancelled while waiting' }));
      });
    });
  const model = functionModel(answerWords);
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  await expect.poll(() => line.length).toBe(3);
  line.shift()!.admit({} as Permit);
  await expect.poll(() => model.requests.length).toBe(1);
  run.pause();
  await expect.poll(() => line.length).toBe(0);
  expect(model.requests).toHaveLength(1);
  run.resume();
  await expect.poll(() => line.length).toBe(2);
  for (const entry of line.splice(0)) entry.admit({} as Permit);
  expect((await run.summary).counts.succeeded).toBe(1);
  expect(model.requests).toHaveLength(3);
});

test('a run that is paused when its last document ends has ended', async () => {
  const paths = [await bench.document('a', ['a'])];
  const { model, letGo } = heldModel();
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  await expect.poll(() => model.requests.length).toBe(1);
  run.pause();
  letGo();
  expect((await run.summary).state).toBe('completed');
});

test('stopping and cancelling end a paused run, and what is asked of it afterwards changes nothing', async () => {
  const paths = await Promise.all(['a', 'b'].map((name) => bench.document(name, [name])));
  const run = bench.engine().run(await bench.request(paths, { fast: [functionModel(answerWords)] }));
  run.pause();
  run.stop();
  run.resume();
  const summary = await run.summary;
  run.pause();
  expect(summary).toMatchObject({ state: 'paused', problem: { code: 'cancelled' } });
  expect(jobEvents().filter((type) => type !== 'job-start')).toEqual(['job-pause', 'job-end']);

  const again = bench.engine().run(await bench.request(paths, { fast: [functionModel(answerWords)] }));
  again.pause();
  again.cancel();
  expect(await again.summary).toMatchObject({ state: 'cancelled' });
});
