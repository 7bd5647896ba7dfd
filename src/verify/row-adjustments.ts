import {
  absolute,
  compare,
  type Decimal,
  decimalPlaces,
  equal,
  multiply,
  round,
  subtract,
  sum,
} from '../domain/decimal.ts';
import type { ChargeRow } from './charges.ts';
import type { PageIndex } from './page-index.ts';
import { labelOf, type PrintedAmount } from './printed-amounts.ts';

/** Lines a row may take with all its discounts and surcharges. */
const LONGEST_ROW = 14;
/** Discounts and surcharges that one row has at most. */
const MOST = 4;

/** The lines of a page on which a row stands, up to the next row. */
export interface RowLines {
  readonly page: number;
  readonly from: number;
  /** First line of the next row on the page; null for the last one. */
  readonly until: number | null;
}

/** What of a row's lines was printed besides its own values. */
export interface RowAdjustments {
  /** Discounts and surcharges that lead from quantity × rate to the amount. */
  readonly adjustments: readonly PrintedAmount[];
  /** Quantity × rate before them, where it is printed too. */
  readonly before: readonly PrintedAmount[];
}

/**
 * Explains a row whose amount is not quantity × rate by the discounts and surcharges printed within it
 * (`10 × 100.00`, `Discount -100.00`, `Discount -50.00`, `850.00`): amounts with a minus, or at a label of a discount
 * or charge, that stand together and come to the difference exactly. Null when none do.
 */
export function explainRow(
  row: Pick<ChargeRow, 'quantity' | 'rate' | 'amount'>,
  lines: RowLines,
  { index, amounts }: { readonly index: PageIndex; readonly amounts: readonly PrintedAmount[] },
): RowAdjustments | null {
  const { quantity, rate, amount } = row;
  if (quantity === null || rate === null || amount === null) return null;
  const places = decimalPlaces(amount);
  const product = round(multiply(quantity, rate), places);
  const gap = subtract(amount, product);
  if (equal(gap, '0')) return null;
  const end = Math.min(lines.until ?? Number.POSITIVE_INFINITY, lines.from + LONGEST_ROW);
  const inside = amounts.filter((one) => one.line >= lines.from && one.line < end && !one.percent);
  const steps = inside.flatMap((one): { amount: PrintedAmount; value: Decimal }[] => {
    const label = labelOf(index, one);
    if (label === 'total' || label === 'due') return [];
    if (isTakenOff(index, one)) return [{ amount: one, value: subtract('0', absolute(one.value)) }];
    return label === 'charge' ? [{ amount: one, value: one.value }] : [];
  });
  const taxed = taxOnLine({ inside, index, product, amount });
  if (taxed) return taxed;
  for (let from = 0; from < steps.length; from++) {
    for (let to = from + 1; to <= Math.min(steps.length, from + MOST); to++) {
      const some = steps.slice(from, to);
      if (!equal(sum(some.map((one) => one.value)), gap)) continue;
      return {
        adjustments: some.map((one) => one.amount),
        before: inside.filter((one) => equal(one.value, product) && compare(one.value, '0') !== 0),
      };
    }
  }
  return null;
}

/** Quantity × rate, the taxes on it and their sum side by side on one line: all money between the two is the tax. */
function taxOnLine({
  inside,
  index,
  product,
  amount,
}: {
  readonly inside: readonly PrintedAmount[];
  readonly index: PageIndex;
  readonly product: Decimal;
  readonly amount: Decimal;
}): RowAdjustments | null {
  for (const net of inside.filter((one) => equal(one.value, product))) {
    const line = inside.filter((one) => one.line === net.line && one.left > net.left);
    const last = line.find((one) => equal(one.value, amount));
    if (!last) continue;
    const between = line.filter((one) => one.left < last.left && /[.,]\d{2}\D*$/.test(one.text));
    const isRate = (one: PrintedAmount): boolean =>
      index.page.words[one.words.at(-1)!]!.text.endsWith('%') || one.percent;
    const taxes = between.filter((one) => !isRate(one));
    if (taxes.length === 0 || !equal(sum([product, ...taxes.map((one) => one.value)]), amount)) continue;
    return { adjustments: taxes, before: [net] };
  }
  return null;
}

/** Printed with a minus, which may stand apart from it. */
function isTakenOff(index: PageIndex, amount: PrintedAmount): boolean {
  if (compare(amount.value, '0') < 0) return true;
  const { words } = index.lines[amount.line]!;
  const before = words[words.indexOf(amount.words[0]!) - 1];
  return before !== undefined && /^[-–−]$/.test(index.page.words[before]!.text);
}
