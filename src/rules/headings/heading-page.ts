import type { PageText, Word } from '../../domain/page-text.ts';
import { mendAccents } from '../accents.ts';

/** A line as headings are looked for: its text, its place and its type, without its words. */
export interface HeadingLine {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** Height of the type in points: that of most of its letters. */
  readonly size: number;
  /** Share of the letters that are not of that size, 0 to 1: formulas and notes are mixed. */
  readonly mixed: number;
  /** True when every word of it is set bold. */
  readonly bold: boolean;
}

/** One page as headings are looked for: a fraction of the memory its words take. */
export interface HeadingPage {
  readonly pageNumber: number;
  readonly width: number;
  readonly height: number;
  /** In reading order. */
  readonly lines: readonly HeadingLine[];
}

/** Heights of type that a gap within a line is wide at most; beyond it begins another column. */
const WIDEST_GAP = 4;

/** Single capitals in a row that are a word spaced out, and their share of its line. */
const SPACED_LETTERS = 4;
const SPACED_SHARE = 0.7;

interface Draft {
  readonly texts: string[];
  /** Before each word but the first, in points. */
  readonly gaps: number[];
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  last: Word;
  bold: boolean;
  /** Sizes met, and how many letters each has: nearly always one. */
  readonly sizes: number[];
  readonly letters: number[];
}

const sizeOf = ({ fontSize, box }: Word): number =>
  Math.round((fontSize && fontSize > 1 ? fontSize : box[3] - box[1]) * 10) / 10;

/** Gathers the words of a page into lines, in reading order, columns apart. */
export function readHeadingPage(page: PageText): HeadingPage {
  const lines: HeadingLine[] = [];
  let draft: Draft | undefined;
  for (const word of page.words) {
    if (draft && continues(draft, word)) {
      draft.texts.push(word.text);
      draft.gaps.push(word.box[0] - draft.last.box[2]);
      draft.x1 = Math.max(draft.x1, word.box[2]);
      draft.y0 = Math.min(draft.y0, word.box[1]);
      draft.y1 = Math.max(draft.y1, word.box[3]);
      draft.last = word;
      draft.bold &&= word.bold === true;
    } else {
      if (draft) lines.push(finish(draft));
      const [x0, y0, x1, y1] = word.box;
      draft = {
        texts: [word.text],
        gaps: [],
        x0,
        y0,
        x1,
        y1,
        last: word,
        bold: word.bold === true,
        sizes: [],
        letters: [],
      };
    }
    const size = sizeOf(word);
    const known = draft.sizes.indexOf(size);
    if (known < 0) {
      draft.sizes.push(size);
      draft.letters.push(word.text.length);
    } else draft.letters[known]! += word.text.length;
  }
  if (draft) lines.push(finish(draft));
  return { pageNumber: page.pageNumber, width: page.width, height: page.height, lines };
}

function continues({ last, y0, y1 }: Draft, { box }: Word): boolean {
  const middle = (box[1] + box[3]) / 2;
  const height = Math.max(box[3] - box[1], last.box[3] - last.box[1]);
  const overlaps = (middle > y0 && middle < y1) || ((y0 + y1) / 2 > box[1] && (y0 + y1) / 2 < box[3]);
  const gap = box[0] - last.box[2];
  return overlaps && gap > -height && gap < WIDEST_GAP * height;
}

function finish({ texts, gaps, x0, y0, x1, y1, bold, sizes, letters }: Draft): HeadingLine {
  const text = mendAccents(closedUp(texts, gaps));
  let size = 0;
  let most = 0;
  let all = 0;
  for (const [index, count] of letters.entries()) {
    const candidate = sizes[index]!;
    all += count;
    if (count > most || (count === most && candidate > size)) [size, most] = [candidate, count];
  }
  // Small capitals: the type is that of the large ones.
  if (sizes.length > 1 && text === text.toUpperCase() && /\p{Lu}{4}/u.test(text)) {
    size = Math.max(
      ...sizes.filter((_, index) => letters[index]! >= 0.1 * all && sizes[index]! < 1.5 * size),
    );
  }
  return { text, x0, x1, y0, y1, size, mixed: all === 0 ? 0 : 1 - most / all, bold };
}

/** Words in a line of text; capitals that are spaced out (`C O N T E N T S`) are words again. */
function closedUp(texts: readonly string[], gaps: readonly number[]): string {
  const single = texts.filter((text) => /^\p{Lu}$/u.test(text)).length;
  if (texts.length < SPACED_LETTERS || single < texts.length * SPACED_SHARE) return texts.join(' ');
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  return texts.reduce((line, text, at) => line + (gaps[at - 1]! > usual * 1.6 ? ' ' : '') + text);
}
