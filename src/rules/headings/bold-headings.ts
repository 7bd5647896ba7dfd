import { LARGER } from './body-type.ts';
import type { HeadingCandidate } from './heading-candidates.ts';
import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { readHeadingText } from './heading-text.ts';
import { runningEdges } from './running-rows.ts';
import { isWorded, leftEdge } from './unlisted-headings.ts';

/** Fewer bold lines than this are words that are stressed. */
const MIN_HEADINGS = 5;
/** Share of the bold lines that must look like headings: else they are terms, cells of tables or code. */
const HEADINGS_SHARE = 0.6;
/** Share of the titles that must differ: what comes again and again is a label, such as `Note`. */
const DISTINCT_SHARE = 0.8;
/** Share of all letters that may be in bold lines: beyond it the body is bold. */
const MAX_BOLD_SHARE = 0.1;
const MAX_LETTERS = 70;
/** Points by which a heading stands off the left edge of the text. */
const SAME_EDGE = 4;
/** Heights of type between a heading and the line above it. */
const GAP_ABOVE = 0.35;

/**
 * Headings without numbers in bold type of the body's size: short lines of their own at the left edge, with a gap above
 * and text below, other than those that are known. None where most of the bold lines of these pages are something else.
 */
export function boldHeadings(
  pages: readonly HeadingPage[],
  {
    body,
    isKnown,
  }: { readonly body: number; readonly isKnown: (page: HeadingPage, line: HeadingLine) => boolean },
): HeadingCandidate[] {
  const isInMargin = runningEdges(pages, body);
  const isBold = ({ bold, size }: HeadingLine): boolean =>
    bold && size < body * LARGER && size > body * (2 - LARGER);
  let boldLines = 0;
  let boldLetters = 0;
  let letters = 0;
  const found: HeadingCandidate[] = [];
  for (const page of pages) {
    const edge = leftEdge(page.lines, null);
    for (const [index, line] of page.lines.entries()) {
      const { text, size, x0, y0 } = line;
      letters += text.length;
      if (!isBold(line) || isInMargin(page, line) || readHeadingText(text).number !== null) continue;
      if (isKnown(page, line)) continue;
      boldLines++;
      boldLetters += text.length;
      if (!isTitle(text) || x0 > edge + SAME_EDGE || !headsText(page, index, isBold)) continue;
      const title = text.replace(/\s*:$/, '');
      const place = { pageNumber: page.pageNumber, top: y0 };
      found.push({
        title,
        number: null,
        label: null,
        ...place,
        size,
        isLarge: false,
        isBold: true,
        isCapitals: false,
      });
    }
  }
  const titles = new Set(found.map(({ title }) => title)).size;
  const isSound =
    found.length >= Math.max(MIN_HEADINGS, boldLines * HEADINGS_SHARE) &&
    titles >= found.length * DISTINCT_SHARE &&
    boldLetters < letters * MAX_BOLD_SHARE;
  return isSound ? found : [];
}

const isTitle = (text: string): boolean =>
  text.length <= MAX_LETTERS && isWorded(text) && !/[.,;!]$/.test(text);

/** Alone in its row, apart from the line above it, and over one that is not bold too unless that stands apart as well. */
function headsText({ lines }: HeadingPage, index: number, isBold: (line: HeadingLine) => boolean): boolean {
  const own = lines[index]!;
  const middle = (own.y0 + own.y1) / 2;
  if (lines.some((line) => line !== own && line.y0 < middle && line.y1 > middle)) return false;
  const above = lines[index - 1];
  const below = lines[index + 1];
  if (!below || below.y0 < own.y0) return false;
  const isApart = (upper: HeadingLine, lower: HeadingLine): boolean =>
    lower.y0 - upper.y1 >= GAP_ABOVE * own.size;
  // A line that is read before it and stands lower is in another column.
  if (above && above.y1 <= own.y1 && !isApart(above, own)) return false;
  return !isBold(below) || isApart(own, below);
}
