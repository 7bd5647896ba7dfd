import { expect, it } from 'vitest';
import { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { Finding } from './finding.ts';
import { missingParts } from './missing-parts.ts';
import type { PageStatus } from './result.ts';

function pagesOf(count: number, failed: Readonly<Record<number, ProblemCode>>): PageStatus[] {
  return Array.from({ length: count }, (_, index): PageStatus => {
    const code = failed[index + 1];
    return code
      ? { pageNumber: index + 1, status: 'failed', problem: new Problem(code, { detail: 'x' }).toJSON() }
      : { pageNumber: index + 1, status: 'succeeded' };
  });
}
const partial = (pages: readonly PageStatus[], findings: readonly Finding[] = []) =>
  missingParts({ status: 'partial', pages, findings });
const failure = (message: string): Finding => ({
  code: 'topic-failed',
  severity: 'warning',
  path: '',
  message,
});
const title = (code: ProblemCode): string => new Problem(code, { detail: 'x' }).toJSON().title;

it('names the pages that failed, and why', () => {
  expect(partial(pagesOf(12, { 3: 'page-unreadable' }))).toBe(
    `page 3 of 12 failed: ${title('page-unreadable')}`,
  );
  const one = Object.fromEntries([3, 7, 8, 9].map((page) => [page, 'page-unreadable' as const]));
  expect(partial(pagesOf(12, one))).toBe(`pages 3, 7-9 of 12 failed: ${title('page-unreadable')}`);
  expect(partial(pagesOf(12, { ...one, 5: 'model-rejected' }))).toBe(
    `5 pages of 12 failed: pages 3, 7-9 (${title('page-unreadable')}), page 5 (${title('model-rejected')})`,
  );
});

it('stays short for a document of which every second page failed', () => {
  const every = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [2 * index + 1, 'page-unreadable' as const]),
  );
  expect(partial(pagesOf(1_000, every))).toBe(
    `pages 1, 3, 5, 7, 9, 11, 13, 15, … (500 pages) of 1,000 failed: ${title('page-unreadable')}`,
  );
});

it('names the parts of a recipe where every page was read', () => {
  const other: Finding = { ...failure('no'), code: 'citation-dropped' };
  expect(partial(pagesOf(2, {}), [other, failure('a'), failure('b')])).toBe('a; b');
  expect(partial(pagesOf(2, {}), ['a', 'b', 'c', 'd', 'e'].map(failure))).toBe('a; b; c; and 2 more');
  expect(partial(pagesOf(2, {}), [other])).toBeNull();
});

it('says nothing of results that are whole or failed', () => {
  for (const status of ['complete', 'failed'] as const)
    expect(missingParts({ status, pages: pagesOf(2, { 1: 'page-unreadable' }), findings: [] })).toBeNull();
});
