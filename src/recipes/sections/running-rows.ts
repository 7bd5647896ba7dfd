import type { PageText, Word } from '../../domain/page-text.ts';
import { titleKey } from '../../rules/headings/heading-text.ts';

/** Share of a page's height, above and below, in which running heads may stand. */
const EDGE = 0.18;
const PAGE_NUMBER = /^(?:\d{1,4}|[ivxlc]{1,7})$/;
/** Heights of type that a running head stands off the text. */
const APART = 0.5;

/**
 * The first and the last row of a page where they are running heads: they carry a page number at an end, or came on a
 * page before. `seen` keeps what stands at the edges of pages, for those that follow.
 */
export function runningRows({ words, height }: PageText, seen: Set<string>): ReadonlySet<Word> {
  const running = new Set<Word>();
  if (words.length === 0) return running;
  for (const isHead of [true, false]) {
    const edge = isHead
      ? Math.min(...words.map(({ box }) => box[1]))
      : Math.max(...words.map(({ box }) => box[3]));
    const outer = words.find(({ box }) => (isHead ? box[1] : box[3]) === edge)!;
    const isInRow = ({ box }: Word): boolean => {
      const middle = (box[1] + box[3]) / 2;
      return middle > outer.box[1] && middle < outer.box[3];
    };
    const row = words.filter(isInRow).sort((a, b) => a.box[0] - b.box[0]);
    const isOuter = isHead ? outer.box[3] < height * EDGE : outer.box[1] > height * (1 - EDGE);
    const [first, last] = [row[0], row.at(-1)];
    if (!isOuter || !first || !last) continue;
    const rowHeight = outer.box[3] - outer.box[1];
    const isNear = words.some((word) => {
      const gap = isHead ? word.box[1] - outer.box[3] : outer.box[1] - word.box[3];
      return !isInRow(word) && gap < APART * rowHeight;
    });
    if (isNear) continue;
    const key = titleKey(row.map(({ text }) => text.replaceAll(/\d/g, '')).join(''));
    const isNumbered = PAGE_NUMBER.test(first.text) || PAGE_NUMBER.test(last.text);
    if (isNumbered || (key !== '' && seen.has(key))) for (const word of row) running.add(word);
    seen.add(key);
  }
  return running;
}
