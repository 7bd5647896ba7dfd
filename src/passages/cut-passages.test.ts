import { expect, it } from 'vitest';
import { cutPassages, isProse, splitSentences, type TextLine } from './cut-passages.ts';
import { fuseRanks } from './fuse-ranks.ts';

const lines = (texts: readonly string[], gap = 2): TextLine[] =>
  texts.map((text, index) => ({
    text,
    y0: 100 + index * (10 + gap),
    y1: 110 + index * (10 + gap),
    size: 10,
  }));

it('cuts at pages and sections, mends words broken at line ends, and loses no text', () => {
  const passages = cutPassages([
    { pageNumber: 1, section: 'a', lines: lines(['The river turns the wa-', 'ter wheel.']) },
    { pageNumber: 1, section: 'b', lines: lines(['Another subject.']) },
    {
      pageNumber: 2,
      section: 'b',
      lines: lines(
        Array.from({ length: 60 }, (_, index) => `Sentence ${index} is here and is long enough to count.`),
      ),
    },
  ]);
  expect(passages.slice(0, 2)).toMatchObject([
    { pageNumber: 1, section: 'a', text: 'The river turns the water wheel.' },
    { pageNumber: 1, section: 'b', text: 'Another subject.' },
  ]);
  const rest = passages.slice(2);
  expect(rest.length).toBeGreaterThan(2);
  for (const { text } of rest) expect(text.length).toBeLessThan(1_400);
  const whole = rest.map(({ text }) => text).join(' ');
  for (let index = 0; index < 60; index++) expect(whole).toContain(`Sentence ${index} is`);
});

it('ends sentences where they end', () => {
  expect(splitSentences('It holds, e.g. in Fig. 3. Then J. Smith left. “Why?” Nobody knew.')).toEqual([
    'It holds, e.g. in Fig. 3.',
    'Then J. Smith left.',
    '“Why?”',
    'Nobody knew.',
  ]);
});

it('tells prose from code, tables and fragments', () => {
  expect(isProse('The surface of the chamber carries the current during the night.')).toBe(true);
  expect(isProse('x <- c(10.4, 5.6, 3.1, 6.4, 21.7) assigns these five numbers to x.')).toBe(false);
  expect(isProse('1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21.')).toBe(false);
  expect(isProse('and then it went on to the next part of the machine without end.')).toBe(false);
});

it('fuses ranks so that what both lists hold comes first', () => {
  const fused = fuseRanks(
    [
      ['a', 'b', 'c'],
      ['c', 'd', 'b'],
    ],
    (item) => item,
  );
  // 1/61 + 1/63 for c in places three and one, 1/62 + 1/63 for b.
  expect(fused.map(({ item }) => item)).toEqual(['c', 'b', 'a', 'd']);
});
