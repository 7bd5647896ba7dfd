import { decimalPlaces, equal, sum } from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';
import type { AmountHabit } from '../rules/amount.ts';
import { columnTitle } from '../rules/column-titles.ts';
import type { PageIndex } from './page-index.ts';
import { labelOf, type PrintedAmount, printedAmounts, textBefore } from './printed-amounts.ts';

/** A row's amount and the print it stands on. */
export interface ClaimedAmount {
  readonly page: number;
  readonly line: number;
  readonly words: readonly number[];
  readonly value: string;
}

export interface CoverageInput {
  readonly indexes: readonly PageIndex[];
  readonly habit: AmountHabit;
  /** Amounts of the rows, in the order of the answer. */
  readonly rows: readonly ClaimedAmount[];
  /** Words that any other value of the answer stands on, as `page:word`. */
  readonly claimed: ReadonlySet<string>;
  /** Where the answer's total stands; null when it is not known. */
  readonly total: { readonly page: number; readonly line: number } | null;
  /** Path of the list of rows. */
  readonly path: string;
}

/** Points by which the edges of a column's numbers differ: print is exact, recognition is not. */
const EDGE_TOLERANCE = 3;
/** Lines without an amount that a table may have between two rows (wrapped names, remarks). */
const LONGEST_GAP = 6;

interface Column {
  readonly left: number;
  readonly right: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * Amounts that are printed in the column of the rows' amounts, between its title and the total, and that the answer
 * does not account for: `unclaimed-amount`. This is how a row that was left out is noticed. Labelled sums, taxes,
 * discounts and payments are no rows, nor is a sum of rows above it.
 */
export function unclaimedAmounts(input: CoverageInput): Finding[] {
  const { rows, indexes } = input;
  if (rows.length === 0) return [];
  const places = usualPlaces(rows, input);
  const pages = [...new Set(rows.map((row) => row.page))].sort((a, b) => a - b);
  const last = pages.at(-1)!;
  const findings: Finding[] = [];
  for (let page = pages[0]!; page <= last; page++) {
    const own = rows.filter((row) => row.page === page);
    // A page between two others that gave no row at all keeps the column of its neighbour.
    const near =
      own.length > 0 ? own : rows.filter((row) => row.page === pages.findLast((one) => one < page));
    const column = columnOf(near, indexes);
    const amounts = printedAmounts(indexes[page]!, page, input.habit);
    const range = rangeOf({ page, own, column, amounts, input, isLast: page === last });
    for (const amount of amounts) {
      if (amount.line < range.from || amount.line > range.to) continue;
      if (!isMoney(amount, places) || !inColumn(amount, column) || isClaimed(amount, input)) continue;
      const severity = judge(amount, indexes[page]!, own);
      if (severity) {
        findings.push({
          code: 'unclaimed-amount',
          severity,
          path: input.path,
          message:
            'An amount is printed among the rows that no row, sub-total, tax or total of the answer accounts for',
          expected: amount.text,
          pageNumber: amount.pageNumber,
        });
      }
    }
  }
  return findings;
}

/** Decimals that most of the rows' amounts are printed with. */
function usualPlaces(rows: readonly ClaimedAmount[], { indexes }: CoverageInput): number {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const text = row.words.map((word) => indexes[row.page]!.page.words[word]!.text).join('');
    const places = printedPlaces(text);
    counts.set(places, (counts.get(places) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

function printedPlaces(text: string): number {
  return /[.,](\d{1,2})\D*$/.exec(text)?.[1]?.length ?? 0;
}

function isMoney(amount: PrintedAmount, places: number): boolean {
  if (amount.percent) return false;
  const printed = printedPlaces(amount.text);
  return printed === places || (places === 0 && decimalPlaces(amount.value) === 0);
}

function columnOf(rows: readonly ClaimedAmount[], indexes: readonly PageIndex[]): Column {
  const edges = rows.map((row) => {
    const boxes = row.words.map((word) => indexes[row.page]!.placed[word]!);
    return { left: Math.min(...boxes.map((box) => box[0])), right: Math.max(...boxes.map((box) => box[2])) };
  });
  return {
    left: Math.min(...edges.map((edge) => edge.left)),
    right: Math.max(...edges.map((edge) => edge.right)),
    firstLine: Math.min(...rows.map((row) => row.line)),
    lastLine: Math.max(...rows.map((row) => row.line)),
  };
}

/** Same right edge, same left edge, or same middle within the column's own spread. */
function inColumn(amount: PrintedAmount, column: Column): boolean {
  return (
    amount.right <= column.right + EDGE_TOLERANCE &&
    amount.left >= column.left - (column.right - column.left) &&
    amount.right > column.left
  );
}

function rangeOf(at: {
  page: number;
  own: readonly ClaimedAmount[];
  column: Column;
  amounts: readonly PrintedAmount[];
  input: CoverageInput;
  isLast: boolean;
}): { from: number; to: number } {
  const { page, own, column, amounts, input, isLast } = at;
  const index = input.indexes[page]!;
  if (own.length === 0) return { from: 0, to: index.lines.length };
  const inside = amounts.filter((amount) => inColumn(amount, column)).map((amount) => amount.line);
  const title = titleLine(index, column);
  let from = column.firstLine;
  if (title !== null) from = title + 1;
  else from = reach(inside, column.firstLine, -1);
  let to = isLast ? reach(inside, column.lastLine, 1) : index.lines.length;
  if (input.total?.page === page && input.total.line > column.lastLine)
    to = Math.min(to, input.total.line - 1);
  return { from, to };
}

/** Furthest line of the column that is reached from `start` without a gap as long as no table has. */
function reach(lines: readonly number[], start: number, step: 1 | -1): number {
  const onward = lines.filter((line) => (line - start) * step > 0).sort((a, b) => (a - b) * step);
  let at = start;
  for (const line of onward) {
    if (Math.abs(line - at) > LONGEST_GAP) break;
    at = line;
  }
  return at;
}

/** Line above the first row that titles the column, such as `Amount`; null when there is none. */
function titleLine(index: PageIndex, column: Column): number | null {
  for (let line = column.firstLine - 1; line >= 0; line--) {
    const titles = index.lines[line]!.words.filter((word) => {
      const box = index.placed[word]!;
      return box[2] > column.left && box[0] < column.right;
    });
    const text = titles.map((word) => index.page.words[word]!.text).join(' ');
    if (text !== '' && columnTitle(text)?.role === 'amount') return line;
  }
  return null;
}

function isClaimed(amount: PrintedAmount, input: CoverageInput): boolean {
  return amount.words.some((word) => input.claimed.has(`${amount.page}:${word}`));
}

/** `error` for what looks like a row, `warning` for a bare number, null for what is accounted for otherwise. */
function judge(
  amount: PrintedAmount,
  index: PageIndex,
  own: readonly ClaimedAmount[],
): Finding['severity'] | null {
  const label = labelOf(index, amount);
  if (label?.certain) return null;
  if (equal(amount.value, '0') || isRunningSum(amount, own)) return null;
  return /\p{L}{2}/u.test(textBefore(index, amount)) ? 'error' : 'warning';
}

/** True when the amount is the sum of the rows right above it: a group's sum, whatever it is called. */
function isRunningSum(amount: PrintedAmount, own: readonly ClaimedAmount[]): boolean {
  const above = own.filter((row) => row.line <= amount.line).sort((a, b) => b.line - a.line);
  const parts: string[] = [];
  for (const row of above) {
    parts.push(row.value);
    if (parts.length > 1 && equal(sum(parts), amount.value)) return true;
  }
  return false;
}
