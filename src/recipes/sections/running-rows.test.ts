import { describe, expect, test } from 'vitest';
import type { PageText, Word } from '../../domain/page-text.ts';
import { runningRows } from './running-rows.ts';
import { sentencesOf } from './sentences.ts';
import { summarise } from './summarise.ts';

const row = (text: string, y: number): Word[] =>
  text
    .split(' ')
    .map((word, at) => ({ text: word, box: [60 + at * 40, y, 95 + at * 40, y + 10], fontSize: 10 }));
const page = (pageNumber: number, rows: readonly Word[][]): PageText => ({
  ...{ pageNumber, width: 400, height: 600, origin: 'text-layer', imageCoverage: 0 },
  words: rows.flat(),
});
const running = (one: PageText, seen = new Set<string>()): string =>
  [...runningRows(one, seen)].map(({ text }) => text).join(' ');

describe('running heads', () => {
  test('are rows at the edges that carry the page number', () => {
    const one = page(1, [
      row('Chapter Tides 12', 70),
      row('The text begins', 100),
      row('and ends', 114),
      row('Notes 12', 540),
    ]);
    expect(running(one)).toBe('Chapter Tides 12 Notes 12');
  });

  test('or came on a page before', () => {
    const seen = new Set<string>();
    expect(running(page(1, [row('On tides', 70), row('The text begins', 100)]), seen)).toBe('');
    expect(running(page(2, [row('On tides', 70), row('and it ends', 100)]), seen)).toBe('On tides');
  });

  test('not the first line of the text', () => {
    expect(running(page(1, [row('It was the year 1912', 70), row('and the sea was high', 84)]))).toBe('');
  });
});

test('a bullet begins a sentence, and a word divided before a capital keeps its hyphen', () => {
  const words = [...row('It is so.', 70), ...row('• one of the La-', 84), ...row('TeX lists.', 96)];
  expect(sentencesOf(1, words).map(({ text }) => text)).toEqual(['It is so.', 'one of the La-TeX lists.']);
});

test('sentences with formulas are summed up only where there are no others', () => {
  const sentence = (text: string) => ({ text, pageNumber: 1, box: [0, 0, 1, 1] as const, isWhole: true });
  const plain = 'Rising water covers harbour walls during spring tides every year.';
  const code = 'Rising water = harbour * walls = spring tides every single year.';
  expect(summarise([sentence(code), sentence(plain), sentence(plain)], 1)[0]?.text).toBe(plain);
  expect(summarise([sentence(code)], 1)[0]?.text).toBe(code);
});
