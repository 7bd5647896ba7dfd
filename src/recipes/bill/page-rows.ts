import {
  absolute,
  type Decimal,
  decimalPlaces,
  equal,
  multiply,
  negate,
  round,
} from '../../domain/decimal.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Box, type PageText, union, type Word } from '../../domain/page-text.ts';
import { type AmountHabit, readAmount } from '../../rules/amount.ts';
import { type DayOrder, findDates, resolveDate } from '../../rules/dates.ts';
import { type MendedRow, mendRows, type RecognisedRow, type Scope } from '../../rules/mend-rows.ts';
import { settleKinds } from '../../rules/row-groups.ts';
import { namesPayment } from '../../rules/row-label.ts';
import { type Cell, type RowKind, summedRow, type TableRow } from '../../rules/table.ts';
import type { BillRow, BillRowKind } from './bill-page.ts';
import { DISCOUNT_WORDS } from './discount-words.ts';

/** A page, and how the document writes numbers and dates. */
export interface PageRowsOptions {
  readonly page: PageText;
  readonly habit: AmountHabit;
  readonly dayOrder: DayOrder;
  /** Cells in columns of what was paid or given back. */
  readonly credits: ReadonlySet<Cell>;
  /** Where the rows will stand in the page's value, such as `bills[0].rows`. */
  readonly path: string;
}

/** Rows of a bill on a page, with where each value stands and what was doubtful. */
export interface PageRows {
  readonly rows: BillRow[];
  readonly evidence: Evidence[];
  readonly findings: Finding[];
}

const KINDS: Readonly<Record<RowKind, BillRowKind>> = {
  item: 'item',
  heading: 'heading',
  group: 'group',
  'sub-total': 'sub_total',
  total: 'total',
  tax: 'tax',
  discount: 'discount',
  'round-off': 'round_off',
  carried: 'carried',
  payment: 'payment',
};

const amountIn = (cell: Cell | undefined): Decimal | null => cell?.amount?.value ?? null;

/** Cells that hold the four numbers of a row; a price may be printed as MRP, an amount only before discount. */
function numbersOf(row: TableRow): Record<keyof RecognisedRow, Cell | undefined> {
  const { cells } = row;
  return {
    quantity: cells.quantity,
    rate: cells.rate ?? cells.mrp,
    discount: cells.discount,
    amount: cells.amount ?? cells.gross ?? cells.taxable,
  };
}

function usualPlaces(rows: readonly TableRow[]): number {
  const places = rows.flatMap((row) => {
    const amount = amountIn(row.cells.amount);
    return amount === null ? [] : [decimalPlaces(amount)];
  });
  const two = places.filter((count) => count === 2).length;
  return two * 2 >= places.length ? 2 : 0;
}

/** Printed sums and the charges they are sums of, as far as both stand on this page. */
function scopesOf(rows: readonly TableRow[], kinds: readonly RowKind[]): { scopes: Scope[]; at: number[] } {
  const scopes: Scope[] = [];
  const at: number[] = [];
  const push = (index: number, members: number[]): void => {
    const text = numbersOf(rows[index]!).amount?.text;
    if (text === undefined || members.length === 0) return;
    scopes.push({ rows: members, total: text, fixed: kinds[index] === 'total' });
    at.push(index);
  };
  let since: number[] = [];
  let group: number | null = null;
  const all: number[] = [];
  for (const [index, kind] of kinds.entries()) {
    if (kind === 'item') {
      since.push(index);
      all.push(index);
    } else if (kind === 'group' || kind === 'sub-total' || kind === 'total') {
      if (group !== null) push(group, since);
      if (kind === 'sub-total') push(index, since);
      if (kind === 'total' && scopes.length === 0) push(index, all);
      since = [];
      group = kind === 'group' ? index : null;
    }
  }
  if (group !== null) push(group, since);
  return { scopes, at };
}

/** Words of a row's cell, put right by arithmetic where recognition was unsure. */
function mend(
  rows: readonly TableRow[],
  options: PageRowsOptions,
): { kinds: RowKind[]; mended: MendedRow[]; totals: Map<number, Decimal> } {
  const places = usualPlaces(rows);
  const recognised = rows.map((row): RecognisedRow => {
    const { quantity, rate, discount, amount } = numbersOf(row);
    const text = (cell: Cell | undefined): string | null => cell?.text ?? null;
    return row.kind === 'item'
      ? { quantity: text(quantity), rate: text(rate), discount: text(discount), amount: text(amount) }
      : { quantity: null, rate: null, discount: null, amount: text(amount) };
  });
  const first = mendRows(recognised, [], { habit: options.habit, places }).rows;
  const kinds = settleKinds(rows.map((row, index) => summedRow(row, first[index]!.amount)));
  const { scopes, at } = scopesOf(rows, kinds);
  const { rows: mended, totals } = mendRows(recognised, scopes, { habit: options.habit, places });
  const changed = new Map<number, Decimal>();
  for (const [index, total] of totals.entries()) {
    if (total.mended && total.total !== null) changed.set(at[index]!, total.total);
  }
  return { kinds, mended, totals: changed };
}

const TIMES = /(?:^|\s)(\d+(?:[.,]\d+)?)\s*(?:x|×|\*|@)\s*([\d.,]+\d)?(?=\s|$)/i;

/** Quantity and price written into the name, as tills do: `2 x 3.50`, or `2 x` before a column of prices. */
function quantityInName(
  name: string,
  amount: Decimal,
  priced: Decimal | null,
  habit: AmountHabit,
): { quantity: Decimal; rate: Decimal } | null {
  const match = TIMES.exec(name);
  const quantity = match && readAmount(match[1]!, { habit });
  const rate = priced ?? (match?.[2] ? (readAmount(match[2], { habit })?.value ?? null) : null);
  if (!quantity || rate === null) return null;
  return equal(round(multiply(quantity.value, rate), 2), round(amount, 2))
    ? { quantity: quantity.value, rate }
    : null;
}

interface Spot {
  readonly words: readonly Word[];
  readonly text: string;
  readonly box: Box;
}

function isoDate(text: string, order: DayOrder): string | null {
  const mention = findDates(text)[0];
  return mention ? resolveDate(mention, order) : null;
}

/** The day of a charge before its name, where no column of days was recognised. */
const LEADING_DATE = /^\d{1,2}([/.-])\d{1,2}\1(?:\d{2}|\d{4})\s+(?=[^\d\s])/u;

/** What a row without a charge takes off or pays: the amount in a column of credits, taken off. */
function creditOf(row: TableRow, { credits, habit }: PageRowsOptions): { cell: Cell; value: Decimal } | null {
  if (row.kind !== 'heading' || row.cells.amount?.amount || !row.cells.description) return null;
  const cell = row.all.find((one) => one !== null && credits.has(one));
  const amount = cell && readAmount(cell.text, { habit });
  return cell && amount && /[.,]\d{2}(?!\d)/.test(cell.text)
    ? { cell, value: negate(absolute(amount.value)) }
    : null;
}

/** A charge's name that says it takes something off (`Senior discount 5%`), whose amount does. */
const TAKES_OFF = new RegExp(`\\b(?:${DISCOUNT_WORDS})\\b`, 'i');

/**
 * Words of a row without a name that stand in a column of something else: sums below a table keep to no columns, and
 * what is titled `Part` may be its name.
 */
function looseName(row: TableRow): Cell | null {
  if (row.cells.description) return null;
  const named = row.all.filter(
    (cell): cell is Cell =>
      cell !== null &&
      (cell.role === 'other' || (cell.role === 'code' && /\p{L}\s+\p{L}|^\p{L}{4,}$/u.test(cell.text))) &&
      /\p{L}{3}/u.test(cell.text),
  );
  return named.length === 1 ? named[0]! : null;
}

const nameOf = (row: TableRow): string => (row.cells.description ?? looseName(row))?.text ?? '';

/** The thousands of an amount that was broken over two lines, left in the name of the row. */
const LOST_THOUSANDS = /\s[-+(]?(?:[A-Z]{0,3}[€£$₹])?\d{1,3}[.,]$/u;

/** A sign of money at the left edge of the amounts' column, too far from the amount to be read with it. */
const MONEY_BEHIND = /(?<=\p{L}.*)\s+(?:[A-Z]{0,3}[€£$₹]|Rs\.?)$/u;

/** Signs of recognition that begin a name but are no part of it. */
const DIRT = /^[^\p{L}\p{N}(₹€£$#*+&-]+|[|_~'"‘’“”]+$/gu;

/** Turns the rows of a page's tables into rows of a bill. */
export function readPageRows(rows: readonly TableRow[], options: PageRowsOptions): PageRows {
  const { page, path, habit, dayOrder } = options;
  const ocr = page.origin === 'ocr';
  const better = ocr ? mend(rows, options) : null;
  const out: PageRows = { rows: [], evidence: [], findings: [] };
  const prove = (at: string, value: string, spot: Spot, certain: number): void => {
    const trust = Math.min(certain, ...spot.words.map((word) => 0.5 + 0.5 * (word.confidence ?? 1)));
    const match = certain < 0.6 ? 'fuzzy' : spot.text.includes(value) ? 'exact' : 'normalised';
    out.evidence.push({
      path: at,
      value,
      pageNumber: page.pageNumber,
      box: spot.box,
      quote: spot.text,
      match,
      confidence: Math.round(trust * 1000) / 1000,
      origin: 'rules',
    });
  };
  for (const [index, row] of rows.entries()) {
    const at = `${path}[${out.rows.length}]`;
    const credit = creditOf(row, options);
    const credited = credit && (namesPayment(row.text) ? 'payment' : 'item');
    const read = credited ?? better?.kinds[index] ?? row.kind;
    const { quantity: counted, serial, code } = row.cells;
    const coded = code && code !== looseName(row);
    const takesOff = read === 'item' && !counted && !serial && !coded && TAKES_OFF.test(nameOf(row));
    const kind = takesOff && amountIn(numbersOf(row).amount)?.startsWith('-') ? 'discount' : read;
    // Specks and rules are recognised as a letter or two.
    if (kind === 'heading' && row.text.replace(/[^\p{L}]/gu, '').length < (ocr ? 3 : 1)) continue;
    const mended = better?.mended[index];
    const cells = numbersOf(row);
    const isItem = kind === 'item';
    const amount =
      credit?.value ?? better?.totals.get(index) ?? (mended ? mended.amount : amountIn(cells.amount));
    const loose = isItem ? looseName(row) : null;
    const nameCell = row.cells.description ?? loose ?? undefined;
    const nameText = nameCell?.text ?? (isItem ? '' : row.text);
    const clean = nameText.replace(MONEY_BEHIND, '');
    const dated = isItem && !row.cells.date ? LEADING_DATE.exec(clean) : null;
    const undated = dated ? clean.slice(dated[0].length) : clean;
    const name = ocr ? undated.replace(DIRT, '') : undated;
    const inName =
      isItem && !cells.quantity && amount !== null
        ? quantityInName(name, amount, amountIn(cells.rate), habit)
        : null;
    const quantity = inName?.quantity ?? (mended ? mended.quantity : amountIn(cells.quantity));
    const rate = inName?.rate ?? (mended ? mended.rate : amountIn(cells.rate));
    const discount = mended ? mended.discount : amountIn(cells.discount);
    const billRow: BillRow = {
      kind: KINDS[kind],
      name,
      quantity: isItem ? quantity : null,
      rate: isItem ? rate : kind === 'tax' ? rateIn(row.text) : null,
      amount: kind === 'discount' && amount !== null ? absolute(amount) : kind === 'heading' ? null : amount,
      discount: isItem ? discount : null,
      tax: isItem ? amountIn(row.cells.tax) : null,
      date: isItem ? isoDate(dated?.[0] ?? row.cells.date?.text ?? '', dayOrder) : null,
      code: isItem && row.cells.code !== nameCell ? (row.cells.code?.text ?? null) : null,
    };
    out.rows.push(billRow);
    if (nameCell && name !== '') prove(`${at}.name`, name, nameCell, 0.97);
    const numbers = [
      ['quantity', billRow.quantity, cells.quantity ?? (inName ? nameCell : undefined)],
      ['rate', isItem ? billRow.rate : null, cells.rate ?? (inName ? nameCell : undefined)],
      ['discount', billRow.discount, cells.discount],
      ['tax', billRow.tax, row.cells.tax],
      ['amount', billRow.amount, credit?.cell ?? cells.amount],
    ] as const;
    for (const [field, value, cell] of numbers) {
      if (value === null || !cell) continue;
      const changed =
        field === 'amount' && better?.totals.has(index) ? true : mended?.mended.some((one) => one === field);
      const certain = changed ? 0.5 : cell.amount?.ambiguous || cell.amount?.repaired ? 0.7 : 0.98;
      prove(`${at}.${field}`, value, cell, certain);
      if (changed) out.findings.push(corrected(`${at}.${field}`, cell.text, value, page.pageNumber));
    }
    if (amount !== null && LOST_THOUSANDS.test(name) && /^-?\d{3}\./.test(amount)) {
      out.findings.push(unclear(at, name, page.pageNumber));
    } else if (isItem && mended && (mended.state === 'unclear' || amount === null)) {
      out.findings.push(unclear(at, name, page.pageNumber));
    } else if (isItem && (amount === null || (name === '' && out.rows.length > 1))) {
      // The first row of a page may have its name on the page before.
      out.findings.push(unclear(at, name, page.pageNumber));
    }
  }
  return out;
}

function rateIn(text: string): Decimal | null {
  const match = /(\d+(?:[.,]\d+)?)\s*%/.exec(text);
  return match ? match[1]!.replace(',', '.') : null;
}

function corrected(path: string, read: string, value: Decimal, pageNumber: number): Finding {
  return {
    code: 'ocr-corrected',
    severity: 'warning',
    path,
    message:
      'The recognised number contradicts its row; the one reading that fits quantity, rate and sums was taken',
    expected: value,
    actual: read,
    pageNumber,
  };
}

function unclear(path: string, name: string, pageNumber: number): Finding {
  return {
    code: 'row-unclear',
    severity: 'error',
    path: `${path}.amount`,
    message:
      name === ''
        ? 'A row without a name could not be read for certain'
        : 'The numbers of this row could not be read for certain',
    pageNumber,
  };
}

/** The box around all rows; null for none. */
export function rowsBox(rows: readonly TableRow[]): Box | null {
  return rows.length === 0 ? null : union(rows.map((row) => row.flat));
}
