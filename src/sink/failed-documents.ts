import { formatPageRange } from '../domain/page-range.ts';
import type { DocumentResult } from '../domain/result.ts';
import type { ProblemJson } from '../problem/problem.ts';
import { stageOf } from '../problem/stage.ts';
import type { SinkTable } from './table.ts';

/** A table of what failed, for every recipe: a row for each document and problem, with the pages it cost. */
export const failedTable: SinkTable = {
  name: 'failed',
  columns: ['document', 'status', 'stage', 'problem', 'title', 'detail', 'pages'],
  texts: ['document', 'pages'],
  *rows(result) {
    for (const { problem, pages } of failuresOf(result)) {
      yield {
        document: result.document.name,
        status: result.status,
        stage: stageOf(problem.code),
        problem: problem.code,
        title: problem.title,
        detail: problem.detail,
        pages: formatPageRange(pages),
      };
    }
  },
};

/** What failed in a document, each problem once with the numbers of the pages that failed by it. */
export function failuresOf({ status, problem, pages }: DocumentResult): readonly {
  readonly problem: ProblemJson;
  readonly pages: readonly number[];
}[] {
  if (status === 'complete') return [];
  const failed = pages.filter((page) => page.status === 'failed');
  if (problem) return [{ problem, pages: failed.map(({ pageNumber }) => pageNumber) }];
  const byCode = new Map<string, { readonly problem: ProblemJson; readonly pages: number[] }>();
  for (const page of failed) {
    if (!page.problem) continue;
    const entry = byCode.get(page.problem.code) ?? { problem: page.problem, pages: [] };
    entry.pages.push(page.pageNumber);
    byCode.set(page.problem.code, entry);
  }
  return [...byCode.values()];
}
