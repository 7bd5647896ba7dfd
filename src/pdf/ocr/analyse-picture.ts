/** An 8-bit gray picture, rows without padding. */
export interface GrayPicture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How the print stands in a picture. */
export interface PictureAnalysis {
  /** Degrees clockwise that the lines slope, -15 to 15; turning the picture by the negative makes them level. */
  readonly skewDegrees: number;
  /** True when the lines run up or down rather than across. */
  readonly sideways: boolean;
  /** Height of a usual letter in pixels, measured across its line; null when there is too little print to tell. */
  readonly letterHeight: number | null;
}

/** One connected piece of ink. */
interface Piece {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Fewer letters than this say nothing about lines. */
const MIN_PIECES = 30;
const MAX_SKEW_DEGREES = 15;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.05;

/**
 * Finds slope, direction and size of the print. Ink is what is darker than its neighbourhood; connected pieces of the
 * size of letters vote with the edge they stand on, and the lines run where the votes pile up most (projection profile
 * after Postl, 1986).
 */
export function analysePicture(picture: GrayPicture): PictureAnalysis {
  const letters = likeLetters(findPieces(darkerThanAround(picture), picture), picture);
  if (letters.length < MIN_PIECES) return { skewDegrees: 0, sideways: false, letterHeight: null };
  const sideways = runsDown(letters);
  const level = sideways
    ? steepest(
        letters.map((p) => [(p.y0 + p.y1) / 2, p.x1] as const),
        letters.map((p) => [(p.y0 + p.y1) / 2, p.x0] as const),
      )
    : bestSlope(letters.map((p) => [(p.x0 + p.x1) / 2, p.y1] as const));
  const sizes = letters.map((p) => (sideways ? p.x1 - p.x0 : p.y1 - p.y0)).sort((a, b) => a - b);
  return {
    // Seen sideways, the same turn has the other sign.
    skewDegrees: sideways ? -level.degrees : level.degrees,
    sideways,
    letterHeight: sizes[sizes.length >> 1]!,
  };
}

/** Boxes of the pieces of ink that have the size of letters: x0, y0, x1, y1 of each. */
export function letterBoxes(ink: Uint8Array, picture: GrayPicture): Int32Array {
  const letters = likeLetters(findPieces(ink, picture), picture);
  const boxes = new Int32Array(4 * letters.length);
  for (const [index, { x0, y0, x1, y1 }] of letters.entries()) boxes.set([x0, y0, x1, y1], 4 * index);
  return boxes;
}

function steepest(a: readonly (readonly [number, number])[], b: typeof a): { degrees: number } {
  const [first, second] = [bestSlope(a), bestSlope(b)];
  return first.score >= second.score ? first : second;
}

/** True when most letters have their nearest neighbour above or below: letters stand closer than lines. */
function runsDown(letters: readonly Piece[]): boolean {
  const cell = 3 * Math.max(...letters.map((p) => Math.max(p.x1 - p.x0, p.y1 - p.y0)));
  const cells = new Map<string, Piece[]>();
  const place = (p: Piece, dx: number, dy: number) =>
    `${Math.floor(p.x0 / cell) + dx},${Math.floor(p.y0 / cell) + dy}`;
  for (const letter of letters) {
    const key = place(letter, 0, 0);
    const held = cells.get(key);
    if (held === undefined) cells.set(key, [letter]);
    else held.push(letter);
  }
  let across = 0;
  let down = 0;
  for (const letter of letters) {
    let beside = Number.POSITIVE_INFINITY;
    let below = Number.POSITIVE_INFINITY;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const other of cells.get(place(letter, dx, dy)) ?? []) {
          if (other === letter) continue;
          const gapX = Math.max(other.x0 - letter.x1, letter.x0 - other.x1);
          const gapY = Math.max(other.y0 - letter.y1, letter.y0 - other.y1);
          if (gapY < 0 && gapX >= 0) beside = Math.min(beside, gapX);
          if (gapX < 0 && gapY >= 0) below = Math.min(below, gapY);
        }
      }
    }
    if (beside < below) across++;
    else if (below < beside) down++;
  }
  return down > 1.5 * across;
}

/** Ink: clearly darker than the mean of a window around it, so that shadows and tinted paper do not count. */
export function darkerThanAround({ pixels, width, height }: GrayPicture): Uint8Array {
  const reach = Math.max(8, Math.round(Math.max(width, height) / 64));
  // Sums of the window's columns move down with it, and the sum of those moves to the right.
  const columns = new Int32Array(width);
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < Math.min(reach, height); y++) addRow(columns, pixels, y * width, 1);
  for (let y = 0; y < height; y++) {
    if (y + reach < height) addRow(columns, pixels, (y + reach) * width, 1);
    if (y > reach) addRow(columns, pixels, (y - reach - 1) * width, -1);
    const rows = Math.min(height, y + reach + 1) - Math.max(0, y - reach);
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x++) sum += columns[x]!;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (x + reach < width) sum += columns[x + reach]!;
      if (x > reach) sum -= columns[x - reach - 1]!;
      const across = Math.min(width, x + reach + 1) - Math.max(0, x - reach);
      if (pixels[at]! < (sum / (rows * across)) * 0.85 - 4) ink[at] = 1;
    }
  }
  return ink;
}

function addRow(columns: Int32Array, pixels: Uint8Array, from: number, sign: 1 | -1): void {
  for (let x = 0; x < columns.length; x++) columns[x]! += sign * pixels[from + x]!;
}

/** Connected pieces (eight neighbours), by runs of each row joined with a union-find. */
function findPieces(ink: Uint8Array, { width, height }: GrayPicture): Piece[] {
  const parents: number[] = [];
  const pieces: Piece[] = [];
  const find = (i: number): number => {
    let root = i;
    while (parents[root] !== root) root = parents[root]!;
    while (parents[i] !== root) [parents[i], i] = [root, parents[i]!];
    return root;
  };
  let above: [start: number, end: number, piece: number][] = [];
  for (let y = 0; y < height; y++) {
    const here: typeof above = [];
    let candidate = 0;
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      const start = x;
      while (x < width && ink[y * width + x] === 1) x++;
      let piece = -1;
      while (candidate < above.length && above[candidate]![1] < start - 1) candidate++;
      for (let i = candidate; i < above.length && above[i]![0] <= x; i++) {
        const other = find(above[i]![2]);
        if (piece < 0) piece = other;
        else if (other !== piece) {
          const [a, b] = [pieces[piece]!, pieces[other]!];
          parents[other] = piece;
          a.x0 = Math.min(a.x0, b.x0);
          a.y0 = Math.min(a.y0, b.y0);
          a.x1 = Math.max(a.x1, b.x1);
          a.y1 = Math.max(a.y1, b.y1);
        }
      }
      if (piece < 0) {
        piece = pieces.length;
        parents.push(piece);
        pieces.push({ x0: start, y0: y, x1: x, y1: y + 1 });
      } else {
        const grown = pieces[piece]!;
        grown.x0 = Math.min(grown.x0, start);
        grown.x1 = Math.max(grown.x1, x);
        grown.y1 = y + 1;
      }
      here.push([start, x, piece]);
    }
    above = here;
  }
  return pieces.filter((_, i) => parents[i] === i);
}

/** Leaves out dust, rules, frames and pictures: what is far smaller or larger than the usual piece. */
function likeLetters(pieces: readonly Piece[], { width, height }: GrayPicture): Piece[] {
  const limit = Math.max(width, height) / 12;
  const candidates = pieces.filter((p) => {
    const [w, h] = [p.x1 - p.x0, p.y1 - p.y0];
    return Math.max(w, h) >= 4 && Math.max(w, h) <= limit && Math.max(w, h) <= 8 * Math.min(w, h);
  });
  if (candidates.length === 0) return [];
  // Weighed by area: a page of dust has more specks than letters.
  const bySize = candidates
    .map((p) => ({ size: Math.max(p.x1 - p.x0, p.y1 - p.y0), area: (p.x1 - p.x0) * (p.y1 - p.y0) }))
    .sort((a, b) => a.size - b.size);
  const half = bySize.reduce((sum, { area }) => sum + area, 0) / 2;
  let usual = 0;
  let seen = 0;
  for (const { size, area } of bySize) {
    usual = size;
    seen += area;
    if (seen >= half) break;
  }
  return candidates.filter((p) => {
    const size = Math.max(p.x1 - p.x0, p.y1 - p.y0);
    return size >= usual * 0.4 && size <= usual * 2;
  });
}

/** The slope at which the points fall into the fewest rows. `score` is 1 for points at random and grows with order. */
function bestSlope(points: readonly (readonly [along: number, across: number])[]): {
  degrees: number;
  score: number;
} {
  const score = (degrees: number): number => {
    const slope = Math.tan((degrees * Math.PI) / 180);
    const rows = new Map<number, number>();
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const [along, across] of points) {
      const row = Math.round((across - along * slope) / ROW_PIXELS);
      rows.set(row, (rows.get(row) ?? 0) + 1);
      low = Math.min(low, row);
      high = Math.max(high, row);
    }
    let sum = 0;
    for (const count of rows.values()) sum += count * count;
    return (sum * (high - low + 1)) / (points.length * points.length);
  };
  let best = { degrees: 0, score: score(0) };
  const search = (from: number, to: number, step: number) => {
    for (let degrees = from; degrees <= to + step / 2; degrees += step) {
      const found = score(degrees);
      if (found > best.score) best = { degrees, score: found };
    }
  };
  search(-MAX_SKEW_DEGREES, MAX_SKEW_DEGREES, COARSE_STEP);
  search(best.degrees - COARSE_STEP, best.degrees + COARSE_STEP, FINE_STEP);
  return best;
}

/** Height of a row of votes: letters of one line stand on it within a pixel or two. */
const ROW_PIXELS = 2;
