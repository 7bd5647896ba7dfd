import { type Decimal, decimalPlaces, isDecimal } from '../domain/decimal.ts';
import { type AmountHabit, readAmount } from './amount.ts';

/** Another value a recognised number may stand for, and how many slips of recognition that would take. */
export interface Alternative {
  readonly value: Decimal;
  readonly cost: number;
}

/** Digits that recognition takes for one another; both ways are listed. */
const CONFUSED: Readonly<Record<string, string>> = {
  '0': '689',
  '1': '74',
  '2': '73',
  '3': '8592',
  '4': '19',
  '5': '638',
  '6': '5083',
  '7': '129',
  '8': '03659',
  '9': '04387',
};

/** A lost or misread mark is the likelier slip: it is a few pixels, a digit is a hundred. */
const MARK_SLIP = 0.6;
const DIGIT_SLIP = 1;
const SPECK = 0.9;

/** How the document writes the number that may be misread. */
export interface AlternativesOptions {
  readonly habit: AmountHabit;
  /** Decimals that the numbers of this column have; 0 for counts. */
  readonly places: number;
}

/**
 * What a recognised number may really be, the text as read first (cost 0): a decimal mark lost (`20000` for `200.00`)
 * or read as a digit (`50100` for `50.00`), a speck read as a digit before it (`4110` for `110`), one digit taken for another. Empty when the text has no digits.
 */
export function alternatives(text: string, options: AlternativesOptions): Alternative[] {
  const { habit, places } = options;
  const cleaned = text.replace(/^[^\d(+-]+|[^\d)-]+$/g, '');
  const read = readAmount(cleaned, { habit, ocr: true });
  const found = new Map<Decimal, number>();
  const add = (value: Decimal, cost: number): void => {
    if (isDecimal(value) && (found.get(value) ?? Number.POSITIVE_INFINITY) > cost) found.set(value, cost);
  };
  const digits = cleaned.replace(/\D/g, '');
  if (read) add(read.value, 0);
  if (digits === '') return [];
  const sign = read?.value.startsWith('-') ? '-' : '';
  const marked = (whole: string, decimals: string): Decimal =>
    `${sign}${whole.replace(/^0+(?=\d)/, '')}.${decimals}`;
  if (places > 0 && (!read || decimalPlaces(read.value) !== places) && digits.length > places) {
    add(marked(digits.slice(0, -places), digits.slice(-places)), MARK_SLIP);
    if (digits.length > places + 1) {
      add(marked(digits.slice(0, -places - 1), digits.slice(-places)), MARK_SLIP + 0.1);
    }
  }
  // A ruled line or a speck before the number is read as a thin digit.
  for (const [value, cost] of [...found]) {
    const speck = /^(-?)[147](\d+(?:\.\d+)?)$/.exec(value);
    if (speck && !/^0\d/.test(speck[2]!)) add(speck[1]! + speck[2]!, cost + SPECK);
  }
  for (const [value, cost] of [...found]) {
    for (const [index, digit] of [...value].entries()) {
      for (const other of CONFUSED[digit] ?? '') {
        const leading = index === (value.startsWith('-') ? 1 : 0) && other === '0' && /^-?\d\d/.test(value);
        if (!leading) add(value.slice(0, index) + other + value.slice(index + 1), cost + DIGIT_SLIP);
      }
    }
  }
  return [...found].map(([value, cost]) => ({ value, cost })).sort((a, b) => a.cost - b.cost);
}
