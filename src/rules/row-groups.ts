import { add, type Decimal, equal, isDecimal } from '../domain/decimal.ts';
import type { RowKind } from './table-rows.ts';

/** What the arithmetic of rows needs to know of one. */
export interface SummedRow {
  readonly kind: RowKind;
  readonly amount: Decimal | null;
  /** Name and amount are all it has. */
  readonly bare: boolean;
  /** Left edge of the name, in points. */
  readonly indent: number;
  /** False when its label may as well name a charge. */
  readonly certain: boolean;
  /** What a named total is the total of, in lower case. */
  readonly of: string;
  /** The heading it stands under, in lower case. */
  readonly section: string;
}

/** Names at least this far apart (points) are indented differently. */
const INDENT = 4;

const isSum = (kind: RowKind): boolean => kind === 'sub-total' || kind === 'total' || kind === 'group';

function sumOf(rows: readonly SummedRow[], from: number, to: number): { sum: Decimal; count: number } {
  let sum: Decimal = '0';
  let count = 0;
  for (let index = from; index < to; index++) {
    const row = rows[index]!;
    if (row.kind !== 'item' || row.amount === null) continue;
    sum = add(sum, row.amount);
    count++;
  }
  return { sum, count };
}

/** Bare rows whose amount is the sum of the fuller rows below them are headings with a sum, not charges. */
function findGroups(rows: readonly SummedRow[]): Set<number> {
  const full = rows.filter((row) => row.kind === 'item' && !row.bare);
  const groups = new Set<number>();
  if (full.length === 0) return partition(rows);
  const ends = (index: number): number => {
    let end = index + 1;
    while (end < rows.length && rows[end]!.kind === 'item' && !rows[end]!.bare) end++;
    return end;
  };
  const lone: number[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'item' || !row.bare || row.amount === null) continue;
    const { sum, count } = sumOf(rows, index + 1, ends(index));
    if (count === 0 || !equal(sum, row.amount)) continue;
    if (count > 1) groups.add(index);
    else lone.push(index);
  }
  const indents = [...groups].map((index) => rows[index]!.indent);
  for (const index of lone) {
    const row = rows[index]!;
    const alike = indents.some((indent) => Math.abs(indent - row.indent) < INDENT);
    if (alike || rows[index + 1]!.indent - row.indent >= INDENT) groups.add(index);
  }
  // Once headings are known by their place, one whose sum does not come out is still a heading, and worth a finding.
  const places = [...groups].map((index) => rows[index]!.indent);
  const inner = full.map((row) => row.indent).sort((a, b) => a - b)[full.length >> 1]!;
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'item' || !row.bare || groups.has(index)) continue;
    const next = rows[index + 1];
    const heads = next?.kind === 'item' && !next.bare;
    if (
      heads &&
      places.some((place) => Math.abs(place - row.indent) <= INDENT) &&
      inner - row.indent >= INDENT
    ) {
      groups.add(index);
    }
  }
  return groups;
}

/** Where all rows are bare: headings only if the whole list falls into headings and their sums without a rest. */
function partition(rows: readonly SummedRow[]): Set<number> {
  const items = rows.flatMap((row, index) => (row.kind === 'item' && row.amount !== null ? [index] : []));
  const groups = new Set<number>();
  let at = 0;
  let largest = 0;
  while (at < items.length) {
    const total = rows[items[at]!]!.amount!;
    let sum: Decimal = '0';
    let next = at + 1;
    while (next < items.length && (next === at + 1 || !equal(sum, total))) {
      sum = add(sum, rows[items[next]!]!.amount!);
      next++;
    }
    if (next === at + 1 || !equal(sum, total)) return new Set();
    groups.add(items[at]!);
    largest = Math.max(largest, next - at - 1);
    at = next;
  }
  return groups.size >= 2 && largest >= 2 ? groups : new Set();
}

const shares = (a: string, b: string): boolean => {
  const words = new Set(b.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2));
  return a.split(/[^\p{L}\p{N}]+/u).some((word) => words.has(word));
};

/**
 * Says what each row is where its label leaves it open: group headings with a sum, named totals against charges that
 * only sound like one, totals of a section against the total of the bill. Returns a kind for every row.
 */
export function settleKinds(rows: readonly SummedRow[]): RowKind[] {
  const kinds = rows.map((row) => row.kind);
  for (const index of findGroups(rows)) kinds[index] = 'group';
  const now = (): SummedRow[] => rows.map((row, index) => ({ ...row, kind: kinds[index]! }));
  const full = rows.filter((row) => row.kind === 'item' && !row.bare).length;
  const bare = rows.filter((row) => row.kind === 'item' && row.bare).length;
  let start = 0;
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'sub-total' && !row.certain) {
      const since = sumOf(now(), start, index);
      const all = sumOf(now(), 0, index);
      const summed =
        row.amount !== null &&
        isDecimal(row.amount) &&
        ((since.count > 0 && equal(since.sum, row.amount)) || (all.count > 0 && equal(all.sum, row.amount)));
      const under = rows.slice(0, index).findLast((other) => other.section !== '')?.section ?? '';
      const named =
        row.of !== '' &&
        (shares(row.of, under) ||
          rows.some((other, at) => at < index && kinds[at] === 'group' && shares(row.of, other.of)));
      const odd = row.of !== '' && full > 2 * bare && since.count > 1;
      kinds[index] = summed || named || odd ? 'sub-total' : 'item';
    }
    if (row.kind === 'total' && row.amount !== null) {
      const since = sumOf(now(), start, index);
      const all = sumOf(now(), 0, index);
      const later = rows.slice(index + 1);
      const summed =
        since.count > 0 && equal(since.sum, row.amount) && later.some((other) => other.kind === 'total');
      const first = later.some((other) => other.kind === 'item') && laterGrand(rows, index);
      if (summed && (!equal(all.sum, row.amount) || first)) kinds[index] = 'sub-total';
    }
    if (isSum(kinds[index]!) && kinds[index] !== 'group') start = index + 1;
    if (kinds[index] === 'group' || row.kind === 'heading') start = index + 1;
  }
  return kinds;
}

/** True when a later total is the sum of everything: the first one was that of a section. */
function laterGrand(rows: readonly SummedRow[], index: number): boolean {
  const all = sumOf(rows, 0, rows.length);
  return rows.some(
    (row, at) => at > index && row.kind === 'total' && row.amount !== null && equal(row.amount, all.sum),
  );
}
