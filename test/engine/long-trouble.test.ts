import { afterEach, expect, test } from 'vitest';
import { createGovernor } from '../../src/governor/create-governor.ts';
import { Problem } from '../../src/problem/problem.ts';
import { answerWords, functionModel, openTestBench, type TestBench } from '../support/fake-parts.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const HOUR_MS = 3_600_000;

let bench: TestBench;
afterEach(() => bench?.close());

/** Runs twelve documents against a provider that is in trouble as `trouble` says, in virtual time. */
async function runThrough(trouble: (sinceMs: number) => Problem | null) {
  bench = await openTestBench();
  const clock = new VirtualClock();
  const startMs = clock.now();
  Object.assign(bench.parts, { clock, governor: createGovernor({ clock }) });
  const paths = await Promise.all(
    Array.from({ length: 12 }, (_, index) => bench.document(`d${index}`, [`word${index}`])),
  );
  const model = functionModel(async (request, _call, signal) => {
    const problem = trouble(clock.now() - startMs);
    if (problem) throw problem;
    await clock.sleep(2_000, signal);
    return answerWords(request);
  });
  const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
  const summary = await clock.drive(run.summary, bench.atWork);
  return { summary, model, tookMs: clock.now() - startMs };
}

test('a provider that throttles everything for six hours costs time and nothing else', async () => {
  const { summary, tookMs } = await runThrough((sinceMs) =>
    sinceMs < 6 * HOUR_MS ? new Problem('throttled', { detail: 'wait', retryAfterMs: 30_000 }) : null,
  );
  expect(summary.state).toBe('completed');
  expect(summary.counts.succeeded).toBe(12);
  // No attempt was spent: what was paid for is one answer a document.
  expect(summary.usage.calls).toBe(12);
  expect(tookMs).toBeGreaterThan(6 * HOUR_MS);
  // The last wait that was named, a call that finds out that it is over, and the work itself.
  expect(tookMs).toBeLessThan(6 * HOUR_MS + 45_000);
});

test('a provider that is down for a minute fails no document', async () => {
  const { summary, model, tookMs } = await runThrough((sinceMs) =>
    sinceMs < 60_000 ? new Problem('model-overloaded', { detail: 'down' }) : null,
  );
  expect(summary.state).toBe('completed');
  expect(summary.counts.succeeded).toBe(12);
  expect(tookMs).toBeLessThan(3 * 60_000);
  // The breaker probes one at a time instead of letting every document hammer.
  expect(model.requests.length).toBeLessThan(100);
});
