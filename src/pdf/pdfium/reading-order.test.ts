import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NUMBERS_PER_WORD, readingOrder, rowOrder } from './reading-order.ts';

const HEIGHT = 10;
const WIDE = 160;

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width?: number;
}

function pack(words: readonly Placed[]): { numbers: Int32Array; upright: Uint8Array } {
  const numbers = new Int32Array(words.length * NUMBERS_PER_WORD);
  for (const [i, { x, y, width = 30 }] of words.entries()) {
    numbers.set([x, y, x + width, y + HEIGHT, HEIGHT], i * NUMBERS_PER_WORD);
  }
  return { numbers, upright: new Uint8Array(words.length).fill(1) };
}

/** The words in reading order, as one text. */
function read(words: readonly Placed[], order: typeof readingOrder = readingOrder): string {
  const { numbers, upright } = pack(words);
  const found = order(numbers, upright);
  return (found === null ? words : [...found].map((i) => words[i]!)).map(({ text }) => text).join(' ');
}

function column(name: string, x: number, lines: number, width = WIDE): Placed[] {
  return Array.from({ length: lines }, (_, i) => ({ text: `${name}${i + 1}`, x, y: 100 + i * 14, width }));
}

describe('readingOrder', () => {
  it('keeps the order of the content where it reads from top to bottom', () => {
    const { numbers, upright } = pack(column('a', 50, 20));
    expect(readingOrder(numbers, upright)).toBeNull();
  });

  it('keeps two columns of prose apart, a heading over both before them', () => {
    const columns = [...column('a', 50, 4), ...column('b', 250, 4)];
    expect(read(columns)).toBe('a1 a2 a3 a4 b1 b2 b3 b4');
    const heading = { text: 'heading', x: 50, y: 60, width: 360 };
    expect(read([...columns, heading])).toBe('heading a1 a2 a3 a4 b1 b2 b3 b4');
  });

  it('reads the foot last though it was drawn first', () => {
    const foot = { text: 'foot', x: 50, y: 700, width: WIDE };
    expect(read([foot, ...column('a', 50, 3)])).toBe('a1 a2 a3 foot');
  });

  it('puts a number in the head before all lines, not among them', () => {
    const short = { text: 'title', x: 50, y: 100, width: 60 };
    const lines = [
      { text: 'one', x: 50, y: 114, width: 400 },
      { text: 'two', x: 50, y: 128, width: 400 },
    ];
    expect(read([short, ...lines, { text: '12', x: 420, y: 40, width: 12 }])).toBe('12 title one two');
  });

  it('reads a table drawn column by column row by row', () => {
    const table = [
      ...column('item', 50, 4, 60),
      ...column('quantity', 200, 4, 20),
      ...column('price', 300, 4, 30),
      ...column('amount', 400, 4, 30),
    ];
    expect(read(table)).toBe([1, 2, 3, 4].map((i) => `item${i} quantity${i} price${i} amount${i}`).join(' '));
  });

  it('leaves turned lines whole, after the upright ones', () => {
    const words = [...column('a', 50, 3), { text: 'foot', x: 50, y: 40 }];
    const { numbers } = pack([...words, { text: 'up', x: 10, y: 300 }, { text: 'wards', x: 10, y: 265 }]);
    const upright = Uint8Array.from([1, 1, 1, 1, 0, 0]);
    expect([...readingOrder(numbers, upright)!]).toEqual([3, 0, 1, 2, 4, 5]);
  });

  const anyWords = fc.array(
    fc.record({
      text: fc.constant('w'),
      x: fc.integer({ min: 0, max: 500 }),
      y: fc.integer({ min: 0, max: 800 }),
      width: fc.integer({ min: 0, max: 200 }),
    }),
    { maxLength: 60 },
  );

  it('never loses or doubles a word, whatever the page', () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        const { numbers, upright } = pack(words);
        const all = words.map((_, i) => i);
        for (const order of [readingOrder(numbers, upright) ?? all, rowOrder(numbers, upright)]) {
          expect([...order].sort((a, b) => a - b)).toEqual(all);
        }
      }),
    );
  });

  it('reads one column from top to bottom, however its lines were drawn', () => {
    const lines = column('a', 50, 15);
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: 15 }), (shuffled) => {
        expect(read(shuffled)).toBe(lines.map(({ text }) => text).join(' '));
      }),
    );
  });
});

describe('rowOrder', () => {
  it('puts what was filled in beside its label', () => {
    const labels = column('label', 50, 3, 60);
    const values = column('value', 150, 3, 60);
    expect(read([...labels, ...values], rowOrder)).toBe('label1 value1 label2 value2 label3 value3');
  });
});
