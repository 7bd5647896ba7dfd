import { type Box, type PageText, union } from '../domain/page-text.ts';
import { type PlacedWord, type StraightPage, straighten } from './straighten.ts';

/** Words that stand on one line, left to right. `box` is in the straightened page, as are the words' own boxes. */
export interface Line {
  readonly pageNumber: number;
  readonly words: readonly PlacedWord[];
  readonly text: string;
  readonly box: Box;
  /** Height of the type, in points. */
  readonly size: number;
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Makes a line of words that are known to stand on one; they are put in order from left to right. */
export function lineOf(pageNumber: number, words: readonly PlacedWord[]): Line {
  const ordered = [...words].sort((a, b) => a.box[0] - b.box[0]);
  return {
    pageNumber,
    words: ordered,
    text: ordered.map((word) => word.text).join(' '),
    box: union(ordered.map((word) => word.box)),
    size: middle(ordered.map((word) => word.box[3] - word.box[1])),
  };
}

interface Draft {
  words: PlacedWord[];
  centre: number;
  size: number;
}

/**
 * Gathers a page's words into lines, top to bottom. Turned and tilted pages are straightened first; words that sit a
 * little high or low (recognition, mixed type) stay on their line. Remembered as long as the page lives.
 */
export function readLines(page: PageText | StraightPage): readonly Line[] {
  const before = known.get(page);
  if (before) return before;
  const lines = gatherLines(page);
  known.set(page, lines);
  return lines;
}

const known = new WeakMap<PageText | StraightPage, readonly Line[]>();

function gatherLines(page: PageText | StraightPage): readonly Line[] {
  const straight = 'turn' in page ? page : straighten(page);
  const words = straight.words.filter((word) => word.text.trim() !== '');
  const usual = middle(words.map((word) => word.box[3] - word.box[1]));
  const drafts: Draft[] = [];
  const byHeight = [...words].sort((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3]);
  for (const word of byHeight) {
    const centre = (word.box[1] + word.box[3]) / 2;
    const size = word.box[3] - word.box[1];
    let best: Draft | undefined;
    let least = Number.POSITIVE_INFINITY;
    // Drafts are in order of height: only the last few can be near.
    for (let index = drafts.length - 1; index >= 0 && index >= drafts.length - 6; index--) {
      const draft = drafts[index]!;
      const distance = Math.abs(centre - draft.centre);
      // A dash or a dot is small but belongs to the line it stands on.
      const reach = 0.5 * Math.min(draft.size, Math.max(size, 0.7 * Math.min(draft.size, usual)));
      if (distance >= reach || distance >= least) continue;
      const overlaps = draft.words.some(
        (other) =>
          Math.min(other.box[2], word.box[2]) - Math.max(other.box[0], word.box[0]) >
          0.5 * Math.min(other.box[2] - other.box[0], word.box[2] - word.box[0]),
      );
      if (!(overlaps && distance > 0.3 * draft.size)) {
        best = draft;
        least = distance;
      }
    }
    if (best) {
      best.words.push(word);
      const count = best.words.length;
      best.centre += (centre - best.centre) / count;
      best.size += (size - best.size) / count;
    } else {
      drafts.push({ words: [word], centre, size: Math.max(size, 0.4 * usual) });
    }
  }
  return drafts.sort((a, b) => a.centre - b.centre).map((draft) => lineOf(straight.pageNumber, draft.words));
}

/** Splits a line where the gap is wider than `widthInSizes` heights of its type (default 1.5): columns, label and value. */
export function splitLine(line: Line, widthInSizes = 1.5): Line[] {
  const pieces: PlacedWord[][] = [];
  for (const word of line.words) {
    const piece = pieces[pieces.length - 1];
    const last = piece?.[piece.length - 1];
    if (piece && last && word.box[0] - last.box[2] <= widthInSizes * line.size) piece.push(word);
    else pieces.push([word]);
  }
  return pieces.map((piece) => lineOf(line.pageNumber, piece));
}

/** How far the lower box is from standing flush with the upper one: left, right or centred, whichever is nearest; in points. */
export function flushOffset(upper: Box, lower: Box): number {
  return Math.min(
    Math.abs(upper[0] - lower[0]),
    Math.abs(upper[2] - lower[2]),
    Math.abs(upper[0] + upper[2] - lower[0] - lower[2]) / 2,
  );
}
