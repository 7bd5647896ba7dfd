import { expect, it } from 'vitest';
import { dollars, plural } from './wording.ts';

it('counts', () => {
  expect([0, 1, 1_200].map((value) => plural(value, 'document'))).toEqual([
    '0 documents',
    '1 document',
    '1,200 documents',
  ]);
  expect(plural(2, 'batch', 'batches')).toBe('2 batches');
});

it('writes money with the places that say something', () => {
  expect([0, 12_300, 999_900, 1_000_000, 12_345_678].map(dollars)).toEqual([
    '$0',
    '$0.0123',
    '$0.9999',
    '$1.00',
    '$12.35',
  ]);
});
