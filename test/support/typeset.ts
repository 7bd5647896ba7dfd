import type { PageText, Word } from '../../src/domain/page-text.ts';

/** Points: each letter is 5 wide and 9 high, lines stand 14 apart. */
const LETTER = 5;
const HEIGHT = 9;
const PITCH = 14;

export interface TypesetOptions {
  /** Default 1. */
  readonly pageNumber?: number;
  /** Default `text-layer`. */
  readonly origin?: PageText['origin'];
  /** Confidence of every word, for recognised pages. */
  readonly confidence?: number;
}

/**
 * Sets a picture of a page made of letters into words with boxes: a column of the text is a column of the page. Words
 * are separated by spaces; `_` inside a word is a space that does not separate (a narrow one).
 */
export function typeset(text: string, options: TypesetOptions = {}): PageText {
  const { pageNumber = 1, origin = 'text-layer', confidence } = options;
  const lines = text.replace(/^\n/, '').split('\n');
  const words: Word[] = [];
  for (const [row, line] of lines.entries()) {
    for (const match of line.matchAll(/\S+/g)) {
      const x = 40 + match.index * LETTER;
      const y = 40 + row * PITCH;
      words.push({
        text: match[0].replaceAll('_', '\u00a0'),
        box: [x, y, x + match[0].length * LETTER, y + HEIGHT],
        ...(confidence === undefined ? {} : { confidence }),
      });
    }
  }
  const width = Math.max(595, 80 + LETTER * Math.max(...lines.map((line) => line.length)));
  return {
    pageNumber,
    width,
    height: Math.max(842, 80 + lines.length * PITCH),
    words,
    origin,
    imageCoverage: origin === 'ocr' ? 1 : 0,
  };
}

/** The page as a sheet that lay askew: turned by a quarter, then tilted by a slope (rise over run). */
export function askew(page: PageText, turn: 0 | 90 | 180 | 270, slope = 0): PageText {
  const { width, height } = page;
  const words = page.words.map((word): Word => {
    const [x0, y0, x1, y1] = word.box;
    const dy = slope * ((x0 + x1) / 2);
    const dx = -slope * ((y0 + y1) / 2);
    const [a, b, c, d] = [x0 + dx, y0 + dy, x1 + dx, y1 + dy];
    const box: Word['box'] =
      turn === 90
        ? [height - d, a, height - b, c]
        : turn === 180
          ? [width - c, height - d, width - a, height - b]
          : turn === 270
            ? [b, width - c, d, width - a]
            : [a, b, c, d];
    return { ...word, box };
  });
  const quarter = turn === 90 || turn === 270;
  return { ...page, words, width: quarter ? height : width, height: quarter ? width : height };
}
