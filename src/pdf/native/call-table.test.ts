import fc from 'fast-check';
import koffi from 'koffi';
import { expect, it } from 'vitest';
import { CallTable, ROW_WORDS } from './call-table.ts';

const held: ArrayBuffer[] = [];

/** Memory that stays where it is for as long as the test runs. */
function allocate(bytes: number) {
  const buffer = new ArrayBuffer(bytes);
  held.push(buffer);
  const view = new Uint8Array(buffer);
  return {
    address: Number(koffi.address(buffer)),
    view: () => view,
    take: () => view,
    free: () => undefined,
  };
}

it.runIf(process.arch === 'x64')('calls a function with each row, and no row more', () => {
  const table = CallTable.create(allocate)!;
  const strncmp = koffi.load(null).symbol('strncmp') as bigint;
  const texts = allocate(8);
  texts.view().set(Buffer.from('abcXabc\0'));
  fc.assert(
    fc.property(
      fc.array(fc.record({ a: fc.nat(3), b: fc.nat(3), length: fc.nat(4) }), { maxLength: 5_000 }),
      (calls) => {
        const rows = table.rows(calls.length + 1);
        for (const [i, { a, b, length }] of calls.entries()) {
          const words = new BigUint64Array(rows.buffer, i * ROW_WORDS * 4, 4);
          words.set([BigInt(texts.address + a), BigInt(texts.address + 4 + b), BigInt(length), 7n]);
        }
        rows[calls.length * ROW_WORDS + 6] = 7;
        table.run(strncmp, calls.length);
        const text = Buffer.from(texts.view()).toString('latin1');
        const found = calls.map((_, i) => Math.sign(rows[i * ROW_WORDS + 6]! | 0));
        const expected = calls.map(({ a, b, length }) => {
          const [first, second] = [text.slice(a, a + length), text.slice(4 + b, 4 + b + length)];
          return first === second ? 0 : first < second ? -1 : 1;
        });
        expect(found).toEqual(expected);
        expect(rows[calls.length * ROW_WORDS + 6]).toBe(7);
      },
    ),
    { numRuns: 30 },
  );
});
