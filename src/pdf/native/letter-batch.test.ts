import { expect, it } from 'vitest';
import { LetterBatch } from './letter-batch.ts';

interface Letter {
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  readonly size: number;
}

const RECORD_BYTES = 80;

/** A library whose records have the loose box at byte `boxAt`, and what it was asked. */
function library(texts: Readonly<Record<number, readonly Letter[]>>, boxAt = 40) {
  const blocks = new Map<number, ArrayBuffer>();
  const asked = { batches: 0, singles: 0 };
  const allocate = (bytes: number) => {
    const buffer = new ArrayBuffer(bytes);
    const address = blocks.size + 1;
    blocks.set(address, buffer);
    const view = new Uint8Array(buffer);
    return { address, view: () => view, take: () => view, free: () => undefined };
  };
  const calls = {
    batch(text: number, start: number, count: number, target: number) {
      asked.batches++;
      const letters = texts[text]!.slice(start, start + count);
      for (const [i, { box, size }] of letters.entries()) {
        new Float32Array(blocks.get(target)!, i * RECORD_BYTES + boxAt, 4).set(box);
        new Float32Array(blocks.get(target)!, i * RECORD_BYTES + boxAt + 16, 1).set([size]);
      }
      return letters.length;
    },
    looseBox(text: number, letter: number, target: number) {
      asked.singles++;
      new Float32Array(blocks.get(target)!).set(texts[text]![letter]!.box);
      return 1;
    },
    fontSize: (text: number, letter: number) => texts[text]![letter]!.size,
  };
  return { batch: new LetterBatch(calls, allocate), asked };
}

function line(count: number): Letter[] {
  return Array.from({ length: count }, (_, i) => ({ box: [i * 8, 700, i * 8 + 7, 690], size: 10 }));
}

function boxes(batch: LetterBatch, text: number, letters: readonly number[]): (readonly number[] | null)[] {
  return letters.map((letter) => {
    const at = batch.findCell(text, letter);
    return at < 0 ? null : [...batch.cells.subarray(at, at + 4)];
  });
}

it('answers for hundreds of letters after one call, whatever their number', () => {
  const text = line(9_000);
  const { batch, asked } = library({ 1: text });
  const letters = [0, 1, 255, 256, 8_999];
  expect(boxes(batch, 1, letters)).toEqual(letters.map((letter) => text[letter]!.box));
  expect(batch.fontSize(1, 8_999)).toBe(10);
  expect(asked.batches).toBe(3);
});

it('reads anew what a closed text gave its address to', () => {
  const texts: Record<number, Letter[]> = { 1: line(50) };
  const { batch } = library(texts);
  boxes(batch, 1, [3]);
  batch.forget();
  texts[1] = line(20).map(({ box: [x0, y0, x1, y1] }) => ({ box: [x0, y0 - 99, x1, y1 - 99], size: 12 }));
  expect(boxes(batch, 1, [3])).toEqual([[24, 601, 31, 591]]);
  expect(batch.fontSize(1, 3)).toBe(12);
});

it('never again believes a library whose records lie otherwise', () => {
  const { batch, asked } = library({ 1: line(50), 2: line(50) }, 44);
  expect(boxes(batch, 1, [0, 1])).toEqual([null, null]);
  batch.forget();
  expect(boxes(batch, 2, [0])).toEqual([null]);
  expect(batch.fontSize(2, 0)).toBeNull();
  expect(asked.batches).toBe(1);
});

it('waits for a page that can prove the records', () => {
  const flat = Array.from({ length: 50 }, (): Letter => ({ box: [0, 0, 0, 0], size: 0 }));
  const { batch, asked } = library({ 1: flat, 2: line(50) });
  expect(boxes(batch, 1, [0, 1, 2])).toEqual([null, null, null]);
  expect(asked.batches).toBe(1);
  batch.forget();
  expect(boxes(batch, 2, [5])).toEqual([[40, 700, 47, 690]]);
});
