import { type Decimal, equal, isDecimal } from '../domain/decimal.ts';
import type { PageText } from '../domain/page-text.ts';
import { readPaper } from '../rules/paper.ts';
import type { PlacedWord } from '../rules/straighten.ts';
import { findSums } from '../rules/sum-candidates.ts';
import { taxOptions } from '../rules/sum-options.ts';
import { findTaxRows, totalTax } from '../rules/tax-rows.ts';
import type { Candidate } from './candidates.ts';
import type { Leaf } from './leaves.ts';
import { indexPage } from './page-index.ts';

const TAX = /(?:^|[._])(?:tax|vat|gst)(?:es|_amount|_total)?(?:$|[._[])/i;
const BASE = /(?:^|[._])(?:net|basic|taxable)(?:_amount|_total)?$/i;

/** A sum that a page prints by its parts only. */
interface PrintedParts {
  readonly kind: 'tax' | 'base';
  readonly value: Decimal;
  readonly words: readonly PlacedWord[];
}

/**
 * Where a tax or a net amount is printed by its parts only: a paper with several rates often shows the tax of each
 * and not their sum, CGST and SGST never show it. The parts are those that arithmetic proves (base × rate = tax) or
 * that stand together at labels of a tax; the place is that of the parts.
 */
export class SummedTaxes {
  readonly #pages: readonly PageText[];
  #parts: readonly PrintedParts[] | undefined;

  constructor(pages: readonly PageText[]) {
    this.#pages = pages;
  }

  /** The place of the parts that add up to the leaf; null where it is no such sum. */
  find({ pattern, value }: Leaf): Candidate | null {
    const text = value.trim();
    if (!isDecimal(text) || !(TAX.test(pattern) || BASE.test(pattern))) return null;
    const kind = BASE.test(pattern) ? 'base' : 'tax';
    this.#parts ??= partsOf(this.#pages);
    const found = this.#parts.find((one) => one.kind === kind && equal(one.value, text));
    return found ? this.#placeOf(found.words) : null;
  }

  #placeOf(words: readonly PlacedWord[]): Candidate | null {
    for (const [page, { words: printed }] of this.#pages.entries()) {
      const own = words.map((word) => printed.indexOf(word.source)).filter((word) => word >= 0);
      if (own.length === 0) continue;
      const index = indexPage(this.#pages[page]!);
      return {
        page,
        line: index.lineOf[own[0]!]!,
        words: own,
        match: 'normalised',
        quality: 0.9,
        right: Math.max(...own.map((word) => index.placed[word]![2])),
        shareable: true,
      };
    }
    return null;
  }
}

function partsOf(pages: readonly PageText[]): PrintedParts[] {
  const paper = readPaper(pages);
  const rows = findTaxRows(paper.lines, new Set());
  const found: PrintedParts[] = [];
  const total = rows.length > 1 ? totalTax(rows) : null;
  if (total) {
    const words = rows.flatMap((row) => row.words);
    found.push({ kind: 'tax', value: total.tax, words }, { kind: 'base', value: total.base, words });
  }
  const sums = findSums(paper, new Set()).filter((one) => one.kind === 'tax' && one.weight >= 7);
  for (const { value, parts = [] } of taxOptions(sums, []))
    if (parts.length > 1) found.push({ kind: 'tax', value, words: parts.flatMap((part) => part.words) });
  return found;
}
