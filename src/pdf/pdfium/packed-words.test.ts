import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unpackPage, WordPacker } from './packed-words.ts';

const onPages = fc.integer({ min: -2_000_000, max: 2_000_000 }).map((hundredths) => hundredths / 100);
const word = fc.record({
  text: fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  ),
  box: fc.tuple(onPages, onPages, onPages, onPages),
  fontSize: onPages,
  bold: fc.boolean(),
});

it('gives back the words of page after page as they were', () => {
  const packer = new WordPacker();
  const words = fc
    .array(word, { maxLength: 60 })
    .map((list) => list.map((one) => ({ ...one, text: one.text.replaceAll('\n', ' ') })));
  fc.assert(
    fc.property(words, (page) => {
      const hundredths = (value: number) => Math.round(value * 100);
      const numbers = Int32Array.from(
        page.flatMap(({ box, fontSize, bold }) => [
          ...box.map(hundredths),
          2 * hundredths(fontSize) + (bold ? 1 : 0),
        ]),
      );
      const letters = page.map(({ text }) => text).join('\n');
      const units = Uint16Array.from({ length: letters.length }, (_, i) => letters.charCodeAt(i));
      const sheet = { width: 595.276, height: 841.89, imageCoverage: page.length / 64 };
      const at = packer.begin({ words: page.length, letters: units.length });
      packer.numbers.set(numbers);
      const unitBytes = units.every((unit) => unit < 0x100) ? 1 : 2;
      if (unitBytes === 1) packer.bytes.set(units, at);
      else packer.units.set(units, at / 2);
      const end = at + units.length * unitBytes;
      const { words: found, ...rest } = unpackPage(packer.finish(sheet, { unitBytes, end }).slice());
      expect(rest).toEqual(sheet);
      // As JSON: the sign of a zero says nothing.
      expect(found.map((one) => JSON.stringify(one))).toEqual(
        page.map(({ bold, ...one }) => JSON.stringify(bold ? { ...one, bold } : one)),
      );
    }),
    { numRuns: 30 },
  );
});
