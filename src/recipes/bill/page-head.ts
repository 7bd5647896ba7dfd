import type { Evidence } from '../../domain/evidence.ts';
import type { PageText, Word } from '../../domain/page-text.ts';
import { isTitleWord } from '../../rules/column-titles.ts';
import { currencyOf } from '../../rules/currency.ts';
import type { DayOrder } from '../../rules/dates.ts';
import { dollarOf } from '../../rules/document-currency.ts';
import { readDates } from '../../rules/document-dates.ts';
import { readNumbers } from '../../rules/document-number.ts';
import { evidenceOf } from '../../rules/evidence.ts';
import { findAmounts } from '../../rules/find-amounts.ts';
import { readLines } from '../../rules/lines.ts';
import { type Paper, readPaper, wordsOf } from '../../rules/paper.ts';
import { readParties } from '../../rules/parties.ts';
import type { PlacedWord } from '../../rules/straighten.ts';
import type { BillPiece } from './bill-page.ts';

/** What stands around the rows of a bill on a page. */
export interface PageHead {
  readonly facts: Omit<BillPiece, 'rows' | 'serial_start'>;
  readonly dayOrder: DayOrder;
  readonly evidence: readonly Evidence[];
  /** All that is printed around the rows, in lower case. */
  readonly text: string;
}

/** A number read with less than this is more likely something else's. */
const LEAST_CONFIDENCE = 0.6;

const PAGE_LABEL =
  /\b(?:page|pg|seite|página|pagina|blad)\s*(?:no\.?)?\s*[:.]?\s*\d+\s*(?:of|von|de|di|van|sur|\/)\s*\d+/i;
const COPY =
  /\b(?:original|duplicate|triplicate|quadruplicate|(?:office|customer|patient|file|extra|merchant|insurer) copy|duplikat|kopie|duplicata|copia)\b/i;
const PRINTED = /\b(?:printed (?:on|by|at)|print (?:date|time)|generated (?:on|by))\b/i;
const TITLE =
  /\b(?:bill|invoice|receipt|memo|statement|rechnung|quittung|facture|reçu|factura|fattura|ricevuta|factuur|bon|fatura|recibo|estimate|folio|account|\w*rechnung|bolletta|conto|avviso|appel de (?:charges|fonds)|relev[ée]|cuenta|extra(?:to|cto)|(?:huur)?nota|\w*afrekening)\b/i;

/** A line that says what money all amounts are in: `All amounts in EUR`, `Importi in EUR`. */
const AMOUNTS_IN =
  /^(?:all |tous |toutes |alle |todos )?\p{L}+ (?:are |sont |sind |zijn )?(?:in|en|em) ([A-Z]{3})\.?$/iu;

const MONEY_MARK = /^\(?(₹|€|£|Rs\.?|INR|EUR|USD|GBP|CHF)\)?[:.]?$/;

/** The money that amounts are marked with, or that a title or label names; codes within names of charges do not count. */
function currencyIn(paper: Paper, page: PageText): string | null {
  const votes = new Map<string, number>();
  const vote = (currency: string | null): void => {
    if (currency !== null) votes.set(currency, (votes.get(currency) ?? 0) + 1);
  };
  for (const line of paper.lines) {
    for (const amount of line.amounts) vote(amount.currency);
    for (const word of line.line.words) vote(currencyOf(MONEY_MARK.exec(word.text)?.[1] ?? ''));
  }
  for (const word of page.words) vote(currencyOf(/^(?:₹|€|£|Rs\.?)/.exec(word.text)?.[0] ?? ''));
  if (votes.size === 0) {
    // Only the rows are marked.
    for (const line of readLines(page)) {
      for (const amount of findAmounts(line.words)) vote(amount.currency);
      if (AMOUNTS_IN.test(line.text)) vote(currencyOf(AMOUNTS_IN.exec(line.text)?.[1] ?? ''));
    }
  }
  if (votes.size === 0) {
    // Titles and totals of the table name it: `Cost (£)`, `Total factura EUR`.
    for (const word of page.words) vote(currencyOf(MONEY_MARK.exec(word.text)?.[1] ?? ''));
    if (votes.size > 1) votes.clear();
  }
  const best = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  return best === 'USD' ? dollarOf(page.words.map((word) => word.text).join(' ')) : best;
}

interface FoundSeller {
  readonly name: string;
  readonly words: readonly PlacedWord[];
  /** 0 to 1. */
  readonly confidence: number;
}

/** Who bills: by label, letterhead and register data where these say it plainly, else the name above the first label. */
function sellerOf(around: Paper, head: Paper): FoundSeller | null {
  const { seller } = readParties(around);
  if (seller?.party.name && seller.confidence >= LEAST_CONFIDENCE)
    return { name: seller.party.name, words: seller.words, confidence: seller.confidence };
  const named = sellerPiece(head);
  return named && { ...named, confidence: 0.7 };
}

interface NamePiece {
  readonly name: string;
  readonly words: readonly PlacedWord[];
  /** Height of its type, in points. */
  readonly size: number;
}

/** Lines at the head of a page that may hold the name in large type. */
const HEAD_LINES = 8;
/** Type so much larger than the usual is that of a name or a title. */
const LARGE = 1.25;

/** The name in the largest type of the head that is no title of the paper; in usual type only above the first label. */
function sellerPiece(paper: Paper): NamePiece | null {
  const lines = (paper.pages[0]?.lines ?? []).slice(0, HEAD_LINES);
  const firstLabel = lines.findIndex((line) => line.labels.some((label) => label.group === 'number'));
  const pieces = lines.flatMap((line, at) =>
    line.pieces.map((piece) => {
      const words = wordsOf(line, piece.first, piece.last);
      const heights = words.map(({ box }) => box[3] - box[1]).sort((a, b) => a - b);
      return { name: piece.text, words, size: heights[heights.length >> 1]!, at };
    }),
  );
  const sizes = pieces.map(({ size }) => size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const named = pieces.filter(
    ({ name, words, size, at }) =>
      (size > LARGE * usual || at <= (firstLabel < 0 ? 5 : Math.min(5, firstLabel))) &&
      /\p{L}\p{M}*\p{L}\p{M}*\p{L}/u.test(name) &&
      !/[:]|\d{4,}/.test(name) &&
      !PAGE_LABEL.test(name) &&
      !COPY.test(name) &&
      !(TITLE.test(name) && words.length <= 4) &&
      !name.split(' ').every(isTitleWord),
  );
  const largest = Math.max(...named.map(({ size }) => size));
  // Boxes of one type differ a little by its letters: of equal type, the first.
  return named.find(({ size }) => size > 0.92 * largest) ?? null;
}

/** Reads what stands around a bill's rows: `around` holds the page without the words of its rows. */
export function readPageHead(around: PageText, page: PageText, path: string, above: number): PageHead {
  const whole = readLines(around);
  // The day of printing is not the day of the bill.
  const printed = new Set(
    whole.filter((line) => PRINTED.test(line.text)).flatMap((line) => line.words.map((word) => word.source)),
  );
  const paper = readPaper([without(around, printed)]);
  const read = readNumbers(paper);
  const number = read.number && read.confidence >= LEAST_CONFIDENCE ? read.number : null;
  const currency = currencyIn(paper, page);
  const dates = readDates(paper, { currency, country: null, number });
  const headLines = paper.lines.filter((line) => line.line.box[3] <= above);
  const titled = headLines.some((line) => TITLE.test(line.line.text));
  const begins = headLines.length >= 2 && (titled || number !== null);
  const seller = begins
    ? sellerOf(paper, { ...paper, pages: [{ ...paper.pages[0]!, lines: headLines }], lines: headLines })
    : null;
  const text = whole.map((line) => line.text);
  const label = text.flatMap((line) => PAGE_LABEL.exec(line)?.[0] ?? [])[0] ?? null;
  const copy = text.flatMap((line) => (line.length < 60 ? (COPY.exec(line)?.[0] ?? []) : []))[0] ?? null;
  const registrations = paper.lines.flatMap((line) =>
    line.identifiers.flatMap((one) =>
      one.kind === 'gstin' || one.kind === 'pan'
        ? [{ type: one.kind === 'gstin' ? ('GSTIN' as const) : ('PAN' as const), value: one.value }]
        : [],
    ),
  );
  const evidence: Evidence[] = [];
  const { pageNumber } = page;
  if (number) {
    evidence.push(
      evidenceOf({
        path: `${path}.bill_number`,
        value: number.value,
        pageNumber,
        words: number.words,
        confidence: read.confidence,
      }),
    );
  }
  if (dates.issueDate) {
    const { value, words, confidence } = dates.issueDate;
    evidence.push(evidenceOf({ path: `${path}.date`, value, pageNumber, words, confidence }));
  }
  if (seller) {
    const { name: value, words, confidence } = seller;
    evidence.push(evidenceOf({ path: `${path}.seller`, value, pageNumber, words, confidence }));
  }
  return {
    facts: {
      begins_here: begins,
      seller: seller?.name ?? null,
      bill_number: number?.value ?? null,
      date: dates.issueDate?.value ?? null,
      currency,
      page_label: label,
      copy,
      registrations,
    },
    dayOrder: dates.order,
    evidence,
    text: text.join('\n').toLowerCase(),
  };
}

/** The page without the given words. */
export function without(page: PageText, taken: ReadonlySet<Word>): PageText {
  return { ...page, words: page.words.filter((word) => !taken.has(word)) };
}
