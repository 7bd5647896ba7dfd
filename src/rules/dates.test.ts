import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DayOrderHints,
  daysBetween,
  findDates,
  findMendedDates,
  isAmbiguous,
  resolveDate,
  settleDayOrder,
} from './dates.ts';

const NO_HINTS: DayOrderHints = { language: null, currency: null, country: null };
const dates = (text: string) => findDates(text).map((mention) => resolveDate(mention, 'day-first'));

describe('spellings', () => {
  test.each([
    '2024-03-05',
    '2024/03/05',
    '2024.3.5',
    '05.03.2024',
    '5.3.2024',
    '5.3.24',
    '05/03/2024',
    '5/3/24',
    '05-03-2024',
    '05 03 2024',
    '05 / 03 / 2024',
    '05. 03. 2024',
    '5 March 2024',
    '5th March 2024',
    '5th of March, 2024',
    'March 5, 2024',
    'March 5th, 2024',
    'March 5 , 2024',
    'Mar 5 2024',
    'Mar. 5, 2024',
    '05-Mar-2024',
    '05-MAR-24',
    '05/Mar/2024',
    '05Mar2024',
    "5 Mar '24",
    'MARCH 05, 2024',
    '5. März 2024',
    '05.März.2024',
    '5. Mrz. 2024',
    '5 mars 2024',
    '5 de marzo de 2024',
    '5 de marzo del 2024',
    '5 marzo 2024',
    '5 maart 2024',
    '5 mrt. 2024',
    '5 de março de 2024',
    '5 mar. 2024',
    '2024 March 5',
    '2024-Mar-05',
    '20240305',
    'Tue, March 5, 2024 at 10:41',
    'Datum: 05.03.2024, Seite 1',
    'vom 05.03.2024.',
    '05/03/2024 14:55:01',
  ])('%s', (text) => {
    expect(dates(text)).toEqual(['2024-03-05']);
  });

  test.each([
    ['1er février 2024', '2024-02-01'],
    ['12 août 2023', '2023-08-12'],
    ['25 décembre 2023', '2023-12-25'],
    ['9 de septiembre de 2023', '2023-09-09'],
    ['31 dicembre 2023', '2023-12-31'],
    ['7 de outubro de 2023', '2023-10-07'],
    ['17 oktober 2023', '2023-10-17'],
    ['18 luglio 2023', '2023-07-18'],
    ['3. Jänner 2024', '2024-01-03'],
    ['29/02/2024', '2024-02-29'],
  ])('%s', (text, expected) => {
    expect(dates(text)).toEqual([expected]);
  });

  test.each([
    '31.02.2024',
    '32/01/2024',
    '01.71.17.61.67',
    '192.168.10.24',
    '1.234,56',
    '12:30:24',
    'May 2024',
    'Version 1.2.3',
    '(555) 23 78 -51',
    'DE12 5001 0517 0648 4898 90',
    '4000001123452',
    '2024',
    '10-12 days',
    'mar 10',
    '20249999',
    'Tel 0171-12.05.20-44',
    'Konto 12 05 2024 77',
  ])('no date in %s', (text) => {
    expect(findDates(text)).toEqual([]);
  });

  test('finds several in one line, with their places', () => {
    const text = '01.05.14-31.05.14 bis 3. Juni 2014';
    expect(findDates(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      '01.05.14',
      '31.05.14',
      '3. Juni 2014',
    ]);
  });

  test('offsets survive letters that fold into two', () => {
    const text = 'Straße ŒUVRE 5. März 2024';
    const [mention] = findDates(text);
    expect(text.slice(mention!.start, mention!.end)).toBe('5. März 2024');
  });

  test('every date written numerically is read back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-02'), max: new Date('2069-12-31'), noInvalidDate: true }),
        fc.constantFrom('.', '/', '-'),
        (date, separator) => {
          const iso = date.toISOString().slice(0, 10);
          const [year, month, day] = iso.split('-');
          expect(dates([day, month, year].join(separator))).toEqual([iso]);
          const [mention] = findDates([month, day, year].join(separator));
          expect(resolveDate(mention!, 'month-first')).toBe(iso);
        },
      ),
    );
  });
});

describe('day and month order', () => {
  const order = (texts: string[], hints = NO_HINTS) => settleDayOrder(texts.flatMap(findDates), hints);

  test('one date with a day above 12 settles the document', () => {
    expect(order(['03/20/2023', '04/04/2023'])).toEqual({ order: 'month-first', certain: true });
    expect(order(['20/03/2023', '04/05/2023'])).toEqual({ order: 'day-first', certain: true });
    expect(order(['03/20/2023'], { ...NO_HINTS, language: 'fr' })).toEqual({
      order: 'month-first',
      certain: true,
    });
  });

  test('points mean the day first', () => {
    expect(order(['04.05.2023'], { language: 'en', currency: 'USD', country: null })).toEqual({
      order: 'day-first',
      certain: true,
    });
  });

  test('points in a country that writes the month first leave doubt', () => {
    const american = { language: 'en', currency: 'USD', country: 'US' };
    expect(order(['04.05.2023'], american)).toEqual({ order: 'month-first', certain: false });
    expect(order(['04.05.2023', '04.30.2023'], american)).toEqual({ order: 'month-first', certain: true });
  });

  test('else country, language and currency decide, in that order, and say so', () => {
    const texts = ['04/05/2023'];
    expect(order(texts, { language: 'en', currency: 'USD', country: 'GB' })).toEqual({
      order: 'day-first',
      certain: true,
    });
    expect(order(texts, { ...NO_HINTS, country: 'US' }).order).toBe('month-first');
    expect(order(texts, { ...NO_HINTS, language: 'es', currency: 'USD' }).order).toBe('day-first');
    expect(order(texts, { ...NO_HINTS, language: 'en', currency: 'USD' })).toEqual({
      order: 'month-first',
      certain: false,
    });
    expect(order(texts, { ...NO_HINTS, language: 'en', currency: 'INR' }).order).toBe('day-first');
  });

  test('knows which dates are ambiguous', () => {
    expect(findDates('04/05/2023 05/05/2023 13/05/2023 2023-04-05').map(isAmbiguous)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

test('days between dates', () => {
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
});

describe('marks that recognition lost', () => {
  test.each([
    ['2703/2018', '2018-03-27'],
    ['Date 27/032018 10:15', '2018-03-27'],
    ['04132019', '2019-04-13'],
    ['93132019', null],
    ['27/03/2018', null],
    ['9999/2018', null],
    ['INV2703/2018', null],
    ['12703/2018', null],
  ])('%s', (text, expected) => {
    const [found] = findMendedDates(text);
    expect(found ? resolveDate(found, 'day-first') : null).toBe(expected);
  });
});
