import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import type { Cell } from '../csv-text.ts';
import { columnLetters, rowXml } from './sheet-cells.ts';
import { STYLE } from './styles.ts';

const cell = (value: Cell) => rowXml([value], 2).replace(/^<row r="2">|<\/row>$/g, '');
const number = (value: string, places: number) =>
  `<c r="A2" s="${STYLE.decimal + places}" t="n"><v>${value}</v></c>`;
const isText = (value: string) => cell(value).includes('t="inlineStr"');

it('writes exact decimals as numbers that show all their decimals', () => {
  expect(cell('1699.84')).toBe(number('1699.84', 2));
  expect(cell('-0.50')).toBe(number('-0.50', 2));
  expect(cell('14')).toBe(number('14', 0));
  expect(cell('0')).toBe(number('0', 0));
  expect(cell('123456789012345')).toBe(number('123456789012345', 0));
  expect(cell(7)).toBe('<c r="A2" t="n"><v>7</v></c>');
});

it('leaves as text what would be another thing as a number', () => {
  for (const text of [
    '007',
    '00.5',
    '1234567890123456',
    '1e5',
    '+5',
    '1,000',
    '1.',
    '.5',
    '0.12345678901',
    '-007',
  ]) {
    expect(isText(text), text).toBe(true);
  }
  expect(cell(Number.NaN)).toContain('>NaN<');
});

it('writes ISO dates as dates, and days that never were as text', () => {
  const day = (serial: number) => `<c r="A2" s="${STYLE.date}" t="n"><v>${serial}</v></c>`;
  // As spreadsheets count: 1 January 2000 is 36526, 29 February 2024 is 45351.
  expect(cell('2000-01-01')).toBe(day(36526));
  expect(cell('2024-02-29')).toBe(day(45351));
  expect(cell('1900-03-01')).toBe(day(61));
  for (const text of [
    '2023-02-29',
    '2024-13-01',
    '1900-02-28',
    '1850-01-01',
    '2024-1-1',
    '2024-01-01T00:00',
  ]) {
    expect(isText(text), text).toBe(true);
  }
});

it('makes no formula of what a document says, now or when it is edited', () => {
  for (const text of ['=1+1', '+1+1', '@SUM(A1)', '-cmd']) {
    expect(cell(text)).toBe(
      `<c r="A2" s="${STYLE.literal}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`,
    );
  }
  expect(cell('=A1<B1')).toContain('=A1&lt;B1');
});

it('leaves out what is nothing and writes truth values', () => {
  expect(rowXml([null, undefined, '', true, false], 3)).toBe(
    '<row r="3"><c r="D3" t="b"><v>1</v></c><c r="E3" t="b"><v>0</v></c></row>',
  );
});

it('cuts a text at what a cell holds, and says so', () => {
  const [, text] = /preserve">(.*)<\/t>/.exec(cell('x'.repeat(40_000)))!;
  expect(text).toHaveLength(32_767);
  expect(text!.endsWith('x…')).toBe(true);
});

it('counts columns as spreadsheets do', () => {
  expect([0, 25, 26, 51, 52, 701, 702, 16_383].map(columnLetters)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'XFD',
  ]);
});

it('can be read back whatever the text', () => {
  const parser = new XMLParser({ ignoreAttributes: false, trimValues: false, parseTagValue: false });
  /** What spreadsheets make of `_xHHHH_`. */
  const decoded = (text: string) =>
    text.replace(/_x([0-9A-F]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), (text) => {
      const xml = rowXml([`x${text}`], 1);
      const read = parser.parse(xml).row.c.is.t['#text'];
      expect(decoded(read)).toBe(`x${text}`.toWellFormed());
    }),
  );
  expect(cell('_x0041_')).toContain('_x005F_x0041_');
});
