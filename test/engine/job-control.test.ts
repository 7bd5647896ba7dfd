import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlJob } from '../../src/engine/job-control.ts';
import { answerWords, functionModel, openTestBench, type TestBench } from '../support/fake-parts.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await openTestBench();
});
afterEach(() => bench.close());

const parts = () => ({
  store: bench.store,
  clock: bench.parts.clock,
});

/** A job of two documents of which one is being worked on, by nobody any more. */
async function abandonedJob(): Promise<void> {
  const paths = [await bench.document('a', ['a']), await bench.document('b', ['b'])];
  const { job } = await bench.request(paths, {});
  await bench.store.addDocuments(
    job.id,
    paths.map((path) => ({ key: path, name: path })),
  );
  await bench.store.setJobState(job.id, 'running');
  await bench.store.claimDocuments(job.id, 1);
}

test('a job that no process runs is paused at once', async () => {
  await abandonedJob();
  expect((await controlJob(parts(), 'job-1', 'pause')).state).toBe('paused');
  expect(await bench.store.countDocuments('job-1')).toMatchObject({ pending: 2, running: 0 });
  expect((await controlJob(parts(), 'job-1', 'pause')).state).toBe('paused');
});

test('a job that no process runs is cancelled at once, a paused one too', async () => {
  await abandonedJob();
  await controlJob(parts(), 'job-1', 'pause');
  expect((await controlJob(parts(), 'job-1', 'cancel')).state).toBe('cancelled');
  expect(await bench.store.countDocuments('job-1')).toMatchObject({ pending: 0, cancelled: 2 });
  // What has ended stays as it is.
  expect((await controlJob(parts(), 'job-1', 'pause')).state).toBe('cancelled');
});

test.each(['pause', 'cancel'] as const)('a job that runs is asked to %s and waited for', async (request) => {
  const paths = await Promise.all(['a', 'b'].map((name) => bench.document(name, [name])));
  let look = (): void => {};
  bench.parts.clock.every = (_ms, call) => {
    look = call;
    return () => {};
  };
  let answer = (): void => {};
  const gate = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const model = functionModel(async (asked, _call, signal) => {
    await Promise.race([
      gate,
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ]);
    return answerWords(asked);
  });
  Object.assign(bench.parts, { config: { ...bench.parts.config, maxDocuments: 1 } });
  const wanted = await bench.request(paths, { fast: [model] });
  const { runId, letGo } = await bench.store.runs.lock('job-1');
  const run = bench.engine().run({ ...wanted, runId });
  await expect.poll(() => model.requests.length).toBe(1);
  let asked = 0;
  const controlled = controlJob(parts(), 'job-1', request, { onAsked: () => asked++ });
  await expect.poll(() => asked).toBe(1);
  look();
  await bench.store.jobRequest('job-1');
  answer();
  await run.summary.finally(letGo);
  expect((await controlled).state).toBe(request === 'pause' ? 'paused' : 'cancelled');
  expect(asked).toBe(1);
});

test('who waits no longer leaves; what was asked stays asked', async () => {
  await abandonedJob();
  const { letGo } = await bench.store.runs.lock('job-1');
  const leaving = new AbortController();
  const controlled = controlJob(parts(), 'job-1', 'pause', {
    signal: leaving.signal,
    onAsked: () => leaving.abort(new Error('left')),
  });
  await expect(controlled).rejects.toThrow('left');
  expect(await bench.store.jobRequest('job-1')).toBe('pause');
  await letGo();
});

test('a cancel that no run lived to hear is carried out by the next one, which asks nothing', async () => {
  await abandonedJob();
  const paths = await Promise.all(['a', 'b'].map((name) => bench.document(name, [name])));
  expect(await bench.store.requestJob('job-1', 'cancel')).toBe(true);
  const model = functionModel(answerWords);
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  expect((await run.summary).state).toBe('cancelled');
  expect(model.requests).toEqual([]);
  expect(await bench.store.countDocuments('job-1')).toMatchObject({ cancelled: 2 });
  expect(await bench.store.jobRequest('job-1')).toBeNull();
});

test.each(['ends', 'is cancelled'])(
  'a run that lost its job at the last moment and %s does not end it',
  async (what) => {
    const { store } = bench;
    Object.assign(bench.parts, {
      store: {
        ...store,
        endRun: async (...end: Parameters<typeof store.endRun>) => {
          const { runId } = await store.runs.lock('job-1');
          await store.beginRun('job-1', runId);
          return store.endRun(...end);
        },
      },
    });
    const paths = [await bench.document('a', ['a'])];
    const run = bench.engine().run(await bench.request(paths, { fast: [functionModel(answerWords)] }));
    if (what === 'is cancelled') run.cancel();
    const summary = await run.summary;
    expect(summary).toMatchObject({
      state: 'paused',
      problem: { code: what === 'ends' ? 'job-running' : 'cancelled' },
    });
    expect(await store.getJob('job-1')).toMatchObject({ state: 'running', endedMs: null });
    // Whoever cancelled it meant the job.
    expect(await store.jobRequest('job-1')).toBe(what === 'ends' ? null : 'cancel');
  },
);

test('an unknown job is said', async () => {
  await expect(controlJob(parts(), 'nobody', 'pause')).rejects.toMatchObject({ code: 'job-not-found' });
});
