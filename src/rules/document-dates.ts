import { columnTitle } from './column-titles.ts';
import { type DayOrder, daysBetween, isAmbiguous, resolveDate, settleDayOrder } from './dates.ts';
import type { NumberCandidate } from './document-number.ts';
import { DOUBTFUL_WORD } from './evidence.ts';
import { fold } from './fold.ts';
import { valuePlaces } from './label-values.ts';
import { TITLE_WORDS } from './lexicon/title-words.ts';
import { nameTokens } from './names.ts';
import { type Label, type Paper, type PaperLine, type PlacedDate, pieceAt, wordsOf } from './paper.ts';
import { countryOfPaper } from './paper-country.ts';
import type { PlacedWord } from './straighten.ts';

/** A date of a document and how sure it is. */
export interface DateReading {
  /** ISO. */
  readonly value: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly words: readonly PlacedWord[];
  readonly pageNumber: number;
  /** Another reading of day and month was possible and only custom decided. */
  readonly uncertainOrder: boolean;
}

/** The dates an invoice is about, and the order in which it writes day and month. */
export interface DocumentDates {
  readonly issueDate: DateReading | null;
  readonly dueDate: DateReading | null;
  readonly deliveryDate: DateReading | null;
  readonly order: DayOrder;
}

/** What else is known of the document and helps to tell its dates. */
export interface DateHints {
  readonly currency: string | null;
  readonly country: string | null;
  readonly number: NumberCandidate | null;
}

type Meaning = 'issue' | 'due' | 'departure' | 'other' | 'plain';

interface Candidate {
  readonly date: PlacedDate;
  readonly line: PaperLine;
  meaning: Meaning;
  score: number;
}

/**
 * Confidence of a date that recognition broke or is unsure of, or whose day and month custom alone tells apart, at most: below what
 * is taken without a look.
 */
const MENDED = 0.4;

const DELIVERY =
  /liefer|leistung|delivery|supply|service date|livraison|prestation|entrega|operacion|consegna|lever/;

const DEPARTURE =
  /^(?:depart|departure|departure date|check out|checkout|abreise|abreisedatum|date de depart|depart le|fecha salida|salida|fecha de salida|partenza|data partenza|data di partenza|vertrek|vertrekdatum|data saida|data de saida|saida|date of discharge|discharge date)$/;

/** Reads issue, due and delivery date; the order of day and month is settled once for the document. */
export function readDates(paper: Paper, hints: DateHints): DocumentDates {
  const candidates = collect(paper, hints.number);
  const mentions = candidates.map(({ date }) => date);
  const country = hints.country ?? countryOfPaper(paper);
  const settled = settleDayOrder(mentions, { language: paper.language, currency: hints.currency, country });
  const { order, certain } = plausibleOrder(candidates, settled);
  const best = (meaning: Meaning): Candidate | undefined =>
    candidates.filter((one) => one.meaning === meaning).sort((a, b) => b.score - a.score)[0];
  // The bill of a stay is made out at its end.
  const issue = best('issue') ?? best('departure') ?? best('plain');
  const due = best('due');
  const delivery = candidates.find((one) => one.meaning === 'other' && one.score >= 6);
  const reading = (candidate: Candidate | undefined): DateReading | null => {
    if (!candidate) return null;
    const uncertainOrder = !certain && isAmbiguous(candidate.date);
    const words = wordsOf(candidate.line, candidate.date.first, candidate.date.last);
    const isRepeated = candidates.some(
      (other) =>
        other.line !== candidate.line &&
        resolveDate(other.date, order) === resolveDate(candidate.date, order),
    );
    const isDoubtful = !isRepeated && words.some(({ confidence = 1 }) => confidence < DOUBTFUL_WORD);
    // With nothing on the paper to tell day from month, one reading is as good as the other.
    const most = candidate.date.mended || isDoubtful || uncertainOrder ? MENDED : 0.97;
    return {
      value: resolveDate(candidate.date, order),
      confidence: Math.max(0.3, Math.min(most, 0.45 + candidate.score * 0.052)),
      words,
      pageNumber: candidate.line.pageNumber,
      uncertainOrder,
    };
  };
  return { issueDate: reading(issue), dueDate: reading(due), deliveryDate: reading(delivery), order };
}

function collect(paper: Paper, number: NumberCandidate | null): Candidate[] {
  const candidates: Candidate[] = [];
  const byDate = new Map<PlacedDate, Candidate>();
  for (const line of paper.lines) {
    for (const date of line.dates) {
      const candidate: Candidate = { date, line, meaning: 'plain', score: plainScore(date, line, paper) };
      candidates.push(candidate);
      byDate.set(date, candidate);
    }
  }
  const claim = (candidate: Candidate | undefined, meaning: Meaning, score: number): void => {
    if (candidate && score > (candidate.meaning === 'plain' ? 0 : candidate.score)) {
      candidate.meaning = meaning;
      candidate.score = score;
    }
  };
  for (const line of paper.lines) {
    for (const label of line.labels) {
      if (label.group !== 'date' || isColumnTitle(label, line)) continue;
      const found = dateOf(label, line, paper);
      if (!found) continue;
      // "Fecha de cargo": the day of something else, and of the document only where nothing else is.
      const score = isOfElse(label, line)
        ? OF_ELSE
        : labelScore(label, line, found.distance, found.below, paper);
      const candidate = byDate.get(found.date);
      if (label.meaning === 'weak-date' && candidate && opensPeriod(candidate)) claim(candidate, 'other', 3);
      else claim(candidate, meaningOf(label, line, number), score);
    }
    // "Invoice RE-17 of 3 July 2014": the date that follows the number, in the same breath.
    if (number && line === number.line) {
      const after = line.dates.find((date) => date.first > number.last && date.first - number.last <= 3);
      const candidate = after && byDate.get(after);
      const together = after && pieceAt(line, after.first) === pieceAt(line, number.last);
      if (candidate && (candidate.meaning === 'plain' || candidate.meaning === 'issue') && together)
        claim(candidate, 'issue', 9);
    }
  }
  // The second date of "from … to …" is as much part of a period as the first.
  for (const line of paper.lines) {
    for (const [index, date] of line.dates.entries()) {
      const previous = line.dates[index - 1];
      if (!previous || date.first - previous.last > 2) continue;
      const one = byDate.get(previous)!;
      const two = byDate.get(date)!;
      if (one.meaning === 'plain' && two.meaning === 'plain') one.meaning = 'other';
      if (two.meaning === 'plain') two.meaning = 'other';
    }
  }
  return candidates;
}

/** Score of a date whose label goes on with words that are not known: it is looked at. */
const OF_ELSE = 0.8;

/** Words that go on a label up to its colon or the end of its piece; empty where it ends by itself. */
function furtherWords(label: Label, line: PaperLine): readonly string[] {
  const piece = pieceAt(line, label.last);
  if (!label.leads || /[:.]$/.test(line.line.words[label.last]!.text)) return [];
  const rest = wordsOf(line, label.last + 1, piece.last).map((word) => word.text);
  const colon = rest.findIndex((text) => text.endsWith(':'));
  const words = colon < 0 ? rest : rest.slice(0, colon + 1);
  return words.length <= 3 && words.every((text) => /^\p{L}{2,}[.:]?$/u.test(text)) ? words : [];
}

function isOfElse(label: Label, line: PaperLine): boolean {
  if (label.meaning !== 'weak-date') return false;
  const words = furtherWords(label, line);
  return (
    words.length > 0 &&
    !nameTokens(words.join(' ')).some((token) => token.length > 3 && TITLE_WORDS.has(token))
  );
}

/** "Date" over a column of a table of charges dates its rows, not the document. */
function isColumnTitle(label: Label, line: PaperLine): boolean {
  if (label.meaning === 'due-date' || line.pieces.length < 3) return false;
  const roles = line.pieces.map((piece) => columnTitle(piece.text)?.role);
  return (
    roles.includes('description') &&
    roles.some((role) => role === 'amount' || role === 'rate' || role === 'quantity')
  );
}

/** "vom 17. Dezember bis 6. Januar": the first day of a period. */
function opensPeriod({ date, line }: Candidate): boolean {
  const next = line.line.words[date.last + 1]?.text ?? '';
  const end = line.dates.find((one) => one.first > date.last && one.first <= date.last + 3);
  return (
    end !== undefined && /^(?:bis|to|until|till|au|al|hasta|tot|ate|até|thru|through|[-–—])$/i.test(next)
  );
}

function meaningOf(label: Label, line: PaperLine, number: NumberCandidate | null): Meaning {
  if (label.meaning === 'issue-date') return 'issue';
  if (label.meaning === 'due-date') return isOfPayment(label, line) ? 'due' : 'other';
  if (label.meaning === 'other-date') return DEPARTURE.test(label.text) ? 'departure' : 'other';
  // "vom", "of", "du" belong to what stands before them: this document's number, or another one.
  if (label.first > 0 && !label.leads) {
    const before = line.labels.filter((other) => other.group === 'number' && other.last < label.first).at(-1);
    if (before?.meaning === 'other-number') return 'other';
    if (number?.line === line && number.last < label.first) return 'issue';
  }
  return 'issue';
}

/** Words that only say until when: `bis zum`, `by`. */
const UNTIL =
  /^(?:bis|bis zum|bis spatestens|spatestens(?: bis(?: zum)?)?|entro il|uiterlijk|by|until|due by)$/;
const PAYMENT =
  /zahl|uberweis|ueberweis|begleich|fallig|faellig|betrag|skonto|netto|rechnung|pay|remit|settle|due|pag|sald|bonific|importo|betal|voldo|bedrag|incass/;

/** Within a sentence "bis zum" is a day of payment only where the sentence speaks of one. */
function isOfPayment(label: Label, { line }: PaperLine): boolean {
  return label.leads || !UNTIL.test(label.text) || PAYMENT.test(fold(line.text));
}

function labelScore(label: Label, line: PaperLine, distance: number, below: boolean, paper: Paper): number {
  let score = label.meaning === 'weak-date' ? (label.leads ? 6 : 3) : 10;
  // A function word of two letters ("le", "du", "am") is a label only right before the date.
  if (label.text.length <= 4 && label.meaning === 'weak-date') score -= label.leads ? 1 : 0.5;
  if (label.meaning === 'other-date' && label.text.length <= 5) score -= 3;
  // Of labels that share a date ("Invoice / delivery date") the invoice counts.
  if (label.meaning === 'issue-date') score += 1;
  if (below) score -= 1.5;
  else if (distance > 25) score -= 1.5;
  if (line.pageNumber !== paper.pages[0]?.page.pageNumber) score -= 1;
  if (DELIVERY.test(label.text) && label.meaning === 'other-date') score += 0.5;
  return score;
}

function plainScore(date: PlacedDate, line: PaperLine, paper: Paper): number {
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  const height = page ? line.line.box[1] / Math.max(page.height, 1) : 1;
  let score = 3 - 2 * height;
  if (line.pageNumber !== paper.pages[0]?.page.pageNumber) score -= 1.5;
  if (date.style === 'compact') score -= 2.5;
  // Tills print the time beside the date.
  const after = line.line.words.slice(date.last + 1, date.last + 3);
  if (after.some((word) => /^\(?\d{1,2}:\d{2}/.test(word.text))) score += 1.5;
  // Among other words and amounts it is part of a sentence or of a table.
  if (line.line.words.length > 8) score -= 0.5;
  if (line.amounts.some((amount) => amount.first > date.last && /[.,]\d\d\b/.test(amount.text))) score -= 1;
  return score;
}

function dateOf(
  label: Label,
  line: PaperLine,
  paper: Paper,
): { date: PlacedDate; distance: number; below: boolean } | null {
  const small = label.text.length <= 4;
  const further = furtherWords(label, line).length;
  const last = label.last + further;
  const end = line.line.words[last]!.text.length;
  const places = [
    ...(further > 0 ? valuePlaces({ ...label, last, end }, line, paper) : []),
    ...valuePlaces(label, line, paper),
  ];
  for (const place of places) {
    if (small && !label.leads && (place.where === 'below' || place.distance > 1.5)) continue;
    const reach = place.where === 'below' ? place.last : Math.min(place.last, place.word + (small ? 0 : 3));
    const date = place.line.dates.find((one) => one.first >= place.word && one.first <= reach);
    if (date) return { date, distance: place.distance, below: place.where === 'below' };
  }
  return null;
}

/**
 * When custom alone decided, issue and due date tell more: an order that puts the due date before the issue date, or months after it,
 * is not meant.
 */
function plausibleOrder(
  candidates: readonly Candidate[],
  settled: { readonly order: DayOrder; readonly certain: boolean },
): typeof settled {
  if (settled.certain) return settled;
  const top = (meaning: Meaning) =>
    candidates.filter((one) => one.meaning === meaning).sort((a, b) => b.score - a.score)[0]?.date;
  const issue = top('issue');
  const due = top('due');
  if (!issue || !due || !(isAmbiguous(issue) || isAmbiguous(due))) return settled;
  const fits = (order: DayOrder): boolean => {
    const days = daysBetween(resolveDate(issue, order), resolveDate(due, order));
    return days >= 0 && days <= 100;
  };
  const other: DayOrder = settled.order === 'day-first' ? 'month-first' : 'day-first';
  if (fits(settled.order) === fits(other)) return settled;
  return { order: fits(other) ? other : settled.order, certain: true };
}
