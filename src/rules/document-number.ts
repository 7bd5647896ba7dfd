import { DOUBTFUL_WORD } from './evidence.ts';
import { fold } from './fold.ts';
import { type ValuePlace, valuePlaces } from './label-values.ts';
import { TITLE_WORDS } from './lexicon/title-words.ts';
import { monthOf } from './month-names.ts';
import { isAddress, nameTokens } from './names.ts';
import { type Label, type Paper, type PaperLine, pieceAt, wordsOf } from './paper.ts';
import type { PlacedWord } from './straighten.ts';

/** A number found on the page, with what speaks for it. */
export interface NumberCandidate {
  readonly value: string;
  readonly score: number;
  readonly words: readonly PlacedWord[];
  readonly pageNumber: number;
  readonly line: PaperLine;
  readonly first: number;
  readonly last: number;
}

/** The document's own number and the numbers it gives to other things. */
export interface DocumentNumbers {
  readonly number: NumberCandidate | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly orderNumber: NumberCandidate | null;
}

const ORDER = /order|po|bestell|auftrag|commande|pedido|ordine|encomenda|orden/;
/** Numbers that some programs of bookkeeping give their invoices, and every device has. */
const SERIAL =
  /^(?:serial (?:no|nr|number)|s[rl]? no|(?:numero|no|n) d[ei] serie|serien?nummer|serien? ?nr)$/;
/** Confidence of a serial number where nothing else numbers the document: it is looked at. */
const LAST_RESORT = 0.45;
/** Label words that only a number can follow. */
const SAYS_NUMBER =
  /(?:^| )(?:number|no|nr|num|nummer|numero|nro|id|#|n|ref|code)(?: |$)|nummer$|nr$|number$/;

/** Reads the number of the invoice, receipt or bill by its labels. */
export function readNumbers(
  paper: Paper,
  /** Lines that hold the amount of a line item: numbers there are those of positions and articles. */
  items: ReadonlySet<PaperLine> = new Set(),
): DocumentNumbers {
  const own: NumberCandidate[] = [];
  const others: NumberCandidate[] = [];
  const orders: NumberCandidate[] = [];
  const serials: NumberCandidate[] = [];
  for (const line of paper.lines) {
    for (const label of line.labels) {
      if (label.group !== 'number') continue;
      const found = numberOf(label, line, paper);
      if (!found || (items.has(found.line) && found.line !== line)) continue;
      if (label.meaning === 'other-number') {
        others.push(found);
        if (ORDER.test(label.text)) orders.push(found);
        if (SERIAL.test(label.text) && label.leads && !items.has(line)) serials.push(found);
      } else {
        own.push(found);
      }
    }
  }
  const taken = new Set(others.filter((other) => other.score >= 6).map((other) => other.value));
  const scores = new Map<string, number>();
  for (const candidate of own) {
    const key = candidate.value.toLowerCase();
    const before = scores.get(key);
    // The same number under another label, or on another page, speaks for it once more.
    scores.set(key, before === undefined ? candidate.score : Math.max(before, candidate.score) + 1);
  }
  const penalty = (candidate: NumberCandidate): number => (taken.has(candidate.value) ? 4 : 0);
  const ranked = [...own]
    .map((candidate) => ({
      candidate,
      score: scores.get(candidate.value.toLowerCase())! - penalty(candidate),
    }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0] && ranked[0].score > 1.5 ? ranked[0] : null;
  const rival = ranked.find(({ candidate }) => candidate.value !== best?.candidate.value);
  const order = orders.sort((a, b) => b.score - a.score)[0] ?? null;
  const isRepeated = own.some(
    ({ value, words }) => value === best?.candidate.value && words[0] !== best.candidate.words[0],
  );
  const firstItem = paper.lines.findIndex((line) => items.has(line));
  const head = firstItem < 0 ? paper.lines : paper.lines.slice(0, firstItem);
  const serial = serials.find(
    ({ line }) => head.includes(line) && line.pageNumber === paper.pages[0]?.page.pageNumber,
  );
  // It is no ground to begin a new document.
  if (!best && serial)
    return { number: { ...serial, score: 1 }, confidence: LAST_RESORT, orderNumber: order };
  return {
    number: best?.candidate ?? null,
    confidence: best ? confidenceOf(best.candidate, { ...best, rival: rival?.score ?? 0, isRepeated }) : 0,
    orderNumber: order,
  };
}

/** Confidence of a number that may be misread or cut off, at most: below what is taken without a look. */
const DOUBTFUL_NUMBER = 0.4;

function confidenceOf(
  { value, words }: NumberCandidate,
  {
    score,
    rival,
    isRepeated,
  }: { readonly score: number; readonly rival: number; readonly isRepeated: boolean },
): number {
  const isDoubtful = words.some(({ confidence = 1, text }) => confidence < DOUBTFUL_WORD && /\d/.test(text));
  if (isDoubtful && !isRepeated) return DOUBTFUL_NUMBER;
  const base = Math.min(0.98, 0.5 + score * 0.045);
  // Recognition takes an S or a 5 for a mark of money; no number begins with one.
  if (/[$€£§]/.test(value)) return DOUBTFUL_NUMBER;
  // Broken at the end of a line: the rest of it stands somewhere below.
  if (/[-/]$/.test(value)) return DOUBTFUL_NUMBER;
  return rival > score - 1 ? base - 0.2 : base;
}

function numberOf(label: Label, line: PaperLine, paper: Paper): NumberCandidate | null {
  let best: NumberCandidate | null = null;
  for (const place of valuePlaces(label, line, paper)) {
    const token = tokenAt(place);
    if (!token) continue;
    const score = scoreOf({ label, line, place, token, paper });
    if (score <= (best?.score ?? 0)) continue;
    best = { ...token, score, pageNumber: place.line.pageNumber, line: place.line };
  }
  return best;
}

/** The number that starts at a place: one word with a digit, or letters and the digits that follow them closely. */
function tokenAt(
  place: ValuePlace,
): { value: string; words: PlacedWord[]; first: number; last: number } | null {
  const { line } = place;
  const { words } = line.line;
  let last = place.word;
  let value = words[last]!.text.slice(place.offset);
  const size = Math.max(line.line.size, 1);
  while (last < place.last && last + 1 < words.length) {
    const next = words[last + 1]!;
    const gap = (next.box[0] - words[last]!.box[2]) / size;
    const hangs = /[-/]$/.test(value) || /^[-/]./.test(next.text);
    const prefix =
      /^[A-Z]{1,5}[.:]?$/.test(value) &&
      /^(?:\d[\w./-]*|[A-Z\d]{1,6}\/\d+)$/.test(next.text) &&
      !/^\d+[.,]\d\d$/.test(next.text);
    // "1900 4432 118": groups of digits, tight together.
    const groups = gap < 0.7 && /^\d[\d ]*$/.test(value) && /^\d{2,5}$/.test(next.text) && value.length > 1;
    if (!(groups || (gap < 0.6 && (hangs || prefix)))) break;
    value += hangs ? next.text : ` ${next.text}`;
    last++;
  }
  value = value.replace(/^[#:.([]+|[)\],.;:]+$/g, '');
  if (!/\d/.test(value) || value.length > 40) return null;
  return { value, words: wordsOf(line, place.word, last), first: place.word, last };
}

interface Find {
  readonly label: Label;
  readonly line: PaperLine;
  readonly place: ValuePlace;
  readonly token: Pick<NumberCandidate, 'value' | 'first' | 'last'>;
  readonly paper: Paper;
}

function scoreOf({ label, line, place, token, paper }: Find): number {
  const { value } = token;
  const explicit = SAYS_NUMBER.test(label.text);
  let score = label.meaning === 'weak-number' ? 3 : explicit ? 10 : 5;
  if (label.meaning === 'other-number') score = explicit || label.leads ? 7 : 4;
  // A bare "Invoice" over something is the title of the page, unless it stands in a row of labels.
  const inRow = line.labels.filter((other) => other.leads && other.group !== 'party').length > 2;
  const piece = pieceAt(place.line, place.word);
  const alone = token.first === piece.first && token.last === piece.last && /\d{3}/.test(value);
  if (place.where === 'below') score -= explicit || inRow ? 1.5 : alone ? 3 : 5;
  // An address in the next column stands to the right of every label.
  if (piece !== pieceAt(line, label.last) && !alone && isAddress(piece.text)) score -= 7;
  else if (place.distance > 25) score -= 2;
  // "License #C-118820", "Suite # 12": a bare mark behind another word belongs to that word.
  if (!label.leads && label.meaning === 'weak-number') score -= isTitled(label, line) ? 1 : 3;
  else if (!label.leads && !explicit) score -= 1.5;
  const { line: at, word } = place;
  const date = at.dates.find((one) => one.first <= word && one.last >= word);
  if (date && !(date.style === 'compact' && explicit)) return 0;
  // A day whose year stands on the next line, so that it is no date by itself.
  const month = at.line.words[token.last + 1]?.text.replace(/[.,]+$/, '') ?? '';
  if (/^\d{1,2}$/.test(value) && monthOf(fold(month)) !== undefined) return 0;
  const identifier = at.identifiers.find((one) => one.first <= word && one.last >= word);
  if (identifier && label.meaning !== 'other-number') return 0;
  const amount = at.amounts.find((one) => one.first <= word && one.last >= word);
  if (amount?.currency || /^\d+(?:[.,]\d{3})*[.,]\d{2}$/.test(value)) score -= 6;
  if (/^\d{1,2}:\d{2}/.test(value) || /%$/.test(value)) return 0;
  // One digit is a page, a table or a count far more often than a number.
  const digits = value.replace(/\D/g, '').length;
  if (digits < 2) score -= explicit ? 1 : 4;
  else if (digits > 2) score += 0.5;
  // The key of an electronic paper or an account.
  if (/^[\d ]+$/.test(value) && digits > 16) score -= value.includes(' ') ? 8 : 3;
  if (line.pageNumber === paper.pages[0]?.page.pageNumber) score += 0.5;
  if (isTableTitle(label, line)) score -= 5;
  return score;
}

/** The words before a label are those of a title: `NOTE D'HONORAIRES N°`. */
function isTitled(label: Label, line: PaperLine): boolean {
  const from = pieceAt(line, label.first).first;
  const before = wordsOf(line, from, label.first - 1).map((word) => word.text);
  return nameTokens(before.join(' ')).some((token) => TITLE_WORDS.has(token));
}

/** A label among several titles above a table: `No. | Description | Amount`; `Number | Date | Due date` titles facts. */
function isTableTitle(label: Label, line: PaperLine): boolean {
  if (label.length > 1 || label.meaning !== 'weak-number') return false;
  if (line.pieces.length <= 3 || line.amounts.length > 0) return false;
  const facts = line.pieces.filter((piece) =>
    line.labels.some((other) => other.leads && other.first === piece.first && other.last >= piece.last - 1),
  );
  return facts.length < line.pieces.length - 1;
}
