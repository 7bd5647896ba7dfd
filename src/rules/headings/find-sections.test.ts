import { describe, expect, test } from 'vitest';
import { find, line, page, prose, row, told } from '../../../test/support/heading-pages.ts';
import { readHeadingText } from './heading-text.ts';

describe('with printed contents', () => {
  const contents = page(2, [
    line('Contents', 50, 20),
    ...row('Preface', 'v', 90),
    ...row('1 Tides', '1', 104),
    ...row('1.1 The moon and what it does to', '', 118, 72).slice(0, 1),
    line('the sea . . . . . . . . . . . . . . . . . 1', 130, 10, 90),
    line('1.2 Winds. . . . . . . . . . . . . . . . . 3', 144, 10, 72),
    ...row('A Tables', '4', 158),
    line('List of Figures', 200, 20),
    ...row('1 The moon', '1', 240),
    ...row('2 A map', '4', 254),
  ]);
  const book = [
    page(1, [line('A Book', 200, 28)]),
    contents,
    page(3, [line('Preface', 60, 20), ...prose(100, 20), line('v', 580)]),
    page(4, [
      line('1 Tides', 60, 20),
      ...prose(100, 5),
      line('1.1 The moon and what it', 180, 14),
      line('does to the sea', 196, 14),
      ...prose(220, 20),
      line('1', 580),
    ]),
    page(5, [line('1.1 The moon and what it does to the sea', 20), ...prose(60, 30), line('2', 580)]),
    page(6, [
      line('1.1 The moon and what it does to the sea', 20),
      ...prose(60, 5),
      line('1.2 Winds', 200, 14),
      ...prose(230, 20),
      line('3', 580),
    ]),
    page(7, [line('Appendix A', 60, 18), line('Tables', 90, 20), ...prose(120, 20), line('4', 580)]),
  ];

  test('labels become physical pages, levels come from numbers, lists of figures are left out', () => {
    expect(told(find(book))).toEqual([
      '1 |  | Preface | 3-3 | headings',
      '1 | 1 | Tides | 4-6 | headings',
      '2 | 1.1 | The moon and what it does to the sea | 4-6 | headings',
      '2 | 1.2 | Winds | 6-6 | headings',
      '1 | A | Tables | 7-7 | headings',
    ]);
    expect(find(book)).toMatchObject({ frontMatter: [1, 2, 3], backMatter: [] });
  });

  test('a heading that is not printed as listed stands where its label leads to', () => {
    const renamed = book.map((one) =>
      one.pageNumber === 6
        ? page(6, [one.lines[0]!, line('1.2 Breezes', 200, 14), ...prose(230, 20), line('3', 580)])
        : one,
    );
    expect(told(find(renamed))?.[3]).toBe('2 | 1.2 | Winds | 6-6 | contents');
  });
});

describe('without contents', () => {
  test('numbers that rise are headings; lists, tables and running heads are none', () => {
    const found = find([
      page(1, [line('CHAPTER', 40, 10), line('ONE', 56, 14), line('TIDES', 90, 20), ...prose(120, 20)]),
      page(2, [
        ...prose(60, 3),
        line('1.1 The moon', 120, 14),
        line('1. First of a list', 150),
        line('2. Second of a list', 164),
        line('3.5 metres is the highest tide known, and nobody knows', 180),
        ...prose(200, 20),
      ]),
      page(3, [line('1.1 The moon', 20), ...prose(60, 3), line('1.2 The sun', 140, 14), ...prose(160, 20)]),
      page(4, [line('CHAPTER', 40, 10), line('TWO', 56, 14), line('WINDS', 90, 20), ...prose(120, 20)]),
      page(5, [...prose(60, 3), line('2.1 Heat', 120, 14), ...prose(140, 20)]),
      page(6, [line('Index', 60, 20), ...prose(100, 20)]),
    ]);
    expect(told(found)).toEqual([
      '1 | 1 | TIDES | 1-3 | headings',
      '2 | 1.1 | The moon | 2-3 | headings',
      '2 | 1.2 | The sun | 3-3 | headings',
      '1 | 2 | WINDS | 4-5 | headings',
      '2 | 2.1 | Heat | 5-5 | headings',
      '1 |  | Index | 6-6 | headings',
    ]);
    expect(found).toMatchObject({ frontMatter: [], backMatter: [6] });
  });

  test('without numbers the sizes of type are the levels', () => {
    const found = find([
      page(1, [line('The title of it all', 60, 30), line('Abstract', 120, 16), ...prose(150, 20)]),
      page(2, [
        line('Method', 60, 16),
        ...prose(90, 3),
        line('Samples', 150, 13),
        ...prose(170, 9),
        line('Results', 350, 16),
        ...prose(380, 9),
      ]),
    ]);
    expect(told(found)).toEqual([
      '1 |  | Abstract | 1-1 | headings',
      '1 |  | Method | 2-2 | headings',
      '2 |  | Samples | 2-2 | headings',
      '1 |  | Results | 2-2 | headings',
    ]);
  });

  test('prose alone has no sections', () => {
    expect(find([page(1, prose(60, 30)), page(2, prose(60, 30))])).toBeNull();
  });
});

test.each([
  ['3.2.1 Title of it', null, '3.2.1', 'Title of it'],
  ['Chapter 4: Winds', 'chapter', '4', 'Winds'],
  ['Kapitel Zwei', null, null, 'Kapitel Zwei'],
  ['Part II', 'part', 'II', ''],
  ['CHAPTER TWENTY-ONE', 'chapter', '21', ''],
  ['Appendix A A sample session', 'appendix', 'A', 'A sample session'],
  ['Module 3 – Spans', 'module', '3', 'Spans'],
  ['B.2 Files', null, 'B.2', 'Files'],
  ['IV. Results', null, 'IV', 'Results'],
  ['I think so', null, null, 'I think so'],
  ['A glorified calculator', null, null, 'A glorified calculator'],
  ['第十二章 绪论', 'chapter', '12', '绪论'],
  ['第3节 潮汐', 'section', '3', '潮汐'],
  ['第二部分 海洋', 'part', '2', '海洋'],
  ['제1장 조석', 'chapter', '1', '조석'],
  ['附录 A 表格', 'appendix', 'A', '表格'],
  ['附录说明', null, null, '附录说明'],
  ['第一次世界大战', null, null, '第一次世界大战'],
])('%s is read as a heading', (text, label, number, name) => {
  expect(readHeadingText(text)).toEqual({ label, number, name });
});
