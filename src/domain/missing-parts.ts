import { formatPageRange } from './page-range.ts';
import type { DocumentResult, PageStatus } from './result.ts';
import { count, plural } from './wording.ts';

/** Reasons that are told one by one; ranges of pages that are written out, and parts that are named. */
const MOST_REASONS = 3;
const MOST_RANGES = 8;
const MOST_PARTS = 3;
/** How the code of a finding ends that names a part which could not be made. */
const PART_FAILED = /-failed$/;

/**
 * What is missing of a partial result, in words: its pages and why (`pages 3, 7-9 of 12 failed: The page cannot be read`), else
 * the parts that its recipe names. Null for a result that is not partial.
 */
export function missingParts({
  status,
  pages,
  findings,
}: Pick<DocumentResult, 'status' | 'pages' | 'findings'>): string | null {
  if (status !== 'partial') return null;
  const failed = pages.filter((page) => page.status === 'failed');
  if (failed.length > 0) return describePages(failed, pages.length);
  const parts = findings.filter(({ code }) => PART_FAILED.test(code)).map(({ message }) => message);
  const more = parts.length > MOST_PARTS ? [`and ${count(parts.length - MOST_PARTS)} more`] : [];
  return parts.length === 0 ? null : [...parts.slice(0, MOST_PARTS), ...more].join('; ');
}

function describePages(failed: readonly PageStatus[], all: number): string {
  const byTitle = Map.groupBy(failed, ({ problem }) => problem?.title ?? 'unknown');
  const groups = [...byTitle].slice(0, MOST_REASONS).map(([title, pages]) => {
    const numbers = pages.map(({ pageNumber }) => pageNumber);
    return { title, words: `${numbers.length === 1 ? 'page' : 'pages'} ${rangesOf(numbers)}` };
  });
  const [first] = groups;
  if (byTitle.size === 1) return `${first!.words} of ${count(all)} failed: ${first!.title}`;
  const told = groups.map(({ words, title }) => `${words} (${title})`).join(', ');
  return `${plural(failed.length, 'page')} of ${count(all)} failed: ${told}${byTitle.size > MOST_REASONS ? ', …' : ''}`;
}

function rangesOf(pageNumbers: readonly number[]): string {
  const ranges = formatPageRange(pageNumbers).split(',');
  const more = ranges.length > MOST_RANGES ? `, … (${count(pageNumbers.length)} pages)` : '';
  return `${ranges.slice(0, MOST_RANGES).join(', ')}${more}`;
}
