import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysePicture, type GrayPicture } from './analyse-picture.ts';
import { eraseRules } from './erase-rules.ts';

const PAPER = 230;
const INK = 30;

/** Lines of blocks the size of letters, turned about the middle. */
function print(options: { degrees?: number; letter?: number; sideways?: boolean } = {}): GrayPicture {
  const { degrees = 0, letter = 12, sideways = false } = options;
  const [width, height] = [800, 800];
  const pixels = new Uint8Array(width * height).fill(PAPER);
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where this pixel lies on the level page.
      const u = (x - 400) * cos + (y - 400) * sin;
      const v = -(x - 400) * sin + (y - 400) * cos;
      const [along, across] = sideways ? [v, u] : [u, v];
      const inLetter = mod(along, letter) < letter * 0.7 && mod(across, letter * 2.5) < letter;
      if (inLetter && Math.abs(along) < 300 && Math.abs(across) < 300) pixels[y * width + x] = INK;
    }
  }
  return { pixels, width, height };
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b;
}

describe('analysePicture', () => {
  it('finds any tilt within a fifth of a degree', () => {
    fc.assert(
      fc.property(fc.double({ min: -12, max: 12, noNaN: true }), fc.boolean(), (degrees, sideways) => {
        const found = analysePicture(print({ degrees, sideways }));
        expect(found.sideways).toBe(sideways);
        expect(Math.abs(found.skewDegrees - degrees)).toBeLessThan(0.2);
      }),
      { numRuns: 12 },
    );
  });

  it('tells the height of the letters', () => {
    expect(analysePicture(print({ letter: 10 })).letterHeight).toBeCloseTo(10, -0.5);
    expect(analysePicture(print({ letter: 20 })).letterHeight).toBeCloseTo(20, -0.5);
  });

  it('says nothing of a picture without print', () => {
    const pixels = new Uint8Array(400 * 300).fill(PAPER);
    const nothing = { skewDegrees: 0, sideways: false, letterHeight: null };
    expect(analysePicture({ pixels, width: 400, height: 300 })).toEqual(nothing);
    expect(analysePicture({ pixels: new Uint8Array([0]), width: 1, height: 1 })).toEqual(nothing);
  });

  it('is not misled by rules, a shadow and dust', () => {
    const picture = print({ degrees: 2 });
    for (let i = 0; i < picture.pixels.length; i++) {
      const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
      // The paper darkens to the right; rules stand upright; every 97th pixel is a speck.
      const shade = Math.max(0, picture.pixels[i]! - x / 8);
      picture.pixels[i] = x % 200 < 2 || (i % 97 === 0 && y % 3 === 0) ? 20 : shade;
    }
    const found = analysePicture(picture);
    expect(found.sideways).toBe(false);
    expect(Math.abs(found.skewDegrees - 2)).toBeLessThan(0.3);
  });
});

describe('eraseRules', () => {
  const [width, height] = [200, 120];
  const at = (x: number, y: number) => y * width + x;

  function drawn(draw: (pixels: Uint8Array) => void): GrayPicture {
    const pixels = new Uint8Array(width * height).fill(PAPER);
    draw(pixels);
    return { pixels, width, height };
  }

  it('takes out thin lines across and down, with holes in them', () => {
    const picture = drawn((pixels) => {
      for (let x = 10; x < 190; x++) if (x % 17 !== 0) pixels[at(x, 40)] = INK;
      for (let y = 5; y < 115; y++) pixels[at(100, y)] = INK;
    });
    eraseRules(picture, 18);
    const left = [...picture.pixels.entries()].filter(([, value]) => value < PAPER - 5);
    expect(left).toEqual([]);
  });

  it('takes out the frame of a single row, whose sides are too short to be rules alone', () => {
    const picture = drawn((pixels) => {
      for (let x = 10; x < 190; x++) for (const y of [40, 41, 70, 71]) pixels[at(x, y)] = INK;
      for (let y = 40; y < 72; y++) for (const x of [10, 60, 189]) pixels[at(x, y)] = INK;
      // A letter of that height without a frame.
      for (let y = 80; y < 112; y++) pixels[at(100, y)] = INK;
    });
    eraseRules(picture, 18);
    const left = [...picture.pixels.entries()].filter(([, value]) => value < PAPER - 5);
    expect(left.map(([pixel]) => pixel)).toEqual(Array.from({ length: 32 }, (_, i) => at(100, 80 + i)));
  });

  it('follows a rule that is not quite level', () => {
    const picture = drawn((pixels) => {
      for (let x = 10; x < 190; x++) pixels[at(x, 40 + Math.floor(x / 40))] = INK;
    });
    eraseRules(picture, 18);
    expect([...picture.pixels].filter((value) => value < PAPER - 5)).toEqual([]);
  });

  it('takes out a dotted rule, and no row of letters with feet and gaps like its dots', () => {
    const dots = (pixels: Uint8Array, y: number) => {
      for (let x = 10; x < 190; x++) if (x % 7 < 3) for (let i = 0; i < 2; i++) pixels[at(x, y + i)] = INK;
    };
    const alone = drawn((pixels) => dots(pixels, 60));
    eraseRules(alone, 18);
    expect([...alone.pixels].filter((value) => value < PAPER - 5)).toEqual([]);
    const letters = drawn((pixels) => {
      dots(pixels, 60);
      dots(pixels, 55);
    });
    const before = letters.pixels.slice();
    eraseRules(letters, 18);
    expect(letters.pixels).toEqual(before);
  });

  it('leaves a word whose letters touch', () => {
    const picture = drawn((pixels) => {
      // Five letters of a bar and a stem, as in TTTTT.
      for (let x = 20; x < 120; x++) for (let y = 50; y < 53; y++) pixels[at(x, y)] = INK;
      for (let x = 20; x < 120; x++)
        if (x % 20 >= 8 && x % 20 < 13) for (let y = 50; y < 68; y++) pixels[at(x, y)] = INK;
    });
    const before = picture.pixels.slice();
    eraseRules(picture, 18);
    expect(picture.pixels).toEqual(before);
  });

  it('leaves letters that stand on a line', () => {
    const picture = drawn((pixels) => {
      for (let x = 10; x < 190; x++) pixels[at(x, 60)] = INK;
      for (let y = 45; y < 60; y++) for (let x = 50; x < 54; x++) pixels[at(x, y)] = INK;
    });
    eraseRules(picture, 18);
    const left = [...picture.pixels.entries()].filter(([, value]) => value < PAPER - 5);
    expect(left).toHaveLength(15 * 4);
    expect(picture.pixels[at(52, 59)]).toBe(INK);
  });

  it('leaves a letter whole that crosses a line', () => {
    const picture = drawn((pixels) => {
      for (let x = 10; x < 190; x++) pixels[at(x, 60)] = INK;
      for (let y = 45; y < 72; y++) for (let x = 50; x < 54; x++) pixels[at(x, y)] = INK;
    });
    eraseRules(picture, 18);
    expect([45, 60, 71].map((y) => picture.pixels[at(52, y)])).toEqual([INK, INK, INK]);
    expect(picture.pixels[at(120, 60)]).toBeGreaterThan(PAPER - 5);
  });
});
