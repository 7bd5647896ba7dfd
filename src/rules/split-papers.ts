import { readNumbers } from './document-number.ts';
import { type Paper, type PaperPage, readPaper } from './paper.ts';

/** Pages of one file that make up one invoice. */
export interface PaperPart {
  readonly paper: Paper;
  readonly pageNumbers: readonly number[];
}

/** A number below this score is no ground to begin a new document. */
const SURE_NUMBER = 8;
const PAGE_LABEL =
  /\b(?:page|seite|p[aá]gina|pagina|blatt|pg)\.?\s*:?\s*(\d{1,3})\s*(?:of|von|de|di|van|sur|\/)\s*(\d{1,3})\b/i;

/**
 * Splits the pages of a file into documents: a new one begins where another document number stands, or where the printed
 * page label starts again at 1. Pages without either belong to the document before them.
 */
export function splitPapers(paper: Paper): PaperPart[] {
  if (paper.pages.length <= 1)
    return [{ paper, pageNumbers: paper.pages.map((page) => page.page.pageNumber) }];
  const groups: PaperPage[][] = [];
  let number: string | null = null;
  let label: number | null = null;
  for (const page of paper.pages) {
    const alone: Paper = { ...paper, pages: [page], lines: page.lines };
    const found = readNumbers(alone).number;
    const own = found && found.score >= SURE_NUMBER ? found.value.toLowerCase() : null;
    const printed = pageLabel(page);
    const another = own !== null && number !== null && own !== number;
    const again = printed === 1 && label !== null && (own === null || own !== number);
    if (groups.length === 0 || another || again) {
      groups.push([page]);
      number = own;
    } else {
      groups[groups.length - 1]!.push(page);
      number ??= own;
    }
    label = printed ?? label;
  }
  return groups.map((pages) => ({
    paper: groups.length === 1 ? paper : readPaper(pages.map((page) => page.page)),
    pageNumbers: pages.map((page) => page.page.pageNumber),
  }));
}

function pageLabel(page: PaperPage): number | null {
  for (const line of page.lines) {
    const match = PAGE_LABEL.exec(line.line.text);
    if (match) return Number(match[1]);
  }
  return null;
}
