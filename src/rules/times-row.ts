import { multiply, within } from '../domain/decimal.ts';
import { readAmount } from './amount.ts';
import { amountsOfLine, type FoundAmount } from './find-amounts.ts';
import type { Line } from './lines.ts';
import type { PlacedWord } from './straighten.ts';
import type { AssignOptions } from './table-cells.ts';

/** A line that multiplies, taken apart: `2 x 3.50   7.00`. */
export interface TimesRow {
  /** Words before the quantity; empty when the name stands on another line. */
  readonly before: readonly PlacedWord[];
  readonly quantity: FoundAmount<PlacedWord>;
  readonly rate: FoundAmount<PlacedWord>;
  readonly amount: FoundAmount<PlacedWord>;
}

const TIMES = /^[x×X*@]$/;

/**
 * Reads the way tills write a charge, quantity × price and what it comes to, wherever its columns are. Null unless the
 * product is the amount to the cent: only that tells it from a measure ("40 x 60").
 */
export function timesRow(line: Line, options: AssignOptions): TimesRow | null {
  const { words } = line;
  const found = amountsOfLine(line, options);
  const at = words.findIndex((word) => TIMES.test(word.text));
  if (at < 1) return bareRow(line, found);
  const rate = found.find((one) => one.first === at + 1);
  const amount = found.findLast((one) => one.last >= words.length - 2);
  if (!rate || !amount || amount.first <= rate.last) return null;
  // "2 Stk x 3.50": the unit may stand between.
  for (const last of [at - 1, at - 2]) {
    const word = words[last];
    const value = word && readAmount(word.text, options);
    if (!word || !value) continue;
    if (!within(multiply(value.value, rate.value), amount.value, '0.011')) continue;
    const quantity = { ...value, words: [word], text: word.text, box: word.box, first: last, last };
    return { before: words.slice(0, last), quantity, rate, amount };
  }
  return null;
}

/** A line of nothing but a quantity, perhaps its unit, a price and their product: `15 h   34.32   514.80`. */
function bareRow(line: Line, found: readonly FoundAmount<PlacedWord>[]): TimesRow | null {
  const [quantity, rate, amount] = found;
  if (!quantity || !rate || !amount || found.length > 3 || quantity.first > 0) return null;
  const rest = line.words.filter((_, index) => found.every((one) => index < one.first || index > one.last));
  const isUnit = rest.length === 0 || (rest.length === 1 && /^\p{L}{1,8}[.²³\d]?$/u.test(rest[0]!.text));
  if (!isUnit) return null;
  // A word in a column of its own is a name.
  const [unit] = rest;
  if (
    unit &&
    (line.words.indexOf(unit) !== quantity.last + 1 || unit.box[0] - quantity.box[2] > 0.6 * line.size)
  )
    return null;
  if (!/[.,]\s?\d{2}(?!\d)/.test(amount.text) || quantity.currency !== null) return null;
  return within(multiply(quantity.value, rate.value), amount.value, '0.011')
    ? { before: [], quantity, rate, amount }
    : null;
}
