import { expect, test } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { mergeAnswers } from './merge-answers.ts';

const at = (path: string, confidence: number): Evidence => ({
  path,
  value: 'x',
  pageNumber: 1,
  box: [0, 0, 1, 1],
  quote: 'x',
  match: 'exact',
  confidence,
  origin: 'model',
});

test('of single values the most certain counts, lists are joined, evidence follows', () => {
  const merged = mergeAnswers([
    {
      value: { a: 'first', b: null, list: ['p'] },
      evidence: [at('a', 0.5), at('list[0]', 0.9)],
      findings: [],
    },
    {
      value: { a: 'second', b: 'only', list: ['q', 'r'] },
      evidence: [at('a', 0.9), at('b', 0.4), at('list[1]', 0.8)],
      findings: [{ code: 'x', severity: 'error', path: 'list[1]', message: '' }],
    },
  ]);
  expect(merged.value).toEqual({ a: 'second', b: 'only', list: ['p', 'q', 'r'] });
  expect(merged.evidence.map((one) => [one.path, one.confidence])).toEqual([
    ['a', 0.9],
    ['b', 0.4],
    ['list[0]', 0.9],
    ['list[2]', 0.8],
  ]);
  expect(merged.findings).toMatchObject([{ path: 'list[2]' }]);
});

test('one part is the answer as it is', () => {
  const part = { value: { a: 1 }, evidence: [at('a', 1)], findings: [] };
  expect(mergeAnswers([part])).toBe(part);
});
