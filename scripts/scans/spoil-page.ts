import sharp, { type Sharp } from 'sharp';
import type { Random } from '../bills/random.ts';
import type { Faults } from './faults.ts';

/** An 8-bit gray picture. */
interface Gray {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const PAPER = 250;
/** Gray of the desk beneath a photographed paper. */
const DESK = { from: 45, to: 120 };
/** Share of the paper's sides that is desk around it. */
const DESK_MARGIN = 0.08;

/** Makes a poor scan of a page drawn well, as JPEG; `drawnDpi` is that of the page. The same choices give the same picture. */
export async function spoilPage(
  page: Uint8Array,
  drawnDpi: number,
  { faults, choose }: { readonly faults: Faults; readonly choose: Random },
): Promise<Buffer> {
  const drawn = await grayOf(sharp(page).flatten({ background: '#ffffff' }));
  const narrow = await grayOf(
    toSharp(drawn).resize({
      width: Math.round(drawn.width * faults.squeeze),
      height: drawn.height,
      fit: 'fill',
    }),
  );
  if (faults.tint > 0) tint(narrow, faults.tint, choose);
  if (faults.stamp > 0) stamp(narrow, faults.stamp, choose);
  loseInk(narrow, faults, choose);
  const lit = bend(narrow, faults, choose);
  const scale = faults.dpi / drawnDpi;
  const small = await grayOf(
    toSharp(lit)
      .resize({ width: Math.round(lit.width * scale), height: Math.round(lit.height * scale), fit: 'fill' })
      .blur(Math.max(0.3, faults.blurPixels)),
  );
  addGrain(small, faults, choose);
  if (faults.bilevel > 0) {
    const white = 255 * faults.bilevel;
    for (let at = 0; at < small.data.length; at++) small.data[at] = small.data[at]! < white ? 0 : 255;
  }
  return toSharp(small)
    .rotate(faults.quarterTurns * 90)
    .jpeg({ quality: faults.jpegQuality })
    .toBuffer();
}

function toSharp({ data, width, height }: Gray): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } });
}

async function grayOf(image: Sharp): Promise<Gray> {
  const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Faded patches, dead dots of the head that print the length of the paper, dots that did not take, and paleness. */
function loseInk({ data, width, height }: Gray, { faded, thermal, pale }: Faults, choose: Random): void {
  const patches = smoothNoise(choose, 7);
  const columns = new Float32Array(width).fill(1);
  for (let count = Math.round(thermal * width * 0.02); count > 0; count--) {
    const at = choose.int(0, width - 1);
    columns.fill(0.15, at, at + choose.int(1, 3));
  }
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = data[at]!;
      if (value > 250) continue;
      let kept = (1 - pale) * columns[x]!;
      if (faded > 0) kept *= 1 - faded * Math.min(1, Math.max(0, 1.6 * patches(x / width, y / height) - 0.3));
      if (thermal > 0) {
        kept *= 1 - 0.5 * thermal * patches(y / height, x / width);
        if (choose.chance(0.25 * thermal)) kept *= 0.2;
      }
      data[at] = Math.round(255 - (255 - value) * kept);
    }
  }
}

/** A ground of fine waves below the text, darker in patches. */
function tint({ data, width, height }: Gray, darkness: number, choose: Random): void {
  const patches = smoothNoise(choose, 5);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const wave = 0.15 * Math.sin((x + 12 * Math.sin(y / 30)) / 5);
      const ground = 1 - darkness * (0.6 + 0.4 * patches(x / width, y / height) + wave);
      data[at] = Math.round(data[at]! * ground);
    }
  }
}

/** Two rings with strokes as of letters between them, askew over the lower right part of the print, where sums stand. */
function stamp({ data, width, height }: Gray, darkness: number, choose: Random): void {
  const bottom = Math.floor(data.findLastIndex((value) => value < 128) / width);
  const [x0, y0] = [width * (choose.int(68, 84) / 100), bottom * (choose.int(65, 90) / 100)];
  const radius = width * 0.13;
  const angle = (choose.int(-30, 30) * Math.PI) / 180;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [u, v] = [(x - x0) / radius, (y - y0) / radius];
      const [along, across] = [
        u * Math.cos(angle) + v * Math.sin(angle),
        v * Math.cos(angle) - u * Math.sin(angle),
      ];
      const away = Math.hypot(along, across * 1.6);
      const isRing = Math.abs(away - 1) < 0.04 || Math.abs(away - 0.78) < 0.025;
      const isLetter =
        Math.abs(across) < 0.16 && Math.abs(along) < 0.6 && Math.abs(((along + 3) % 0.2) - 0.1) < 0.03;
      if (isRing || isLetter) data[at] = Math.round(data[at]! * (1 - darkness));
    }
  }
}

/** Tilts, folds and photographs the paper and lights it: each pixel of the result is looked up on the paper. */
function bend(paper: Gray, { tiltDegrees, perspective, crumple, shadow }: Faults, choose: Random): Gray {
  const radians = (tiltDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const margin = perspective > 0 ? DESK_MARGIN * Math.min(paper.width, paper.height) : 0;
  const width = Math.round(paper.width * Math.abs(cos) + paper.height * Math.abs(sin) + 2 * margin);
  const height = Math.round(paper.height * Math.abs(cos) + paper.width * Math.abs(sin) + 2 * margin);
  const shift = (): number =>
    (choose.int(-100, 100) / 100) * perspective * Math.min(paper.width, paper.height);
  const corner = (x: number, y: number): Point => [
    width / 2 + x * paper.width * cos - y * paper.height * sin + shift(),
    height / 2 + x * paper.width * sin + y * paper.height * cos + shift(),
  ];
  const toPaper = unitSquareOf([corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)]);
  const folds = Array.from({ length: crumple > 0 ? 7 : 0 }, () => {
    const angle = (choose.int(0, 359) * Math.PI) / 180;
    return {
      a: Math.cos(angle),
      b: Math.sin(angle),
      at: choose.int(-40, 40) / 100,
      size: choose.int(20, 100) / 100,
    };
  });
  const desk = smoothNoise(choose, 23);
  const dark = [choose.int(-100, 100) / 100, choose.int(-100, 100) / 100] as const;
  const data = new Uint8Array(width * height);
  const bow = crumple * 0.006 * paper.width;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [u, v] = toPaper(x, y);
      let light = 1;
      let [slopeX, slopeY] = [0, 0];
      for (const { a, b, at: where, size } of folds) {
        const distance = (u - 0.5) * a + (v - 0.5) * b - where;
        const side = Math.tanh(distance * 25) * Math.exp(-Math.abs(distance) * 6) * size;
        slopeX += a * side;
        slopeY += b * side;
      }
      if (crumple > 0) light -= crumple * 0.28 * (0.6 * slopeX + 0.8 * slopeY);
      const near = Math.max(0, ((x / width - 0.5) * dark[0] + (y / height - 0.5) * dark[1] + 0.5) / 1.5);
      light *= 1 - shadow * Math.min(1, near);
      let value: number;
      if (u >= 0 && v >= 0 && u <= 1 && v <= 1) {
        value =
          sample(paper, u * (paper.width - 1) + slopeX * bow, v * (paper.height - 1) + slopeY * bow) *
          (PAPER / 255);
      } else
        value = perspective > 0 ? DESK.from + (DESK.to - DESK.from) * desk(x / width, y / height) : PAPER;
      data[at] = Math.max(0, Math.min(255, Math.round(value * light)));
    }
  }
  return { data, width, height };
}

function addGrain({ data }: Gray, { noise }: Faults, choose: Random): void {
  for (let at = 0; at < data.length; at++) {
    // Two evenly drawn parts: most grain is small.
    const grain = ((choose.int(-100, 100) + choose.int(-100, 100)) / 200) * 110 * noise;
    data[at] = Math.max(0, Math.min(255, Math.round(data[at]! + grain)));
  }
}

function sample({ data, width, height }: Gray, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 255;
  const [dx, dy] = [x - left, y - top];
  const at = top * width + left;
  const above = data[at]! * (1 - dx) + data[at + 1]! * dx;
  const below = data[at + width]! * (1 - dx) + data[at + width + 1]! * dx;
  return above * (1 - dy) + below * dy;
}

/** Values 0 to 1 that change smoothly over the unit square, `cells` changes a side. */
function smoothNoise(choose: Random, cells: number): (u: number, v: number) => number {
  const side = cells + 2;
  const grid = Float32Array.from({ length: side * side }, () => choose.int(0, 100) / 100);
  return (u, v) => {
    const [x, y] = [Math.min(1, Math.max(0, u)) * cells, Math.min(1, Math.max(0, v)) * cells];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [dx, dy] = [x - left, y - top];
    const at = top * side + left;
    const above = grid[at]! * (1 - dx) + grid[at + 1]! * dx;
    const below = grid[at + side]! * (1 - dx) + grid[at + side + 1]! * dx;
    return above * (1 - dy) + below * dy;
  };
}

type Point = readonly [x: number, y: number];

/** Where a point lies in the unit square that a quadrilateral is the picture of (Heckbert, 1989), as its inverse. */
function unitSquareOf([p0, p1, p2, p3]: readonly [Point, Point, Point, Point]): (
  x: number,
  y: number,
) => Point {
  const [dx1, dx2, dx3] = [p1[0] - p2[0], p3[0] - p2[0], p0[0] - p1[0] + p2[0] - p3[0]];
  const [dy1, dy2, dy3] = [p1[1] - p2[1], p3[1] - p2[1], p0[1] - p1[1] + p2[1] - p3[1]];
  const area = dx1 * dy2 - dx2 * dy1;
  const g = (dx3 * dy2 - dx2 * dy3) / area;
  const h = (dx1 * dy3 - dx3 * dy1) / area;
  const [a, b, c] = [p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0], p0[0]];
  const [d, e, f] = [p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1], p0[1]];
  // The adjugate is the inverse up to a factor, which the division takes away.
  const [A, B, C] = [e - f * h, c * h - b, b * f - c * e];
  const [D, E, F] = [f * g - d, a - c * g, c * d - a * f];
  const [G, H, I] = [d * h - e * g, b * g - a * h, a * e - b * d];
  return (x, y) => {
    const w = G * x + H * y + I;
    return [(A * x + B * y + C) / w, (D * x + E * y + F) / w];
  };
}
