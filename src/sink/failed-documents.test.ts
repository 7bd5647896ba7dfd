import { expect, it } from 'vitest';
import type { DocumentResult, PageStatus } from '../domain/result.ts';
import { Problem } from '../problem/problem.ts';
import { failedTable } from './failed-documents.ts';
import { committed } from './sink.contract.ts';

const problem = (code: ConstructorParameters<typeof Problem>[0], detail: string) =>
  new Problem(code, { detail }).toJSON();
const rowsOf = (more: Partial<DocumentResult>) => [...failedTable.rows({ ...committed(1).result, ...more })];
const failed = (pageNumber: number, why: PageStatus['problem']): PageStatus => ({
  pageNumber,
  status: 'failed',
  ...(why ? { problem: why } : {}),
});

it('has no row for a document that is complete', () => {
  expect(rowsOf({ pages: [{ pageNumber: 1, status: 'succeeded' }] })).toEqual([]);
});

it('has one row for a document that failed, with the pages it has', () => {
  const why = problem('pdf-damaged', 'a.pdf is damaged');
  expect(
    rowsOf({ status: 'failed', problem: why, pages: [1, 2, 3].map((page) => failed(page, why)) }),
  ).toEqual([
    {
      document: committed(1).result.document.name,
      status: 'failed',
      stage: 'reading',
      problem: 'pdf-damaged',
      title: 'The PDF is damaged',
      detail: 'a.pdf is damaged',
      pages: '1-3',
    },
  ]);
  expect(rowsOf({ status: 'failed', problem: problem('file-empty', 'x') })).toMatchObject([
    { stage: 'input', pages: '' },
  ]);
});

it('has one row for each problem of a document that failed in part', () => {
  const blocked = problem('model-blocked', 'declined');
  const timeout = problem('model-timeout', 'too slow');
  const rows = rowsOf({
    status: 'partial',
    pages: [
      failed(1, blocked),
      { pageNumber: 2, status: 'succeeded' },
      failed(3, timeout),
      failed(4, blocked),
      failed(5, blocked),
    ],
  });
  expect(rows).toMatchObject([
    { status: 'partial', stage: 'model', problem: 'model-blocked', pages: '1,4-5' },
    { status: 'partial', stage: 'model', problem: 'model-timeout', pages: '3' },
  ]);
});
