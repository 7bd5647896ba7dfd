import Big from 'big.js';
import { absolute, compare, type Decimal, decimalPlaces, sum } from '../domain/decimal.ts';
import type { TaxRow } from './invoice-facts.ts';
import type { PaperLine } from './paper.ts';
import type { PlacedWord } from './straighten.ts';
import { understandSum } from './sum-labels.ts';

/** A row of a tax breakdown, known by its arithmetic: base × rate = tax. */
export interface FoundTaxRow extends TaxRow {
  readonly base: Decimal;
  readonly amount: Decimal;
  readonly rate: Decimal;
  readonly words: readonly PlacedWord[];
  readonly line: PaperLine;
}

/** The highest rate of value added tax anywhere is 27 %; luxury rates of India reach 28 %. */
const HIGHEST_RATE = 30;

/**
 * Rows of a tax breakdown among the lines, whatever their titles: a rate, a base and the tax that follows from both to
 * the cent. Lines in `items` are charges and are left out.
 */
export function findTaxRows(lines: readonly PaperLine[], items: ReadonlySet<PaperLine>): FoundTaxRow[] {
  const rows: FoundTaxRow[] = [];
  for (const line of lines) {
    if (items.has(line) || line.amounts.length < 2 || namesDiscount(line)) continue;
    const row = taxRowOf(line);
    if (row) rows.push(row);
  }
  return rows;
}

/** Adds up rows that stand once each: a breakdown that is printed again on another page counts once. */
export function totalTax(
  rows: readonly FoundTaxRow[],
): { readonly base: Decimal; readonly tax: Decimal } | null {
  const distinct = rows.filter(
    (row, index) =>
      !rows
        .slice(0, index)
        .some((other) => other.base === row.base && other.amount === row.amount && other.rate === row.rate),
  );
  if (distinct.length === 0) return null;
  return { base: sum(distinct.map((row) => row.base)), tax: sum(distinct.map((row) => row.amount)) };
}

/** "Discount 5 % on 100.00  -5.00" has the arithmetic of a tax and is none. */
function namesDiscount(line: PaperLine): boolean {
  const words = line.line.words.map((word) => word.text);
  const { allowances = 0, charges = 0 } = understandSum(words, false);
  return (
    allowances > 0 ||
    charges > 0 ||
    /\b(?:discount|rabatt|remise|descuento|sconto|korting|desconto|skonto)\b/i.test(line.line.text)
  );
}

function taxRowOf(line: PaperLine): FoundTaxRow | null {
  const rates = ratesOf(line);
  const money = line.amounts.filter((amount) => decimalPlaces(amount.value) === 2);
  for (const { rate, word } of rates) {
    for (const base of money) {
      for (const tax of money) {
        if (base === tax || tax.first === word || base.first === word) continue;
        if (!follows(base.value, rate, tax.value)) continue;
        return {
          rate,
          base: base.value,
          amount: tax.value,
          category: categoryOf(line),
          words: [...base.words, ...tax.words],
          line,
        };
      }
    }
  }
  return null;
}

function ratesOf(line: PaperLine): { rate: Decimal; word: number }[] {
  const signed: { rate: Decimal; word: number }[] = [];
  const plain: { rate: Decimal; word: number }[] = [];
  const { words } = line.line;
  for (const [word, { text }] of words.entries()) {
    const match = /^[(@]*(\d{1,2})(?:[.,](\d{1,3}))?(%?)[),:]*$/.exec(text);
    if (!match) continue;
    const rate = match[2] ? `${match[1]}.${match[2]}` : match[1]!;
    if (Number(rate) <= 0 || Number(rate) > HIGHEST_RATE) continue;
    const percent = match[3] === '%' || words[word + 1]?.text.startsWith('%') === true;
    (percent ? signed : plain).push({ rate, word });
  }
  // Without a percent sign (the title has it) any number of the line may be the rate.
  return signed.length > 0 ? signed : plain;
}

function follows(base: Decimal, rate: Decimal, tax: Decimal): boolean {
  if (compare(absolute(tax), '0.05') < 0 || compare(absolute(base), absolute(tax)) <= 0) return false;
  const expected = new Big(base).times(rate).div(100);
  return expected.minus(tax).abs().lte('0.011');
}

const CATEGORIES = /\b(CGST|SGST|IGST|UTGST)\b/i;

function categoryOf(line: PaperLine): string | null {
  return CATEGORIES.exec(line.line.text)?.[1]?.toUpperCase() ?? null;
}
