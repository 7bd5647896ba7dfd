import type { Box } from '../../domain/page-text.ts';
import { LARGER } from './body-type.ts';
import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { titleKey } from './heading-text.ts';

/** Share of a page's height, above and below, in which running heads may stand. */
const EDGE = 0.18;
const PAGE_NUMBER = /^(?:\d{1,4}|[ivxlc]{1,7})$/;
/** Heights of type that a running head stands off the text. */
const APART = 0.5;

/** How the words or lines of a page are looked at for its running heads. */
interface PageEdges<Item> {
  /** Of the page, in points. */
  readonly height: number;
  readonly boxOf: (item: Item) => Box;
  /** What stands at the edges of the pages before; what stands there on this one is added. */
  readonly seen: Set<string>;
  /** Set larger than the body: the number beside it is that of a heading. Nothing is by default. */
  readonly isLarge?: (item: Item) => boolean;
}

/**
 * The words or lines of the first and the last row of a page where these are running heads: they carry a page number at
 * an end, or came on a page before.
 */
export function runningRows<Item extends { readonly text: string }>(
  items: readonly Item[],
  { height, boxOf, seen, isLarge = () => false }: PageEdges<Item>,
): ReadonlySet<Item> {
  const running = new Set<Item>();
  if (items.length === 0) return running;
  const boxes = items.map(boxOf);
  for (const isHead of [true, false]) {
    const outer = boxes.reduce((best, box) => ((isHead ? box[1] < best[1] : box[3] > best[3]) ? box : best));
    if (isHead ? outer[3] >= height * EDGE : outer[1] <= height * (1 - EDGE)) continue;
    const isInRow = (box: Box): boolean => {
      const middle = (box[1] + box[3]) / 2;
      return middle > outer[1] && middle < outer[3];
    };
    const rowHeight = outer[3] - outer[1];
    const isNear = boxes.some((box) => {
      const gap = isHead ? box[1] - outer[3] : outer[1] - box[3];
      return !isInRow(box) && gap < APART * rowHeight;
    });
    if (isNear) continue;
    const row = items.filter((_, index) => isInRow(boxes[index]!)).sort((a, b) => boxOf(a)[0] - boxOf(b)[0]);
    const texts = row.flatMap(({ text }) => text.split(' '));
    const key = titleKey(texts.join('').replaceAll(/\d/g, ''));
    const isNumbered = PAGE_NUMBER.test(texts[0] ?? '') || PAGE_NUMBER.test(texts.at(-1) ?? '');
    const carriesNumber = isNumbered && !row.some(isLarge);
    if (carriesNumber || (key !== '' && seen.has(key))) for (const item of row) running.add(item);
    seen.add(key);
  }
  return running;
}

/** Tells whether what stands at a height of a page is in its running head or foot. */
export type IsMarginal = (
  page: Pick<HeadingPage, 'pageNumber'>,
  line: Pick<HeadingLine, 'y0' | 'y1'>,
) => boolean;

/** Points by which lines of one running head reach out of its row. */
const SLACK = 1;

/** Where the running heads and feet of the pages of a document stand; `pages` in their order, `body` the size of its type. */
export function runningEdges(pages: readonly HeadingPage[], body: number): IsMarginal {
  const isLarge = ({ size }: HeadingLine): boolean => size >= body * LARGER;
  const boxOf = ({ x0, y0, x1, y1 }: HeadingLine): Box => [x0, y0, x1, y1];
  const edges = new Map<number, { head: number; foot: number }>();
  // Backwards too: the first of those that come again is one of them.
  for (const inOrder of [pages, pages.toReversed()]) {
    const seen = new Set<string>();
    for (const { pageNumber, height, lines } of inOrder) {
      const own = edges.get(pageNumber) ?? { head: Number.NEGATIVE_INFINITY, foot: Number.POSITIVE_INFINITY };
      for (const { y0, y1 } of runningRows(lines, { height, boxOf, seen, isLarge })) {
        if (y1 < height / 2) own.head = Math.max(own.head, y1);
        else own.foot = Math.min(own.foot, y0);
      }
      edges.set(pageNumber, own);
    }
  }
  return ({ pageNumber }, { y0, y1 }) => {
    const own = edges.get(pageNumber);
    return own !== undefined && (y1 <= own.head + SLACK || y0 >= own.foot - SLACK);
  };
}
