import { expect, test } from 'vitest';
import { find, line, page, told } from '../../../test/support/heading-pages.ts';

/** A slide with larger words in its middle than its text, as figures have. */
const slide = (pageNumber: number, title: string) => ({
  ...page(pageNumber, [
    line(title, 20, 18, 20),
    line('What is said first', 80, 12, 40),
    line('A name in a figure', 110, 14, 120),
    line('What is said then', 140, 12, 40),
    line('The author and the year', 285, 7, 20),
  ]),
  width: 400,
  height: 300,
});

test('slides are known by their titles; those that go on are not begun anew', () => {
  const section = (pageNumber: number, number: number, title: string) => ({
    ...slide(pageNumber, ''),
    lines: [line(`Section ${number}`, 100, 18, 160), line(title, 140, 18, 140)],
  });
  const slides = [
    section(1, 1, 'Of water'),
    slide(2, 'The tides'),
    slide(3, 'The tides'),
    slide(4, 'The tides (2/3)'),
    slide(5, 'The currents \u2013 Step 1/2'),
    slide(6, 'The currents \u2013 Step 2/2'),
    section(7, 2, 'Of air'),
    slide(8, 'The winds'),
  ];
  expect(told(find(slides))).toEqual([
    '1 | 1 | Of water | 1-6 | headings',
    '2 |  | The tides | 2-4 | headings',
    '2 |  | The currents | 5-6 | headings',
    '1 | 2 | Of air | 7-8 | headings',
    '2 |  | The winds | 8-8 | headings',
  ]);
});
