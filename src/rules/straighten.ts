import type { Box, PageText, Word } from '../domain/page-text.ts';
import { latinDigits } from './fold.ts';

/** A word set upright: `box` is where it would stand on a straight page, `source` is the word as it stands. */
export interface PlacedWord extends Word {
  readonly source: Word;
}

/** A page whose text runs from left to right along level lines. */
export interface StraightPage {
  readonly pageNumber: number;
  readonly width: number;
  readonly height: number;
  readonly words: readonly PlacedWord[];
  readonly origin: PageText['origin'];
  /** Degrees clockwise by which the text was turned: 0, 90, 180 or 270. */
  readonly turn: 0 | 90 | 180 | 270;
  /** Rise of the lines after the turn was undone, as a ratio; positive falls to the right. */
  readonly slope: number;
}

/**
 * Steepest tilt looked for: 6 degrees in text, since no page is typeset more askew, and 15 in pictures, as far as they are levelled
 * to be recognised.
 */
const MAX_SLOPE: Readonly<Record<PageText['origin'], number>> = { 'text-layer': 0.105, ocr: 0.27 };
const SLOPE_STEP = 0.0025;

/** Fewer words than this carry no reliable tilt or turn. */
const MIN_WORDS = 8;

function detectTurn(words: readonly Word[]): StraightPage['turn'] {
  let level = 0;
  let upright = 0;
  for (const { text, box } of words) {
    if (text.length < 3) continue;
    const width = box[2] - box[0];
    const height = box[3] - box[1];
    if (width > height * 1.2) level += text.length;
    else if (height > width * 1.2) upright += text.length;
  }
  const turned = upright > level;
  // The order of the words says which way a line runs: along it, neighbours touch.
  let forward = 0;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (!next) break;
    const [a, b] = [word.box, next.box];
    const across = turned
      ? Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 0.5 * Math.min(a[2] - a[0], b[2] - b[0])
      : Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 0.5 * Math.min(a[3] - a[1], b[3] - b[1]);
    if (!across) continue;
    forward += Math.sign(turned ? b[1] + b[3] - a[1] - a[3] : b[0] + b[2] - a[0] - a[2]);
  }
  if (turned) return forward >= 0 ? 90 : 270;
  return forward < 0 && words.length >= MIN_WORDS ? 180 : 0;
}

function turnBack(box: Box, turn: StraightPage['turn'], width: number, height: number): Box {
  const [x0, y0, x1, y1] = box;
  if (turn === 90) return [y0, width - x1, y1, width - x0];
  if (turn === 270) return [height - y1, x0, height - y0, x1];
  if (turn === 180) return [width - x1, height - y1, width - x0, height - y0];
  return box;
}

/**
 * Slope at which the words gather on the fewest lines: the sum of squares of a histogram of their heights above the
 * tilted base is largest (projection profile, as in Postl 1986).
 */
function detectSlope(boxes: readonly Box[], most: number): number {
  if (boxes.length < MIN_WORDS) return 0;
  const heights = boxes.map((box) => box[3] - box[1]).sort((a, b) => a - b);
  const bin = Math.max((heights[heights.length >> 1] ?? 10) / 4, 0.5);
  const right = Math.max(...boxes.map((box) => box[2]));
  const bottom = Math.max(...boxes.map((box) => box[3]));
  const left = Math.min(0, ...boxes.map((box) => box[0]));
  const top = Math.min(0, ...boxes.map((box) => box[1]));
  const margin = Math.ceil((most * Math.max(right, -left) - top) / bin) + 1;
  const bins = new Float64Array(2 * margin + Math.ceil(bottom / bin) + 2);
  const energy = (slope: number): number => {
    bins.fill(0);
    for (const [x0, y0, x1, y1] of boxes) {
      const at = ((y0 + y1) / 2 - (slope * (x0 + x1)) / 2) / bin;
      const low = Math.floor(at);
      // Shared between two bins, so that a line on a bin's edge does not count less.
      const weight = Math.min(x1 - x0, 100);
      bins[low + margin]! += weight * (1 - at + low);
      bins[low + margin + 1]! += weight * (at - low);
    }
    let total = 0;
    for (const count of bins) total += count * count;
    return total;
  };
  const level = energy(0);
  let best = 0;
  let clearest = level;
  const steps = Math.round(most / SLOPE_STEP);
  for (let index = -steps; index <= steps; index++) {
    const at = energy(index * SLOPE_STEP);
    if (at > clearest) {
      clearest = at;
      best = index * SLOPE_STEP;
    }
  }
  // A level page scores a little more or less at its neighbours by chance; a tilted one scores far more.
  return clearest > level * 1.1 ? best : 0;
}

const known = new WeakMap<PageText, StraightPage>();

/**
 * Undoes quarter turns and small tilts of a page's text, for layout only: every word keeps its source. Remembered as long
 * as the page lives: reader, checks and evidence each ask.
 */
export function straighten(page: PageText): StraightPage {
  const before = known.get(page);
  if (before) return before;
  const straight = setUpright(page);
  known.set(page, straight);
  return straight;
}

function setUpright(page: PageText): StraightPage {
  const turn = detectTurn(page.words);
  const quarter = turn === 90 || turn === 270;
  const turned = page.words.map((word) => turnBack(word.box, turn, page.width, page.height));
  const slope = detectSlope(turned, MAX_SLOPE[page.origin]);
  const words = page.words.map((source, index): PlacedWord => {
    const [x0, y0, x1, y1] = turned[index]!;
    // A small rotation: the centre moves, and the box of a tilted word is too tall by its width times the slope.
    const cx = (x0 + x1) / 2;
    const cy = (y0 + y1) / 2;
    const dy = -slope * cx;
    const dx = slope * cy;
    const excess = Math.min(Math.abs(slope) * (x1 - x0), (y1 - y0) * 0.6) / 2;
    const text = latinDigits(source.text);
    return { ...source, text, box: [x0 + dx, y0 + dy + excess, x1 + dx, y1 + dy - excess], source };
  });
  return {
    pageNumber: page.pageNumber,
    width: quarter ? page.height : page.width,
    height: quarter ? page.width : page.height,
    words,
    origin: page.origin,
    turn,
    slope,
  };
}
