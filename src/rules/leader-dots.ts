import type { PageText, Word } from '../domain/page-text.ts';

/** Dots (or what fonts make of them) that lead the eye from a name to its amount. */
const LEADER = /[.…·_]{5,}/;
/** Marks as wide as about half a letter. */
const NARROW = /[.,:;·'’il|]/;

const widthOf = (text: string): number =>
  [...text].reduce((total, letter) => total + (NARROW.test(letter) ? 0.5 : 1), 0);

/** The parts of a word around its leaders, each in its share of the box. */
function partsOf(word: Word): Word[] {
  const [x0, y0, x1, y1] = word.box;
  const unit = (x1 - x0) / widthOf(word.text);
  const parts: Word[] = [];
  let at = 0;
  for (const text of word.text.split(/([.…·_]{5,})/)) {
    const width = widthOf(text) * unit;
    if (text !== '' && !LEADER.test(text))
      parts.push({ ...word, text, box: [x0 + at, y0, x0 + at + width, y1] });
    at += width;
  }
  return parts;
}

const known = new WeakMap<PageText, PageText>();

/**
 * The page without the dots that lead from names to amounts: `gutters......323.74` are two words. Remembered as long as
 * the page lives; a page without leaders is itself.
 */
export function withoutLeaders(page: PageText): PageText {
  const before = known.get(page);
  if (before) return before;
  const plain = page.words.some(({ text }) => LEADER.test(text))
    ? { ...page, words: page.words.flatMap((word) => (LEADER.test(word.text) ? partsOf(word) : [word])) }
    : page;
  known.set(page, plain);
  return plain;
}
