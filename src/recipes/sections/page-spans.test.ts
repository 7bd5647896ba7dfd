import { expect, test } from 'vitest';
import { readPageSpan } from './page-spans.ts';

const about = { pageCount: 8, labels: ['i', 'ii', 'iii', '1', '2', '3', 'A-1', null] };

test.each([
  ['4', [4]],
  ['2-4', [2, 3, 4]],
  ['1, 3–5', [1, 3, 4, 5]],
  ['ii-iii', [2, 3]],
  ['iii, ii', [3, 2]],
])('%s is physical pages, or labels where it is no number', (text, pages) => {
  expect(readPageSpan(text, about)).toEqual(pages);
});

test('numbers are labels where the caller says so', () => {
  expect(readPageSpan('1-3', { ...about, asLabels: true })).toEqual([4, 5, 6]);
});

test.each(['', '0', '9', '4-2', '1;3', 'iv', 'iii-i', 'all'])('%j is refused', (text) => {
  expect(() => readPageSpan(text, about)).toThrow(expect.objectContaining({ code: 'invalid-page-range' }));
});
