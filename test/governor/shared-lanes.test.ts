import { describe, expect, test } from 'vitest';
import { measure } from './measure.ts';
import { type LaneModel, type LimitModel, madeUp } from './scenario.ts';
import { simulateCluster } from './simulate-cluster.ts';

const BUCKET: readonly LimitModel[] = [{ dim: 'req', kind: 'bucket', perMin: 300 }];
const LIMITS: Readonly<Record<string, readonly LimitModel[]>> = {
  'a bucket of 300 a minute': BUCKET,
  'a fixed minute of 300': [{ dim: 'req', kind: 'fixed', perMin: 300, phaseMs: 41_000 }],
  'a sliding minute of 300': [{ dim: 'req', kind: 'sliding', perMin: 300 }],
  'a bucket of 1.5 million tokens': [{ dim: 'tok', kind: 'bucket', perMin: 1_500_000 }],
};

function scenarioOf(limits: readonly LimitModel[], more: Partial<LaneModel> = {}, calls = 1_500) {
  return madeUp({
    seed: 1,
    lanes: [{ limits, hint: 'retryInfo', latency: { medianMs: 2_000, sigma: 0.5 }, ...more }],
    workload: [{ job: 'batch', atMs: 0, calls, priority: 'batch' }],
  });
}

describe('processes that share a limit that nobody names', () => {
  test.each(
    Object.keys(LIMITS).flatMap((name) => (['retryInfo', 'none'] as const).map((hint) => ({ name, hint }))),
  )('use $name about as one would, hint $hint', async ({ name, hint }) => {
    const scenario = scenarioOf(LIMITS[name]!, { hint });
    const alone = measure(scenario, await simulateCluster(scenario, 1));
    const many = measure(scenario, await simulateCluster(scenario, 4));
    expect(many.lost).toBe(0);
    expect(many.ratio).toBeLessThan(alone.ratio + 0.12);
    expect(many.wastedPct).toBeLessThan(alone.wastedPct + 5);
  });

  test('keep a cap on calls in flight together', async () => {
    const scenario = scenarioOf([], { inflightCap: 40 });
    const { ratio, wastedPct, lost } = measure(scenario, await simulateCluster(scenario, 4));
    expect(lost).toBe(0);
    expect(ratio).toBeLessThan(1.3);
    expect(wastedPct).toBeLessThan(5);
  });

  test('are each as fast as one alone where there is no limit', async () => {
    const scenario = scenarioOf([], {}, 6_000);
    const one = await simulateCluster(scenario, 1);
    const four = await simulateCluster(scenario, 4);
    expect(four.refused).toBe(0);
    expect(one.makespanMs / four.makespanMs).toBeGreaterThan(1.8);
  });

  test('find a quota that rose, and keep one that fell', async () => {
    for (const [factor, calls] of [
      [2, 2_400],
      [0.5, 1_200],
    ] as const) {
      const scenario = scenarioOf(BUCKET, { quotaSchedule: [{ atMs: 90_000, factor }] }, calls);
      const { ratio, wastedPct } = measure(scenario, await simulateCluster(scenario, 4));
      expect(ratio).toBeLessThan(1.1);
      expect(wastedPct).toBeLessThan(6);
    }
  });

  test.each(['leader', 'follower'] as const)('lose seconds when the %s is killed', async (whom) => {
    const scenario = scenarioOf(BUCKET);
    const run = await simulateCluster(scenario, 4, { atMs: 100_000, whom });
    const { ratio, wastedPct, lost } = measure(scenario, run);
    expect(lost).toBe(0);
    expect(ratio).toBeLessThan(1.05);
    expect(wastedPct).toBeLessThan(6);
  });
});
