import { expect, test } from 'vitest';
import { governorClient } from './governor-client.ts';
import { type LaneModel, type LimitModel, madeUp } from './scenario.ts';
import { simulate } from './simulate.ts';

const HOUR_MS = 3_600_000;

const LIMITS: Readonly<Record<string, readonly LimitModel[]>> = {
  'no limit': [],
  'a bucket of 60 a minute': [{ dim: 'req', kind: 'bucket', perMin: 60 }],
  'a fixed minute of 300': [{ dim: 'req', kind: 'fixed', perMin: 300, phaseMs: 41_000 }],
  'a sliding minute of 300': [{ dim: 'req', kind: 'sliding', perMin: 300 }],
};

function run(limits: readonly LimitModel[], throttledAlways?: LaneModel['throttledAlways']) {
  const scenario = madeUp({
    seed: 1,
    lanes: [
      {
        limits,
        hint: 'none',
        latency: { medianMs: 8_000, sigma: 0.5 },
        ...(throttledAlways === undefined ? {} : { throttledAlways }),
      },
    ],
    workload: [{ job: 'batch', atMs: 0, calls: 600, priority: 'batch' }],
  });
  return simulate(scenario, governorClient, { limitMs: 24 * HOUR_MS });
}

test.each(
  Object.keys(LIMITS).flatMap((name) =>
    [0, 30_000].flatMap((fromMs) =>
      [undefined, 1_000, 30_000, 60_000].map((waitMs) => ({ name, fromMs, waitMs })),
    ),
  ),
)(
  'after six hours of refusals from $fromMs on with waits of $waitMs, $name is at full pace at once',
  ({ name, fromMs, waitMs }) => {
    const toMs = fromMs + 6 * HOUR_MS;
    const limits = LIMITS[name]!;
    const { makespanMs, lost, early, refused } = run(limits, {
      fromMs,
      toMs,
      ...(waitMs === undefined ? {} : { waitMs }),
    });
    expect({ lost, early }).toEqual({ lost: 0, early: 0 });
    // The last wait that was named, or half a minute, and what all the calls take from the start; a fixed minute may
    // have to turn once more.
    expect(makespanMs - toMs).toBeLessThan((waitMs ?? 30_000) + 45_000 + run(limits).makespanMs);
    // One call at a time asks whether it is over.
    expect(refused).toBeLessThan((6 * HOUR_MS) / Math.max(1_000, waitMs ?? 30_000) + 250);
  },
);
