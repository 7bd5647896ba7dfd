import { type Label, type Paper, type PaperLine, type Piece, pieceAt } from './paper.ts';

/** A place where the value of a label may stand. */
export interface ValuePlace {
  readonly line: PaperLine;
  /** Index of the word the value starts with. */
  readonly word: number;
  /** Offset within that word: the label may end in the middle of it (`No.:12345`). */
  readonly offset: number;
  /** Last word that may belong to the value. */
  readonly last: number;
  readonly where: 'right' | 'below';
  /** Gap between label and value in heights of the type. */
  readonly distance: number;
}

const MARKS = /^[:#=.,;\-–—|()[\]*]+$/;
const FILLERS = /^(?:no|nr|n|n[°ºo]|num|number|nummer|is|lautet|est|es|the|der|die|id|:|#)[.:]*$/i;

/**
 * Where the value of a label may stand, the likeliest first: behind it on the line up to the next label, else below it
 * within its width. Values below are offered only when nothing but marks follows the label in its piece.
 */
export function valuePlaces(label: Label, line: PaperLine, paper: Paper): ValuePlace[] {
  const places: ValuePlace[] = [];
  const right = placeRight(label, line);
  if (right) places.push(right);
  if (!right || right.distance > 1.5) places.push(...placesBelow(label, line, paper));
  return places;
}

function placeRight(label: Label, line: PaperLine): ValuePlace | null {
  const { words } = line.line;
  const stop = nextLabel(label, line);
  const rest = words[label.last]!.text.slice(label.end);
  const inner = /^[\s:#.=)\]-]*/.exec(rest)![0].length;
  if (rest.length > inner) {
    return { line, word: label.last, offset: label.end + inner, last: stop - 1, where: 'right', distance: 0 };
  }
  let word = label.last + 1;
  while (word < stop && (MARKS.test(words[word]!.text) || FILLERS.test(words[word]!.text))) word++;
  if (word >= stop || word >= words.length) return null;
  const gap = words[word]!.box[0] - words[word - 1]!.box[2];
  return {
    line,
    word,
    offset: 0,
    last: stop - 1,
    where: 'right',
    distance: gap / Math.max(line.line.size, 1),
  };
}

/** Index of the word where the next label begins that is not part of this one; labels of one word in running text do not count. */
function nextLabel(label: Label, line: PaperLine): number {
  const next = line.labels
    .filter(
      (other) =>
        other.first > label.last &&
        (other.leads || other.length > 1 || /[:#]$/.test(line.line.words[other.last]!.text)) &&
        other.text.length > 2,
    )
    .map((other) => other.first);
  return Math.min(line.line.words.length, ...next);
}

function placesBelow(label: Label, line: PaperLine, paper: Paper): ValuePlace[] {
  const piece = pieceAt(line, label.last);
  const after = line.line.words.slice(label.last + 1, piece.last + 1);
  if (!label.leads || after.some((word) => !MARKS.test(word.text) && !FILLERS.test(word.text))) return [];
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  if (!page) return [];
  const places: ValuePlace[] = [];
  const size = Math.max(line.line.size, 1);
  for (let index = line.index + 1; index < page.lines.length && places.length < 2; index++) {
    const below = page.lines[index]!;
    const distance = (below.line.box[1] - line.line.box[3]) / size;
    if (distance > 3.5) break;
    const under = pieceUnder(piece, below, size);
    if (under)
      places.push({ line: below, word: under.first, offset: 0, last: under.last, where: 'below', distance });
  }
  return places;
}

/** The piece of a lower line that stands under a label: overlapping it and aligned left, right or centred. */
function pieceUnder(label: Piece, below: PaperLine, size: number): Piece | null {
  for (const piece of below.pieces) {
    const overlap = Math.min(label.box[2], piece.box[2]) - Math.max(label.box[0], piece.box[0]);
    if (overlap <= 0) continue;
    const aligned =
      Math.abs(label.box[0] - piece.box[0]) < 1.5 * size ||
      Math.abs(label.box[2] - piece.box[2]) < 1.5 * size ||
      Math.abs(label.box[0] + label.box[2] - piece.box[0] - piece.box[2]) < 3 * size;
    if (aligned || overlap > 0.7 * Math.min(label.box[2] - label.box[0], piece.box[2] - piece.box[0]))
      return piece;
  }
  return null;
}
