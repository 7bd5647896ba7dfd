import { expect, test } from 'vitest';
import { find, line, page, prose } from '../../../test/support/heading-pages.ts';

const names = (found: ReturnType<typeof find>) =>
  found?.sections.map(({ level, number, title }) => `${level} ${number ?? '-'} ${title}`);

/** Pages of one heading each, by its text and size. */
const pagesOf = (headings: readonly (readonly [string, number])[]) =>
  headings.map(([text, size], at) => page(at + 1, [line(text, 80, size), ...prose(120, 12)]));

test('sections of chapters in Roman numerals are counted behind those in digits, before letters', () => {
  const found = find(
    pagesOf([
      ['1 Tides', 18],
      ['1.1 Spring tides', 14],
      ['I Overview of the winds', 18],
      ['I.1 Trade winds', 14],
      ['II Clouds', 18],
      ['II.1 Grey clouds', 14],
      ['II.2 White clouds', 14],
      ['III Rain', 18],
      ['III.1 Warm rain', 14],
      ['A Tables of the sea', 18],
      ['A.1 Tables of tides', 14],
    ]),
  );
  expect(names(found)).toEqual([
    '1 1 Tides',
    '2 1.1 Spring tides',
    '1 - I Overview of the winds',
    '2 I.1 Trade winds',
    '1 II Clouds',
    '2 II.1 Grey clouds',
    '2 II.2 White clouds',
    '1 III Rain',
    '2 III.1 Warm rain',
    '1 - A Tables of the sea',
    '2 A.1 Tables of tides',
  ]);
});

test('where every part counts its chapters from 1, all of them are found', () => {
  const part = (number: string, name: string) =>
    [
      [`Part ${number} ${name}`, 22],
      [`1 ${name} by day`, 18],
      [`1.1 ${name} at noon`, 14],
      [`2 ${name} by night`, 18],
      [`2.1 ${name} at midnight`, 14],
    ] as const;
  const found = find(pagesOf([...part('I', 'Tides'), ...part('II', 'Winds'), ...part('III', 'Clouds')]));
  expect(found?.sections).toHaveLength(15);
  expect(names(found)?.slice(5, 10)).toEqual([
    '1 II Winds',
    '2 1 Winds by day',
    '3 1.1 Winds at noon',
    '2 2 Winds by night',
    '3 2.1 Winds at midnight',
  ]);
});

const chapters = (more: (at: number) => ReturnType<typeof line>[]) =>
  ['Tides', 'Winds', 'Clouds'].map((name, at) =>
    page(at + 1, [
      line(`${at + 1} ${name}`, 60, 18),
      line(`${at + 1}.1 Large ${name.toLowerCase()}`, 100, 14),
      ...prose(130, 4),
      ...more(at),
    ]),
  );

test('questions set as the numbered sections are stand on their level, also those of two lines', () => {
  const question = (at: number) => [
    line(`Why do ${['the tides', 'winds', 'clouds'][at]} never come at the same time of`, 220, 14),
    line('every single day?', 236, 14),
    ...prose(260, 4),
    // Letters of an index are no titles, and speak against none.
    ...['A', 'B', 'C', 'D', 'E'].map((letter, nth) => line(letter, 360 + 30 * nth, 14)),
  ];
  expect(names(find(chapters(question)))?.filter((name) => name.includes('-'))).toEqual([
    '2 - Why do the tides never come at the same time of every single day?',
    '2 - Why do winds never come at the same time of every single day?',
    '2 - Why do clouds never come at the same time of every single day?',
  ]);
});

test.each([
  ['labels of boxes', (at: number) => [line(['Note', 'Note', 'Note'][at]!, 220, 14), ...prose(260, 4)]],
  ['single ones', (at: number) => (at === 1 ? [line('A word of thanks', 220, 14), ...prose(260, 4)] : [])],
])('%s in that size are none', (_what, more) => {
  expect(find(chapters(more))?.sections).toHaveLength(6);
});

test('an article in one size is told by its numbered capitals, not its lists and references', () => {
  const found = find(
    ['AIMS', 'METHODS OF WORK', 'RESULTS'].map((name, at) =>
      page(at + 1, [
        line(`${at + 1}. ${name}`, 60),
        ...prose(80, 4),
        line(`${at + 1}.1. What was measured on day ${at + 1}`, 160),
        ...prose(180, 4),
        line(`${at + 1}. Wash the vessels of the day`, 260),
        line(`${at + 40}. BROWN. A history of tides, vol. ${at}`, 280),
        ...prose(300, 4),
      ]),
    ),
  );
  expect(names(found)).toEqual([
    '1 1 AIMS',
    '2 1.1 What was measured on day 1',
    '1 2 METHODS OF WORK',
    '2 2.1 What was measured on day 2',
    '1 3 RESULTS',
    '2 3.1 What was measured on day 3',
  ]);
});
