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
  const at = words.findIndex((word) => TIMES.test(word.text));
  if (at < 1) return null;
  const found = amountsOfLine(line, options);
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
