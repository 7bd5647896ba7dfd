import { describe, expect, test } from 'vitest';
import { governorClient } from './governor-client.ts';
import { ideal } from './ideal.ts';
import type { LaneModel, LimitModel, Scenario } from './scenario.ts';
import { simulate } from './simulate.ts';

const CALLS = 1_000;

interface Case {
  readonly prob: number;
  readonly waitMs?: number;
  readonly medianMs: number;
  readonly limits?: readonly LimitModel[];
  readonly known?: Scenario['known'];
}

/** 1,000 calls against a provider that refuses some of them for no reason of quota. */
function run({ prob, waitMs, medianMs, limits = [], known }: Case, seed: number) {
  const lane: LaneModel = {
    limits,
    hint: 'none',
    latency: { medianMs, sigma: 0.5 },
    chanceRefusals: { prob, ...(waitMs === undefined ? {} : { waitMs }) },
  };
  const goal = { makespanRatio: 9, wastedPct: 100, lost: 0 };
  const scenario: Scenario = {
    id: 'chance',
    title: 'refusals by chance',
    seed,
    lanes: [lane],
    workload: [{ job: 'batch', atMs: 0, calls: CALLS, priority: 'batch' }],
    goal: { virtualClock: goal, http: goal },
    ...(known === undefined ? {} : { known }),
  };
  let client: ReturnType<typeof governorClient> | undefined;
  const result = simulate(scenario, (world, one) => {
    client = governorClient(world, one);
    return client;
  });
  return { ...result, idealMs: ideal(scenario).makespanMs, state: client!.state()[0]! };
}

const cases = [0.01, 0.03, 0.1].flatMap((prob) =>
  [undefined, 1_000].flatMap((waitMs) =>
    [300, 8_000, 40_000].map((medianMs) => ({
      prob,
      medianMs,
      name: `${prob * 100} % refused ${waitMs ? 'with' : 'without'} Retry-After, calls of ${medianMs / 1_000} s`,
      ...(waitMs === undefined ? {} : { waitMs }),
    })),
  ),
);

const SEEDS = [1, 2, 3];

/** The middle and the largest of the values that seeds lead to. */
function spread(values: readonly number[]): { readonly middle: number; readonly largest: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { middle: sorted[Math.floor(sorted.length / 2)]!, largest: sorted.at(-1)! };
}

describe('refusals that come by chance are not read as a limit', () => {
  test.each(cases)('$name', (one) => {
    for (const known of [{}, { rpm: 60_000 }]) {
      const runs = SEEDS.map((seed) => run({ ...one, known }, seed));
      for (const { lost, early } of runs) expect({ lost, early }).toEqual({ lost: 0, early: 0 });
      const extra = spread(runs.map(({ makespanMs, idealMs }) => makespanMs - idealMs));
      // At 40 to 100 calls a second 1,000 take 14 s. Every wait that is named stops the lane, one in 40 calls or so.
      expect(extra.middle).toBeLessThan(
        one.prob < 0.1 ? (one.waitMs === undefined ? 20_000 : 50_000) : 150_000,
      );
      // One in ten refused, some of the first few calls are often enough for a limit, which is given up later.
      expect(extra.largest).toBeLessThan(one.prob < 0.1 ? 50_000 : 1_500_000);
    }
  });

  test.each(cases)('with eight in flight, $name', (one) => {
    const runs = SEEDS.map((seed) => run({ ...one, known: { inFlight: 8 } }, seed));
    for (const { lost } of runs) expect(lost).toBe(0);
    // Mean of a lognormal with sigma 0.5, over eight places.
    const busyMs = (CALLS * one.medianMs * Math.exp(0.125)) / 8;
    const { middle, largest } = spread(runs.map(({ makespanMs }) => makespanMs));
    expect(middle).toBeLessThan(1.05 * busyMs + (one.prob < 0.1 ? 72_000 : 400_000));
    expect(largest).toBeLessThan(one.prob < 0.1 ? 1.1 * busyMs + 120_000 : 3 * busyMs + 600_000);
  });

  test('a configured limit far above is kept', () => {
    const { state } = run({ prob: 0.03, medianMs: 2_000, known: { rpm: 60_000 } }, 1);
    expect(state.requestsPerMinute).toBe(60_000);
  });
});

describe('a real limit is found among refusals by chance', () => {
  const kinds = ['bucket', 'fixed', 'sliding'] as const;
  test.each(kinds.flatMap((kind) => [0.01, 0.03].map((prob) => ({ kind, prob }))))(
    '$kind of 400 a minute, $prob refused by chance',
    ({ kind, prob }) => {
      const limits = [{ dim: 'req' as const, kind, perMin: 400 }];
      const runs = SEEDS.map((seed) => run({ prob, medianMs: 8_000, limits }, seed));
      for (const { lost } of runs) expect(lost).toBe(0);
      const ratio = spread(runs.map(({ makespanMs, idealMs }) => makespanMs / idealMs));
      expect(ratio.middle).toBeLessThan(1.25);
      expect(ratio.largest).toBeLessThan(1.5);
      expect(spread(runs.map(({ refused, sent }) => refused / sent)).middle).toBeLessThan(prob + 0.2);
    },
  );
});
