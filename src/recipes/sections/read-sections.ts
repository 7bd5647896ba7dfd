import type { PdfOutlineEntry } from '../../pdf/pdf.ts';
import { toProblem } from '../../problem/problem.ts';
import { findSections } from '../../rules/headings/find-sections.ts';
import { type HeadingPage, readHeadingPage } from '../../rules/headings/heading-page.ts';
import type { SectionMap } from '../../rules/headings/section.ts';
import type { RecipeDocument } from '../recipe.ts';

/** Pages read at once: enough to keep the PDF workers busy, few enough to hold no book in memory. */
const PAGES_AT_ONCE = 8;

/** What is wrong with one page alone: the others tell of sections all the same. */
const OF_ONE_PAGE: ReadonlySet<string> = new Set([
  'page-unreadable',
  'pdf-timeout',
  'pdf-crashed',
  'ocr-failed',
]);

/** What sections are found in. */
type SectionsDocument = Pick<RecipeDocument, 'outline' | 'pageCount' | 'pages' | 'pageLabels' | 'words'>;

/** Where sections may come from; `auto`: the outline, else headings with the printed contents. */
export type SectionsFrom = 'auto' | 'outline' | 'headings';

/**
 * Finds the sections of a document without a model. Reads every page where headings are needed, else only those on
 * which sections begin; holds lines, not words. Null when it has neither outline nor headings.
 */
export async function readSections(
  document: SectionsDocument,
  from: SectionsFrom = 'auto',
): Promise<SectionMap | null> {
  const outline = from === 'headings' ? [] : await document.outline();
  const { pageCount } = document;
  if (outline.length > 0) {
    const begun = new Set(targets(outline).filter((page) => page >= 1 && page <= pageCount));
    const pages = await readPages(
      document,
      [...begun].sort((a, b) => a - b),
    );
    const found = findSections({ outline, pages, pageLabels: [], pageCount });
    if (found) return found;
  }
  if (from === 'outline') return null;
  const pages = await readPages(document, document.pages);
  return findSections({ outline: [], pages, pageLabels: await document.pageLabels(), pageCount });
}

/** The lines of the pages, in the order given. A page that cannot be read has none: its failure is told by who needs it. */
async function readPages(
  document: Pick<RecipeDocument, 'words'>,
  pageNumbers: readonly number[],
): Promise<HeadingPage[]> {
  const pages: HeadingPage[] = [];
  for (let at = 0; at < pageNumbers.length; at += PAGES_AT_ONCE) {
    const group = pageNumbers.slice(at, at + PAGES_AT_ONCE);
    const read = await Promise.allSettled(
      group.map(async (pageNumber) => withoutProse(readHeadingPage(await document.words(pageNumber)))),
    );
    for (const outcome of read) {
      if (outcome.status === 'fulfilled') pages.push(outcome.value);
      else if (!OF_ONE_PAGE.has(toProblem(outcome.reason).code)) throw outcome.reason;
    }
  }
  return pages;
}

/** Letters of a line that is filled, so that the next one may go on with it. */
const FILLED = 55;

/**
 * Leaves out lines that go on with the filled line above them in the same type: no heading does, and they are half of a
 * book.
 */
function withoutProse(page: HeadingPage): HeadingPage {
  const lines = page.lines.filter(({ text, size, y0 }, index) => {
    const above = page.lines[index - 1];
    if (!above || above.size !== size || above.text.length < FILLED || !/^\p{Ll}/u.test(text)) return true;
    return y0 - above.y1 > 0.6 * size || /\d$/.test(text);
  });
  return { ...page, lines };
}

function targets(entries: readonly PdfOutlineEntry[]): number[] {
  return entries.flatMap(({ pageNumber, children }) => [
    ...(pageNumber === null ? [] : [pageNumber]),
    ...targets(children),
  ]);
}
