import type { Box, PageText } from '../domain/page-text.ts';
import { type AmountHabit, detectAmountHabit } from './amount.ts';
import { joinBrokenValues } from './broken-values.ts';
import { type DateMention, findDates, findMendedDates } from './dates.ts';
import { type FoundAmount, findAmounts } from './find-amounts.ts';
import { findIdentifiers, type Identifier } from './identifiers.ts';
import { guessLanguage } from './language.ts';
import { DUE_DATE, ISSUE_DATE, OTHER_DATE, WEAK_DATE } from './lexicon/date-labels.ts';
import type { Language } from './lexicon/languages.ts';
import { BUYER, SELLER, SHIP_TO } from './lexicon/party-labels.ts';
import { NUMBER, OTHER_NUMBER, WEAK_NUMBER } from './lexicon/reference-labels.ts';
import { flushOffset, type Line, readLines, splitLine } from './lines.ts';
import { PhraseBook, type Token, tokenise } from './phrases.ts';
import type { PlacedWord } from './straighten.ts';

/** What the value beside a label is; `weak` ones are believed only where nothing better stands. */
export type LabelMeaning =
  | 'number'
  | 'weak-number'
  | 'other-number'
  | 'issue-date'
  | 'weak-date'
  | 'due-date'
  | 'other-date'
  | 'seller'
  | 'buyer'
  | 'ship-to';

/** What kind of value a label announces. */
export type LabelGroup = 'number' | 'date' | 'party';

/** A label of the lexicon on a line. */
export interface Label {
  readonly group: LabelGroup;
  readonly meaning: LabelMeaning;
  /** Folded words of the label. */
  readonly text: string;
  /** Number of tokens. */
  readonly length: number;
  /** Word indexes within the line, last included. */
  readonly first: number;
  readonly last: number;
  /** Offset behind the label within its last word. */
  readonly end: number;
  /** Nothing stands before it in its piece of the line. */
  readonly leads: boolean;
}

/** A date and the words that carry it; indexes within the line. */
export interface PlacedDate extends DateMention {
  readonly first: number;
  readonly last: number;
}

/** A registered number and the words that carry it; indexes within the line. */
export interface PlacedIdentifier extends Identifier {
  readonly first: number;
  readonly last: number;
}

/** A piece of a line between wide gaps; word indexes within the line. */
export interface Piece {
  readonly first: number;
  readonly last: number;
  readonly text: string;
  readonly box: Box;
}

/** A line with all that was recognised on it. */
export interface PaperLine {
  readonly line: Line;
  readonly pageNumber: number;
  /** Place among the lines of its page, from 0. */
  readonly index: number;
  readonly pieces: readonly Piece[];
  readonly tokens: readonly Token[];
  readonly labels: readonly Label[];
  readonly amounts: readonly FoundAmount<PlacedWord>[];
  readonly dates: readonly PlacedDate[];
  readonly identifiers: readonly PlacedIdentifier[];
}

/** A page as its reader holds it: upright, in lines. */
export interface PaperPage {
  readonly page: PageText;
  readonly lines: readonly PaperLine[];
  /** Size of the page with its text upright, in points. */
  readonly width: number;
  readonly height: number;
}

/** A document prepared for reading: every line with its labels, dates, amounts and registered numbers. */
export interface Paper {
  readonly pages: readonly PaperPage[];
  readonly lines: readonly PaperLine[];
  readonly habit: AmountHabit;
  readonly language: Language | null;
  /** True when any page was recognised from a picture. */
  readonly ocr: boolean;
}

const BOOKS: readonly (readonly [LabelGroup, PhraseBook<LabelMeaning>])[] = [
  [
    'number',
    new PhraseBook<LabelMeaning>([
      ['number', NUMBER],
      ['other-number', OTHER_NUMBER],
      ['weak-number', WEAK_NUMBER],
    ]),
  ],
  [
    'date',
    new PhraseBook<LabelMeaning>([
      ['issue-date', ISSUE_DATE],
      ['due-date', DUE_DATE],
      ['weak-date', WEAK_DATE],
      ['other-date', OTHER_DATE],
    ]),
  ],
  [
    'party',
    new PhraseBook<LabelMeaning>([
      ['ship-to', SHIP_TO],
      ['buyer', BUYER],
      ['seller', SELLER],
    ]),
  ],
];

/** Words after which the number of an invoice is that of another one, which this paper takes back or is about. */
const REFERS = new Set(
  (
    'annule annulant annulation rectifie rectifiant concernant cancels cancelling credits crediting corrects correcting corrected storniert stornierung korrigiert berichtigt betreffend betrifft ' +
    'anula anulada rectifica rectificada rettifica annulla storna betreft corrigeert retifica dotyczy koryguje vedr gaelder avser krediterar opravuje'
  ).split(' '),
);

/** What a text means as a label when it is one as a whole; null for any other text. */
export function labelMeaning(text: string, group: LabelGroup): LabelMeaning | null {
  const tokens = tokenise(text.split(/\s+/));
  const match = BOOKS.find(([one]) => one === group)?.[1].longestAt(tokens, 0);
  return match && match.length === tokens.length ? match.meaning : null;
}

const known = new WeakMap<PageText, Paper>();

/**
 * Prepares the pages of one document. Remembered as long as the first page lives, for the same pages: class, reading and
 * checks each ask.
 */
export function readPaper(printed: readonly PageText[]): Paper {
  const pages = printed.map(joinBrokenValues);
  const [first] = pages;
  const before = first && known.get(first);
  if (before?.pages.length === pages.length && before.pages.every(({ page }, at) => page === pages[at]))
    return before;
  const paper = preparePaper(pages);
  if (first) known.set(first, paper);
  return paper;
}

function preparePaper(pages: readonly PageText[]): Paper {
  const habit = detectAmountHabit(pages);
  const read = pages.map((page): PaperPage => {
    const alone = readLines(page).map((line, index) => prepareLine(line, index, page, habit));
    const lines = page.origin === 'ocr' ? alone : joinBrokenLabels(alone);
    const right = Math.max(page.width, ...lines.map(({ line }) => line.box[2]));
    const bottom = Math.max(page.height, ...lines.map(({ line }) => line.box[3]));
    return { page, lines, width: right, height: bottom };
  });
  const ocr = pages.some((page) => page.origin === 'ocr');
  const dated = read.some((page) => page.lines.some((line) => line.dates.length > 0));
  const prepared = dated || !ocr ? read : read.map((page) => ({ ...page, lines: page.lines.map(mendDates) }));
  const lines = prepared.flatMap((page) => page.lines);
  return {
    pages: prepared,
    lines,
    habit,
    language: guessLanguage(pages.flatMap((page) => page.words.map((word) => word.text))),
    ocr,
  };
}

/** The words of a line as printed, from `first` to `last`. */
export function wordsOf(line: PaperLine, first: number, last: number): PlacedWord[] {
  return line.line.words.slice(first, last + 1);
}

/** The words from `first` to `last` as one text. */
export function textOf(line: PaperLine, first: number, last: number): string {
  return wordsOf(line, first, last)
    .map((word) => word.text)
    .join(' ');
}

/** The piece that holds a word. */
export function pieceAt(line: PaperLine, word: number): Piece {
  return line.pieces.find((piece) => word <= piece.last) ?? line.pieces[line.pieces.length - 1]!;
}

function prepareLine(line: Line, index: number, page: PageText, habit: AmountHabit): PaperLine {
  const ocr = page.origin === 'ocr';
  const pieces: Piece[] = [];
  let at = 0;
  for (const piece of splitLine(line)) {
    pieces.push({ first: at, last: at + piece.words.length - 1, text: piece.text, box: piece.box });
    at += piece.words.length;
  }
  const raw = tokenise(line.words.map((word) => word.text));
  const labels: Label[] = [];
  for (const [group, book] of BOOKS) {
    const tokens = ocr ? book.correct(raw) : raw;
    for (const piece of pieces) {
      // A phrase does not run over a wide gap: "Data | Scadenza pagamento" are two labels.
      const own = tokens.filter((token) => token.word >= piece.first && token.word <= piece.last);
      for (const match of book.find(own)) {
        const first = own[match.first]!.word;
        const last = own[match.last]!;
        // `DOC-12345` and `PO/7788` are values that begin like a label.
        if (/^[-_/][\p{L}\d]/u.test(line.words[last.word]!.text.slice(last.end))) continue;
        const before = own.slice(0, match.first).map((token) => token.text);
        // "Annule la facture n° 11840": the number of another paper.
        const isOther = match.meaning === 'number' && before.some((text) => REFERS.has(text));
        labels.push({
          group,
          meaning: isOther ? 'other-number' : match.meaning,
          text: own
            .slice(match.first, match.last + 1)
            .map((token) => token.text)
            .join(' '),
          length: match.length,
          first,
          last: last.word,
          end: last.end,
          leads: match.first === 0,
        });
      }
    }
  }
  labels.sort((a, b) => a.first - b.first || b.length - a.length);
  return {
    line,
    pageNumber: line.pageNumber,
    index,
    pieces,
    tokens: raw,
    labels: leadOn(labels, isTitles(line, labels)),
    amounts: findAmounts(line.words, { habit, ocr }),
    dates: pieces.flatMap((piece) => placed(findDates(piece.text), line, piece)),
    identifiers: pieces.flatMap((piece) => placed(findIdentifiers(piece.text), line, piece)),
  };
}

/** The thin stroke of a date is soon lost on the paper of a till. */
function mendDates(line: PaperLine): PaperLine {
  const dates = line.pieces.flatMap((piece) => placed(findMendedDates(piece.text), line.line, piece));
  return { ...line, dates };
}

/**
 * Labels that a narrow cell breaks: `Invoice` over `Number`, `Rechnungs-` over `datum`. The whole label stands on the line that has
 * a value beside it, else on the lower one.
 */
function joinBrokenLabels(lines: readonly PaperLine[]): PaperLine[] {
  const out = [...lines];
  for (const [at, line] of lines.entries()) {
    const below = lines[at + 1];
    if (below === undefined) continue;
    for (const upper of line.pieces) {
      const lower = isWords(upper)
        ? below.pieces.find((one) => goesOn(upper, one, line.line.size))
        : undefined;
      if (lower === undefined || !isWords(lower)) continue;
      const text = wholeLabel(upper.text, lower.text);
      const group = (['number', 'date'] as const).find((one) => labelMeaning(text, one) !== null);
      const valued = [hasValue(line, upper), hasValue(below, lower)];
      if (group === undefined || (valued[0] && valued[1])) continue;
      const [home, spot] = valued[0] ? [at, upper] : [at + 1, lower];
      out[at] = withoutLabels(out[at]!, upper);
      out[at + 1] = withoutLabels(out[at + 1]!, lower);
      const tokens = tokenise(text.split(' '));
      const whole: Label = {
        group,
        meaning: labelMeaning(text, group)!,
        text: tokens.map((token) => token.text).join(' '),
        length: tokens.length,
        first: spot.first,
        last: spot.last,
        end: lines[home]!.line.words[spot.last]!.text.length,
        leads: true,
      };
      const labels = [...out[home]!.labels, whole].sort((a, b) => a.first - b.first || b.length - a.length);
      out[home] = { ...out[home]!, labels };
    }
  }
  return out;
}

/** The two parts of a broken label as one: `Rechnungs-` and `datum` are a word. */
export function wholeLabel(upper: string, lower: string): string {
  return /\p{L}-$/u.test(upper) ? upper.slice(0, -1) + lower : `${upper} ${lower}`;
}

/** A few words without a number. */
function isWords({ first, last, text }: Piece): boolean {
  return last - first < 3 && !/\d/.test(text);
}

/** The right neighbour of a piece holds a number. */
function hasValue(line: PaperLine, { last }: Piece): boolean {
  const next = line.pieces.find(({ first }) => first === last + 1);
  return next !== undefined && /\d/.test(next.text);
}

function withoutLabels(line: PaperLine, { first, last }: Piece): PaperLine {
  return { ...line, labels: line.labels.filter((one) => one.last < first || one.first > last) };
}

/** True for a piece that goes on in the cell of the one above: close below it, flush left, right or centred. */
export function goesOn(
  { box: upper }: Pick<Piece, 'box'>,
  { box: lower }: Pick<Piece, 'box'>,
  size: number,
): boolean {
  const gap = lower[1] - upper[3];
  return gap > -0.5 * size && gap < 0.6 * size && flushOffset(upper, lower) < 0.6 * size;
}

/** A line of labels without any value: `Invoice # Date Due Order #` over a row of what they name. */
function isTitles({ text }: Line, labels: readonly Label[]): boolean {
  return (
    !/\d/.test(text) &&
    new Set(labels.filter((one) => one.group !== 'party').map((one) => one.first)).size > 2
  );
}

/** Titles that stand close together are labels each: one right behind another leads as well. */
function leadOn(labels: readonly Label[], titles: boolean): Label[] {
  const least = titles ? 3 : 5;
  const out: Label[] = [];
  for (const label of labels) {
    const follows =
      label.text.length >= least &&
      out.some((other) => other.leads && other.text.length >= least && other.last === label.first - 1);
    out.push(follows && !label.leads ? { ...label, leads: true } : label);
  }
  return out;
}

/** Turns offsets into the text of a piece into indexes of words of its line. */
function placed<Found extends { readonly start: number; readonly end: number }>(
  found: readonly Found[],
  line: Line,
  piece: Piece,
): (Found & { readonly first: number; readonly last: number })[] {
  if (found.length === 0) return [];
  const ends: number[] = [];
  let offset = -1;
  for (let word = piece.first; word <= piece.last; word++) {
    offset += 1 + line.words[word]!.text.length;
    ends.push(offset);
  }
  return found.map((one) => ({
    ...one,
    first: piece.first + ends.findIndex((end) => one.start < end),
    last: piece.first + ends.findIndex((end) => one.end <= end),
  }));
}
