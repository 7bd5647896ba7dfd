import { expect, test } from 'vitest';
import type { Section, SectionMap } from '../../rules/headings/section.ts';
import { readPageSpan } from './page-spans.ts';
import { chosenSections } from './section-spans.ts';

const about = { pageCount: 8, labels: ['i', 'ii', 'iii', '1', '2', '3', 'A-1', null] };

test.each([
  ['4', [4]],
  ['2-4', [2, 3, 4]],
  ['1, 3–5', [1, 3, 4, 5]],
  ['ii-iii', [2, 3]],
  ['iii, ii', [3, 2]],
])('%s is physical pages, or labels where it is no number', (text, pages) => {
  expect(readPageSpan(text, about)).toEqual(pages);
});

test('numbers are labels where the caller says so', () => {
  expect(readPageSpan('1-3', { ...about, asLabels: true })).toEqual([4, 5, 6]);
});

test.each(['', '0', '9', '4-2', '1;3', 'iv', 'iii-i', 'all'])('%j is refused', (text) => {
  expect(() => readPageSpan(text, about)).toThrow(expect.objectContaining({ code: 'invalid-page-range' }));
});

test('chosen sections are taken by number, by title, or as pages; a name that is none fails its document alone', () => {
  const section = (title: string, number: string | null, startPage: number, endPage: number): Section => ({
    ...{ title, number, startPage, endPage, level: 1, parent: null, startTop: null },
    ...{ kind: 'chapter', origin: 'outline' },
  });
  const found: SectionMap = {
    sections: [section('1 Tides', '1', 1, 3), section('2 Winds', '2', 4, 8)],
    ...{ frontMatter: [], backMatter: [], origin: 'outline' },
  };
  const chosen = (wanted: Parameters<typeof chosenSections>[1]) =>
    chosenSections(found, wanted, about).spans.map(({ pageNumbers }) => pageNumbers);
  expect(chosen(['2', 'tides', { name: 'Front', page_labels: 'i-ii' }, 'iii'])).toEqual([
    [4, 5, 6, 7, 8],
    [1, 2, 3],
    [1, 2],
    [3],
  ]);
  expect(() => chosen(['Storms'])).toThrow(
    expect.objectContaining({ code: 'invalid-option', disposition: 'fail' }),
  );
});
