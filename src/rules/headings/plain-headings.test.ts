import { expect, test } from 'vitest';
import { find, line, page, prose } from '../../../test/support/heading-pages.ts';

const names = ['Tides', 'Winds', 'Clouds', 'Rain', 'Snow', 'Storms'];
const book = (extra: (at: number) => ReturnType<typeof line>[]) =>
  names.map((name, at) =>
    page(at + 1, [line(name, 120, 18), ...prose(160, 8), ...extra(at), ...prose(400, 8)]),
  );
const titles = (found: ReturnType<typeof find>) => found?.sections.map(({ title }) => title);

test('lists of names in columns are no headings, however large', () => {
  const columns = (at: number) =>
    [300, 330, 360].flatMap((y, nth) => [
      line(`Ada Brown ${'abc'[nth]}${at}`, y, 14, 60),
      line(`Carl Dean ${'abc'[nth]}${at}`, y, 14, 220),
    ]);
  expect(titles(find(book(columns)))).toEqual(names);
});

test('notes of music are no headings', () => {
  const score = (at: number) => [line(`N N h h ${'h '.repeat(at)}NN d h`, 300, 20)];
  expect(titles(find(book(score)))).toEqual(names);
});

test('of a heading and the running head with its number above it, the larger is the heading', () => {
  const pages = names.map((name, at) =>
    page(at + 1, [
      line(`${at + 1} ${name.toUpperCase()}`, 40, 11),
      line(`${at + 1} ${name}`, 120, 18),
      ...prose(160, 5),
      line(`The ${name} of old`, 260, 14),
      ...prose(300, 12),
    ]),
  );
  expect(titles(find(pages))).toEqual(names.flatMap((name) => [name, `The ${name} of old`]));
});

test('what a reference describes is a heading in bold type, whatever letter it begins with', () => {
  const pages = names.map((name, at) =>
    page(at + 1, [
      line(`${at + 1} ${name}`, 120, 18),
      ...prose(160, 5),
      { ...line(`get${name}`, 260, 14), bold: at !== 2 },
      ...prose(300, 12),
    ]),
  );
  expect(titles(find(pages))).toEqual(
    names.flatMap((name) => (name === 'Clouds' ? [name] : [name, `get${name}`])),
  );
});
