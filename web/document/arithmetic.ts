import Big from 'big.js';
import { plural } from '../format.ts';
import { entryPath, isNested, memberPath } from './paths.ts';

/** One line of a sum as it leads to the total. */
export interface SumLine {
  readonly text: string;
  readonly amount: string;
  /** The value it stands for; null for a sum of several. */
  readonly path: string | null;
  readonly sign: '+' | '−';
  /** False for what the computed total leaves out: an amount that is in the items already, say. */
  readonly counted: boolean;
}

/** A total: what it is made of, what is printed, and by how much they part. */
export interface SumOf {
  readonly title: string;
  readonly lines: readonly SumLine[];
  readonly computed: string;
  readonly printed: string | null;
  readonly printedPath: string;
  /** Printed less computed; null where nothing is printed. */
  readonly difference: string | null;
  readonly agrees: boolean | null;
}

type Row = Readonly<Record<string, unknown>>;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** The sums of a result: any object that states a computed total beside what is printed. */
export function sumsOf(data: unknown, path = ''): SumOf[] {
  if (Array.isArray(data)) return data.flatMap((entry, index) => sumsOf(entry, entryPath(path, index)));
  if (!isNested(data)) return [];
  const row = data as Row;
  const below = Object.entries(row).flatMap(([key, member]) => sumsOf(member, memberPath(path, key)));
  if (!isAmount(row.computed_total)) return below;
  return [sumOf(row, path), ...below];
}

function sumOf(row: Row, path: string): SumOf {
  const items = rowsOf(row.items).flatMap(({ amount }) => (isAmount(amount) ? [amount] : []));
  const computed = row.computed_total as string;
  const first: SumLine = {
    text: plural(items.length, 'item'),
    amount: total(items),
    path: null,
    sign: '+',
    counted: true,
  };
  const groups: readonly (readonly SumLine[])[] = [
    rowsOf(row.taxes).flatMap((tax, index) => lineOf(tax, `${path}.taxes[${index}].amount`, '+')),
    rowsOf(row.discounts).flatMap((one, index) => lineOf(one, `${path}.discounts[${index}].amount`, '−')),
    isAmount(row.round_off)
      ? [
          {
            text: 'Round-off',
            amount: row.round_off,
            path: memberPath(path, 'round_off'),
            sign: '+',
            counted: true,
          },
        ]
      : [],
  ];
  const title = typeof row.bill_number === 'string' ? row.bill_number : row.seller;
  return {
    title: typeof title === 'string' ? title : 'Total',
    lines: [first, ...countedLines(first, groups, computed)],
    computed,
    printed: isAmount(row.printed_total) ? row.printed_total : null,
    printedPath: memberPath(path, 'printed_total'),
    difference: isAmount(row.difference) ? row.difference : null,
    agrees: typeof row.reconciled === 'boolean' ? row.reconciled : null,
  };
}

/** The lines that lead from the items to the computed total; what no choice of them explains is a line of its own. */
function countedLines(first: SumLine, groups: readonly (readonly SumLine[])[], computed: string): SumLine[] {
  const worth = (lines: readonly SumLine[]): Big =>
    lines.reduce(
      (sum, { amount, sign }) => (sign === '+' ? sum.plus(amount) : sum.minus(new Big(amount).abs())),
      new Big(0),
    );
  // All of them first: the plainest reading of a bill.
  for (let left = 0; left < 2 ** groups.length; left++) {
    const counts = (at: number): boolean => ((left >> at) & 1) === 0;
    const sum = groups.reduce(
      (running, lines, at) => (counts(at) ? running.plus(worth(lines)) : running),
      worth([first]),
    );
    if (sum.eq(computed))
      return groups.flatMap((lines, at) => lines.map((line) => ({ ...line, counted: counts(at) })));
  }
  const all = groups.flat();
  const rest = new Big(computed).minus(worth([first, ...all]));
  return [
    ...all,
    {
      text: 'Brought forward, or counted otherwise',
      amount: rest.toFixed(),
      path: null,
      sign: '+',
      counted: true,
    },
  ];
}

function lineOf(row: Row, path: string, sign: '+' | '−'): SumLine[] {
  if (!isAmount(row.amount)) return [];
  return [
    { text: typeof row.name === 'string' ? row.name : '', amount: row.amount, path, sign, counted: true },
  ];
}

function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? (value.filter(isNested) as Row[]) : [];
}

function isAmount(value: unknown): value is string {
  return typeof value === 'string' && DECIMAL.test(value);
}

function total(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  return amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed(places);
}
