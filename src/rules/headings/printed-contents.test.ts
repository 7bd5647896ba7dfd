import { describe, expect, test } from 'vitest';
import { find, line, page, prose, row, told } from '../../../test/support/heading-pages.ts';

/** Chapters of one page each, headed by a large title, with a page number in the foot. */
const chapters = (names: readonly string[], from: number, first = 1) =>
  names.map((name, at) =>
    page(from + at, [line(name, 80, 20), ...prose(120, 20), line(`${first + at}`, 580)]),
  );

test('contents in two columns are read column by column', () => {
  const names = ['1 Tides', '2 Winds', '3 Clouds', '4 Rain', '5 Snow', '6 Storms'];
  const contents = page(1, [
    line('Contents', 50, 20),
    ...names.slice(0, 3).flatMap((name, at) => row(name, `${at + 1}`, 90 + 14 * at, 40, 180)),
    ...names.slice(3).flatMap((name, at) => row(name, `${at + 4}`, 90 + 14 * at, 220, 360)),
  ]);
  expect(told(find([contents, ...chapters(names, 2)]))).toEqual([
    '1 | 1 | Tides | 2-2 | headings',
    '1 | 2 | Winds | 3-3 | headings',
    '1 | 3 | Clouds | 4-4 | headings',
    '1 | 4 | Rain | 5-5 | headings',
    '1 | 5 | Snow | 6-6 | headings',
    '1 | 6 | Storms | 7-7 | headings',
  ]);
});

test('a number that runs into its title in the contents is one where it goes on', () => {
  const names = ['8 Tides', '9 Winds', '10 Clouds', '11 Rain'];
  const contents = page(1, [
    ...row('8 Tides', '1', 90),
    ...row('9 Winds', '2', 104),
    ...row('10Clouds', '3', 118),
    ...row('11Rain', '4', 132),
    ...row('20th century', '4', 146),
  ]);
  const found = find([contents, ...chapters(names, 2)]);
  expect(found?.sections.map(({ number, title }) => [number, title])).toEqual([
    ['8', 'Tides'],
    ['9', 'Winds'],
    ['10', 'Clouds'],
    ['11', 'Rain'],
    [null, '20th century'],
  ]);
});

describe('where headings are', () => {
  const names = ['1 High tides', '2 Trade winds', '3 Clouds', '4 Spring rain', '5 Late snow'];
  const contents = page(1, [
    line('Contents', 50, 20),
    ...names.flatMap((name, at) => row(name, `${2 * at + 1}`, 90 + 14 * at)),
  ]);
  /** Two pages each; the second has the chapter's name as its running head, below the outer ninth of the page. */
  const withHeads = (name: string, at: number, printed: string) => [
    page(2 + 2 * at, [line(printed, 120, 20), ...prose(160, 20)]),
    page(3 + 2 * at, [line(name.toUpperCase(), 72), line(`${2 * at + 2}`, 72, 10, 340), ...prose(100, 25)]),
  ];

  test('a running head is none, even where the heading is printed otherwise', () => {
    const pages = [
      contents,
      ...names.flatMap((name, at) => withHeads(name, at, at === 2 ? '3 Of clouds' : name)),
    ];
    expect(told(find(pages))?.[2]).toBe('1 | 3 | Clouds | 6-7 | contents');
  });

  test('a number behind the title is its number', () => {
    const pages = [
      contents,
      ...names.flatMap((name, at) => withHeads(name, at, `${name.slice(2)} ${at + 1}`)),
    ];
    expect(told(find(pages))?.[2]).toBe('1 | 3 | Clouds | 6-7 | headings');
  });

  test('contents that were printed before pages were added lead to where the titles around them stand', () => {
    const many = Array.from(
      { length: 24 },
      (_, at) => `${at + 1} Chapter on the wind ${String.fromCharCode(97 + at).repeat(3)}`,
    );
    const listed = page(
      1,
      many.flatMap((name, at) => row(name, `${at + 1}`, 60 + 14 * at, 40, 380)),
    );
    const first = chapters(many.slice(0, 12), 2);
    const added = [page(14, prose(60, 30)), page(15, prose(60, 30))];
    const later = many.slice(12).map((name, at) => {
      const title = at === 8 ? 'Another title' : name;
      return page(16 + at, [line(title, 80, 20), ...prose(120, 20)]);
    });
    const found = find([listed, ...first, ...added, ...later]);
    expect(found?.sections.map(({ startPage }) => startPage)).toEqual([
      ...Array.from({ length: 12 }, (_, at) => 2 + at),
      ...Array.from({ length: 12 }, (_, at) => 16 + at),
    ]);
  });
});

test('headings of one name in several chapters, at the heads of their pages, are all found', () => {
  const pages = ['Tides', 'Winds', 'Clouds', 'Rain', 'Snow'].flatMap((name, at) => [
    page(1 + 2 * at, [line(`${at + 1} ${name}`, 80, 20), ...prose(120, 20)]),
    page(2 + 2 * at, [line(`${at + 1}.1 Discussion`, 50, 12), ...prose(80, 25)]),
  ]);
  expect(find(pages)?.sections.filter(({ title }) => title === 'Discussion')).toHaveLength(5);
});

test('numbers that follow their titles at once are read in pages headed as contents; short contents are left', () => {
  const names = ['1 High tides', '1.1 The moon', '1.2 The sun', '2 Trade winds', '2.1 Heat'];
  const brief = page(1, [
    line('Brief contents', 50, 20),
    line('1 High tides 1', 90),
    line('2 Trade winds 4', 104),
    line('3 Grey clouds in the sky 6', 118),
  ]);
  const full = page(2, [
    line('Contents', 50, 20),
    ...names.map((name, at) => line(`${name} ${at + 1}`, 90 + 14 * at)),
  ]);
  expect(told(find([brief, full, ...chapters(names, 3)]))).toEqual([
    '1 | 1 | High tides | 3-5 | headings',
    '2 | 1.1 | The moon | 4-4 | headings',
    '2 | 1.2 | The sun | 5-5 | headings',
    '1 | 2 | Trade winds | 6-7 | headings',
    '2 | 2.1 | Heat | 7-7 | headings',
  ]);
});
