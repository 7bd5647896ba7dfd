import { expect, it } from 'vitest';
import { printable, table } from './format.ts';

it.each([
  ['请求書 Ünïcode 🧾.pdf', '请求書 Ünïcode 🧾.pdf'],
  ['red\u001b[31m\u001b[2Jname.pdf', 'redname.pdf'],
  ['two\nlines\r.pdf', 'two␣lines␣.pdf'],
  ['bell\u0007 and c1 \u009b2J.pdf', 'bell␣ and c1 .pdf'],
  ['invoice\u202efdp.exe', 'invoice␣fdp.exe'],
  ['half\ud83d.pdf', 'half\ufffd.pdf'],
])('makes %j safe for a terminal', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('has a last column that is too wide go on below itself', () => {
  const lines = table(['a', 'what'], [['x', 'one two three four five six']], 23).split('\n');
  expect(lines.slice(2)).toEqual(['x  one two three four', '   five six']);
  expect(table(['a', 'what'], [['x', 'one two three four five six']])).toContain('four five six');
});
