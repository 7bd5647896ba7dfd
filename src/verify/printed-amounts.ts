import type { Decimal } from '../domain/decimal.ts';
import type { AmountHabit } from '../rules/amount.ts';
import { type RowLabel, rowLabel } from '../rules/row-label.ts';
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

/** The words that stand before an amount on its line, back to the amount before it. */
export function textBefore(index: PageIndex, amount: Pick<PrintedAmount, 'line' | 'words'>): string {
  const line = index.lines[amount.line]!;
  const at = line.words.indexOf(amount.words[0]!);
  const before: string[] = [];
  for (const word of line.words.slice(0, at).reverse()) {
    const { text } = index.page.words[word]!;
    // Digits end a label, but a rate belongs to it: `VAT 19 % 12.50`.
    if (/\d[.,]\d\d$/.test(text)) break;
    before.unshift(text);
  }
  return before.join(' ').trim();
}

/** Furthest a label may stand above its amount, in lines. */
const LABEL_ABOVE = 2;

/** What the label before an amount, or else above it, says; null when neither names a total, a tax, a discount or a payment. */
export function labelOf(index: PageIndex, amount: PrintedAmount): RowLabel | null {
  const before = textBefore(index, amount).replace(/[\p{Sc}:]+/gu, ' ');
  if (/\p{L}{2}/u.test(before)) return rowLabel(before);
  for (let above = amount.line - 1; above >= Math.max(0, amount.line - LABEL_ABOVE); above--) {
    const words = index.lines[above]!.words.filter((word) => {
      const box = index.placed[word]!;
      return box[2] > amount.left && box[0] < amount.right;
    });
    const text = words.map((word) => index.page.words[word]!.text).join(' ');
    if (text !== '') return rowLabel(text);
  }
  return null;
}
