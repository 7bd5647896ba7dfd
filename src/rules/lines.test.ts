import { describe, expect, it } from 'vitest';
import { askew, typeset } from '../../test/support/typeset.ts';
import type { PageText } from '../domain/page-text.ts';
import { readLines, splitLine } from './lines.ts';
import { straighten } from './straighten.ts';

const PAGE = typeset(`
Lakeside Hospital                        Bill No IP-17
14 Canal Road                            Date 12/03/2025

Particulars                    Qty     Rate     Amount
Consultation - Cardiology        1   800.00     800.00
Bed Charge General Ward          3  1500.00    4500.00
Dressing                        10    10.00     100.00
`);
const TEXTS = [
  'Lakeside Hospital Bill No IP-17',
  '14 Canal Road Date 12/03/2025',
  'Particulars Qty Rate Amount',
  'Consultation - Cardiology 1 800.00 800.00',
  'Bed Charge General Ward 3 1500.00 4500.00',
  'Dressing 10 10.00 100.00',
];
const texts = (page: PageText): string[] => readLines(page).map((line) => line.text);

describe('readLines', () => {
  it('gathers words into lines from top to bottom', () => {
    expect(texts(PAGE)).toEqual(TEXTS);
  });

  it('keeps words on their line that sit a little high or low', () => {
    const words = PAGE.words.map((word, index): (typeof PAGE.words)[number] => {
      const shift = [-2, 0, 1.5, 2][index % 4]!;
      const [x0, y0, x1, y1] = word.box;
      return { ...word, box: [x0, y0 + shift, x1, y1 + shift] };
    });
    expect(texts({ ...PAGE, words })).toEqual(TEXTS);
  });

  it.each([0.14, -0.12])('reads a picture tilted by %f, as far as recognition levels one', (slope) => {
    const page = { ...askew(PAGE, 0, slope), origin: 'ocr' } as const;
    expect(texts(page)).toEqual(TEXTS);
  });

  it.each([
    [0, 0.02],
    [0, -0.05],
    [90, 0],
    [90, 0.03],
    [180, 0],
    [180, -0.02],
    [270, 0],
    [270, 0.04],
  ] as const)('reads a sheet turned by %i degrees and tilted by %f', (turn, slope) => {
    const page = askew(PAGE, turn, slope);
    expect(texts(page)).toEqual(TEXTS);
    const straight = straighten(page);
    expect(straight.turn).toBe(turn);
    expect(Math.abs(straight.slope - slope)).toBeLessThan(0.006);
  });

  it('leaves the boxes of the page as it is in reach', () => {
    const page = askew(PAGE, 90, 0.02);
    const words = readLines(page).flatMap((line) => line.words);
    expect(new Set(words.map((word) => word.source))).toEqual(new Set(page.words));
  });
});

describe('splitLine', () => {
  it('cuts a line at wide gaps', () => {
    expect(splitLine(readLines(PAGE)[0]!).map((piece) => piece.text)).toEqual([
      'Lakeside Hospital',
      'Bill No IP-17',
    ]);
  });
});
