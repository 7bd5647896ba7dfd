import { findSections } from '../../src/rules/headings/find-sections.ts';
import type { HeadingLine, HeadingPage } from '../../src/rules/headings/heading-page.ts';

/** A line of type of a size, by its top. */
export const line = (text: string, y: number, size = 10, x = 60): HeadingLine => ({
  text,
  x0: x,
  x1: x + text.length * size * 0.45,
  y0: y,
  y1: y + size,
  size,
  mixed: 0,
  bold: false,
});

/** Lines of body type. */
export const prose = (from: number, count: number): HeadingLine[] =>
  Array.from({ length: count }, (_, at) =>
    line('Words of the body that run on over the whole width of a line', from + at * 14),
  );

/** A page of 400 by 600 points. */
export const page = (pageNumber: number, lines: readonly HeadingLine[]): HeadingPage => ({
  pageNumber,
  width: 400,
  height: 600,
  lines,
});

/** A row of the contents: leaders where the label follows at once, else a piece of its own that ends at `right`. */
export const row = (text: string, label: string, y: number, x = 60, right = 350): HeadingLine[] => [
  line(text, y, 10, x),
  { ...line(label, y), x0: right - label.length * 5, x1: right },
];

/** The sections of pages without an outline. */
export const find = (pages: readonly HeadingPage[], pageLabels: readonly (string | null)[] = []) =>
  findSections({ outline: [], pages, pageLabels, pageCount: pages.length });

/** Sections in one line each. */
export const told = (found: ReturnType<typeof find>) =>
  found?.sections.map(({ level, number, title, startPage, endPage, origin }) =>
    [level, number, title, `${startPage}-${endPage}`, origin].join(' | '),
  );
