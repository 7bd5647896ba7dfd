import type { PageStatus } from '../../domain/result.ts';
import { toProblem } from '../../problem/problem.ts';
import type { RecipeDocument, RecipeOutcome, Step } from '../recipe.ts';
import { readSections } from '../sections/read-sections.ts';
import type { SourceResult } from './course-schema.ts';

/** Pages of a group where a source tells of no sections. */
const GROUP_PAGES = 8;

/** Reads one source by itself: its sections, and which of its pages can be read at all. */
export async function readSource(document: RecipeDocument, step: Step): Promise<RecipeOutcome<SourceResult>> {
  const pages = await step.all(document.pages, async (pageNumber) => {
    await document.words(pageNumber);
    if (pageNumber % 16 !== 0) return;
    const total = document.pageCount;
    step.progress(pageNumber, total, 'text', { step: { name: 'text', done: pageNumber, total } });
  });
  const map = await readSections(document);
  const sections: SourceResult['sections'] =
    map?.sections.map(({ title, number, level, parent, startPage, endPage, startTop, kind }) => ({
      title,
      number,
      level,
      parent,
      start_page: startPage,
      end_page: endPage,
      start_top: startTop,
      kind,
    })) ?? [];
  return {
    data: {
      kind: 'source',
      sections: sections.length > 0 ? sections : groupsOf(document.pageCount),
      origin: sections.length > 0 ? map!.origin : 'whole',
    },
    evidence: [],
    findings:
      sections.length > 0
        ? []
        : [
            {
              code: 'no-sections',
              severity: 'info',
              path: 'sections',
              message: `No outline and no headings were found: pages are taken in groups of ${GROUP_PAGES}`,
            },
          ],
    pages: pages.map((outcome, index): PageStatus => {
      const pageNumber = index + 1;
      if (outcome.ok) return { pageNumber, status: 'succeeded' };
      return { pageNumber, status: 'failed', problem: toProblem(outcome.problem).toJSON() };
    }),
  };
}

function groupsOf(pageCount: number): SourceResult['sections'] {
  return Array.from({ length: Math.ceil(pageCount / GROUP_PAGES) }, (_, index) => {
    const start = index * GROUP_PAGES + 1;
    const end = Math.min(pageCount, start + GROUP_PAGES - 1);
    return {
      title: start === end ? `Page ${start}` : `Pages ${start} to ${end}`,
      number: null,
      level: 1,
      parent: null,
      start_page: start,
      end_page: end,
      start_top: null,
      kind: 'chapter' as const,
    };
  });
}
