import { absolute, type Decimal, sum, within } from '../domain/decimal.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import { currencyOf } from './currency.ts';
import { readCurrency } from './document-currency.ts';
import { type DateReading, readDates } from './document-dates.ts';
import { readNumbers } from './document-number.ts';
import { readDocumentType } from './document-type.ts';
import { asRecognised, evidenceOf } from './evidence.ts';
import { type InvoiceReading, type InvoiceTotals, NO_TOTALS, type TaxRow } from './invoice-facts.ts';
import { itemLines, lineSum, readInvoiceLines, settleLines } from './invoice-lines.ts';
import { isOddlyPrinted } from './odd-print.ts';
import { type Paper, type PaperLine, readPaper } from './paper.ts';
import { type PartyReading, readParties } from './parties.ts';
import type { ReadLine } from './read-line.ts';
import { findLooseSums, findSums, namedRates, type SumCandidate } from './sum-candidates.ts';
import { type FoundTaxRow, findTaxRows } from './tax-rows.ts';
import { type ChosenTotals, chooseTotals } from './totals.ts';
import { findUnnamedSums } from './unnamed-sums.ts';

/**
 * Reads an invoice, receipt or bill without a model: labels and values by geometry, totals chosen by arithmetic, line
 * items from the tables. Every value has evidence on the page; what is not printed is null. Confidence is 0 to 1 in the
 * evidence of each value; a value that arithmetic contradicts has an error finding on its path.
 */
export function readInvoice(pages: readonly PageText[]): InvoiceReading {
  return readInvoicePaper(readPaper(pages));
}

const known = new WeakMap<Paper, InvoiceReading>();

/** The same for a paper that was prepared before; remembered as long as the paper lives. */
export function readInvoicePaper(paper: Paper): InvoiceReading {
  const before = known.get(paper);
  if (before) return before;
  const reading = readFacts(paper);
  known.set(paper, reading);
  return reading;
}

function readFacts(paper: Paper): InvoiceReading {
  const { items, candidates, rates, taxRows, lines, totals } = readSums(paper);
  const numbers = readNumbers(paper, items);
  const parties = readParties(paper);
  const country = parties.seller?.party.country ?? null;
  const currency = readCurrency(paper, candidates, country);
  const dates = readDates(paper, { currency: currency?.code ?? null, country, number: numbers.number });
  const parts = totals.sums.tax?.parts ?? [];
  const taxes: TaxRow[] =
    taxRows.length > 0
      ? taxRows.map(({ rate, base, amount, category }) => ({ rate, base, amount, category }))
      : parts.length > 0
        ? parts.map(({ rate, value }) => ({ rate, base: null, amount: value, category: null }))
        : rates.map((rate) => ({ rate, base: null, amount: null, category: null }));
  const iban = paper.lines.flatMap((line) => line.identifiers).find((one) => one.kind === 'iban');

  const evidence: Evidence[] = [];
  const add = (
    path: string,
    value: string | null,
    from: Omit<DateReading, 'value' | 'uncertainOrder'> | null,
  ): void => {
    if (value === null || !from || from.words.length === 0) return;
    evidence.push(
      evidenceOf({
        path,
        value,
        pageNumber: from.pageNumber,
        words: from.words,
        confidence: from.confidence,
      }),
    );
  };
  const { number, orderNumber } = numbers;
  if (number) add('number', number.value, { ...number, confidence: numbers.confidence });
  add('issueDate', dates.issueDate?.value ?? null, dates.issueDate);
  add('dueDate', dates.dueDate?.value ?? null, dates.dueDate);
  add('deliveryDate', dates.deliveryDate?.value ?? null, dates.deliveryDate);
  add('currency', currency?.code ?? null, currency);
  addParty('seller', parties.seller, add);
  addParty('buyer', parties.buyer, add);
  if (orderNumber) add('orderNumber', orderNumber.value, { ...orderNumber, confidence: 0.7 });
  for (const [kind, chosen] of Object.entries(totals.sums)) {
    // A tax of several rates is printed by rate: the parts carry it.
    const part = chosen.parts[0]?.line ?? chosen.rows[0]?.line;
    const words =
      chosen.candidate?.words ??
      [...chosen.parts, ...chosen.rows]
        .filter((one) => one.line.pageNumber === part?.pageNumber)
        .flatMap((one) => one.words);
    const pageNumber = chosen.candidate?.line.pageNumber ?? part?.pageNumber ?? 1;
    add(`totals.${kind}`, totalsValue(kind, chosen.value), {
      words,
      pageNumber,
      confidence: chosen.confidence,
    });
  }
  const agree = totals.proofs.has('lines');
  for (const [index, { row, line }] of lines.entries()) addLine({ index, row, line, agree }, evidence);

  return {
    facts: {
      documentType: readDocumentType(paper).type,
      number: number?.value ?? null,
      issueDate: dates.issueDate?.value ?? null,
      dueDate: dates.dueDate?.value ?? null,
      deliveryDate: dates.deliveryDate?.value ?? null,
      currency: currency?.code ?? null,
      language: paper.language,
      seller: parties.seller?.party ?? null,
      buyer: parties.buyer?.party ?? null,
      orderNumber: orderNumber?.value ?? null,
      iban: iban?.value ?? null,
      totals: totalsOf(totals),
      taxes,
      lines: lines.map(({ line }) => line),
    },
    evidence,
    findings: findingsOf(totals, lines, dates.issueDate),
  };
}

/** Sums and line items, chosen together: the first reading of the lines that comes to a printed sum, else the likeliest. */
function readSums(paper: Paper): SumsReading {
  const pages = paper.pages.map((page) => page.page);
  let first: SumsReading | null = null;
  for (const found of readInvoiceLines(pages, paper)) {
    const reading = sumsOf(paper, found);
    if (reading.totals.proofs.has('lines')) return reading;
    first ??= reading;
  }
  return first!;
}

interface SumsReading {
  readonly items: ReadonlySet<PaperLine>;
  readonly candidates: readonly SumCandidate[];
  readonly rates: readonly Decimal[];
  readonly taxRows: readonly FoundTaxRow[];
  readonly lines: readonly ReadLine[];
  readonly totals: ChosenTotals;
}

function sumsOf(paper: Paper, found: readonly ReadLine[]): SumsReading {
  const items = itemLines(
    paper,
    found.filter((one) => !one.extra),
  );
  const taxRows = findTaxRows(paper.lines, items);
  // With several rates the sums of one rate are not those of the document.
  const several = new Set(taxRows.map((row) => row.rate)).size > 1;
  const sums = findSums(paper, items).filter((one) => !several || !isOfRow(one, taxRows));
  const loose = findLooseSums(paper, items);
  const lines = settleLines(found, { candidates: sums, loose, habit: paper.habit });
  // Freight that turned out to be a line of the table is no charge of the document.
  const extras = itemLines(
    paper,
    lines.filter((one) => one.extra),
  );
  const candidates = sums.filter((one) => !extras.has(one.line));
  const rates = namedRates(paper);
  const unnamed = findUnnamedSums(paper, itemLines(paper, lines));
  const totals = chooseTotals({ candidates, loose, unnamed, taxRows, lineSum: lineSum(lines), rates });
  return { items, candidates, rates, taxRows, lines, totals };
}

/**
 * True for a sum of one rate: what the row itself holds, and base with tax at its end. The sums of the document may stand
 * beside the rows, each below or behind a label of its own.
 */
function isOfRow({ line, words, value }: SumCandidate, rows: readonly FoundTaxRow[]): boolean {
  return rows.some((row) => {
    if (row.line !== line) return false;
    const all = line.line.words;
    const end = Math.max(...row.words.map((word) => all.indexOf(word)));
    const first = all.indexOf(words[0]!);
    if (first <= end) return true;
    const isNamed = all
      .slice(end + 1, first)
      .some(({ text }) => /\p{L}\p{M}*\p{L}/u.test(text) && currencyOf(text) === null);
    return !isNamed && within(value, sum([row.base, row.amount]), '0.01');
  });
}

function addParty(
  path: string,
  reading: PartyReading | null,
  add: (path: string, value: string | null, from: PartyReading | null) => void,
): void {
  add(`${path}.name`, reading?.party.name ?? null, reading);
}

/** "14.5 Std" or "2023" where a name is looked for counts what is charged and does not name it. */
const COUNT = /^\d[\d.,]*(?: \p{L}{1,5}\.?)?$/u;

/** Confidence of a name that holds what no language writes, or is none: it is looked at. */
const MISREAD_NAME = 0.45;

function addLine(
  {
    index,
    row,
    line,
    agree,
  }: Pick<ReadLine, 'row' | 'line'> & { readonly index: number; readonly agree: boolean },
  evidence: Evidence[],
): void {
  const cells = [
    ['description', line.description, row.cells.description],
    ['quantity', line.quantity, row.cells.quantity],
    ['unit', line.unit, row.cells.unit],
    ['unitPrice', line.unitPrice, row.cells.rate],
    ['amount', line.amount, row.cells.amount ?? row.cells.taxable ?? row.cells.gross],
  ] as const;
  for (const [name, value, cell] of cells) {
    if (value === null || value === '' || !cell) continue;
    evidence.push({
      path: `lines[${index}].${name}`,
      value,
      pageNumber: row.pageNumber,
      box: cell.box,
      quote: cell.text,
      match: cell.text.includes(value) ? 'exact' : 'normalised',
      confidence:
        name === 'description' && (isOddlyPrinted(cell.words) || COUNT.test(value))
          ? MISREAD_NAME
          : asRecognised(agree ? 0.95 : 0.7, cell.words),
      origin: 'rules',
    });
  }
}

/** Discounts and payments are printed with and without a minus; facts hold them positive. */
function totalsValue(kind: string, value: Decimal): Decimal {
  return kind === 'allowances' || kind === 'prepaid' ? absolute(value) : value;
}

function totalsOf(totals: ChosenTotals): InvoiceTotals {
  const values = Object.fromEntries(
    Object.entries(totals.sums).map(([kind, chosen]) => [kind, totalsValue(kind, chosen.value)]),
  );
  return { ...NO_TOTALS, ...values };
}

function findingsOf(totals: ChosenTotals, lines: readonly ReadLine[], issue: DateReading | null): Finding[] {
  const findings: Finding[] = [];
  const { gross, net, tax } = totals.sums;
  if (totals.contradiction && gross && net && tax) {
    findings.push({
      code: 'gross-mismatch',
      severity: 'error',
      path: 'totals.gross',
      message: 'The printed net amount and tax do not come to the printed total.',
      expected: sum([net.value, tax.value]),
      actual: gross.value,
    });
  }
  const total = lineSum(lines);
  const sums = [totals.sums.net, totals.sums.lines, gross].flatMap((one) => (one ? [one.value] : []));
  if (
    total !== null &&
    sums.length > 0 &&
    !totals.proofs.has('lines') &&
    !sums.some((one) => within(one, total, '0.02'))
  ) {
    findings.push({
      code: 'lines-mismatch',
      severity: 'error',
      path: 'lines',
      message: 'The line items do not come to any printed total.',
      expected: sums[0]!,
      actual: total,
    });
  }
  if (issue?.uncertainOrder) {
    findings.push({
      code: 'date-order-uncertain',
      severity: 'warning',
      path: 'issueDate',
      message:
        'Day and month of the date can be read either way; the custom of language and currency decided.',
      actual: issue.value,
      pageNumber: issue.pageNumber,
    });
  }
  return findings;
}
