import { describe, expect, it } from 'vitest';
import type { PageText } from '../domain/page-text.ts';
import { joinBrokenValues, printedWords } from './broken-values.ts';

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

describe('joinBrokenValues', () => {
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
    expect(textsOf(joinBrokenValues(page))).toEqual(['Trenching', '$6,267.50', '9.144,22', '(1,234.00)']);
    expect(joinBrokenValues(page)).toBe(joinBrokenValues(page));
  });

  it('joins numbers behind a hyphen and dates, behind what stands before them', () => {
    const page = pageOf([
      ['No:', 50, 100],
      ['2024-', 80, 100],
      ['0117', 80, 113],
      ['Date:', 300, 100],
      ['18', 334, 100],
      ['October', 350, 100],
      ['2023', 300, 113],
      ['2024-04-', 450, 100],
      ['01', 450, 113],
    ]);
    const joined = joinBrokenValues(page);
    expect(textsOf(joined)).toEqual(['No:', '2024-0117', 'Date:', '18', 'October 2023', '2024-04-01']);
    expect(joined.words[4]!.box[0]).toBe(350);
    expect(printedWords(joined.words[1]!)).toEqual([page.words[1], page.words[2]]);
    expect(printedWords(joined.words[0]!)).toEqual([page.words[0]]);
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
      'more than the rest of a date',
      [
        ['18', 282, 100],
        ['October', 300, 100],
        ['2023', 282, 113],
        ['was', 312, 113],
        ['good', 336, 113],
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
    expect(joinBrokenValues(page)).toBe(page);
  });

  it('leaves recognised words alone', () => {
    const page = pageOf(
      [
        ['9.', 300, 100],
        ['144,22', 300, 113],
      ],
      'ocr',
    );
    expect(joinBrokenValues(page)).toBe(page);
  });
});
