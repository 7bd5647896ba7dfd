import { expect, it } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { withoutLeaders } from './leader-dots.ts';

it('parts what leaders join, each at its end of the line', () => {
  const page = typeset('Survey of gutters..............................323.74\nTotal ...... 1.50');
  const words = withoutLeaders(page).words;
  expect(words.map(({ text }) => text)).toEqual(['Survey', 'of', 'gutters', '323.74', 'Total', '1.50']);
  const joined = page.words.find(({ text }) => text.startsWith('gutters'))!;
  expect(words[2]!.box[0]).toBe(joined.box[0]);
  expect(words[3]!.box[2]).toBeCloseTo(joined.box[2], 5);
  expect(words[3]!.box[0]).toBeGreaterThan(words[2]!.box[2] + 50);
});

it('leaves a page without leaders as it is', () => {
  const page = typeset('and so on... 12.00');
  expect(withoutLeaders(page)).toBe(page);
});
