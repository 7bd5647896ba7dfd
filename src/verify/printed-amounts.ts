import type { Decimal } from '../domain/decimal.ts';
import type { AmountHabit } from '../rules/amount.ts';
import { columnTitle } from '../rules/column-titles.ts';
import { currencyOf } from '../rules/currency.ts';
import { rowLabel } from '../rules/row-label.ts';
import { understandSum } from '../rules/sum-labels.ts';
import type { NumberHit, PageIndex } from './page-index.ts';

/** A number printed on a page, with what stands before it. */
export interface PrintedAmount {
  readonly pageNumber: number;
  /** Position of the page in the list of pages. */
  readonly page: number;
  readonly line: number;
  readonly words: readonly number[];
  readonly value: Decimal;
  /** As printed, without marks of currency. */
  readonly text: string;
  /** Edges on the straightened page, in points. */
  readonly left: number;
  readonly right: number;
  readonly percent: boolean;
}

/** Every printed number of a page once, read by the document's habit; numbers of several words win over their pieces. */
export function printedAmounts(index: PageIndex, page: number, habit: AmountHabit): PrintedAmount[] {
  const longest = [...index.printed].sort((a, b) => b[0]!.words.length - a[0]!.words.length);
  const seen = new Set<string>();
  const amounts: PrintedAmount[] = [];
  for (const hits of longest) {
    const hit = preferred(hits, habit);
    const key = hit.words.join();
    if (hit.words.length === 1 && seen.has(`${hit.words[0]}`)) continue;
    if (seen.has(key)) continue;
    seen.add(key);
    if (hit.words.length > 1) for (const word of hit.words) seen.add(String(word));
    const boxes = hit.words.map((word) => index.placed[word]!);
    amounts.push({
      pageNumber: index.page.pageNumber,
      page,
      line: hit.line,
      words: hit.words,
      value: hit.reading.value,
      text: hit.words.map((word) => index.page.words[word]!.text).join(' '),
      left: Math.min(...boxes.map((box) => box[0])),
      right: Math.max(...boxes.map((box) => box[2])),
      percent: hit.percent,
    });
  }
  return amounts.sort((a, b) => a.line - b.line || a.left - b.left);
}

function preferred(hits: readonly NumberHit[], habit: AmountHabit): NumberHit {
  return (
    hits.find(({ reading }) => reading.needs === null || reading.needs === habit.decimalMark) ?? hits[0]!
  );
}

/** What the text that belongs to an amount makes of it. */
export type AmountLabel =
  /** The total of the document, tax included, or what is due of it. */
  | 'total'
  | 'due'
  /** Another sum, a tax, a discount, a payment, a line carried over a page. */
  | 'other-sum'
  /** Shipping and the like: a sum below the rows, a row among them. */
  | 'charge';

/** A label of this weight says plainly what its sum is (see `understandSum`). */
const PLAIN = 5;
/** Furthest a label may stand above its amount, in lines. */
const LABEL_ABOVE = 3;
/** Columns that only a table of charges has: what stands under its titles is no sum. */
const CHARGE_COLUMNS: ReadonlySet<string> = new Set(['description', 'quantity', 'rate', 'serial']);

/** Which words of a label count. */
export interface LabelOptions {
  /** Words at the start of the label that are left out; default none. */
  readonly leave?: number;
}

/** What the words before an amount, or else those above it, call it; null: no sum. */
export function labelOf(
  index: PageIndex,
  amount: PrintedAmount,
  { leave = 0 }: LabelOptions = {},
): AmountLabel | null {
  const ocr = index.page.origin === 'ocr';
  for (const words of [
    wordsSinceNumber(index, amount),
    wordsBefore(index, amount).filter((text) => !/\d/.test(text)),
  ]) {
    if (words.some((text) => /\p{L}\p{M}*\p{L}/u.test(text) && currencyOf(text) === null))
      return meaningOf(words.slice(leave), ocr);
  }
  for (let above = amount.line - 1; above >= Math.max(0, amount.line - LABEL_ABOVE); above--) {
    const texts = index.lines[above]!.words.map((word) => index.page.words[word]!.text);
    const words = index.lines[above]!.words.filter((word) => {
      const box = index.placed[word]!;
      return box[2] > amount.left && box[0] < amount.right;
    });
    if (words.length === 0) continue;
    if (texts.some((title) => CHARGE_COLUMNS.has(columnTitle(title)?.role ?? ''))) return null;
    return meaningOf(
      words.map((word) => index.page.words[word]!.text),
      ocr,
    );
  }
  return null;
}

function meaningOf(words: readonly string[], ocr: boolean): AmountLabel | null {
  const row = rowLabel(words.join(' '));
  const meaning = understandSum(words, ocr);
  const [best] = Object.entries(meaning).sort((a, b) => b[1] - a[1]);
  const kind = best && best[1] >= PLAIN ? best[0] : null;
  if (kind === 'due') return 'due';
  if (kind === 'gross' || kind === 'total')
    return row?.kind === 'sub-total' && row.certain ? 'other-sum' : 'total';
  if (kind === 'charges') return 'charge';
  if (kind !== null) return 'other-sum';
  if (!row?.certain) return null;
  return row.kind === 'total' ? 'total' : 'other-sum';
}

/** The words between an amount and the money before it on its line; a rate belongs to the label: `VAT 19 % 12.50`. */
function wordsSinceNumber(index: PageIndex, amount: PrintedAmount): string[] {
  const before = wordsBefore(index, amount);
  return before.slice(before.findLastIndex((text) => /\d[.,]\d\d\P{L}?$/u.test(text)) + 1);
}

/** All words before an amount on its line. */
export function wordsBefore(index: PageIndex, amount: Pick<PrintedAmount, 'line' | 'words'>): string[] {
  const { words } = index.lines[amount.line]!;
  return words.slice(0, words.indexOf(amount.words[0]!)).map((word) => index.page.words[word]!.text);
}
