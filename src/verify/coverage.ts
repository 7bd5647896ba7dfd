import { type Decimal, decimalPlaces, equal } from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';
import { UNKNOWN_HABIT } from '../rules/amount.ts';
import { columnTitle } from '../rules/column-titles.ts';
import { readLines } from '../rules/lines.ts';
import { findHeader } from '../rules/table-header.ts';
import { timesRow } from '../rules/times-row.ts';
import { inMillionths } from './arithmetic.ts';
import { normalise } from './normalise.ts';
import type { PageIndex } from './page-index.ts';
import { labelOf, type PrintedAmount, wordsBefore } from './printed-amounts.ts';

/** A row's amount and the print it stands on. */
export interface ClaimedAmount {
  readonly page: number;
  readonly line: number;
  readonly words: readonly number[];
  readonly value: string;
}

/** An answer laid over its pages. */
export interface CoverageInput {
  readonly indexes: readonly PageIndex[];
  /** Every printed number of each page. */
  readonly amounts: readonly (readonly PrintedAmount[])[];
  /** Amounts of the rows, in the order of the answer. */
  readonly rows: readonly ClaimedAmount[];
  /** True when the answer has no rows at all, found or not. */
  readonly isEmpty: boolean;
  /** Amounts of all rows in the order of the answer; page and line null where a row was not found. */
  readonly inOrder: readonly {
    readonly page: number | null;
    readonly line: number | null;
    readonly value: Decimal;
  }[];
  /** Words that any other value of the answer stands on, as `page:word`. */
  readonly claimed: ReadonlySet<string>;
  /** Sums that the answer states. */
  readonly sums: readonly Decimal[];
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
 * Amounts that are printed in the column of the rows' amounts, between its title and the sums, and that the answer does
 * not account for: `unclaimed-amount`. This is how a row that was left out is noticed. Labelled sums, taxes, discounts
 * and payments are no rows, nor is a sum of rows, nor a sum of the answer printed once more.
 */
export function unclaimedAmounts(input: CoverageInput): Finding[] {
  const { rows } = input;
  if (rows.length === 0) return input.isEmpty ? rowsMissing(input) : [];
  const places = usualPlaces(rows, input);
  const pages = [...new Set(rows.map((row) => row.page))].sort((a, b) => a - b);
  const findings: Finding[] = [];
  for (let page = pages[0]!; page <= pages.at(-1)!; page++) {
    const own = rows.filter((row) => row.page === page);
    // A page between two others that gave no row at all keeps the column of its neighbour.
    const near =
      own.length > 0 ? own : rows.filter((row) => row.page === pages.findLast((one) => one < page));
    const sheet = new SheetCoverage(input, { page, own, column: columnOf(near, input.indexes) });
    for (const amount of sheet.unclaimed(page === pages.at(-1))) {
      const severity = isMoney(amount, places) ? sheet.judge(amount) : null;
      if (!severity) continue;
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
  return findings;
}

const ROWS_MISSING = {
  code: 'rows-missing',
  severity: 'error',
  message: 'The page has a table of charges, and the answer has no row of it',
} as const;

/** `rows-missing`: the answer has no row at all, though a page has a table of charges with an amount in it. */
function rowsMissing({ indexes, amounts, path }: CoverageInput): Finding[] {
  for (const [page, index] of indexes.entries()) {
    const lines = readLines(index.page);
    const header = findHeader(lines, 0, UNKNOWN_HABIT);
    // Without titles, a line that multiplies is a charge.
    const options = { habit: UNKNOWN_HABIT, ocr: index.page.origin === 'ocr' };
    const times = lines.map((line) => timesRow(line, options)).find((row) => row !== null);
    if (!header && times) {
      const { pageNumber } = index.page;
      return [{ ...ROWS_MISSING, path, expected: times.amount.text, pageNumber }];
    }
    const column = header?.columns.find((one) => one.role === 'amount');
    if (!header || !column || !header.columns.some((one) => one.role === 'description')) continue;
    // What stands below the titles of another table is no row of this one.
    const end = findHeader(lines, header.last + 1, UNKNOWN_HABIT)?.first ?? lines.length;
    const inside = amounts[page]!.find(
      (amount) =>
        amount.line > header.last &&
        amount.line < end &&
        amount.right > column.x0 &&
        amount.left < column.x1 + EDGE_TOLERANCE &&
        printedPlaces(amount.text) > 0,
    );
    if (!inside) continue;
    const label = labelOf(index, inside);
    if (label === 'total' || label === 'due' || (label !== null && !isPriced(wordsBefore(index, inside))))
      continue;
    return [{ ...ROWS_MISSING, path, expected: inside.text, pageNumber: index.page.pageNumber }];
  }
  return [];
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
  return printedPlaces(amount.text) === places || (places === 0 && decimalPlaces(amount.value) === 0);
}

/** Where most of the amounts stand: a row placed elsewhere (a price for an amount) must not widen the column. */
function columnOf(rows: readonly ClaimedAmount[], indexes: readonly PageIndex[]): Column {
  const edges = rows.map((row) => {
    const boxes = row.words.map((word) => indexes[row.page]!.placed[word]!);
    return { left: Math.min(...boxes.map((box) => box[0])), right: Math.max(...boxes.map((box) => box[2])) };
  });
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  return {
    left: middle(edges.map((edge) => edge.left)),
    right: middle(edges.map((edge) => edge.right)),
    firstLine: Math.min(...rows.map((row) => row.line)),
    lastLine: Math.max(...rows.map((row) => row.line)),
  };
}

/** Same right edge, same left edge or same middle as the column. */
function inColumn(amount: PrintedAmount, { left, right }: Column): boolean {
  const away = Math.min(
    Math.abs(amount.right - right),
    Math.abs(amount.left - left),
    Math.abs(amount.left + amount.right - left - right) / 2,
  );
  return away <= EDGE_TOLERANCE;
}

/** One page's column of amounts. */
class SheetCoverage {
  readonly #input: CoverageInput;
  readonly #index: PageIndex;
  readonly #own: readonly ClaimedAmount[];
  readonly #column: Column;
  readonly #amounts: readonly PrintedAmount[];
  /** True for a page that gave no row at all. */
  readonly #isEmpty: boolean;

  constructor(input: CoverageInput, at: { page: number; own: readonly ClaimedAmount[]; column: Column }) {
    this.#input = input;
    this.#index = input.indexes[at.page]!;
    this.#own = at.own;
    this.#isEmpty = at.own.length === 0;
    this.#column = at.column;
    this.#amounts = input.amounts[at.page]!.filter((amount) => inColumn(amount, at.column));
  }

  unclaimed(isLastPage: boolean): PrintedAmount[] {
    const { from, to } = this.#range(isLastPage);
    return this.#amounts.filter(
      ({ line, page, words }) =>
        line >= from && line <= to && !words.some((word) => this.#input.claimed.has(`${page}:${word}`)),
    );
  }

  #range(isLastPage: boolean): { from: number; to: number } {
    if (this.#isEmpty) return { from: 0, to: this.#index.lines.length };
    const { firstLine, lastLine } = this.#column;
    const title = this.#titleLine();
    const from = title === null ? this.#reach(firstLine, -1) : title + 1;
    let to = isLastPage ? this.#reach(lastLine, 1) : this.#index.lines.length;
    // Below the first total or tax stand sums and tables of taxes, no more rows.
    const sums = this.#amounts.find(
      (amount) => amount.line > lastLine && ['total', 'due'].includes(labelOf(this.#index, amount) ?? ''),
    );
    if (sums) to = Math.min(to, sums.line - 1);
    const { total } = this.#input;
    if (total?.page === this.#own[0]?.page && total && total.line > lastLine)
      to = Math.min(to, total.line - 1);
    return { from, to };
  }

  /** Furthest line of the column that is reached from `start` without a gap as long as no table has. */
  #reach(start: number, step: 1 | -1): number {
    const onward = this.#amounts
      .map((amount) => amount.line)
      .filter((line) => (line - start) * step > 0)
      .sort((a, b) => (a - b) * step);
    let at = start;
    for (const line of onward) {
      if (Math.abs(line - at) > LONGEST_GAP) break;
      at = line;
    }
    return at;
  }

  /** Line above the first row that titles the column, such as `Amount`; null when there is none. */
  #titleLine(): number | null {
    for (let line = this.#column.firstLine - 1; line >= 0; line--) {
      const titles = this.#index.lines[line]!.words.filter((word) => {
        const box = this.#index.placed[word]!;
        return box[2] > this.#column.left && box[0] < this.#column.right;
      });
      const text = titles.map((word) => this.#index.page.words[word]!.text).join(' ');
      if (text !== '' && columnTitle(text)?.role === 'amount') return line;
    }
    return null;
  }

  /** `error` for what looks like a row, `warning` for what may be none, null for what is accounted for otherwise. */
  judge(amount: PrintedAmount): Finding['severity'] | null {
    if (equal(amount.value, '0') || this.#isSum(amount)) return null;
    const before = wordsBefore(this.#index, amount);
    const isInside = amount.line < this.#column.lastLine || this.#isEmpty;
    // Below the rows a code may stand before the label of a charge or discount.
    const label =
      labelOf(this.#index, amount) ?? (isInside ? null : labelOf(this.#index, amount, { leave: 1 }));
    const isRow = label === 'other-sum' && isPriced(before) && isInside;
    if (label === 'charge' ? !isInside : label !== null && !isRow) return null;
    // What repeats the row beside it under another name is a detail of that row.
    const beside = this.#own.find(
      (row) => Math.abs(row.line - amount.line) === 1 && equal(row.value, amount.value),
    );
    if (beside && nameOf(before) !== nameOf(wordsBefore(this.#index, beside))) return 'warning';
    return before.some((text) => /\p{L}\p{M}*\p{L}|\d/u.test(text)) ? 'error' : 'warning';
  }

  /** True when the amount is a sum of the answer once more, or of the rows right above or below it. */
  #isSum(amount: PrintedAmount): boolean {
    if (this.#input.sums.some((sumOfAnswer) => equal(sumOfAnswer, amount.value))) return true;
    const { inOrder } = this.#input;
    const last = inOrder.findLastIndex(
      ({ page, line }) => page === amount.page && line !== null && line <= amount.line,
    );
    for (const side of [inOrder.slice(0, last + 1).reverse(), inOrder.slice(last + 1)]) {
      const wanted = inMillionths(amount.value);
      let running = 0n;
      for (const [count, row] of side.entries()) {
        running += inMillionths(row.value);
        if (count > 0 && running === wanted) return true;
      }
    }
    return false;
  }
}

/** A quantity and a price stand before the amount. */
function isPriced(before: readonly string[]): boolean {
  return before.filter((text) => /^\P{L}*\d\P{L}*$/u.test(text) && !text.includes('%')).length >= 2;
}

/** The words of a row without its numbers, in one comparable form. */
function nameOf(words: readonly string[]): string {
  return normalise(words.filter((text) => /\p{L}/u.test(text)).join(' '));
}
