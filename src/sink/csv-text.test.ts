import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvText } from './csv-text.ts';

const cell = (value: Parameters<typeof csvText>[0][number][number]) => csvText([[value, 'end']]).slice(0, -6);

it('makes no formula of what a document says', () => {
  for (const text of [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '-',
    '+49 30 123',
    '-1e5',
    '-cmd',
    '\uFF1D1+1',
  ]) {
    expect(cell(text)).toBe(`'${text}`);
  }
  // With a line end or a quote in them they stand in quotes.
  expect(cell('\r=1')).toBe('"\'\r=1"');
  expect(cell('\n=1')).toBe('"\'\n=1"');
  expect(cell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
});

it('leaves numbers numbers', () => {
  for (const text of ['-12.50', '+7', '-1,00,000.00', '-1.234', '0', '12', '1-2', 'a=b', '']) {
    expect(cell(text).replaceAll('"', '')).toBe(text);
  }
  expect(cell(-0.5)).toBe('-0.5');
});

it('writes truth values in words and nothing for nothing', () => {
  expect(csvText([[true, false, null, undefined, '']])).toBe('true,false,,,\r\n');
  expect(csvText([])).toBe('');
});

it('can be read back whatever the text', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
      const read = parse(csvText(rows)).map((row) => row.map((value) => value.replace(/^'/, '')));
      expect(read).toEqual(rows.map((row) => row.map((value) => value.replace(/^'/, ''))));
    }),
  );
});

/** A reader written from RFC 4180 alone. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let value = '';
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (text[at] === '"' && text[at + 1] === '"') at++;
        else if (text[at] === '"') break;
        value += text[at];
      }
      at++;
    } else {
      for (; !text.startsWith('\r\n', at) && text[at] !== ','; at++) value += text[at];
    }
    row.push(value);
    if (text[at] === ',') {
      at++;
    } else {
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  return rows;
}
