import type { PageText, Word } from '../domain/page-text.ts';

/** The thousands of an amount with the mark behind them, as a narrow column breaks it: `$6,`, `(9.`. */
const UPPER = /^[-+(]{0,2}(?:[A-Z]{0,3}[€£$₹]|Rs\.?)?\d{1,3}(?:[.,]\d{3})*([.,])$/;
/** The rest of it, down to the cents. */
const LOWER = /^\d{3}(?:[.,]\d{3})*([.,])\d{2}[-)€]?$/;

const known = new WeakMap<PageText, PageText>();

/**
 * The page with amounts that a narrow column breaks behind a mark (`$6,` over `267.50`) as one word each, on their upper line.
 * The two stand close together, flush left, right or centred, with nothing behind the first or before the second. The page itself
 * where there are none, and where its words were recognised. Remembered as long as the page lives.
 */
export function joinBrokenAmounts(page: PageText): PageText {
  const before = known.get(page);
  if (before) return before;
  const joined = page.origin === 'ocr' ? page : join(page);
  known.set(page, joined);
  return joined;
}

function join(page: PageText): PageText {
  const lower = new Set<Word>();
  const whole = new Map<Word, Word>();
  for (const word of page.words) {
    const mark = UPPER.exec(word.text)?.[1];
    if (mark === undefined || !standsFree(word, page.words, 'right')) continue;
    const rest = page.words.find((other) => {
      const decimals = LOWER.exec(other.text)?.[1];
      return decimals !== undefined && decimals !== mark && !lower.has(other) && isBelow(word, other);
    });
    if (!rest || !standsFree(rest, page.words, 'left')) continue;
    lower.add(rest);
    const [x0, y0, x1, y1] = word.box;
    whole.set(word, {
      ...word,
      text: `${word.text}${rest.text}`,
      box: [Math.min(x0, rest.box[0]), y0, Math.max(x1, rest.box[2]), y1],
    });
  }
  if (whole.size === 0) return page;
  const words = page.words.flatMap((word) => (lower.has(word) ? [] : [whole.get(word) ?? word]));
  return { ...page, words };
}

function isBelow({ box: a }: Word, { box: b }: Word): boolean {
  const height = a[3] - a[1];
  const gap = b[1] - a[3];
  if (gap < -0.5 * height || gap > 0.9 * height) return false;
  const flush = Math.min(
    Math.abs(a[0] - b[0]),
    Math.abs(a[2] - b[2]),
    Math.abs(a[0] + a[2] - b[0] - b[2]) / 2,
  );
  return flush < 0.6 * height;
}

/** True when no word stands close beside this one on its line. */
function standsFree(word: Word, words: readonly Word[], side: 'left' | 'right'): boolean {
  const [x0, y0, x1, y1] = word.box;
  const height = y1 - y0;
  return !words.some(({ box }) => {
    const beside = Math.min(box[3], y1) - Math.max(box[1], y0) > 0.4 * height;
    const gap = side === 'right' ? box[0] - x1 : x0 - box[2];
    return beside && gap > -0.2 * height && gap < height;
  });
}
