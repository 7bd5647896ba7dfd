import { union } from '../domain/page-text.ts';
import { flushOffset } from './lines.ts';
import { type Label, type Paper, type PaperLine, type Piece, pieceAt, wordsOf } from './paper.ts';

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
  const right = placeRight(label, line);
  const below = !right || right.distance > 1.5 ? placesBelow(label, line, paper) : [];
  if (!right || (below[0] && isTitleRow(label, line, right, below[0]))) return below;
  return [right, ...below];
}

/**
 * `Booking ID | Payment Mode` over `IBZY2087 | Cash at Hotel`: what stands to the right is the next title when both have
 * something flush below them.
 */
function isTitleRow(label: Label, line: PaperLine, right: ValuePlace, below: ValuePlace): boolean {
  const own = pieceAt(line, label.last);
  const next = pieceAt(line, right.word);
  if (next === own || right.distance < 3 || /\d/.test(next.text) || /[:=]\s*$/.test(own.text)) return false;
  const size = Math.max(line.line.size, 1);
  const flush = (piece: Piece): boolean =>
    below.line.pieces.some(
      (one) => Math.abs(one.box[0] - piece.box[0]) < size || Math.abs(one.box[2] - piece.box[2]) < size,
    );
  return below.distance < 2.5 && flush(own) && flush(next);
}

function placeRight(given: Label, line: PaperLine): ValuePlace | null {
  const { words } = line.line;
  const label = withPartners(given, line);
  const stop = nextLabel(label, line);
  const rest = words[label.last]!.text.slice(label.end);
  const inner = /^[\s:#.=)\]-]*/.exec(rest)![0].length;
  if (rest.length > inner) {
    return { line, word: label.last, offset: label.end + inner, last: stop - 1, where: 'right', distance: 0 };
  }
  let word = label.last + 1;
  const own = pieceAt(line, label.last);
  const skips = (at: number): boolean =>
    MARKS.test(words[at]!.text) || (at <= own.last && FILLERS.test(words[at]!.text));
  while (word < stop && skips(word)) word++;
  if (word >= stop || word >= words.length) return null;
  // "Account no | No. | 8926": what says "number" beyond a gap is a label of its own.
  if (word > own.last && FILLERS.test(words[word]!.text)) return null;
  const piece = pieceAt(line, word);
  // Another title with a colon: `Invoice Date:  Due Date:` over a row of values.
  if (piece !== own && /[:=]$/.test(piece.text)) return null;
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

/** `Rechnungsdatum / Lieferdatum`: labels joined by a stroke share their value. */
function withPartners(label: Label, line: PaperLine): Label {
  const { words } = line.line;
  let joined = label;
  for (;;) {
    const stroke = words[joined.last]!.text.endsWith('/') ? joined.last : joined.last + 1;
    const open = words[stroke]?.text;
    if (open === undefined || !(open.startsWith('/') || open.endsWith('/'))) return joined;
    const partner = line.labels.find(
      (one) => one.group === label.group && one.first > joined.last && one.first <= stroke + 1,
    );
    if (!partner) return joined;
    joined = { ...joined, last: partner.last, end: partner.end };
  }
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
  const whole = pieceAt(line, label.last);
  const next = Math.min(whole.last + 1, nextLabel(label, line));
  const after = line.line.words.slice(label.last + 1, next);
  if (!label.leads || after.some((word) => !MARKS.test(word.text) && !FILLERS.test(word.text))) return [];
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  if (!page) return [];
  const piece: Piece =
    label.first === whole.first && next > whole.last
      ? whole
      : {
          ...whole,
          first: label.first,
          last: label.last,
          box: union(wordsOf(line, label.first, label.last).map((word) => word.box)),
        };
  const places: ValuePlace[] = [];
  const size = Math.max(line.line.size, 1);
  for (let index = line.index + 1; index < page.lines.length && places.length < 2; index++) {
    const below = page.lines[index]!;
    const distance = (below.line.box[1] - line.line.box[3]) / size;
    if (distance > 3.5) break;
    const under = pieceUnder(piece, below, size);
    if (under) {
      places.push({
        line: below,
        word: wordUnder(piece, below, under, size),
        offset: 0,
        last: under.last,
        where: 'below',
        distance,
      });
    }
  }
  return places;
}

/** The piece of a lower line that stands under a label, the one flush with it first. */
function pieceUnder(label: Piece, below: PaperLine, size: number): Piece | null {
  let best: Piece | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const piece of below.pieces) {
    const overlap = Math.min(label.box[2], piece.box[2]) - Math.max(label.box[0], piece.box[0]);
    if (overlap <= 0) continue;
    const offset = flushOffset(label.box, piece.box);
    const covered = overlap > 0.7 * Math.min(label.box[2] - label.box[0], piece.box[2] - piece.box[0]);
    if ((offset < 1.5 * size || covered) && offset < least) {
      best = piece;
      least = offset;
    }
  }
  return best;
}

/** Where neighbouring columns run together, the value starts with the first word below the label. */
function wordUnder(label: Piece, below: PaperLine, piece: Piece, size: number): number {
  if (piece.box[0] > label.box[0] - 1.5 * size) return piece.first;
  for (let word = piece.first; word <= piece.last; word++) {
    if (below.line.words[word]!.box[0] >= label.box[0] - 0.5 * size) return word;
  }
  return piece.first;
}
