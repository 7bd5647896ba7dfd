import { expect, test } from 'vitest';
import { documentOf } from '../../../test/support/rules-only.ts';
import type { PageText } from '../../domain/page-text.ts';
import type { PdfOutlineEntry } from '../../pdf/pdf.ts';
import type { RecipeDocument } from '../recipe.ts';
import { readSections } from './read-sections.ts';

const page = (pageNumber: number, lines: readonly string[]): PageText => ({
  pageNumber,
  width: 400,
  height: 600,
  origin: 'text-layer',
  imageCoverage: 0,
  words: lines.flatMap((line, row) =>
    line.split(' ').map((text, column) => ({
      text,
      box: [50 + column * 60, 80 + row * 20, 100 + column * 60, 90 + row * 20] as const,
      fontSize: 10,
    })),
  ),
});
const entry = (
  title: string,
  pageNumber: number | null,
  children: PdfOutlineEntry[] = [],
): PdfOutlineEntry => ({
  title,
  pageNumber,
  children,
});
const marked = (pages: readonly string[][], outline: readonly PdfOutlineEntry[]): RecipeDocument => ({
  ...documentOf(pages.map((lines, index) => page(index + 1, lines))),
  outline: async () => outline,
});

test('takes the sections of the outline, with ends that share a page where text stands above the next heading', async () => {
  const found = await readSections(
    marked(
      [['A Book'], ['Preface', 'words'], ['One'], ['more', 'Second part', 'text'], ['Two'], ['Index', 'a b']],
      [
        entry('Preface', 2),
        entry('1 One', null, [entry('1.1 First part', 3), entry('1.2 Second part', 4)]),
        entry('2 Two', 5),
        entry('Index', 6),
        entry('leads nowhere', null),
      ],
    ),
  );
  expect(
    found?.sections.map(({ title, level, number, parent, startPage, endPage, kind }) =>
      [title, level, number, parent, `${startPage}-${endPage}`, kind].join(' | '),
    ),
  ).toEqual([
    'Preface | 1 |  |  | 2-2 | front',
    '1 One | 1 | 1 |  | 3-4 | chapter',
    '1.1 First part | 2 | 1.1 | 1 | 3-4 | section',
    '1.2 Second part | 2 | 1.2 | 1 | 4-4 | section',
    '2 Two | 1 | 2 |  | 5-5 | chapter',
    'Index | 1 |  |  | 6-6 | back',
  ]);
  expect(found).toMatchObject({ frontMatter: [1, 2], backMatter: [6], origin: 'outline' });
});
