import { expect, test } from 'vitest';
import { governorClient } from './governor-client.ts';
import { madeUp } from './scenario.ts';
import { simulate } from './simulate.ts';

test('a provider whose refusals count, and make the waits that it names too short, starves nobody', () => {
  const scenario = madeUp({
    lanes: [
      {
        limits: [{ kind: 'bucket', dim: 'req', perMin: 20 }],
        hint: 'retryInfo',
        countRejected: true,
        latency: { medianMs: 50, sigma: 0.5 },
      },
    ],
    workload: [
      { job: 'job-0', atMs: 0, calls: 39, priority: 'batch' },
      { job: 'job-1', atMs: 7_000, calls: 1, priority: 'interactive' },
    ],
    seed: 1,
  });
  const run = simulate(scenario, governorClient);
  expect({ lost: run.lost, early: run.early }).toEqual({ lost: 0, early: 0 });
  // Twenty calls are left after the first bucket: at the limit's rate that is a minute.
  expect(run.makespanMs).toBeLessThan(15 * 60_000);
});
