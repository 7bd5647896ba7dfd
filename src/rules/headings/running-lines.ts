import { LARGER } from './body-type.ts';
import type { HeadingLine, HeadingPage } from './heading-page.ts';
import { titleKey } from './heading-text.ts';

/** Share of a page's height in which running heads and page numbers stand, above and below. */
const MARGIN = 0.11;
/** Share of the pages whose first lines must stand at one height to be running heads. */
const SHARE = 0.25;
/** Share of those that must carry a page number or come again. */
const TELLING_SHARE = 0.6;
const SAME_HEIGHT = 3;

/** Tells whether a line stands where running heads and page numbers do. */
export type IsMarginal = (page: Pick<HeadingPage, 'height'>, line: Pick<HeadingLine, 'y0' | 'y1'>) => boolean;

/**
 * Where the running heads of a document stand: in the outer ninth of the height above and below, and lower where the
 * first lines of many pages, no larger than the body, stand at one height and carry page numbers or come again.
 */
export function runningLines(pages: readonly HeadingPage[], body: number): IsMarginal {
  const head = runningHead(pages, body);
  return ({ height }, { y0, y1 }) => y1 < height * MARGIN || y0 > height * (1 - MARGIN) || y1 <= head;
}

/** Bottom of the running heads in points from the top; 0 where there are none below the margin. */
function runningHead(pages: readonly HeadingPage[], body: number): number {
  const firsts = pages.flatMap(
    ({ lines }): { readonly y0: number; readonly y1: number; readonly text: string }[] => {
      if (lines.length === 0) return [];
      const y0 = Math.min(...lines.map((line) => line.y0));
      const row = lines.filter((line) => line.y0 < y0 + SAME_HEIGHT);
      if (row.some(({ size }) => size >= body * LARGER)) return [];
      return [
        { y0, y1: Math.max(...row.map((line) => line.y1)), text: row.map(({ text }) => text).join(' ') },
      ];
    },
  );
  const buckets = new Map<number, (typeof firsts)[number][]>();
  for (const first of firsts) {
    const bucket = Math.round(first.y0 / SAME_HEIGHT);
    const known = buckets.get(bucket);
    if (known) known.push(first);
    else buckets.set(bucket, [first]);
  }
  const rows = [...buckets.values()].reduce((best, next) => (next.length > best.length ? next : best), []);
  if (rows.length < Math.max(4, pages.length * SHARE)) return 0;
  const seen = new Map<string, number>();
  const keyOf = (text: string): string => titleKey(text.replaceAll(/\d/g, ''));
  for (const { text } of rows) seen.set(keyOf(text), (seen.get(keyOf(text)) ?? 0) + 1);
  const telling = rows.filter(
    ({ text }) =>
      /^(?:\d{1,4}|[ivxlc]{1,7})\s|\s(?:\d{1,4}|[ivxlc]{1,7})$/u.test(text) || seen.get(keyOf(text))! > 1,
  );
  if (telling.length < rows.length * TELLING_SHARE) return 0;
  // Large signs reach lower in a few of them.
  return telling.map(({ y1 }) => y1).sort((a, b) => a - b)[telling.length >> 1]! + SAME_HEIGHT;
}
