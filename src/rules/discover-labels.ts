import { fold } from './fold.ts';
import { valuePlaces } from './label-values.ts';
import type { ValueType } from './labelled-values.ts';
import { type Label, type Paper, type PaperLine, type Piece, pieceAt, textOf, wordsOf } from './paper.ts';
import type { PlacedWord } from './straighten.ts';
import { understandSum } from './sum-labels.ts';

/** A label that a document prints, with the value beside or below it. */
export interface DiscoveredLabel {
  /** As printed, without the colon. */
  readonly label: string;
  /** The label as a name: `Invoice No.` → `invoice_no`. */
  readonly name: string;
  readonly type: Exclude<ValueType, 'list'>;
  /** As printed. */
  readonly value: string;
  readonly words: readonly PlacedWord[];
  readonly pageNumber: number;
}

/** A label is a few words, not a sentence. */
const MOST_WORDS = 5;
const MOST_LETTERS = 40;

/**
 * Labels found in a document, in reading order, each once: words before a colon, words of the lexicon of invoices, and
 * short words with a value set apart to their right. Lines in `skip` (rows of tables) are left out.
 */
export function discoverLabels(paper: Paper, skip: ReadonlySet<PaperLine>): DiscoveredLabel[] {
  const found = new Map<string, DiscoveredLabel>();
  for (const line of paper.lines) {
    if (skip.has(line)) continue;
    for (const piece of line.pieces) {
      const one = withColon(line, piece, paper) ?? setApart(line, piece, paper);
      if (one && !found.has(one.name)) found.set(one.name, one);
    }
  }
  return [...found.values()];
}

/** `invoice_no` of `Invoice No.`: letters and digits joined by underscores; empty when it has neither. */
function nameOfLabel(label: string): string {
  return fold(label)
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

function withColon(line: PaperLine, piece: Piece, paper: Paper): DiscoveredLabel | null {
  const { words } = line.line;
  for (let word = piece.first; word <= Math.min(piece.last, piece.first + MOST_WORDS); word++) {
    if (!/[:：]$/.test(words[word]!.text)) continue;
    const label = textOf(line, piece.first, word).replace(/\s*[:：]$/, '');
    return word < piece.last ? make(line, label, word + 1, piece.last) : beside(line, piece, label, paper);
  }
  return null;
}

function setApart(line: PaperLine, piece: Piece, paper: Paper): DiscoveredLabel | null {
  const known = line.labels.find(
    (label) => label.leads && label.first === piece.first && label.group !== 'party',
  );
  if (known && known.last < piece.last && known.length > 1) {
    return make(line, textOf(line, known.first, known.last), known.last + 1, piece.last);
  }
  const sum = Math.max(0, ...Object.values(understandSum(piece.text.split(' '), false))) >= 5;
  return known?.last === piece.last || sum ? beside(line, piece, piece.text, paper) : null;
}

/** The value of a label that fills its piece: the piece to the right, or the one below in a row of titles. */
function beside(line: PaperLine, piece: Piece, text: string, paper: Paper): DiscoveredLabel | null {
  const label: Label = {
    group: 'number',
    meaning: 'number',
    text,
    length: 1,
    first: piece.first,
    last: piece.last,
    end: line.line.words[piece.last]!.text.length,
    leads: true,
  };
  const [place] = valuePlaces(label, line, paper);
  if (!place) return null;
  const value = pieceAt(place.line, place.word);
  return make(place.line, text, place.word, Math.min(value.last, place.last));
}

function make(line: PaperLine, raw: string, first: number, last: number): DiscoveredLabel | null {
  const label = raw.replace(/[\s:#.=-]+$/, '').replace(/^[\s•*-]+/, '');
  const letters = (label.match(/\p{L}/gu) ?? []).length;
  if (letters < 2 || label.length > MOST_LETTERS || label.split(/\s+/).length > MOST_WORDS) return null;
  const value = textOf(line, first, last).replace(/^[\s:=]+/, '');
  const name = nameOfLabel(label);
  if (value === '' || name === '' || /[:：]$/.test(value)) return null;
  return {
    label,
    name,
    type: typeOf(line, first, last),
    value,
    words: wordsOf(line, first, last),
    pageNumber: line.pageNumber,
  };
}

function typeOf(line: PaperLine, first: number, last: number): DiscoveredLabel['type'] {
  const piece = pieceAt(line, first);
  const whole = (at: { first: number; last: number }): boolean =>
    at.first <= first + 1 && at.last >= Math.min(last, piece.last) - 1;
  if (line.dates.some(whole)) return 'date';
  const amount = line.amounts.find(whole);
  if (amount && (amount.currency !== null || /[.,]\d{2}$/.test(amount.text))) return 'money';
  if (amount && !/^0\d/.test(amount.text) && amount.value.replace(/\D/g, '').length < 7) return 'number';
  return /^(?:yes|no|ja|nein|oui|non|si|sim|true|false)$/i.test(textOf(line, first, last))
    ? 'boolean'
    : 'string';
}
