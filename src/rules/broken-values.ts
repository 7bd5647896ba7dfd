import { type Box, type PageText, union, type Word } from '../domain/page-text.ts';
import { findDates } from './dates.ts';
import { flushOffset, type Line, readLines, splitLine } from './lines.ts';

/** A word whose text a narrow column breaks: it stands where it begins, and `parts` are the words as printed. */
interface JoinedWord extends Word {
  readonly parts: readonly Word[];
}

/** The thousands of an amount with the mark behind them, as a narrow column breaks it: `$6,`, `(9.`. */
const UPPER = /^[-+(]{0,2}(?:[A-Z]{0,3}[€£$₹]|Rs\.?)?\d{1,3}(?:[.,]\d{3})*([.,])$/;
/** The rest of it, down to the cents. */
const LOWER = /^\d{3}(?:[.,]\d{3})*([.,])\d{2}[-)€]?$/;
/** A number or a date broken at a hyphen or stroke, and the rest of a number. */
const HYPHENED = /[A-Z\d][-/]$/;
const REST = /^[A-Z\d][\w/-]*\d$/;
/** How far apart words of one column stand, in heights of the type. */
const COLUMN_GAP = 1;

const known = new WeakMap<PageText, PageText>();

/**
 * The page with values that a narrow column breaks as one word each, on their upper line: amounts behind the mark of the thousands
 * (`$6,` over `267.50`), numbers behind a hyphen (`2024-` over `0117`), dates (`18 October` over `2023`). The two parts stand close
 * together, flush left, right or centred, with nothing behind the first or beside the second. The page itself where there are
 * none, and where its words were recognised. Remembered as long as the page lives.
 */
export function joinBrokenValues(page: PageText): PageText {
  const before = known.get(page);
  if (before) return before;
  const joined = page.origin === 'ocr' ? page : join(page);
  known.set(page, joined);
  known.set(joined, joined);
  return joined;
}

/** The words as they are printed: a word that was joined over two lines is those it was joined of. */
export function printedWords(word: Word): readonly Word[] {
  return 'parts' in word ? (word as JoinedWord).parts : [word];
}

function join(page: PageText): PageText {
  const gone = new Set<Word>();
  const whole = new Map<Word, JoinedWord>();
  const lines = readLines(page).map((line) => ({ line, pieces: splitLine(line, COLUMN_GAP) }));
  for (const [at, { line, pieces }] of lines.entries()) {
    for (const piece of pieces) {
      const last = piece.words.at(-1)!;
      if (!/[\d.,/-]$|^\p{L}{3,}\.?$/u.test(last.text) || !/\d/.test(piece.text) || gone.has(last.source))
        continue;
      for (const { pieces: below } of lines.slice(at + 1, at + 3)) {
        const rest = below.find(
          (lower) => isBelow(last.box, piece, lower, line.size) && !gone.has(lower.words[0]!.source),
        );
        const text = rest && wholeText(piece, rest);
        if (rest === undefined || text === undefined) continue;
        const parts = [last.source, ...rest.words.map(({ source }) => source)];
        for (const part of parts.slice(1)) gone.add(part);
        const [own, y0, , y1] = last.source.box;
        const [left, , x1] = union(parts.map(({ box }) => box));
        // Words before it stay before it.
        const x0 = piece.words.length > 1 ? own : left;
        whole.set(last.source, { ...last.source, text, box: [x0, y0, x1, y1], parts });
        break;
      }
    }
  }
  if (whole.size === 0) return page;
  const words = page.words.flatMap((word) => (gone.has(word) ? [] : [whole.get(word) ?? word]));
  return { ...page, words };
}

/** The last word of the upper piece with the lower one, where they are one value. */
function wholeText(upper: Line, lower: Line): string | undefined {
  const last = upper.words.at(-1)!.text;
  const first = lower.words[0]!.text;
  const mark = UPPER.exec(last)?.[1];
  const cents = LOWER.exec(first)?.[1];
  if (mark !== undefined && cents !== undefined && mark !== cents && lower.words.length === 1)
    return last + first;
  if (!/\d/.test(lower.text)) return undefined;
  const isHyphened = HYPHENED.test(last);
  const between = isHyphened ? '' : ' ';
  const text = `${upper.text}${between}${lower.text}`;
  const isDate = findDates(text).some(({ start, end }) => start < upper.text.length && end === text.length);
  const isDated = findDates(upper.text).some(({ end }) => end === upper.text.length);
  const isNumber = isHyphened && /\d/.test(last) && lower.words.length === 1 && REST.test(first);
  return (isDate && !isDated) || isNumber ? `${last}${between}${lower.text}` : undefined;
}

/** True where the lower piece goes on in the column in which the upper one ends. */
function isBelow(last: Box, { box: upper }: Line, { box: lower }: Line, size: number): boolean {
  const gap = lower[1] - last[3];
  if (gap < -0.5 * size || gap > 0.9 * size) return false;
  return Math.min(flushOffset(last, lower), flushOffset(upper, lower)) < 0.6 * size;
}
