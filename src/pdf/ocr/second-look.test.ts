import { describe, expect, it } from 'vitest';
import type { Box } from '../../domain/page-text.ts';
import type { ReadWord } from './recogniser.ts';
import { drawSheet, findDoubt, type Sheet, settleDoubt } from './second-look.ts';

const SIZE = { width: 400, height: 200, letterHeight: 18 };

function word(text: string, x0: number, confidence: number, y0 = 50): ReadWord {
  return { text, x0, y0, x1: x0 + 12 * text.length, y1: y0 + 18, confidence };
}

/** A sheet of one strip at its own size. */
function sheetOf(strip: Sheet['places'][number]['strip']): Sheet {
  return { png: new Uint8Array(), places: [{ strip, left: strip.x0, top: strip.y0 }], scale: 1 };
}

describe('what is looked at again', () => {
  it('nothing where every word is sure', () => {
    expect(findDoubt([word('TOTAL', 10, 0.95), word('12.50', 200, 0.9)], [], SIZE)).toEqual([]);
  });

  it('the unsure word without half a letter of the sure one beside it', () => {
    const [strip, ...others] = findDoubt([word('TOTAL', 10, 0.95), word('12.50', 75, 0.5)], [], SIZE);
    expect(others).toEqual([]);
    expect(strip!.x0).toBeGreaterThan(70);
    expect(strip!.x1).toBeGreaterThanOrEqual(135);
  });

  it('numbers sooner than names', () => {
    const looked = (text: string) => findDoubt([word(text, 10, 0.7)], [], SIZE).length === 1;
    expect([looked('12.50'), looked('Gutter')]).toEqual([true, false]);
  });

  it('print that no word covers, but no single specks', () => {
    const letters: Box[] = [0, 14, 28].map((x) => [200 + x, 100, 210 + x, 118]);
    expect(findDoubt([], letters, SIZE)).toMatchObject([{ bare: [{ x0: 200, x1: 238 }] }]);
    expect(findDoubt([], letters.slice(0, 2), SIZE)).toEqual([]);
  });
});

describe('two readings', () => {
  const strip = { x0: 60, y0: 40, x1: 200, y1: 80, bare: [] };
  const settle = (first: ReadWord[], second: ReadWord[], bare: readonly Box[] = []) =>
    settleDoubt(
      first,
      sheetOf({ ...strip, bare: bare.map(([x0, y0, x1, y1]) => ({ x0, y0, x1, y1 })) }),
      second,
    );

  it('the surer one counts, at its place in the line', () => {
    const first = [word('TOTAL', 0, 0.95, 45), word('7100', 80, 0.53), word('THANKS', 0, 0.9, 150)];
    expect(settle(first, [word('21.00', 80, 0.96)]).map(({ text }) => text)).toEqual([
      'TOTAL',
      '21.00',
      'THANKS',
    ]);
  });

  it('an amount in good form stays against a little surer text without its point', () => {
    expect(settle([word('47.80', 80, 0.75)], [word('4780', 80, 0.9)])[0]!.text).toBe('47.80');
  });

  it('different digits of which both are sure leave doubt', () => {
    const [settled] = settle([word('12.60', 80, 0.78)], [word('12.50', 80, 0.93)]);
    expect(settled).toMatchObject({ text: '12.50' });
    expect(settled!.confidence).toBeLessThan(0.5);
  });

  it('new words count only over print that was overlooked', () => {
    const seen = [word('20.40', 80, 0.9)];
    expect(settle([], seen)).toEqual([]);
    expect(settle([], seen, [[80, 50, 140, 68]]).map(({ text }) => text)).toEqual(['20.40']);
  });
});

it('puts strips below one another and from their own ink to their own paper', async () => {
  const pixels = new Uint8Array(100 * 60).fill(200);
  for (let y = 20; y < 30; y++) pixels.fill(150, y * 100 + 20, y * 100 + 60);
  const strips = [
    { x0: 10, y0: 10, x1: 70, y1: 40, bare: [] },
    { x0: 10, y0: 30, x1: 70, y1: 50, bare: [] },
  ];
  const { png, places, scale } = await drawSheet({ pixels, width: 100, height: 60 }, strips, 10);
  expect(places[1]!.top).toBeGreaterThan(places[0]!.top + 30 * scale);
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number => data[(y * info.width + x) * info.channels]!;
  const { left, top } = places[0]!;
  expect(at(left + Math.round(30 * scale), top + Math.round(15 * scale))).toBeLessThan(20);
  expect(at(left + Math.round(5 * scale), top + Math.round(5 * scale))).toBe(255);
});
