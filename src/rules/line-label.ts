import { multiply, within } from '../domain/decimal.ts';
import { amountsOfLine, type FoundAmount } from './find-amounts.ts';
import { type Line, lineOf, splitLine } from './lines.ts';
import { type RowLabel, rowLabel } from './row-label.ts';
import type { PlacedWord } from './straighten.ts';
import type { AssignOptions } from './table-cells.ts';

/** Words of a line that stand to the left of its last amount, after the last wide gap. */
export function labelBefore(
  line: Line,
  options: AssignOptions,
): { label: RowLabel; words: readonly PlacedWord[] } | null {
  const amounts = amountsOfLine(line, options);
  const last = amounts[amounts.length - 1];
  if (!last) return null;
  const tax = taxByRate(line, amounts);
  if (tax) return tax;
  const before = line.words.slice(0, last.first);
  const tail = before.filter((word) => !amounts.some((amount) => amount.words.includes(word)));
  if (tail.length === 0) return null;
  const pieces = splitLine(lineOf(line.pageNumber, tail));
  const piece = pieces[pieces.length - 1]!;
  const label = rowLabel(piece.text);
  return label?.certain ? { label, words: piece.words } : null;
}

/** A row of a tax summary: nothing but a rate, what it is taken of, and the tax that follows from them. */
function taxByRate(
  line: Line,
  amounts: readonly FoundAmount<PlacedWord>[],
): { label: RowLabel; words: readonly PlacedWord[] } | null {
  const word = line.words.find((one) => /^\d{1,2}(?:[.,]\d{1,2})?%$/.test(one.text));
  if (!word || amounts.length < 2 || line.words.some((one) => /\p{L}{4}/u.test(one.text))) return null;
  const rate = word.text.replace('%', '').replace(',', '.');
  const tax = amounts[amounts.length - 1]!;
  const base = amounts[amounts.length - 2]!;
  const fits = within(multiply(multiply(base.value, rate), '0.01'), tax.value, '0.01');
  return fits ? { label: { kind: 'tax', certain: true, of: '' }, words: [word] } : null;
}

/** True for a line that says it is a total, a tax, a discount or a payment, with its amount. */
export function isLabelled(line: Line, options: AssignOptions): boolean {
  return labelBefore(line, options) !== null;
}

/** A line of several labels with an amount each: `CGST 45.00  SGST 45.00`. */
export function labelledPairs(
  line: Line,
  options: AssignOptions,
): { words: PlacedWord[]; amount: FoundAmount<PlacedWord>; label: RowLabel }[] {
  const pairs: ReturnType<typeof labelledPairs> = [];
  let from = 0;
  for (const amount of amountsOfLine(line, options)) {
    const words = line.words.slice(from, amount.first);
    const label = rowLabel(words.map((word) => word.text).join(' '));
    if (words.length === 0 || !/[.,]\d{2}$/.test(amount.text)) continue;
    from = amount.last + 1;
    if (!label?.certain) return [];
    pairs.push({ words: [...words], amount, label });
  }
  return pairs;
}
