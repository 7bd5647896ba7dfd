/**
 * Numbers a word takes: `x0, y0, x1, y1` and the height of the type, in one unit from the top left; the height is doubled,
 * and one more where the type is bold.
 */
export const NUMBERS_PER_WORD = 5;

interface Run {
  readonly first: number;
  last: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Above this, looking for a better order costs more than it can give: such pages are maps and charts. */
const MAX_RUNS = 3_000;
const STRIPS = 48;
/** Heights of type that a column of figures is wide at most. */
const NARROW = 10;
/** Boxes of letters overlap a little between lines; this share of the lower height still counts as apart. */
const OVERLAP_TOLERANCE = 0.35;

/**
 * Order in which people read words given in the order of the page's content; `upright` is 0 for words that run up or
 * down the page. Null means that the given order stands. It does unless a piece of a line comes before one that stands
 * above it, or a table was drawn column by column. Then the page is cut at its horizontal bands of white; in each band
 * a piece waits until all pieces above it are read, and bands of narrow columns are read row by row. Columns of prose
 * and blocks side by side stay whole.
 */
export function readingOrder(words: Int32Array, upright: Uint8Array): Int32Array | null {
  if (runsDown(words, upright)) return null;
  const runs = findRuns(words, upright);
  const across = runs.filter((run) => upright[run.first] === 1);
  if (runs.length > MAX_RUNS || across.length * 2 < runs.length) return null;
  if (inOrder(across) && !isDrawnByColumns(across)) return null;
  const turned = runs.filter((run) => upright[run.first] !== 1);
  const bands = cutIntoBands(across).map((band) => {
    const settled = settleBand(band);
    return isDrawnByColumns(settled) ? sortByRows(settled) : settled;
  });
  return spell([...bands.flat(), ...turned], upright.length);
}

/**
 * Order row by row, each from left to right: for forms, whose filled-in values come last in the content and belong
 * beside their labels.
 */
export function rowOrder(words: Int32Array, upright: Uint8Array): Int32Array {
  return spell(sortByRows(findRuns(words, upright)), upright.length);
}

/** Share of the least height of type by which words of one line may end at different heights. */
const UNEVEN = 0.3;

/**
 * True for one column, each of whose lines ends below those before it, as most pages of prose are: no piece of it can stand
 * above another that comes before, and nothing was drawn column by column. Takes a fifth of the time of looking for pieces.
 */
function runsDown(words: Int32Array, upright: Uint8Array): boolean {
  let lowest = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0, at = 0; i < upright.length; i++, at += NUMBERS_PER_WORD) {
    const y0 = words[at + 1]!;
    const y1 = words[at + 3]!;
    least = Math.min(least, y1 - y0);
    if (upright[i] !== 1 || y1 < lowest - UNEVEN * least || y0 + y1 < 2 * top) return false;
    lowest = Math.max(lowest, y1);
    top = y0;
  }
  return true;
}

function spell(runs: readonly Run[], count: number): Int32Array {
  const order = new Int32Array(count);
  let at = 0;
  for (const run of runs) {
    for (let word = run.first; word <= run.last; word++) order[at++] = word;
  }
  return order;
}

/**
 * True when most stretches of the order that run down the page are as narrow as a column of figures. A stretch ends
 * where the order jumps up again.
 */
function isDrawnByColumns(runs: readonly Run[]): boolean {
  let stretches = 0;
  let narrow = 0;
  let x0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  let height = 0;
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i]!;
    if (run.x0 < x0) x0 = run.x0;
    if (run.x1 > x1) x1 = run.x1;
    if (run.y1 - run.y0 > height) height = run.y1 - run.y0;
    if (i + 1 < runs.length && middleOf(runs[i + 1]!) >= run.y0) continue;
    stretches++;
    if (x1 - x0 < NARROW * height) narrow++;
    x0 = Number.POSITIVE_INFINITY;
    x1 = Number.NEGATIVE_INFINITY;
    height = 0;
  }
  return stretches > 2 && narrow * 2 >= stretches;
}

function middleOf(run: Run): number {
  return (run.y0 + run.y1) / 2;
}

function sortByRows(runs: readonly Run[]): Run[] {
  const sorted = [...runs].sort((a, b) => middleOf(a) - middleOf(b) || a.first - b.first);
  const rows: Run[][] = [];
  let middle = Number.NEGATIVE_INFINITY;
  for (const run of sorted) {
    if (middleOf(run) - middle > 0.5 * (run.y1 - run.y0)) {
      rows.push([]);
      middle = middleOf(run);
    }
    rows.at(-1)!.push(run);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.x0 - b.x0));
}

/** Pieces of lines: words that follow one another without a gap a column could hide in. */
function findRuns(words: Int32Array, upright: Uint8Array): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (let i = 0; i < upright.length; i++) {
    const at = i * NUMBERS_PER_WORD;
    const x0 = words[at]!;
    const y0 = words[at + 1]!;
    const x1 = words[at + 2]!;
    const y1 = words[at + 3]!;
    const follows =
      run !== undefined &&
      upright[i] === upright[run.last] &&
      (upright[i] === 1
        ? isNext(Math.min(run.y1, y1) - Math.max(run.y0, y0), run.y1 - run.y0, y1 - y0, x0 - run.x1)
        : isNext(
            Math.min(run.x1, x1) - Math.max(run.x0, x0),
            run.x1 - run.x0,
            x1 - x0,
            // Turned lines run up or down.
            Math.max(y0 - run.y1, run.y0 - y1),
          ));
    if (run !== undefined && follows) {
      run.last = i;
      if (x0 < run.x0) run.x0 = x0;
      if (y0 < run.y0) run.y0 = y0;
      if (x1 > run.x1) run.x1 = x1;
      if (y1 > run.y1) run.y1 = y1;
    } else {
      run = { first: i, last: i, x0, y0, x1, y1 };
      runs.push(run);
    }
  }
  return runs;
}

/** True for a word that shares its height with the run and begins where the run ends. */
function isNext(shared: number, runHeight: number, height: number, gap: number): boolean {
  return shared > 0.5 * Math.min(runHeight, height) && gap >= -0.5 * height && gap < 2 * height;
}

/** True when no run stands above one that comes before it and shares some of its width; looks at strips of the page. */
function inOrder(runs: readonly Run[]): boolean {
  const right = runs.reduce((edge, run) => Math.max(edge, run.x1), 1);
  // For each strip the lowest run so far.
  const lowest = new Array<Run | undefined>(STRIPS).fill(undefined);
  for (const run of runs) {
    const first = clampStrip(Math.floor((run.x0 / right) * STRIPS));
    const last = clampStrip(Math.ceil((run.x1 / right) * STRIPS) - 1);
    for (let strip = first; strip <= last; strip++) {
      const before = lowest[strip];
      if (before !== undefined && isAbove(run, before)) return false;
      if (before === undefined || run.y0 > before.y0) lowest[strip] = run;
    }
  }
  return true;
}

function clampStrip(strip: number): number {
  return Math.min(STRIPS - 1, Math.max(0, strip));
}

function isAbove(a: Run, b: Run): boolean {
  const tolerance = OVERLAP_TOLERANCE * Math.min(a.y1 - a.y0, b.y1 - b.y0);
  return a.y1 - tolerance <= b.y0 && Math.min(a.x1, b.x1) > Math.max(a.x0, b.x0);
}

/** Cuts where white runs across the whole page, at least as high as most lines; lines of one paragraph stay together. */
function cutIntoBands(runs: readonly Run[]): Run[][] {
  const sorted = [...runs].sort((a, b) => a.y0 - b.y0 || a.first - b.first);
  const heights = runs.map((run) => run.y1 - run.y0).sort((a, b) => a - b);
  const gap = 0.8 * heights[heights.length >> 1]!;
  const bands: Run[][] = [];
  let bottom = Number.NEGATIVE_INFINITY;
  for (const run of sorted) {
    if (bands.length === 0 || run.y0 - bottom > gap) bands.push([]);
    bands.at(-1)!.push(run);
    bottom = Math.max(bottom, run.y1);
  }
  for (const band of bands) band.sort((a, b) => a.first - b.first);
  return bands;
}

/** Takes the earliest run that has nothing unread above it, again and again. */
function settleBand(band: readonly Run[]): Run[] {
  const blockers = band.map((run) => band.reduce((sum, other) => sum + (isAbove(other, run) ? 1 : 0), 0));
  const left = new Set(band.keys());
  const settled: Run[] = [];
  while (left.size > 0) {
    let next = -1;
    for (const i of left) {
      if (blockers[i] === 0) {
        next = i;
        break;
      }
    }
    // Only runs without height can stand above each other.
    if (next < 0) [next] = left as unknown as [number];
    left.delete(next);
    settled.push(band[next]!);
    for (const i of left) if (isAbove(band[next]!, band[i]!)) blockers[i]!--;
  }
  return settled;
}
