import type { Decimal } from '../domain/decimal.ts';
import type { Word } from '../domain/page-text.ts';
import { type AmountHabit, readAmount } from '../rules/amount.ts';
import { findAmounts } from '../rules/find-amounts.ts';

/** One way to read a printed number. */
export interface NumberReading {
  /** Without trailing zeros, so that `300` and `300.00` are the same key. */
  readonly value: Decimal;
  /** Decimal mark this reading takes for granted; null when the print leaves no doubt. */
  readonly needs: '.' | ',' | null;
  /** True when letters had to be read as digits. */
  readonly repaired: boolean;
}

/** A printed number on a line. */
export interface PrintedNumber {
  /** Positions of its words on the line. */
  readonly positions: readonly number[];
  readonly readings: readonly NumberReading[];
  readonly percent: boolean;
}

/** The decimal without trailing zeros and minus zero as zero: the form numbers are compared in. */
export function canonical(value: Decimal): Decimal {
  const negative = value.startsWith('-');
  let text = (negative ? value.slice(1) : value).replace(/^0+(?=\d)/, '');
  if (text.includes('.')) text = text.replace(/\.?0+$/, '');
  return negative && text !== '0' ? `-${text}` : text;
}

const POINT: AmountHabit = { decimalMark: '.', groupMark: ',' };
const COMMA: AmountHabit = { decimalMark: ',', groupMark: '.' };

/**
 * Every number on a line of words (left to right), with all it can mean. Numbers joined of several words are given
 * joined and apart; digits inside an identifier or a date are no number.
 */
export function printedNumbers(words: readonly Word[], ocr: boolean): PrintedNumber[] {
  const numbers: PrintedNumber[] = [];
  const covered = new Set<number>();
  for (const found of findAmounts(words, { ocr })) {
    const positions = Array.from({ length: found.last - found.first + 1 }, (_, i) => found.first + i);
    if (positions.length === 1) covered.add(found.first);
    const percent = words[found.last + 1]?.text.startsWith('%') ?? false;
    numbers.push({ positions, readings: readingsOf(found.text, ocr), percent });
  }
  words.forEach((word, position) => {
    if (covered.has(position) || !/\d/.test(word.text)) return;
    for (const core of numericCores(word.text)) {
      const readings = readingsOf(core, ocr);
      if (readings.length === 0) continue;
      const percent = word.text.includes('%') || (words[position + 1]?.text.startsWith('%') ?? false);
      numbers.push({ positions: [position], readings, percent });
    }
  });
  return numbers;
}

/** What a piece of text that is one number can mean, the likelier reading first; empty when it is none. */
export function readingsOf(text: string, ocr = false): NumberReading[] {
  const amount = readAmount(text, { ocr });
  if (!amount) return [];
  const only = { value: canonical(amount.value), needs: null, repaired: amount.repaired };
  if (!amount.ambiguous) return [only];
  const readings: NumberReading[] = [];
  for (const habit of [POINT, COMMA]) {
    const read = readAmount(text, { ocr, habit });
    if (read) {
      readings.push({ value: canonical(read.value), needs: habit.decimalMark, repaired: read.repaired });
    }
  }
  return readings;
}

// A count or price with a unit grown onto it: `5kg`, `2x`, `19%`, `12.50*`, `4,00/Std`, or a currency before it: `Rs.500`.
const GROWN = /^[([=:#*@~]*([-+]?\d[\d.,']*)(?:%|\p{Sc}|[*)\]:;,]|\p{L}{1,5}\.?|[/]\p{L}{1,6}\.?|[x×*@])*$/u;
const PREFIXED = /^[([=:#*@~]*\p{L}{1,3}[.:]?([-+]?\d[\d.,']*)[*)\]:;,%]*$/u;
const TIMES = /^(\d[\d.,]*)\s?[x×*@]\s?(\p{Sc}?\d[\d.,]*)$/iu;

function numericCores(word: string): string[] {
  const times = TIMES.exec(word);
  if (times) return [times[1]!, times[2]!];
  const prefixed = /^[x×*@=:]+(\d[\d.,]*)$/iu.exec(word) ?? GROWN.exec(word) ?? PREFIXED.exec(word);
  return prefixed ? [prefixed[1]!.replace(/[.,]$/, '')] : [word.replace(/[.,;:]$/, '')];
}
