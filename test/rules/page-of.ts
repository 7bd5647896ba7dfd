import type { PageText, Word } from '../../src/domain/page-text.ts';

/** Text at a place: left edge (or right, with `right`), top edge, size of the type in points. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  /** `x` is the right edge. */
  readonly right?: boolean;
}

/** Width of a text in a typical proportional font. */
export function widthOf(text: string, size: number): number {
  let units = 0;
  for (const letter of text) {
    if (/[ilj.,:;'|!()-]/.test(letter)) units += 0.3;
    else if (/[mwMW@%]/.test(letter)) units += 0.85;
    else if (/[A-Z&#]/.test(letter)) units += 0.68;
    else if (letter === ' ') units += 0.28;
    else units += 0.53;
  }
  return units * size;
}

/** A page with a text layer: every word with the box it would have. */
export function pageOf(
  placements: readonly Placement[],
  pageNumber = 1,
  width = 595,
  height = 842,
): PageText {
  const words: Word[] = [];
  for (const { x, y, text, size = 10, right = false } of placements) {
    let at = right ? x - widthOf(text, size) : x;
    for (const word of text.split(' ')) {
      const wide = widthOf(word, size);
      if (word !== '') words.push({ text: word, box: [at, y, at + wide, y + size], fontSize: size });
      at += wide + widthOf(' ', size);
    }
  }
  return { pageNumber, width, height, words, origin: 'text-layer', imageCoverage: 0 };
}
