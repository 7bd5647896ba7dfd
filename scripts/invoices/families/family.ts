import type { Random } from '../../bills/random.ts';
import type { Paper } from '../paper.ts';
import type { PlannedInvoice } from '../plan-invoice.ts';
import type { Habit } from '../write-values.ts';
import type { FamilyWords } from './family-words.ts';

/** What a family of papers is drawn with. */
export interface FamilyInput {
  readonly plan: PlannedInvoice;
  readonly choose: Random;
  readonly paper: Paper;
  readonly habit: Habit;
  readonly words: FamilyWords;
}

/** A line as it is printed; money in hundredths. */
export interface DrawnLine {
  readonly text: string;
  readonly amount: number;
}

/** What a drawn paper says where it differs from its plan; money in hundredths, only what is printed. */
export interface DrawnFamily {
  readonly lines: readonly DrawnLine[];
  readonly totals: Readonly<Partial<Record<'net' | 'tax' | 'gross' | 'due', number>>>;
  /** Where a family has parties of its own. */
  readonly seller?: string;
  readonly buyer?: string;
}

/** Draws one family of papers; the file is ended by the caller. */
export type DrawFamily = (input: FamilyInput) => DrawnFamily;

/** The tax inside or upon lines, by rate. */
export function taxesOf(
  lines: readonly { readonly amount: number; readonly rate: number }[],
  inclusive: boolean,
): { rate: number; base: number; amount: number }[] {
  const rates = [...new Set(lines.map((line) => line.rate))].sort((a, b) => b - a);
  return rates.map((rate) => {
    const total = lines.filter((line) => line.rate === rate).reduce((sum, line) => sum + line.amount, 0);
    const amount = inclusive ? Math.round((total * rate) / (100 + rate)) : Math.round((total * rate) / 100);
    return { rate, base: inclusive ? total - amount : total, amount };
  });
}

/** Adds up hundredths. */
export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The day `days` after an ISO date. */
export function later(iso: string, days: number): string {
  return new Date(new Date(iso).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Lines of text one below the other; returns where the next would stand. */
export function stackText(
  paper: Paper,
  lines: readonly string[],
  at: { readonly x: number; readonly y: number; readonly size?: number; readonly first?: number },
): number {
  const { x, size = 9, first = size } = at;
  let { y } = at;
  for (const [index, text] of lines.entries()) {
    const height = index === 0 ? first : size;
    paper.text(text, x, y, { size: height, bold: index === 0 && first > size });
    y += height + 4;
  }
  return y;
}

/** Labels with their values, the values from `valueX`; returns where the next would stand. */
export function factRows(
  paper: Paper,
  facts: readonly (readonly [string, string])[],
  at: { readonly x: number; readonly valueX: number; readonly y: number; readonly colon?: boolean },
): number {
  let { y } = at;
  for (const [label, value] of facts) {
    paper.text(at.colon ? `${label}:` : label, at.x, y);
    paper.text(value, at.valueX, y);
    y += 13;
  }
  return y;
}
