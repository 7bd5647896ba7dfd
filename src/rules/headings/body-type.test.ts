import { describe, expect, test } from 'vitest';
import { find, line, page, prose } from '../../../test/support/heading-pages.ts';
import { bodySize } from './body-type.ts';

const listing = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => line(`print(${at}) of a listing`, from + at * 10, 8));

describe('the type of the body', () => {
  test('is that of the prose where listings have more letters', () => {
    const names = ['Tides', 'Winds', 'Clouds', 'Rain', 'Snow', 'Storms'];
    const pages = names.map((name, at) =>
      page(at + 1, [line(name, 60, 14), ...prose(90, 4), ...listing(150, 34)]),
    );
    expect(bodySize(pages)).toBe(10);
    expect(find(pages)?.sections.map(({ title }) => title)).toEqual(names);
  });

  test('is not that of headings, however many there are', () => {
    const pages = Array.from({ length: 6 }, (_, at) =>
      page(at + 1, [
        ...Array.from({ length: 8 }, (_, nth) => line(`The tides of day ${nth}`, 60 + nth * 50, 14)),
        ...Array.from({ length: 8 }, (_, nth) => line('They rose and fell.', 80 + nth * 50)),
      ]),
    );
    expect(bodySize([...pages, page(7, prose(60, 36))])).toBe(10);
  });
});
