import { expect, it } from 'vitest';
import type { DocumentResult } from '../domain/result.ts';
import { reviewTable } from './review-table.ts';
import { committed } from './sink.contract.ts';

const { result } = committed(1);
const table = reviewTable(({ findings, evidence }) => ({ findings, uncertain: evidence }));
const looked: DocumentResult = {
  ...result,
  review: 'needed',
  findings: [
    {
      code: 'total-mismatch',
      severity: 'error',
      path: 'bills[0].printed_total',
      message: 'The charges come to less than the printed total',
      expected: '6980.00',
      actual: '7080.00',
      pageNumber: 1,
    },
  ],
  evidence: [
    {
      path: 'bills[0].date',
      value: '2025-01-28',
      pageNumber: null,
      box: null,
      quote: null,
      match: 'none',
      confidence: 0.05,
      origin: 'model',
    },
  ],
};

it('has no row for a result that nobody has to look at', () => {
  expect([...table.rows({ ...looked, review: 'none' })]).toEqual([]);
});

it('has a row for each ground: what contradicts the answer, and the values that are uncertain', () => {
  expect([...table.rows(looked)]).toEqual([
    {
      document: result.document.name,
      page: 1,
      where: 'bills[0].printed_total',
      why: 'total-mismatch',
      what: 'The charges come to less than the printed total',
      expected: '6980.00',
      actual: '7080.00',
    },
    {
      document: result.document.name,
      page: null,
      where: 'bills[0].date',
      why: 'uncertain-value',
      what: 'The value stands on no page',
      actual: '2025-01-28',
      confidence: 0.05,
    },
  ]);
});
