import {
  absolute,
  add,
  type Decimal,
  decimalPlaces,
  equal,
  multiply,
  subtract,
  within,
} from '../domain/decimal.ts';
import type { AmountHabit } from './amount.ts';
import { type Alternative, alternatives } from './misread.ts';

/** The numbers of one row as recognised; null where the row has no such cell. */
export interface RecognisedRow {
  readonly quantity: string | null;
  readonly rate: string | null;
  readonly discount: string | null;
  readonly amount: string | null;
}

/** A printed sum and the rows (by index) it is the sum of. */
export interface Scope {
  readonly rows: readonly number[];
  readonly total: string;
  /** The sum is taken as it was read: the total of a bill must never be bent to what the rows come to. */
  readonly fixed?: boolean;
}

/** The numbers of a row after mending. */
export interface MendedRow {
  readonly quantity: Decimal | null;
  readonly rate: Decimal | null;
  readonly discount: Decimal | null;
  readonly amount: Decimal | null;
  /** Cells whose value is not what was read. */
  readonly mended: readonly (keyof RecognisedRow)[];
  /**
   * `agrees`: read as printed and consistent; `mended`: one reading only makes it consistent; `unclear`: the numbers
   * contradict each other and nothing decides, or the amount cannot be read; `alone`: nothing to check it against.
   */
  readonly state: 'agrees' | 'mended' | 'unclear' | 'alone';
}

/** A total after mending. */
export interface MendedTotal {
  readonly total: Decimal | null;
  readonly mended: boolean;
}

/** How the document writes the numbers that are mended. */
export interface MendOptions {
  readonly habit: AmountHabit;
  /** Decimals usual in the amounts of the table. */
  readonly places: number;
}

interface Candidate {
  readonly quantity: Decimal | null;
  readonly rate: Decimal | null;
  readonly discount: Decimal | null;
  readonly amount: Decimal;
  readonly cost: number;
}

/** More slips than this in one row are a guess, not a reading. */
const MOST_SLIPS = 2.4;
/** Choices of readings tried for one sum; beyond it the sum decides nothing. */
const MOST_CHOICES = 4096;

function results(quantity: Decimal, rate: Decimal, discount: Decimal | null): Decimal[] {
  const product = multiply(quantity, rate);
  return discount === null ? [product] : [subtract(product, absolute(discount)), product];
}

/** Prices are rounded to their last place, once for each piece. */
function same(result: Decimal, amount: Decimal, quantity: Decimal): boolean {
  return within(result, amount, multiply(add(absolute(quantity), '1'), '0.005'));
}

/** Readings of a row whose numbers agree, the cheapest first; of a row that cannot be checked, its amount's readings. */
function candidates(row: RecognisedRow, options: MendOptions): Candidate[] {
  const money = (text: string | null): Alternative[] => (text === null ? [] : alternatives(text, options));
  const amounts = money(row.amount);
  const rates = money(row.rate);
  const discounts: (Alternative | null)[] = row.discount === null ? [null] : money(row.discount).slice(0, 2);
  if (discounts.length === 0) discounts.push(null);
  const found: Candidate[] = [];
  if (row.quantity === null || row.rate === null || rates.length === 0) {
    return amounts.map(({ value, cost }) => ({
      quantity:
        row.quantity === null
          ? null
          : (alternatives(row.quantity, { ...options, places: 0 })[0]?.value ?? null),
      rate: rates[0]?.value ?? null,
      discount: discounts[0]?.value ?? null,
      amount: value,
      cost,
    }));
  }
  const quantities = alternatives(row.quantity, { ...options, places: 0 });
  for (const rate of rates) {
    for (const discount of discounts) {
      for (const amount of amounts) {
        const cost = rate.cost + amount.cost + (discount?.cost ?? 0);
        if (cost > MOST_SLIPS) continue;
        const off = discount?.value ?? null;
        for (const quantity of quantities) {
          if (cost + quantity.cost > MOST_SLIPS) continue;
          if (
            results(quantity.value, rate.value, off).some((result) =>
              same(result, amount.value, quantity.value),
            )
          ) {
            found.push({
              quantity: quantity.value,
              rate: rate.value,
              discount: off,
              amount: amount.value,
              cost: cost + quantity.cost,
            });
          }
        }
        // A count that could not be read at all is what the other two say, when that is a count.
        if (quantities.length === 0) {
          for (let count = 1; count <= 99; count++) {
            if (same(multiply(String(count), rate.value), amount.value, '1')) {
              found.push({
                quantity: String(count),
                rate: rate.value,
                discount: off,
                amount: amount.value,
                cost: cost + 1,
              });
            }
          }
        }
      }
    }
  }
  return found.sort((a, b) => a.cost - b.cost);
}

function distinct(found: readonly Candidate[], within: number): Candidate[] {
  const least = found[0]?.cost ?? 0;
  const kept: Candidate[] = [];
  for (const one of found) {
    if (one.cost > least + within) break;
    if (!kept.some((other) => equal(other.amount, one.amount))) kept.push(one);
  }
  return kept;
}

function toMended(
  row: RecognisedRow,
  chosen: Candidate,
  state: MendedRow['state'],
  options: MendOptions,
): MendedRow {
  const cells = ['quantity', 'rate', 'discount', 'amount'] as const;
  const mended = cells.filter((cell) => {
    const text = row[cell];
    const value = chosen[cell];
    if (text === null || value === null) return false;
    const read = alternatives(text, { ...options, places: cell === 'quantity' ? 0 : options.places })[0];
    return !read || read.cost > 0 || !equal(read.value, value);
  });
  return { ...chosen, mended, state };
}

/**
 * Chooses between readings of recognised numbers by what must hold on a bill: quantity × rate (less discount) is the
 * amount, and the amounts come to the printed sums. Rows that agree as read stay as read. Nothing is chosen unless the
 * choice is the only one at its number of slips; whatever was changed is named, so that it can be told.
 */
export function mendRows(
  rows: readonly RecognisedRow[],
  scopes: readonly Scope[],
  options: MendOptions,
): { rows: MendedRow[]; totals: MendedTotal[] } {
  const choices = rows.map((row): Candidate[] => {
    const found = candidates(row, options);
    const checkable = row.quantity !== null && row.rate !== null;
    if (found[0]?.cost === 0 && checkable) return [found[0]];
    return distinct(found, checkable ? 0.5 : 1);
  });
  const settled = new Map<number, Candidate>();
  const totals = scopes.map((scope): MendedTotal => {
    const readings = alternatives(scope.total, options);
    const printed = scope.fixed ? readings.filter((one) => one.cost === 0) : readings;
    const open = scope.rows.filter((index) => choices[index]!.length > 0);
    if (open.length < scope.rows.length || open.length === 0)
      return { total: printed[0]?.value ?? null, mended: false };
    const best = bestSum(
      open.map((index) => choices[index]!),
      printed,
    );
    if (!best) return { total: printed[0]?.value ?? null, mended: false };
    for (const [at, index] of open.entries()) settled.set(index, best.chosen[at]!);
    return { total: best.total.value, mended: best.total.cost > 0 };
  });
  return {
    rows: rows.map((row, index) => {
      const bySum = settled.get(index);
      const own = choices[index]!;
      const checkable = row.quantity !== null && row.rate !== null;
      if (bySum) {
        return toMended(row, bySum, bySum.cost === 0 ? 'agrees' : 'mended', options);
      }
      const first = own[0];
      if (!first) {
        const read = (text: string | null, places: number): Decimal | null =>
          text === null ? null : (alternatives(text, { ...options, places })[0]?.value ?? null);
        const asRead = {
          quantity: read(row.quantity, 0),
          rate: read(row.rate, options.places),
          discount: read(row.discount, options.places),
          amount: read(row.amount, options.places),
        };
        return { ...asRead, mended: [], state: 'unclear' };
      }
      if (checkable) {
        if (first.cost === 0) return toMended(row, first, 'agrees', options);
        return toMended(row, first, own.length === 1 ? 'mended' : 'unclear', options);
      }
      return toMended(
        row,
        first,
        first.cost === 0 && decimalPlaces(first.amount) === options.places ? 'alone' : 'unclear',
        options,
      );
    }),
    totals,
  };
}

/** The cheapest choice of readings whose amounts come to a reading of the printed sum; null when none does, or two do. */
function bestSum(
  choices: readonly (readonly Candidate[])[],
  printed: readonly Alternative[],
): { chosen: Candidate[]; total: Alternative } | null {
  if (choices.reduce((count, one) => count * one.length, 1) > MOST_CHOICES) return null;
  let sums: { sum: Decimal; cost: number; chosen: Candidate[] }[] = [{ sum: '0', cost: 0, chosen: [] }];
  for (const options of choices) {
    sums = sums.flatMap((partial) =>
      options.map((one) => ({
        sum: add(partial.sum, one.amount),
        cost: partial.cost + one.cost,
        chosen: [...partial.chosen, one],
      })),
    );
  }
  const fits = sums
    .flatMap(({ sum, cost, chosen }) => {
      const total = printed.find((one) => equal(one.value, sum));
      return total ? [{ chosen, total, cost: cost + total.cost }] : [];
    })
    .sort((a, b) => a.cost - b.cost);
  const [first, second] = fits;
  return first && (!second || second.cost > first.cost) ? first : null;
}
