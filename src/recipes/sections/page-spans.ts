import { parsePageRange } from '../../domain/page-range.ts';
import { Problem } from '../../problem/problem.ts';

const PIECE = /^\s*([^\s,\u2010-\u2015-]+)\s*(?:[\u2010-\u2015-]\s*([^\s,\u2010-\u2015-]+)\s*)?$/;

/**
 * Reads `4`, `2-7` or `1,3-5` into physical pages. `labels` are the printed labels of the pages, by index: where
 * `asLabels`, or where a piece is no number (`iv-x`, `A`), it is read as labels. Throws `invalid-page-range`.
 */
export function readPageSpan(
  text: string,
  {
    pageCount,
    labels,
    asLabels = false,
  }: {
    readonly pageCount: number;
    readonly labels: readonly (string | null)[];
    readonly asLabels?: boolean;
  },
): number[] {
  if (!asLabels && /^[\d\s,\u2010-\u2015-]*$/.test(text)) return parsePageRange(text, pageCount);
  const pages = new Set<number>();
  for (const piece of text.split(',')) {
    const match = PIECE.exec(piece);
    const first = match ? labels.indexOf(match[1]!) : -1;
    const last = match ? (match[2] === undefined ? first : labels.indexOf(match[2], Math.max(0, first))) : -1;
    if (first < 0 || last < first) {
      throw new Problem('invalid-page-range', {
        detail: `"${text}" names no pages of this document by the labels printed on them; write 4, 2-7 or 1,3-5 for physical pages, or labels such as iv-x`,
      });
    }
    for (let page = first; page <= last; page++) pages.add(page + 1);
  }
  return [...pages];
}
