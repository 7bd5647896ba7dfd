import { expect, test } from 'vitest';
import type { Word } from '../../domain/page-text.ts';
import { sentencesOf } from './sentences.ts';
import { summarise } from './summarise.ts';

const row = (text: string, y: number): Word[] =>
  text
    .split(' ')
    .map((word, at) => ({ text: word, box: [60 + at * 40, y, 95 + at * 40, y + 10], fontSize: 10 }));
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
