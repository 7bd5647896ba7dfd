import { amountsOfLine } from './find-amounts.ts';
import { type Line, lineOf } from './lines.ts';
import { rowLabel } from './row-label.ts';
import type { AssignOptions } from './table-cells.ts';

/** Lists that stand beside one another, each with its own lines, and the lines of the page that belong to neither. */
export interface Sides {
  readonly left: readonly Line[];
  readonly right: readonly Line[];
  readonly rest: readonly Line[];
}

/** Fewer lines with an amount on both sides may be a row of labels. */
const LEAST_PAIRS = 3;

interface Pair {
  readonly index: number;
  /** The empty room between the left amount and the words on the right. */
  readonly from: number;
  readonly to: number;
}

/** A line of a name, an amount, another name and another amount. */
function pairOf(line: Line, index: number, options: AssignOptions): Pair | null {
  const amounts = amountsOfLine(line, options).filter(({ text }) => /\d[.,]\s?\d{2}$/.test(text));
  const last = amounts[amounts.length - 1];
  if (amounts.length !== 2 || !last || last.last < line.words.length - 1) return null;
  const [left] = amounts;
  const named = (from: number, to: number): boolean =>
    line.words.slice(from, to).some(({ text }) => /\p{L}{3}/u.test(text));
  const next = line.words[left!.last + 1];
  if (!next || !named(0, left!.first) || !named(left!.last + 1, last.first)) return null;
  const [from, to] = [line.words[left!.last]!.box[2], next.box[0]];
  return to - from > line.size ? { index, from, to } : null;
}

/**
 * Tells apart two lists of amounts that stand side by side on a page without titles of columns, such as the charges and
 * the summary of the account; null where there are none. One of them has to sum up or settle, as a summary does: rows
 * with two amounts each are no lists.
 */
export function sideBySide(lines: readonly Line[], options: AssignOptions): Sides | null {
  const pairs = lines.flatMap((line, index) => pairOf(line, index, options) ?? []);
  const from = Math.max(...pairs.map((pair) => pair.from));
  const to = Math.min(...pairs.map((pair) => pair.to));
  if (pairs.length < LEAST_PAIRS || from >= to) return null;
  const middle = (from + to) / 2;
  const crosses = (line: Line): boolean =>
    line.words.some(({ box }) => box[0] < middle && box[2] > middle) ||
    // Words that run on over the gap are a sentence.
    line.words.some((word, at) => {
      const next = line.words[at + 1];
      return (
        next !== undefined &&
        word.box[2] <= middle &&
        next.box[0] >= middle &&
        next.box[0] - word.box[2] < line.size
      );
    });
  let first = pairs[0]!.index;
  let end = pairs[pairs.length - 1]!.index;
  if (lines.slice(first, end + 1).some(crosses)) return null;
  const near = (upper: Line, lower: Line): boolean => lower.box[1] - upper.box[3] < 1.6 * lower.size;
  while (first > 0 && !crosses(lines[first - 1]!) && near(lines[first - 1]!, lines[first]!)) first--;
  while (end + 1 < lines.length && !crosses(lines[end + 1]!) && near(lines[end]!, lines[end + 1]!)) end++;
  const block = lines.slice(first, end + 1);
  const side = (keep: (x: number) => boolean): Line[] =>
    block.flatMap((line) => {
      const words = line.words.filter(({ box }) => keep((box[0] + box[2]) / 2));
      return words.length === 0 ? [] : [lineOf(line.pageNumber, words)];
    });
  const [left, right] = [side((x) => x < middle), side((x) => x >= middle)];
  const settles = (list: readonly Line[]): number =>
    list.filter((line) => {
      const label = rowLabel(line.text.replace(/[-+(]?[^\s\d]?[\d.,]+\)?/g, ' '));
      return label?.certain && (label.kind === 'payment' || label.kind === 'total');
    }).length;
  if (Math.max(settles(left), settles(right)) < 2) return null;
  return { left, right, rest: [...lines.slice(0, first), ...lines.slice(end + 1)] };
}
