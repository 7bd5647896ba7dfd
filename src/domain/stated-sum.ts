import type { Decimal } from './decimal.ts';

/** One line of a sum as it leads to the total. */
export interface SumLine {
  readonly text: string;
  readonly amount: Decimal;
  /** The value it stands for, as a path into `data`; null for a sum of several. */
  readonly path: string | null;
  readonly sign: '+' | '-';
  /** False for what the computed total leaves out: an amount that is in the items already, say. */
  readonly counted: boolean;
}

/** A sum that a result states: what it is made of, what is printed, and by how much they part. */
export interface StatedSum {
  readonly title: string;
  readonly lines: readonly SumLine[];
  readonly computed: Decimal;
  readonly printed: Decimal | null;
  readonly printedPath: string;
  /** Printed less computed; null where nothing is printed. */
  readonly difference: Decimal | null;
  /** Null: it cannot be compared. */
  readonly agrees: boolean | null;
}

/** The line of amounts that are not listed one by one: `3 items`. */
export function lineOfMany(amounts: readonly Decimal[], one: string, sum: Decimal): SumLine {
  const text = `${amounts.length.toLocaleString('en-US')} ${one}${amounts.length === 1 ? '' : 's'}`;
  return { text, amount: sum, path: null, sign: '+', counted: true };
}
