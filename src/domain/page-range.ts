import { Problem } from '../problem/problem.ts';

/**
 * Reads `4`, `2-7` or `1,3-5` (typographic dashes and spaces allowed) into page numbers, in the order written,
 * each once. Throws `invalid-page-range` on anything else and on pages outside `1..pageCount`.
 */
export function parsePageRange(text: string, pageCount: number): number[] {
  const pages = new Set<number>();
  for (const piece of text.split(',')) {
    const match = /^\s*(\d+)\s*(?:[-\u2010-\u2015]\s*(\d+)\s*)?$/.exec(piece);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!match || first < 1 || last < first || last > pageCount) {
      throw new Problem('invalid-page-range', {
        detail: `"${text}" is not a page range of a document with ${pageCount} pages; write 4, 2-7 or 1,3-5`,
      });
    }
    for (let page = first; page <= last; page++) pages.add(page);
  }
  return [...pages];
}

/** Writes page numbers as the shortest range text: `[1, 3, 4, 5]` → `"1,3-5"`. */
export function formatPageRange(pageNumbers: readonly number[]): string {
  const out: string[] = [];
  for (let i = 0; i < pageNumbers.length; ) {
    let j = i;
    while (j + 1 < pageNumbers.length && pageNumbers[j + 1] === pageNumbers[j]! + 1) j++;
    out.push(j > i ? `${pageNumbers[i]}-${pageNumbers[j]}` : `${pageNumbers[i]}`);
    i = j + 1;
  }
  return out.join(',');
}
