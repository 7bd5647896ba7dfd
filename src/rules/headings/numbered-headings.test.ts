import { expect, test } from 'vitest';
import { find, line, page, prose, row } from '../../../test/support/heading-pages.ts';

const bold = (text: string, y: number, size = 10) => ({ ...line(text, y, size), bold: true });
const titles = (found: ReturnType<typeof find>) =>
  found?.sections.map(({ number, title }) => `${number} ${title}`);

const reference = (isBold: boolean) => {
  const name = (text: string, y: number) => (isBold ? bold(text, y, 9) : line(text, y));
  return [1, 2, 3].map((at) =>
    page(at, [
      line(`${at} Sea ${'abc'[at - 1]}`, 60, 18),
      line(`${at}.1 Commands`, 100, 14),
      ...prose(120, 3),
      name(`${at}.1.1 \\tide`, 180),
      ...prose(200, 3),
      name(`${at}.1.2 wind & rain`, 260),
      ...prose(280, 10),
    ]),
  );
};
const all = [1, 2, 3].flatMap((at) => [
  `${at} Sea ${'abc'[at - 1]}`,
  `${at}.1 Commands`,
  `${at}.1.1 \\tide`,
  `${at}.1.2 wind & rain`,
]);

test('names that begin with a small letter are headings under numbers of three parts', () => {
  expect(titles(find(reference(false)))).toEqual(all);
});

test('bold headings of which a part is set in a smaller type are found', () => {
  expect(titles(find(reference(true)))).toEqual(all);
});

test('a quantity before a small letter is no heading', () => {
  const pages = reference(false).map((one) => ({
    ...one,
    lines: one.lines.map((each) => (/\.1\.2/.test(each.text) ? line('1.2 metres of water', 260) : each)),
  }));
  expect(titles(find(pages))).toEqual(all.filter((title) => !title.includes('wind')));
});

test('names below the depth of the printed contents are left out', () => {
  const contents = page(1, [
    line('Contents', 40, 18),
    ...[1, 2, 3].flatMap((at) => [
      ...row(`${at} Sea ${'abc'[at - 1]}`, `${at + 1}`, 80 + at * 40),
      ...row(`${at}.1 Commands`, `${at + 1}`, 94 + at * 40),
    ]),
  ]);
  const pages = reference(false).map((one) => ({ ...one, pageNumber: one.pageNumber + 1 }));
  expect(titles(find([contents, ...pages]))).toEqual(all.filter((title) => !/\.1\./.test(title)));
});

test('years are titles in a history, and not in body type', () => {
  const history = (size: number) =>
    ['2003', '2004', '2005–2007'].map((year, at) =>
      page(at + 1, [
        ...(at === 0 ? [line('9 History', 60, 18)] : []),
        line(`9.${at + 1} ${year}`, 110, size),
        ...prose(140, 20),
      ]),
    );
  expect(titles(find(history(14)))).toEqual(['9 History', '9.1 2003', '9.2 2004', '9.3 2005–2007']);
  expect(titles(find(history(10))) ?? ['9 History']).toEqual(['9 History']);
});
