import { expect, test } from 'vitest';
import { find, line, page, prose, row, told } from '../../../test/support/heading-pages.ts';

const names = ['1 High tides', '2 Trade winds', '3 Grey clouds'];
const book = (more: (at: number) => ReturnType<typeof line>[]) => [
  page(
    1,
    names.flatMap((name, at) => row(name, `${at + 1}`, 90 + 14 * at)),
  ),
  ...names.map((name, at) =>
    page(2 + at, [line(name, 80, 20), ...prose(120, 3), ...more(at), line(`${at + 1}`, 580)]),
  ),
];

test('headings below those of the contents are found by their type', () => {
  const found = find(book((at) => [line(`How to measure ${'abc'[at]}`, 180, 14), ...prose(210, 10)]));
  expect(told(found)).toEqual([
    '1 | 1 | High tides | 2-2 | headings',
    '2 |  | How to measure a | 2-2 | headings',
    '1 | 2 | Trade winds | 3-3 | headings',
    '2 |  | How to measure b | 3-3 | headings',
    '1 | 3 | Grey clouds | 4-4 | headings',
    '2 |  | How to measure c | 4-4 | headings',
  ]);
});

test('without contents they are found below the numbered ones', () => {
  const pages = book((at) => [line(`How to measure ${'abc'[at]}`, 180, 14), ...prose(210, 10)]).slice(1);
  expect(find(pages)?.sections.filter(({ level }) => level === 2)).toHaveLength(3);
});

test.each([
  ['captions', (at: number) => [line(`Figure ${at + 1}.1. The sea`, 180, 14), ...prose(210, 10)]],
  [
    'labels beside one another',
    (at: number) => [line(`Sea ${at}`, 180, 14), line('Land', 180, 14, 200), ...prose(210, 10)],
  ],
  ['indented lines', (at: number) => [line(`A poem of ${'abc'[at]}`, 180, 14, 110), ...prose(210, 10)]],
  [
    'lines as large as listed headings',
    (at: number) => [line(`A motto of ${'abc'[at]}`, 180, 20), ...prose(210, 10)],
  ],
  [
    'paragraphs',
    () => [0, 1, 2, 3, 4, 5, 6, 7].map((n) => line('Larger words of prose that go on', 180 + 16 * n, 14)),
  ],
])('%s are none', (_what, more) => {
  expect(find(book(more))?.sections).toHaveLength(3);
});
