import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Word } from '../domain/page-text.ts';
import { detectAmountHabit, readAmount } from './amount.ts';
import { findAmounts } from './find-amounts.ts';

/** Sets words on one line, each letter 5 points wide, `gap` points between words. */
function line(text: string, gap = 3): Word[] {
  let x = 0;
  return text.split('|').map((word) => {
    const box = [x, 0, x + 5 * word.length, 10] as const;
    x = box[2] + gap;
    return { text: word, box };
  });
}

describe('readAmount', () => {
  it.each([
    ['1,00,000.00', '100000.00'],
    ['12,34,567', '1234567'],
    ['1,234,567.8', '1234567.8'],
    ['1.234,56', '1234.56'],
    ['1.234.567,00', '1234567.00'],
    ['1 234,56', '1234.56'],
    ['1\u00a0234,56', '1234.56'],
    ['1\u202f234\u202f567,00', '1234567.00'],
    ["1'234.56", '1234.56'],
    ['1’234.56', '1234.56'],
    ['(12.50)', '-12.50'],
    ['12.50-', '-12.50'],
    ['-12.50', '-12.50'],
    ['−12,50', '-12.50'],
    ['+3.00', '3.00'],
    ['12.50 Cr', '-12.50'],
    ['12.50Dr.', '12.50'],
    ['Rs. 500/-', '500'],
    ['₹1,250.00', '1250.00'],
    ['EUR 12,50', '12.50'],
    ['12,50 €', '12.50'],
    ['$(1,000.00)', '-1000.00'],
    ['-$5.00', '-5.00'],
    ['500.-', '500'],
    ['.50', '0.50'],
    ['007.10', '7.10'],
    ['0.00-', '0.00'],
    ['1, 234. 50', '1234.50'],
    ['1234.567', '1234.567'],
    ['0,500', '0.500'],
  ])('reads %s as %s', (text, value) => {
    expect(readAmount(text)?.value).toBe(value);
  });

  it.each([
    '12.05.2024',
    '19%',
    '1,2,3',
    '12/05',
    'A123',
    '12a',
    '',
    '.',
    '1.23.4',
    '10:30',
    '1 2 3',
    '+91'.repeat(2),
  ])('refuses %s', (text) => {
    expect(readAmount(text)).toBeNull();
  });

  it('names the currency', () => {
    expect(readAmount('Rs.500')?.currency).toBe('INR');
    expect(readAmount('12,50 EUR')?.currency).toBe('EUR');
    expect(readAmount('US$ 3')?.currency).toBe('USD');
    expect(readAmount('12.50')?.currency).toBeNull();
  });

  it('reads 1.234 and 1,234 by the habit and says when it had none', () => {
    expect(readAmount('1.234', { habit: { decimalMark: ',', groupMark: '.' } })).toMatchObject({
      value: '1234',
      ambiguous: false,
    });
    expect(readAmount('1,234', { habit: { decimalMark: ',', groupMark: '.' } })?.value).toBe('1.234');
    expect(readAmount('1,234', { habit: { decimalMark: '.', groupMark: ',' } })?.value).toBe('1234');
    expect(readAmount('1,234')).toMatchObject({ value: '1234', ambiguous: true });
    expect(readAmount('1.234')).toMatchObject({ value: '1.234', ambiguous: true });
  });

  it('mends letters for digits in recognised text only, and says so', () => {
    expect(readAmount('1O0.00')).toBeNull();
    expect(readAmount('1O0.00', { ocr: true })).toMatchObject({ value: '100.00', repaired: true });
    expect(readAmount('l,2S0.00', { ocr: true })).toMatchObject({ value: '1250.00', repaired: true });
    expect(readAmount('Bill', { ocr: true })).toBeNull();
    expect(readAmount('1.234.50')).toMatchObject({ value: '1234.50', repaired: true });
  });

  it('reads back every amount written in every habit', () => {
    const western = (digits: string, mark: string): string => digits.replace(/\B(?=(\d{3})+$)/g, mark);
    const indian = (digits: string): string =>
      digits.length <= 3
        ? digits
        : `${digits.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')},${digits.slice(-3)}`;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), fc.boolean(), (cents, negative) => {
        const whole = String(Math.floor(cents / 100));
        const decimals = String(cents % 100).padStart(2, '0');
        const value = `${negative && cents > 0 ? '-' : ''}${whole}.${decimals}`;
        const sign = negative ? '-' : '';
        for (const text of [
          `${western(whole, ',')}.${decimals}`,
          `${western(whole, '.')},${decimals}`,
          `${western(whole, ' ')},${decimals}`,
          `${western(whole, "'")}.${decimals}`,
          `${indian(whole)}.${decimals}`,
        ]) {
          expect(readAmount(sign + text)?.value).toBe(value);
        }
      }),
    );
  });
});

describe('detectAmountHabit', () => {
  const habitOf = (text: string, gap?: number) => detectAmountHabit([{ words: line(text, gap) }]);

  it('takes the side that unambiguous numbers are on', () => {
    expect(habitOf('1.234|12,50|3,00')).toEqual({ decimalMark: ',', groupMark: null });
    expect(habitOf('1.234,50')).toEqual({ decimalMark: ',', groupMark: '.' });
    expect(habitOf('1,00,000.00|4')).toEqual({ decimalMark: '.', groupMark: ',' });
    expect(habitOf("1'234.50")).toEqual({ decimalMark: '.', groupMark: "'" });
    expect(habitOf('1|234,50', 2)).toEqual({ decimalMark: ',', groupMark: ' ' });
    expect(habitOf('1|234,50', 20)).toEqual({ decimalMark: ',', groupMark: null });
  });

  it('is not swayed by dates and stays undecided without evidence', () => {
    expect(habitOf('12.05.2024|01.02.2024|9,90')).toEqual({ decimalMark: ',', groupMark: null });
    expect(habitOf('1.234|5')).toEqual({ decimalMark: null, groupMark: null });
  });
});

describe('numbers whose groups a space parts', () => {
  // In type of one width a space is as wide as a letter.
  const typewritten = (text: string) =>
    text.split(' ').reduce<{ words: Word[]; x: number }>(
      ({ words, x }, part) => ({
        words: [...words, { text: part, box: [x, 0, x + 5.4 * part.length, 10] }],
        x: x + 5.4 * (part.length + 1),
      }),
      { words: [], x: 0 },
    ).words;

  it('are joined in type of one width as well', () => {
    const pages = [{ words: typewritten('27 870,43') }];
    expect(detectAmountHabit(pages)).toEqual({ decimalMark: ',', groupMark: ' ' });
    expect(findAmounts(pages[0]!.words).map((amount) => amount.value)).toEqual(['27870.43']);
  });

  it('are two numbers in a document that writes thousands without a mark', () => {
    const pages = [{ words: typewritten('3 150,00 1234,56 4500,00') }];
    const habit = detectAmountHabit(pages);
    expect(habit.groupMark).toBe('');
    expect(findAmounts(pages[0]!.words, { habit }).map((amount) => amount.value)).toEqual([
      '3',
      '150.00',
      '1234.56',
      '4500.00',
    ]);
  });
});

describe('findAmounts', () => {
  it('ends a number at a space that is wider than those between its groups', () => {
    const [first, second] = [line('22|950', 2), line('107|950', 2)];
    const moved = second.map((word) => ({
      ...word,
      box: [word.box[0] + 33, word.box[1], word.box[2] + 33, word.box[3]] as const,
    }));
    expect(findAmounts([...first, ...moved]).map(({ value }) => value)).toEqual(['22950', '107950']);
  });

  it('joins what a till prints in groups, though boxes of recognised words end at the ink', () => {
    const figure = (gap: number): Word[] => [
      { text: '8', box: [146, 160, 151, 167.3] },
      { text: '131,87', box: [151 + gap, 160, 189 + gap, 168.4] },
    ];
    const values = (gap: number) => findAmounts(figure(gap), { ocr: true }).map(({ value }) => value);
    expect(values(8.2)).toEqual(['8131.87']);
    expect(values(11)).toEqual(['8', '131.87']);
  });

  const values = (text: string, gap?: number) => findAmounts(line(text, gap)).map((amount) => amount.value);

  it('joins the words of one number', () => {
    expect(values('Total|₹|1|234,56')).toEqual(['1234.56']);
    expect(values('-|12.50')).toEqual(['-12.50']);
    expect(values('(|12.50|)')).toEqual(['-12.50']);
    expect(values('12.50|Cr')).toEqual(['-12.50']);
    expect(values('1,|234.50')).toEqual(['1234.50']);
  });

  it('keeps a quantity apart from the price beside it', () => {
    expect(values('1|234.56', 12)).toEqual(['1', '234.56']);
    expect(
      findAmounts(line('1|234.56'), { habit: { decimalMark: '.', groupMark: ',' } }).map((a) => a.value),
    ).toEqual(['1', '234.56']);
  });

  it('says which words carry it', () => {
    expect(findAmounts(line('Bed|Rs.|500'))).toMatchObject([
      { first: 1, last: 2, text: 'Rs. 500', box: [18, 0, 51, 10] },
    ]);
  });
});
