import { afterEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { answerWords, functionModel, openTestBench, type TestBench } from '../support/fake-parts.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let bench: TestBench;
afterEach(() => bench?.close());

const QUICK_MS = 1_000;
const STRAGGLER_MS = 600_000;

/** Runs 140 documents one after another; call 130 straggles. */
async function runWith(hedging: boolean) {
  bench = await openTestBench();
  const clock = new VirtualClock();
  const config = loadConfig(
    {},
    { memoryMonitoring: false, hedging, concurrent: false, callTimeoutSeconds: 3_600 },
  );
  Object.assign(bench.parts, { clock, config });
  const paths: string[] = [];
  for (let index = 0; index < 140; index++) paths.push(await bench.document(`d${index}`, [`word${index}`]));
  let aborted = 0;
  const model = functionModel(async (request, call, signal) => {
    signal.addEventListener('abort', () => aborted++, { once: true });
    await clock.sleep(call === 130 ? STRAGGLER_MS : QUICK_MS, signal);
    return answerWords(request);
  });
  const startMs = clock.now();
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const summary = await clock.drive(run.summary, bench.atWork);
  return { summary, model, aborted: () => aborted, tookMs: clock.now() - startMs };
}

test('a straggler is sent once more, the first answer wins, and both are counted', {
  timeout: 120_000,
}, async () => {
  const { summary, model, tookMs } = await runWith(true);
  expect(summary.counts.succeeded).toBe(140);
  expect(model.requests).toHaveLength(141);
  expect(tookMs).toBeLessThan(STRAGGLER_MS);
  expect(summary.usage.calls).toBe(141);
  expect(bench.governor.outcomes).toHaveLength(141);
});

test('off, a straggler is waited for and nothing is sent twice', { timeout: 120_000 }, async () => {
  const { summary, model, tookMs } = await runWith(false);
  expect(summary.counts.succeeded).toBe(140);
  expect(model.requests).toHaveLength(140);
  expect(tookMs).toBeGreaterThan(STRAGGLER_MS);
});
