import { absolute, add, type Decimal, equal, subtract, sum } from '../../domain/decimal.ts';
import type { Finding } from '../../domain/finding.ts';
import { explainTotal } from '../../verify/arithmetic.ts';
import type { PlacedRow } from './bill-rows.ts';

/** The printed total of a bill beside what its rows come to. */
export interface BillTotal {
  /** The row that prints the total; null when none does. */
  readonly row: PlacedRow | null;
  readonly computed: Decimal;
  readonly difference: Decimal | null;
  readonly reconciled: boolean | null;
  readonly findings: readonly Finding[];
}

/** Which bill is summed, and what of it is not in the file. */
export interface BillTotalOptions {
  /** Path of the bill, such as `bills[0]`. */
  readonly path: string;
  readonly continuesBefore: boolean;
  /** Pages of the file that could not be read: their charges are missing. */
  readonly failedPages: readonly number[];
}

const NET =
  /\b(?:net|payable|grand|final|bill|due|ttc|zu zahlen|zahlbetrag|gesamtbetrag|rechnungsbetrag|pay|brutto|a pagar|betalen)\b/i;

/**
 * The row that states what the bill comes to: the last total of the page that names one plainly (`Net Amount`, `Grand
 * Total`), else the last total of all; rows behind the payments only say what is left to pay.
 */
function printedTotal(rows: readonly PlacedRow[]): PlacedRow | null {
  const firstTotal = rows.findIndex((row) => row.kind === 'total' && row.amount !== null);
  if (firstTotal < 0) return null;
  const payment = rows.findIndex((row, index) => index > firstTotal && row.kind === 'payment');
  const lastItem = rows.findLastIndex((row) => row.kind === 'item');
  const end = payment > lastItem ? payment : rows.length;
  const totals = rows.slice(0, end).filter((row) => row.kind === 'total' && row.amount !== null);
  const plain = totals.findLast((row) => NET.test(row.name));
  // The page that says it plainly has the foot of the bill; the last total there is what it comes to.
  return totals.findLast((row) => !plain || row.pageNumber === plain.pageNumber) ?? null;
}

/** The total behind the payments, where what was paid or taken off stands among the charges and they come to it. */
function leftToPay(rows: readonly PlacedRow[], charged: Decimal): PlacedRow | null {
  const takesOff = rows.some(({ kind, amount }) => kind === 'item' && amount?.startsWith('-'));
  const last = rows.findLast(({ kind, amount }) => kind === 'total' && amount !== null);
  return takesOff && last && equal(last.amount!, charged) ? last : null;
}

/** Titles of a total that say of themselves that nothing from before this bill is in it. */
const OF_THIS_BILL =
  /\b(?:new|current|this (?:month|period|bill)(?:['’]s)?)\b.*\bcharges?\b|\bnouveaux? frais\b/i;

/**
 * The total that the charges come to exactly, where the one below it differs from it only by what was left over before or
 * paid since: by its own words, or by rows that say so.
 */
function totalBeforeBalance(
  rows: readonly PlacedRow[],
  stated: PlacedRow,
  fits: (amount: Decimal) => boolean,
): PlacedRow | null {
  const before = amounts(rows.filter(({ kind }) => kind === 'payment' || kind === 'carried'));
  return (
    rows.findLast((row) => {
      if (row === stated || row.kind !== 'total' || row.amount === null || !fits(row.amount)) return false;
      const rest = absolute(subtract(stated.amount!, row.amount));
      return OF_THIS_BILL.test(row.name) || before.some((amount) => equal(absolute(amount), rest));
    }) ?? null
  );
}

/** What rows above the total bring into it from before: the balance that is left, or what was due and what was paid of it. */
function broughtInto(rows: readonly PlacedRow[], total: PlacedRow): Decimal[] {
  const above = rows.slice(0, rows.indexOf(total));
  const carried = amounts(above.filter(({ kind }) => kind === 'carried'));
  const balances = amounts(above.filter(({ kind }) => kind === 'payment'));
  const [first, ...others] = balances;
  if (first === undefined) return carried.slice(0, 1);
  const paid = subtract(first, sum(others.map(absolute)));
  return [...carried.slice(0, 1), sum(balances), paid].filter((one) => !equal(one, '0'));
}

/** Central, state and integrated tax stand beside one another in equal amounts; other taxes do not. */
const INDIAN = /\b(?:[CSIU]\.?T?\.?GST|cess)\b/i;

/** Taxes once each: without the line that adds the others up, and without what the summary and the foot both print. */
export function distinctTaxes(rows: readonly PlacedRow[]): PlacedRow[] {
  const taxes = rows.filter((row) => row.kind === 'tax' && row.amount !== null);
  const once = taxes.filter((row, index) => {
    const before = taxes.slice(0, index).find((other) => {
      if (!equal(other.amount!, row.amount!)) return false;
      if (INDIAN.test(row.name) || INDIAN.test(other.name)) {
        return other.pageNumber === row.pageNumber && other.name === row.name;
      }
      return row.rate === null || other.rate === null || equal(row.rate, other.rate);
    });
    return before === undefined;
  });
  return once.filter((row) => {
    const others = once.filter((other) => other !== row);
    const sums = others.length > 1 && equal(sum(others.map((other) => other.amount!)), row.amount!);
    return !sums || /\b(?:C|S|I|UT)\.?GST\b/i.test(row.name);
  });
}

const amounts = (rows: readonly PlacedRow[]): Decimal[] =>
  rows.flatMap((row) => (row.amount === null ? [] : [row.amount]));

/** Compares the printed total with the charges, taxes, discounts and rounding that lead to it. */
export function reconcile(rows: readonly PlacedRow[], options: BillTotalOptions): BillTotal {
  const { path, continuesBefore, failedPages } = options;
  const items = rows.filter((row) => row.kind === 'item');
  const taxes = amounts(distinctTaxes(rows));
  const discounts = amounts(rows.filter((row) => row.kind === 'discount'));
  const rounding = amounts(rows.filter((row) => row.kind === 'round_off'));
  const roundOff = rounding[rounding.length - 1] ?? null;
  const stated = printedTotal(rows);
  const charged = sum(amounts(items));
  const parts = { items: amounts(items), taxes, discounts, roundOff };
  const chosen = stated && (leftToPay(rows, charged) ?? stated);
  const fits = (amount: Decimal): boolean => explainTotal(amount, parts).fit === 'exact';
  const row = chosen && (fits(chosen.amount!) ? chosen : (totalBeforeBalance(rows, chosen, fits) ?? chosen));
  const printed = row?.amount ?? null;
  if (row === null || printed === null) {
    const computed = add(subtract(add(charged, sum(taxes)), sum(discounts)), roundOff ?? '0');
    return { row: null, computed, difference: null, reconciled: null, findings: [] };
  }
  const offItems = items.flatMap((item) => (item.discount === null ? [] : [item.discount]));
  let explained = explainTotal(printed, parts);
  if (explained.fit === null && offItems.length > 0) {
    // Only amounts before discount are printed by the row, and the discounts beside them.
    const less = explainTotal(printed, { ...parts, discounts: offItems });
    if (less.fit !== null) explained = less;
  }
  const brought = amounts(rows.filter((one) => one.kind === 'carried'))[0];
  if (explained.fit === null && continuesBefore && brought !== undefined) {
    const whole = explainTotal(printed, { ...parts, items: [brought, ...parts.items] });
    if (whole.fit !== null) {
      return { row, computed: whole.computed, difference: whole.difference, reconciled: true, findings: [] };
    }
  }
  if (explained.fit === null) {
    for (const brought of broughtInto(rows, row)) {
      const whole = explainTotal(printed, { ...parts, items: [brought, ...parts.items] });
      if (whole.fit !== 'exact') continue;
      return { row, computed: whole.computed, difference: whole.difference, reconciled: true, findings: [] };
    }
  }
  const { fit, computed, difference } = explained;
  const at = `${path}.printed_total`;
  if (fit === 'exact') return { row, computed, difference, reconciled: true, findings: [] };
  if (fit === 'rounded') {
    const message = 'The printed total is the computed one, rounded; no rounding is printed';
    return {
      row,
      computed,
      difference,
      reconciled: true,
      findings: [
        { code: 'total-rounded', severity: 'info', path: at, message, expected: computed, actual: printed },
      ],
    };
  }
  if (continuesBefore) {
    const message =
      'The bill begins before this file: its total cannot be compared with the charges that are here';
    return {
      row,
      computed,
      difference,
      reconciled: null,
      findings: [
        {
          code: 'bill-incomplete',
          severity: 'warning',
          path: at,
          message,
          expected: computed,
          actual: printed,
        },
      ],
    };
  }
  const missing = failedPages.length > 0 ? `; page ${failedPages.join(', ')} could not be read` : '';
  const side = difference.startsWith('-') ? 'more than' : 'less than';
  return {
    row,
    computed,
    difference,
    reconciled: false,
    findings: [
      {
        code: 'total-mismatch',
        severity: 'error',
        path: at,
        message: `The charges come to ${side} the printed total${missing}`,
        expected: computed,
        actual: printed,
      },
    ],
  };
}
