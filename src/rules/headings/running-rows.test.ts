import { describe, expect, test } from 'vitest';
import { page as headingPage, line, prose } from '../../../test/support/heading-pages.ts';
import type { PageText, Word } from '../../domain/page-text.ts';
import { runningEdges, runningRows } from './running-rows.ts';

const row = (text: string, y: number): Word[] =>
  text
    .split(' ')
    .map((word, at) => ({ text: word, box: [60 + at * 40, y, 95 + at * 40, y + 10], fontSize: 10 }));
const page = (pageNumber: number, rows: readonly Word[][]): PageText => ({
  ...{ pageNumber, width: 400, height: 600, origin: 'text-layer', imageCoverage: 0 },
  words: rows.flat(),
});
const running = (one: PageText, seen = new Set<string>()): string =>
  [...runningRows(one.words, { height: one.height, boxOf: ({ box }) => box, seen })]
    .map(({ text }) => text)
    .join(' ');

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

test('the lines of a document are marginal where they are running heads, and where a heading opens a page they are not', () => {
  const pages = [1, 2, 3].map((at) =>
    headingPage(at, [
      ...(at === 2 ? [line('Winds', 60, 20)] : [line('On the weather', 60)]),
      ...prose(120, 20),
      line(`${at}`, 560),
    ]),
  );
  const isMarginal = runningEdges(pages, 10);
  expect(pages.map((page) => isMarginal(page, page.lines[0]!))).toEqual([true, false, true]);
  expect(pages.map((page) => isMarginal(page, page.lines.at(-1)!))).toEqual([true, true, true]);
  expect(isMarginal(pages[2]!, pages[2]!.lines[1]!)).toBe(false);
});
