import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleSource } from './sample-source.ts';
import type { Source } from './source.ts';

const listOf = (keys: readonly string[]): Source => ({
  async *list() {
    for (const key of keys) yield { key, name: key };
  },
});

async function sampleOf(keys: readonly string[], size: number) {
  const source = sampleSource(listOf(keys), size);
  expect(source.found!()).toBeNull();
  const sample: string[] = [];
  for await (const { key } of source.list(new AbortController().signal)) sample.push(key);
  return { sample, found: source.found!() };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `/in/${index}.pdf`);

it('takes so many, in the order of the source, and counts all', async () => {
  const { sample, found } = await sampleOf(names(5000), 20);
  expect(found).toBe(5000);
  expect(sample).toHaveLength(20);
  expect(new Set(sample).size).toBe(20);
  const order = sample.map((key) => names(5000).indexOf(key));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

it('takes the same every time, whatever the order of the source', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(names(300), { minLength: 300 }),
      fc.integer({ min: 1, max: 350 }),
      async (shuffled, size) => {
        const { sample } = await sampleOf(names(300), size);
        expect((await sampleOf(shuffled, size)).sample.toSorted()).toEqual(sample.toSorted());
      },
    ),
    { numRuns: 20 },
  );
});

it('takes from everywhere, not from the beginning', async () => {
  const { sample } = await sampleOf(names(10_000), 400);
  // A fair sample has 100 of each quarter, within 5 standard deviations of 8.7.
  for (let quarter = 0; quarter < 4; quarter++) {
    const inside = sample.filter((key) => Math.floor(names(10_000).indexOf(key) / 2500) === quarter).length;
    expect(Math.abs(inside - 100)).toBeLessThan(44);
  }
});

it('takes all when there are fewer, and an entry that is listed twice once', async () => {
  expect(await sampleOf(['a', 'b', 'a'], 5)).toEqual({ sample: ['a', 'b'], found: 3 });
  expect(await sampleOf([], 5)).toEqual({ sample: [], found: 0 });
});
