import { expect, test } from 'vitest';
import { Falls } from '../../src/governor/falls.ts';

/** Tells of refusals so many accepted calls apart, each of which lowers a limit of 100 to nine tenths of what it was. */
function fall(apart: readonly number[], lone = true): readonly (number | null)[] {
  const falls = new Falls();
  let perMinute = 100;
  let calls = 0;
  return apart.map((gap) => {
    calls += gap;
    const before = falls.refused({ perMinute, calls, lone });
    perMinute *= 0.9;
    return before;
  });
}

test('single refusals that go on at any rate take nothing in the end', () => {
  const told = fall([10, 10, 10, 10, 10, 10]);
  expect(told.slice(0, -1)).toEqual([null, null, null, null, null]);
  expect(told.at(-1)).toBe(100);
});

test('a limit that refuses call upon call has fallen', () => {
  expect(fall([10, 1, 2, 1, 3, 2, 1, 2, 4, 1])).toEqual(Array(10).fill(null));
});

test('a limit that refuses several calls at once has fallen', () => {
  expect(fall(Array(10).fill(10), false)).toEqual(Array(10).fill(null));
});

test('a fall after which nothing was refused for long was right', () => {
  expect(fall([10, 10, 10, 50, 10, 10, 10, 50, 10, 10])).toEqual(Array(10).fill(null));
});
