import { describe, expect, it } from 'vitest';
import type { PageText } from '../domain/page-text.ts';
import { joinBrokenAmounts } from './broken-amounts.ts';

type Placed = readonly [text: string, x0: number, y0: number];

const pageOf = (words: readonly Placed[], origin: PageText['origin'] = 'text-layer'): PageText => ({
  pageNumber: 1,
  width: 600,
  height: 800,
  origin,
  imageCoverage: 0,
  words: words.map(([text, x0, y0]) => ({ text, box: [x0, y0, x0 + 6 * text.length, y0 + 10] })),
});
const textsOf = (page: PageText): string[] => page.words.map(({ text }) => text);

describe('joinBrokenAmounts', () => {
  it('joins thousands with the rest below, flush right, left or centred', () => {
    const page = pageOf([
      ['Trenching', 50, 100],
      ['$6,', 382, 100],
      ['267.50', 364, 113],
      ['9.', 300, 200],
      ['144,22', 300, 213],
      ['(1,', 309, 300],
      ['234.00)', 297, 313],
    ]);
    expect(textsOf(joinBrokenAmounts(page))).toEqual(['Trenching', '$6,267.50', '9.144,22', '(1,234.00)']);
    expect(joinBrokenAmounts(page)).toBe(joinBrokenAmounts(page));
  });

  it.each<[string, readonly Placed[]]>([
    [
      'a word behind the first',
      [
        ['1.', 300, 100],
        ['Dressing', 316, 100],
        ['144,22', 300, 113],
      ],
    ],
    [
      'a word before the second',
      [
        ['1.', 300, 100],
        ['EUR', 278, 113],
        ['144,22', 300, 113],
      ],
    ],
    [
      'another row between',
      [
        ['9.', 300, 100],
        ['144,22', 300, 126],
      ],
    ],
    [
      'other columns',
      [
        ['9.', 300, 100],
        ['144,22', 340, 113],
      ],
    ],
    [
      'a mark that is also that of the cents',
      [
        ['9.', 300, 100],
        ['144.22', 300, 113],
      ],
    ],
    [
      'no cents',
      [
        ['9.', 300, 100],
        ['144', 300, 113],
      ],
    ],
  ])('leaves %s alone', (_, words) => {
    const page = pageOf(words);
    expect(joinBrokenAmounts(page)).toBe(page);
  });

  it('leaves recognised words alone', () => {
    const page = pageOf(
      [
        ['9.', 300, 100],
        ['144,22', 300, 113],
      ],
      'ocr',
    );
    expect(joinBrokenAmounts(page)).toBe(page);
  });
});
