import type { Decimal } from '../domain/decimal.ts';
import { type Box, union, type Word } from '../domain/page-text.ts';
import { type Amount, type AmountHabit, isTight, readAmount, UNKNOWN_HABIT } from './amount.ts';
import { currencyOf, normaliseNumerals } from './currency.ts';

/** An amount and the words that carry it. */
export interface FoundAmount<W extends Word = Word> extends Amount {
  readonly words: readonly W[];
  readonly text: string;
  readonly box: Box;
  /** Index of the first of its words in the list given. */
  readonly first: number;
  /** Index of the last of its words. */
  readonly last: number;
  /** Of a price: how many pieces it is for; absent for one. */
  readonly per?: Decimal;
}

/** What is known about the words that amounts are looked for in. */
export interface FindAmountsOptions {
  /** The document's habit; default unknown. */
  readonly habit?: AmountHabit;
  /** The words come from recognition. Default false. */
  readonly ocr?: boolean;
}

/** An amount is at most this many words: a mark, three groups, a sign and `Cr`. */
const MOST_WORDS = 6;

/** Tills set wide print: the cents behind a point may stand a letter away. `2. 40` may as well be the second of a list. */
const CENTS_ALONE = /^\d\d$/;
const MORE_THAN_A_COUNT = /\p{L}\d+[.,]$|\d\d[.,]$/u;

function gapInHeights(left: Word, right: Word): number {
  const height = Math.max(left.box[3] - left.box[1], right.box[3] - right.box[1], 1);
  return (right.box[0] - left.box[2]) / height;
}

/** True when `right` may belong to the number that ends with `left`. */
function continues(left: Word, right: Word, { habit, ocr }: Required<FindAmountsOptions>): boolean {
  const a = normaliseNumerals(left.text);
  const b = normaliseNumerals(right.text);
  const gap = gapInHeights(left, right);
  if (gap < -0.6) return false;
  // A mark may stand at the left of its column, far from the number; a code (or a test called INR) may not.
  if (currencyOf(a) !== null && /^[-+(]?[.,]?\d/.test(b)) return gap < (/^[A-Z]{3}$/.test(a) ? 1 : 3);
  if (/\d[)-]?$/.test(a) && currencyOf(b) !== null) return gap < 1.2;
  if (/^[-+(]$/.test(a)) return gap < 1 && /^[\d₹€£$.,]/.test(b);
  if (/\d$/.test(a) && /^(?:[-)]|cr\.?|dr\.?|\/-)$/i.test(b)) return gap < 1.2;
  if (/\d$/.test(a) && /^\d{3}(?:[.,]\d{1,4})?[-)]?$/.test(b)) {
    return (
      (habit.groupMark === ' ' || habit.groupMark === null) &&
      /^[-+(₹€£$]{0,2}[\d ]{1,3}$/.test(a) &&
      isTight(left, right)
    );
  }
  // Recognition puts spaces beside marks: "1, 234.50", "12 .50".
  if (/\d[.,]$/.test(a) && /^\d/.test(b))
    return gap < (ocr && CENTS_ALONE.test(b) && MORE_THAN_A_COUNT.test(a) ? 1.2 : 0.6);
  return /\d$/.test(a) && /^[.,]\d/.test(b) && gap < 0.6;
}

/** How much wider than another space within one number a space may be, in heights of the type. */
const UNEVEN = 0.25;

/**
 * How many of the words stand as evenly as the groups of one number do. In tight columns the next number begins behind a wider
 * space: `22 950  107 950`.
 */
function evenly(words: readonly Word[]): number {
  const gaps = words.slice(1).map((word, at) => ({
    at: at + 1,
    gap:
      /^\d{3}(?!\d)/.test(word.text) && /^\d{1,3}$/.test(words[at]!.text)
        ? gapInHeights(words[at]!, word)
        : null,
  }));
  const spaces = gaps.flatMap(({ gap }) => (gap === null ? [] : [gap]));
  const least = Math.min(...spaces);
  const wide = gaps.find(({ gap }) => gap !== null && gap > least + UNEVEN);
  return wide?.at ?? words.length;
}

/**
 * Finds every amount among the words of one line (left to right), joining words that are one number: `₹ 1 234,56`,
 * `- 12.50`, `12.50 Cr`. Each word belongs to one amount at most; the longest reading wins.
 */
export function findAmounts<W extends Word>(
  words: readonly W[],
  options: FindAmountsOptions = {},
): FoundAmount<W>[] {
  const { habit = UNKNOWN_HABIT, ocr = false } = options;
  const found: FoundAmount<W>[] = [];
  for (let first = 0; first < words.length; ) {
    let last = first;
    while (
      last + 1 < words.length &&
      last + 1 - first < MOST_WORDS &&
      continues(words[last]!, words[last + 1]!, { habit, ocr })
    ) {
      last++;
    }
    if (!ocr) last = first + evenly(words.slice(first, last + 1)) - 1;
    let amount: Amount | null = null;
    for (; last >= first; last--) {
      const text = withoutTaxMark(
        words
          .slice(first, last + 1)
          .map((word) => word.text)
          .join(' '),
      );
      amount = /\d/.test(text) || ocr ? readAmount(text, { habit, ocr }) : null;
      if (amount) {
        const taken = words.slice(first, last + 1);
        found.push({ ...amount, words: taken, text, box: union(taken.map((word) => word.box)), first, last });
        break;
      }
    }
    first = amount ? last + 1 : first + 1;
  }
  return found;
}

/** Tills and programs of bookkeeping set a letter behind an amount that is taxed: `2,213.82T`. */
function withoutTaxMark(text: string): string {
  return text.replace(/(\d[.,]\d{2})[A-Z]$/, '$1');
}

const known = new WeakMap<object, { habit: AmountHabit; ocr: boolean; found: readonly FoundAmount[] }>();

/**
 * The same for the words of a line, remembered as long as the line lives: a table is read in several passes, and each
 * asks again.
 */
export function amountsOfLine<W extends Word>(
  line: { readonly words: readonly W[] },
  options: Required<FindAmountsOptions>,
): readonly FoundAmount<W>[] {
  const before = known.get(line);
  if (before?.habit === options.habit && before.ocr === options.ocr)
    return before.found as readonly FoundAmount<W>[];
  const found = findAmounts(line.words, options);
  known.set(line, { ...options, found });
  return found;
}
