import { multiply, sum, within } from '../../domain/decimal.ts';
import { type SummedRow, settleKinds } from '../../rules/row-groups.ts';
import { rowLabel } from '../../rules/row-label.ts';
import type { RowKind } from '../../rules/table.ts';
import { explainTotal } from '../../verify/arithmetic.ts';
import type { BillRowKind } from './bill-page.ts';
import type { PlacedRow } from './bill-rows.ts';

const TO_TABLE: Readonly<Record<BillRowKind, RowKind>> = {
  item: 'item',
  heading: 'heading',
  group: 'group',
  sub_total: 'sub-total',
  total: 'total',
  tax: 'tax',
  discount: 'discount',
  round_off: 'round-off',
  carried: 'carried',
  payment: 'payment',
};
const FROM_TABLE = Object.fromEntries(
  Object.entries(TO_TABLE).map(([ours, theirs]) => [theirs, ours]),
) as Record<RowKind, BillRowKind>;

/**
 * Looks once more at what each row is, now that the rows of all pages of a bill stand together: a heading's sum may be
 * printed pages before its last charge, and a page's total is a sub-total when more pages follow.
 */
export function settleRows(rows: readonly PlacedRow[]): void {
  let section = '';
  const summed = rows.map((row): SummedRow => {
    const bare = row.quantity === null && row.rate === null && row.code === null && row.date === null;
    if (row.kind === 'heading' || row.kind === 'group') section = row.name.toLowerCase();
    // A sum may add up the hours beside the money (`Total fees   9.50   2,702.50`).
    const sumsUp = row.rate === null && row.code === null && row.date === null;
    const label = row.kind === 'item' && sumsUp ? rowLabel(row.name) : null;
    const open = label?.kind === 'sub-total' && !label.certain;
    return {
      kind: open ? 'sub-total' : TO_TABLE[row.kind],
      amount: row.amount,
      bare,
      indent: 0,
      certain: !open,
      of: open ? label.of : row.name.toLowerCase(),
      section,
    };
  });
  for (const [index, kind] of settleKinds(summed).entries()) rows[index]!.kind = FROM_TABLE[kind];
  nameTaxes(rows);
  nameRestated(rows);
  nameTotal(rows);
  nameBalance(rows);
}

/** A short word and a rate, as taxes are called anywhere: `Moms 25 %`, and `MwsSt 19 %` where recognition slipped. */
const SHORT_TAX = /^\P{L}{0,3}(?:\p{L}[.]?){2,7}\s*@?\s*\(?(\d{1,2}(?:[.,]\d{1,2})?)\s*%\P{L}*$/u;

/** A rate and the word for a tax among others: `19 % Umsatzsteuer Nr. 7008`. */
const NAMED_TAX =
  /(?:^|\P{L})(?:umsatzsteuer|mehrwertsteuer|mwst|ust|vat|sales tax|gst|tva|iva|btw|moms)(?!\p{L})/iu;
const RATE = /(\d{1,2}(?:[.,]\d{1,3})?)\s*%/;

/** Rows below the charges whose amount is the rate in their short name of what stands above are taxes. */
function nameTaxes(rows: readonly PlacedRow[]): void {
  for (const [index, row] of rows.entries()) {
    const { amount, name } = row;
    const bare = row.quantity === null && row.code === null && row.date === null;
    if (row.kind !== 'item' || !bare || amount === null) continue;
    const named = NAMED_TAX.test(name) ? (RATE.exec(name)?.[1] ?? row.rate) : null;
    const rate = (row.rate === null ? SHORT_TAX.exec(name)?.[1] : null) ?? named;
    if (rate === null) continue;
    const above = rows.slice(0, index);
    const charged = above.flatMap(({ kind, amount }) => (kind === 'item' && amount !== null ? [amount] : []));
    const bases = above.flatMap(({ kind, amount }) =>
      (kind === 'sub_total' || kind === 'total') && amount !== null ? [amount] : [],
    );
    const share = multiply(rate.replace(',', '.'), '0.01');
    const isTax = [sum(charged), ...bases].some((base) => within(multiply(base, share), amount, '0.01'));
    if (isTax && charged.length > 0) row.kind = 'tax';
  }
}

const sameWord = (a: string, b: string): boolean => {
  const words = (text: string): string[] => text.toLowerCase().match(/\p{L}{5,}/gu) ?? [];
  const known = new Set(words(a));
  return words(b).some((word) => known.has(word));
};

/**
 * Sums of sections that the foot prints once more under a name of their own (`Suplidos 460,20`) are no charges: where the
 * charges come to the total only without them.
 */
function nameRestated(rows: readonly PlacedRow[]): void {
  const total = rows.findLast((row) => row.kind === 'total' && row.amount !== null);
  const last = rows.findLastIndex((row) => row.kind === 'sub_total');
  if (!total || last < 0) return;
  const sums = rows.slice(0, last + 1).filter((row) => row.kind === 'sub_total' || row.kind === 'group');
  const restated = rows.filter(
    (row, at) =>
      at > last &&
      row.kind === 'item' &&
      row.quantity === null &&
      row.rate === null &&
      sums.some((sum) => sum.amount === row.amount && sameWord(sum.name, row.name)),
  );
  if (restated.length === 0) return;
  const of = (kind: BillRowKind): string[] =>
    rows.flatMap((row) =>
      row.kind === kind && row.amount !== null && !restated.includes(row) ? [row.amount] : [],
    );
  const parts = { items: of('item'), taxes: of('tax'), discounts: of('discount'), roundOff: null };
  if (explainTotal(total.amount!, parts).fit === 'exact') for (const row of restated) row.kind = 'sub_total';
}

/** What is left to pay, where nothing was paid and no total is printed, is the total: the charges have to come to it. */
function nameBalance(rows: readonly PlacedRow[]): void {
  if (rows.some((row) => row.kind === 'total')) return;
  const payments = rows.filter((row) => row.kind === 'payment' && row.amount !== null);
  const [last] = payments;
  if (payments.length !== 1 || !last || !BALANCE.test(last.name)) return;
  const items = rows.findLastIndex((row) => row.kind === 'item');
  if (items >= 0 && rows.indexOf(last) > items) last.kind = 'total';
}

const BALANCE =
  /^(?:(?:account |outstanding |closing )?balance(?: (?:due|payable|outstanding|to pay))?|saldo(?: (?:a pagar|da pagare|te betalen|dovuto|deudor))?|solde(?: (?:a payer|à payer|du|dû))?|restbetrag|pendiente de pago)\b[^\p{L}]*(?:[A-Z]{3})?$/iu;

/** A sum of something, as far as its name goes (`Totale bolletta`, `Total charges`); no sub-total before taxes. */
function isNamedSum({ kind, name }: PlacedRow): boolean {
  return kind === 'sub_total' && rowLabel(name)?.certain === false;
}

const isCalledSum = ({ name }: PlacedRow): boolean => rowLabel(name)?.kind === 'sub-total';

/** So many charges do not come to the one below them by chance. */
const NO_CHANCE = 3;

/**
 * Where no total is printed plainly, a last row without a price that the charges lead to is the total: one that is called
 * so (`Nett Total`), or, of several charges, any (`Totale bolletta`).
 */
function nameTotal(rows: readonly PlacedRow[]): void {
  if (rows.some((row) => row.kind === 'total')) return;
  const of = (kind: BillRowKind): string[] =>
    rows.flatMap((row) => (row.kind === kind && row.amount !== null ? [row.amount] : []));
  const candidates = rows.filter(
    (row) => (row.kind === 'item' || isNamedSum(row)) && row.amount !== null && row.rate === null,
  );
  const last = rows.findLast((row) => row.kind === 'item' || isNamedSum(row));
  const taken = { taxes: of('tax'), discounts: of('discount'), roundOff: of('round_off').at(-1) ?? null };
  for (const row of candidates.reverse()) {
    const called = isCalledSum(row);
    // Below the total may stand what is due with a balance of before.
    if (row !== last && !called) continue;
    const below = rows.slice(rows.indexOf(row) + 1).filter((one) => one.kind === 'item' && isCalledSum(one));
    const items = rows.flatMap((one) =>
      one.kind === 'item' && one !== row && !below.includes(one) && one.amount !== null ? [one.amount] : [],
    );
    const bare = row.quantity === null && row.code === null && row.date === null;
    const enough = called ? items.length > 0 : bare && items.length >= NO_CHANCE;
    if (!enough || explainTotal(row.amount!, { ...taken, items }).fit !== 'exact') continue;
    row.kind = 'total';
    for (const one of below) one.kind = 'payment';
    return;
  }
}
