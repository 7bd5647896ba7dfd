import Big from 'big.js';
import { entryPath, isNested, memberPath } from './paths.ts';

/** One line of a sum as it leads to the total. */
export interface SumLine {
  readonly text: string;
  readonly amount: string;
  /** The value it stands for; null for a sum of several. */
  readonly path: string | null;
  readonly sign: '+' | '−' | '=';
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
  const lines: SumLine[] = [
    { text: `${items.length} items`, amount: total(items), path: null, sign: '+' },
    ...rowsOf(row.taxes).flatMap((tax, index) => lineOf(tax, `${path}.taxes[${index}].amount`, '+')),
    ...rowsOf(row.discounts).flatMap((one, index) => lineOf(one, `${path}.discounts[${index}].amount`, '−')),
    ...(isAmount(row.round_off)
      ? [
          {
            text: 'Round-off',
            amount: row.round_off,
            path: memberPath(path, 'round_off'),
            sign: '+' as const,
          },
        ]
      : []),
  ];
  const seller = typeof row.bill_number === 'string' ? row.bill_number : row.seller;
  return {
    title: typeof seller === 'string' ? seller : 'Total',
    lines,
    computed: row.computed_total as string,
    printed: isAmount(row.printed_total) ? row.printed_total : null,
    printedPath: memberPath(path, 'printed_total'),
    difference: isAmount(row.difference) ? row.difference : null,
    agrees: typeof row.reconciled === 'boolean' ? row.reconciled : null,
  };
}

function lineOf(row: Row, path: string, sign: '+' | '−'): SumLine[] {
  if (!isAmount(row.amount)) return [];
  return [{ text: typeof row.name === 'string' ? row.name : '', amount: row.amount, path, sign }];
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
