import { expect, test } from 'vitest';
import { find, line, page, prose, told } from '../../../test/support/heading-pages.ts';

const bold = (...place: Parameters<typeof line>) => ({ ...line(...place), bold: true });
const names = ['High tides', 'Trade winds', 'Grey clouds', 'Late rain', 'First snow'];
const book = (more: (name: string, at: number) => ReturnType<typeof line>[], numbered = true) =>
  names.map((name, at) =>
    page(1 + at, [
      ...(numbered ? [line(`${at + 1} Part of ${name}`, 80, 20)] : []),
      ...prose(120, 3),
      ...more(name, at),
      ...prose(210, 10),
    ]),
  );

test('bold lines of the body are headings below all others', () => {
  expect(told(find(book((name) => [bold(`About ${name} :`, 180)])))?.slice(0, 4)).toEqual([
    '1 | 1 | Part of High tides | 1-1 | headings',
    '2 |  | About High tides | 1-1 | headings',
    '1 | 2 | Part of Trade winds | 2-2 | headings',
    '2 |  | About Trade winds | 2-2 | headings',
  ]);
});

test('they are the headings of a document that has no others', () => {
  const found = find(book((name) => [bold(name, 180)], false));
  expect(found?.sections.map(({ title, level }) => [title, level])).toEqual(names.map((name) => [name, 1]));
});

test.each([
  ['lines that are not bold', (name: string) => [line(`About ${name}`, 180)]],
  ['labels that come again', () => [bold('Note', 180)]],
  ['sentences', (name: string) => [bold(`Mind the ${name}.`, 180)]],
  ['lines within a paragraph', (name: string) => [line('Words of the body', 172), bold(name, 183)]],
  [
    'terms with their meaning beside them',
    (name: string) => [bold(name, 180), line('a meaning', 180, 10, 200)],
  ],
  ['indented lines', (name: string) => [bold(`About ${name}`, 180, 10, 110)]],
  [
    'bold lines among many that are no headings',
    (name: string) => [
      bold(`About ${name}`, 180),
      ...names.map((cell, at) => bold(cell, 360 + 14 * at, 10, 150)),
    ],
  ],
])('%s are none', (_what, more) => {
  expect(find(book(more))?.sections).toHaveLength(5);
});

test('a body that is bold has none', () => {
  const pages = book((name) => [line(`About ${name}`, 180)]);
  const all = pages.map((one) => ({ ...one, lines: one.lines.map((each) => ({ ...each, bold: true })) }));
  expect(find(all)?.sections).toHaveLength(5);
});
