import { equal } from '../../domain/decimal.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { checkIndianTaxes, checkLine } from '../../verify/arithmetic.ts';
import type { BillPage } from './bill-page.ts';
import { joinBrokenRows, type PlacedPiece, type PlacedRow, placePieces } from './bill-rows.ts';
import type { Bill, BillItem, BillResult, PageType } from './bill-schema.ts';
import { distinctTaxes, reconcile } from './bill-total.ts';
import { checkRegistrations, doubtful } from './check-bill.ts';
import { PAGE_ONLY } from './check-bill-page.ts';
import { groupBills, type PieceGroup } from './group-bills.ts';
import { settleRows } from './settle-rows.ts';
import { checkSubTotals } from './sub-totals.ts';
import { findSummaries, joinSummarised } from './summary.ts';
import { TraceMap } from './trace-map.ts';

/** The answer for one page, as the recipe gets it. */
export interface PageAnswer {
  readonly pageNumber: number;
  readonly value: BillPage;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/** The bills of a file, with what proves and what doubts them. */
export interface AssembledBills {
  readonly data: BillResult;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/** What is known of the pages of the file beyond their answers. */
export interface FilePages {
  readonly pageCount: number;
  /** Pages that could not be read. */
  readonly failedPages: readonly number[];
}

/**
 * Makes bills of pages: joins rows and bills over page breaks, tells several bills apart, counts copies and summaries
 * once, adds up in exact decimals and compares with what is printed. Pure; nothing printed is ever overwritten.
 */
export function assembleBills(answers: readonly PageAnswer[], file: FilePages): AssembledBills {
  const pieces = placePieces(answers);
  joinBrokenRows(pieces);
  const trace = new TraceMap(answers);
  const findings: Finding[] = [];
  const groups = joinSummarised(groupBills(pieces.filter((piece) => piece.rows.length > 0)));
  const bills = groups.map((group, index) => {
    const made = makeBill(group, { path: `bills[${index}]`, file, taken: takenBy(groups, group), trace });
    findings.push(...made.findings);
    return made.bill;
  });
  return {
    data: { bills },
    evidence: trace.evidence,
    findings: [...trace.findings().filter((finding) => !PAGE_ONLY.has(finding.code)), ...findings],
  };
}

function first<Value>(
  pieces: readonly PlacedPiece[],
  pick: (piece: PlacedPiece) => Value | null,
): { value: Value; piece: PlacedPiece } | null {
  for (const piece of pieces) {
    const value = pick(piece);
    if (value !== null) return { value, piece };
  }
  return null;
}

interface BillContext {
  readonly path: string;
  readonly file: FilePages;
  /** Pages that hold other bills. */
  readonly taken: ReadonlySet<number>;
  readonly trace: TraceMap;
}

function takenBy(groups: readonly PieceGroup[], but: PieceGroup): Set<number> {
  const others = groups.filter((group) => group !== but);
  return new Set(others.flatMap((group) => group.pieces.map((piece) => piece.pageNumber)));
}

function makeBill(group: PieceGroup, context: BillContext): { bill: Bill; findings: Finding[] } {
  const { path, file, trace } = context;
  const { pieces } = group;
  const findings: Finding[] = [];
  settleRows(pieces.flatMap((piece) => piece.rows));
  const summaries = findSummaries(pieces);
  const summed = new Set(summaries.flatMap((summary) => summary.rows.map(({ row }) => row)));
  for (const { pieces: own, rows, rest } of summaries) {
    for (const piece of own) {
      if (pieces.includes(piece) || rest.length === 0) markFinal(pieces, piece);
    }
    findings.push({
      code: 'summary-page',
      severity: 'info',
      path,
      message: `${rows.length} rows of this page sum up charges listed elsewhere and are not counted again`,
      pageNumber: own[0]!.pageNumber,
    });
    for (const row of rest) {
      findings.push({
        code: 'summary-row-without-detail',
        severity: 'warning',
        path,
        message: `No charges elsewhere come to this row of the summary; it is counted as a charge`,
        pageNumber: row.pageNumber,
        ...(row.amount === null ? {} : { actual: row.amount }),
      });
    }
  }
  const rows = pieces.flatMap((piece) => piece.rows).filter((row) => !summed.has(row));
  const continuesBefore = startsBefore(pieces[0]!, context);
  const total = reconcile(rows, { path, continuesBefore, failedPages: file.failedPages });
  findings.push(...total.findings);

  const items: BillItem[] = [];
  let section: string | null = null;
  for (const row of rows) {
    if (row.kind === 'heading' || row.kind === 'group') section = row.name === '' ? null : row.name;
    if (row.kind !== 'item') continue;
    const at = `${path}.items[${items.length}]`;
    items.push(itemOf(row, section));
    trace.row(row, at, ['name', 'quantity', 'rate', 'amount', 'discount', 'tax', 'date', 'code']);
    if (row.amount === null) {
      findings.push({
        code: 'amount-missing',
        severity: 'error',
        path: `${at}.amount`,
        message: 'No amount could be read for this row',
        pageNumber: row.pageNumber,
      });
    }
    findings.push(...doubtful(row, at, rows));
    findings.push(
      ...checkLine({
        path: at,
        quantity: row.quantity,
        rate: row.rate,
        amount: row.amount,
        discount: row.discount,
        tax: row.tax,
      }),
    );
  }
  const subTotals = [
    ...checkSubTotals(rows, continuesBefore),
    ...summaries.flatMap((summary) => summary.rows),
  ].filter(({ row }) => row.amount !== null);
  for (const [index, { row, computed }] of subTotals.entries()) {
    const at = `${path}.sub_totals[${index}]`;
    trace.row(row, at, ['name', 'amount']);
    if (computed !== null && !equal(computed, row.amount!)) {
      findings.push({
        code: 'sub-total-mismatch',
        severity: total.reconciled === true ? 'warning' : 'error',
        path: `${at}.amount`,
        message: 'The charges below this heading do not come to its printed sum',
        expected: computed,
        actual: row.amount!,
        pageNumber: row.pageNumber,
      });
    }
  }
  const taxes = distinctTaxes(rows);
  for (const [index, row] of taxes.entries())
    trace.row(row, `${path}.taxes[${index}]`, ['name', 'rate', 'amount']);
  findings.push(
    ...checkIndianTaxes(
      taxes.map((row, index) => ({
        path: `${path}.taxes[${index}]`,
        name: row.name,
        rate: row.rate,
        amount: row.amount,
      })),
    ),
  );
  const discounts = rows.filter((row) => row.kind === 'discount' && row.amount !== null);
  for (const [index, row] of discounts.entries())
    trace.row(row, `${path}.discounts[${index}]`, ['name', 'amount']);
  const rounding = rows.findLast((row) => row.kind === 'round_off' && row.amount !== null) ?? null;
  if (rounding) trace.value(rounding, 'amount', `${path}.round_off`);
  if (total.row) trace.value(total.row, 'amount', `${path}.printed_total`);
  findings.push(...checkRegistrations(pieces, path));
  if (group.copies.length > 0) {
    findings.push({
      code: 'copy-left-out',
      severity: 'info',
      path,
      message: `Pages ${group.copies.map((pages) => pages.join('-')).join(', ')} are copies of this bill and are not counted again`,
    });
  }
  const head = {
    seller: first(pieces, (piece) => piece.head.seller),
    bill_number: first(pieces, (piece) => piece.head.bill_number),
    date: first(pieces, (piece) => piece.head.date),
    currency: first(pieces, (piece) => piece.head.currency),
  };
  for (const [name, found] of Object.entries(head))
    if (found) trace.head(found.piece, name, `${path}.${name}`);
  const pages = new Map<number, PageType>();
  for (const piece of pieces) if (!pages.has(piece.pageNumber)) pages.set(piece.pageNumber, piece.pageType);
  const numbers = [...pages.keys()].sort((a, b) => a - b);
  const bill: Bill = {
    page_numbers: numbers,
    seller: head.seller?.value ?? null,
    bill_number: head.bill_number?.value ?? null,
    date: head.date?.value ?? null,
    currency: head.currency?.value ?? null,
    page_types: numbers.map((page) => pages.get(page)!),
    items,
    sub_totals: subTotals.map(({ row, computed }) => ({
      name: row.name,
      amount: row.amount!,
      computed,
      page_number: row.pageNumber,
    })),
    taxes: taxes.map((row) => ({
      name: row.name,
      rate: row.rate,
      amount: row.amount!,
      page_number: row.pageNumber,
    })),
    discounts: discounts.map((row) => ({ name: row.name, amount: row.amount!, page_number: row.pageNumber })),
    round_off: rounding?.amount ?? null,
    printed_total: total.row?.amount ?? null,
    computed_total: total.computed,
    difference: total.difference,
    reconciled: total.reconciled,
    continues_before: continuesBefore,
    continues_after: endsAfter(pieces[pieces.length - 1]!, rows, context),
  };
  return { bill, findings };
}

function markFinal(pieces: readonly PlacedPiece[], summary: PlacedPiece): void {
  for (const piece of pieces) if (piece.pageNumber === summary.pageNumber) piece.pageType = 'Final Bill';
}

function itemOf(row: PlacedRow, section: string | null): BillItem {
  const { name, quantity, rate, amount, discount, tax, date, code, pageNumber } = row;
  return { name, quantity, rate, amount, discount, tax, date, code, page_number: pageNumber, section };
}

/** True when the file has this page, and no other bill stands on it. */
function isFree(pageNumber: number, { file, taken }: BillContext): boolean {
  return pageNumber >= 1 && pageNumber <= file.pageCount && !taken.has(pageNumber);
}

/**
 * The bill began before this piece: a page label beyond the first whose earlier pages are not in the file (as pages
 * without charges), serial numbers that do not start at one, a sum brought forward.
 */
function startsBefore(piece: PlacedPiece, context: BillContext): boolean {
  if (piece.label) {
    const first = piece.pageNumber - piece.label.page + 1;
    return piece.label.page > 1 && !(isFree(first, context) && isFree(piece.pageNumber - 1, context));
  }
  return (piece.head.serial_start ?? 1) > 1 || piece.rows[0]?.kind === 'carried';
}

/** The bill goes on after this piece: a page label before the last whose pages are not in the file, or a sum carried forward. */
function endsAfter(piece: PlacedPiece, rows: readonly PlacedRow[], context: BillContext): boolean {
  if (piece.label) {
    const last = piece.pageNumber + piece.label.of - piece.label.page;
    return (
      piece.label.page < piece.label.of && !(isFree(last, context) && isFree(piece.pageNumber + 1, context))
    );
  }
  return rows.length > 1 && rows[rows.length - 1]!.kind === 'carried';
}
