import { describe, expect, test } from 'vitest';
import { runByChance } from './by-chance.ts';

const CALLS = 1_000;

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
      const runs = SEEDS.map((seed) => runByChance({ ...one, known }, seed));
      for (const { lost, early } of runs) expect({ lost, early }).toEqual({ lost: 0, early: 0 });
      const extra = spread(runs.map(({ makespanMs, idealMs }) => makespanMs - idealMs));
      // At 40 to 100 calls a second 1,000 take 14 s. Every wait that is named stops the lane, one in 40 calls or so.
      expect(extra.middle).toBeLessThan(
        one.prob < 0.1 ? (one.waitMs === undefined ? 20_000 : 50_000) : 150_000,
      );
      // One in ten refused, some of the first few calls are often enough for a limit, which is given up later.
      expect(extra.largest).toBeLessThan(one.prob < 0.1 ? 50_000 : 500_000);
    }
  });

  test.each(cases)('with eight in flight, $name', (one) => {
    const runs = SEEDS.map((seed) => runByChance({ ...one, known: { inFlight: 8 } }, seed));
    for (const { lost } of runs) expect(lost).toBe(0);
    // Mean of a lognormal with sigma 0.5, over eight places.
    const busyMs = (CALLS * one.medianMs * Math.exp(0.125)) / 8;
    const { middle, largest } = spread(runs.map(({ makespanMs }) => makespanMs));
    expect(middle).toBeLessThan(1.05 * busyMs + (one.prob < 0.1 ? 72_000 : 400_000));
    expect(largest).toBeLessThan(one.prob < 0.1 ? 1.1 * busyMs + 120_000 : 3 * busyMs + 600_000);
  });

  test('a configured limit far above is kept', () => {
    const { state } = runByChance({ prob: 0.03, medianMs: 2_000, known: { rpm: 60_000 } }, 1);
    expect(state.requestsPerMinute).toBe(60_000);
  });
});

describe('a real limit is found among refusals by chance', () => {
  const kinds = ['bucket', 'fixed', 'sliding'] as const;
  test.each(kinds.flatMap((kind) => [0.01, 0.03].map((prob) => ({ kind, prob }))))(
    '$kind of 400 a minute, $prob refused by chance',
    ({ kind, prob }) => {
      const limits = [{ dim: 'req' as const, kind, perMin: 400 }];
      const runs = SEEDS.map((seed) => runByChance({ prob, medianMs: 8_000, limits }, seed));
      for (const { lost } of runs) expect(lost).toBe(0);
      const ratio = spread(runs.map(({ makespanMs, idealMs }) => makespanMs / idealMs));
      expect(ratio.middle).toBeLessThan(1.25);
      expect(ratio.largest).toBeLessThan(1.5);
      expect(spread(runs.map(({ refused, sent }) => refused / sent)).middle).toBeLessThan(prob + 0.2);
    },
  );

  // Seeds with which the limit fell to a few calls a minute, refusal by refusal, and five to twelve times the time was taken.
  test.each(
    kinds.flatMap((kind) => (['none', 'retryAfterSeconds'] as const).map((hint) => ({ kind, hint }))),
  )('$kind of 60 a minute with $hint for a hint, one in ten refused by chance', ({ kind, hint }) => {
    const limits = [{ dim: 'req' as const, kind, perMin: 60 }];
    for (const seed of [3, 4, 13]) {
      const one = { prob: 0.1, medianMs: 8_000, calls: 300, limits, hint };
      const { makespanMs, idealMs, lost, early } = runByChance(one, seed);
      expect({ lost, early }).toEqual({ lost: 0, early: 0 });
      expect(makespanMs / idealMs).toBeLessThan(2.2);
    }
  });
});
