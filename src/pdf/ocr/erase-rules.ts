import { darkerThanAround, type GrayPicture } from './analyse-picture.ts';

/** Letter heights that a rule is long at least; one between two others may be as short as a row is high. */
const LENGTH = 4;
const LENGTH_BETWEEN = 1.5;
/** Letter heights from which a rule is too long for a word: print may then stand on much of it. */
const SURE_LENGTH = 10;
/** Share of a letter's height that a rule is thick at most. */
const THICKNESS = 0.4;
/** White pixels that do not end a solid rule: scanned ones are full of holes. */
const HOLES = 2;
/** Share of its steps at which a rule is thin: print that stands on it, or is mistaken for it, is not. */
const THIN = { short: 0.8, long: 0.6, dotted: 0.9 };
/** A rule of dots or dashes: letter heights from one to the next, the least length, share of its steps away from print. */
const DOTTED = { gap: 0.4, length: 8, free: 0.7 };
/** Pixels beyond the ink that a rule's soft edge is wide. */
const EDGE = 2;

/** How lines of pixels are counted: `next` leads along a line, `beside` to the neighbouring one. */
interface Direction {
  readonly lines: number;
  readonly length: number;
  readonly next: number;
  readonly beside: number;
}

/** A stretch of a line of pixels. */
interface Run {
  readonly line: number;
  readonly start: number;
  /** The last dark step. */
  readonly last: number;
}

/**
 * Takes the rules of tables and forms out of a level picture, in place: solid, dotted and dashed ones. Where they touch
 * print it cannot be read, and alone they are read as letters. Parts that letters cross stay, as do filled areas.
 * `letterHeight` is in pixels.
 */
export function eraseRules(picture: GrayPicture, letterHeight: number): void {
  const ink = darkerThanAround(picture);
  const { width, height } = picture;
  const across: Direction = { lines: height, length: width, next: 1, beside: width };
  const down: Direction = { lines: width, length: height, next: width, beside: 1 };
  const found = [new RuleFinder(ink, across, letterHeight), new RuleFinder(ink, down, letterHeight)] as const;
  const rules = new Uint8Array(ink.length);
  const lying = found[0].find(() => false);
  for (const run of lying) found[0].mark(run, rules);
  const near = (line: number, at: number): boolean => touches(rules, { width, height }, at, line);
  const standing = found[1].find((run) => near(run.line, run.start) && near(run.line, run.last));
  for (const run of standing) found[1].mark(run, rules);
  // Only now is it known what crosses a rule: another rule, or a letter.
  for (const run of lying) found[0].bridge(run, rules);
  for (const run of standing) found[1].bridge(run, rules);
  paint(picture, ink, rules);
}

/** Whether the end of an upright stroke meets a rule. */
function touches(
  rules: Uint8Array,
  { width, height }: { width: number; height: number },
  y: number,
  x: number,
): boolean {
  for (let dy = -3; dy <= 3; dy++) {
    for (let dx = -2; dx <= 2; dx++) {
      const [toX, toY] = [x + dx, y + dy];
      if (toX >= 0 && toY >= 0 && toX < width && toY < height && rules[toY * width + toX] === 1) return true;
    }
  }
  return false;
}

/** Finds the rules that run one way. */
class RuleFinder {
  readonly #ink: Uint8Array;
  readonly #direction: Direction;
  readonly #letterHeight: number;
  readonly #thickness: number;
  /** First and last dark line of the step that was looked at. */
  #first = 0;
  #last = 0;

  constructor(ink: Uint8Array, direction: Direction, letterHeight: number) {
    this.#ink = ink;
    this.#direction = direction;
    this.#letterHeight = letterHeight;
    this.#thickness = THICKNESS * letterHeight;
  }

  /** All rules; shorter ones than usual where `between` says that they join others. */
  find(between: (run: Run) => boolean): Run[] {
    const { lines } = this.#direction;
    const rules: Run[] = [];
    const letter = this.#letterHeight;
    for (let line = 0; line < lines; line++) {
      for (const run of this.#runs(line, HOLES, LENGTH_BETWEEN * letter)) {
        const long = run.last - run.start + 1;
        if (long < LENGTH * letter && !between(run)) continue;
        if (this.#isThin(run, long < SURE_LENGTH * letter ? THIN.short : THIN.long)) rules.push(run);
      }
      for (const run of this.#runs(line, DOTTED.gap * letter, DOTTED.length * letter)) {
        if (this.#isDotted(run)) rules.push(run);
      }
    }
    return rules;
  }

  /** Marks the thin steps of a rule. */
  mark({ line, start, last }: Run, rules: Uint8Array): void {
    for (let step = start; step <= last; step++) {
      if (this.#look(line, step) === 'thin') this.#fill(rules, step, this.#first, this.#last);
    }
  }

  /** Marks the steps of a rule that nothing but another rule crosses: beyond the crossing it goes on. */
  bridge({ line, start, last }: Run, rules: Uint8Array): void {
    const { next, beside, lines } = this.#direction;
    const reach = Math.ceil(this.#thickness);
    const isRule = (at: number): boolean => this.#ink[at] === 0 || rules[at] === 1;
    for (let step = start; step <= last; step++) {
      if (this.#look(line, step) !== 'thick') continue;
      const [from, to] = [Math.max(0, line - reach), Math.min(lines - 1, line + reach)];
      if (!isRule(from * beside + step * next) || !isRule(to * beside + step * next)) continue;
      this.#fill(rules, step, Math.max(this.#first, from), Math.min(this.#last, to));
    }
  }

  /** Dark stretches of a line, its neighbours counted with it: no scanned rule is quite level. */
  #runs(line: number, holes: number, least: number): Run[] {
    const { length, next, beside, lines } = this.#direction;
    const ink = this.#ink;
    const above = line > 0 ? -beside : 0;
    const below = line < lines - 1 ? beside : 0;
    const runs: Run[] = [];
    let start = -1;
    let last = -1;
    for (let step = 0, at = line * beside; step < length; step++, at += next) {
      if (ink[at] === 0 && ink[at + above] === 0 && ink[at + below] === 0) continue;
      if (start < 0 || step - last - 1 > holes) {
        if (start >= 0 && last - start + 1 >= least) runs.push({ line, start, last });
        start = step;
      }
      last = step;
    }
    if (start >= 0 && last - start + 1 >= least) runs.push({ line, start, last });
    return runs;
  }

  /** How thick the ink is at a step, not followed further than a rule is. */
  #look(line: number, step: number): 'none' | 'thin' | 'thick' {
    const { next, beside, lines } = this.#direction;
    const ink = this.#ink;
    const at = line * beside + step * next;
    let own = line;
    if (ink[at] === 0) {
      if (line > 0 && ink[at - beside] === 1) own--;
      else if (line < lines - 1 && ink[at + beside] === 1) own++;
      else return 'none';
    }
    const thickness = this.#thickness;
    const middle = own * beside + step * next;
    let up = 0;
    while (up < own && up <= thickness && ink[middle - (up + 1) * beside] === 1) up++;
    let low = 0;
    while (low < lines - 1 - own && low <= thickness && ink[middle + (low + 1) * beside] === 1) low++;
    this.#first = own - up;
    this.#last = own + low;
    return up + low < thickness ? 'thin' : 'thick';
  }

  #isThin({ line, start, last }: Run, share: number): boolean {
    let thick = 0;
    let dark = 0;
    const most = (1 - share) * (last - start + 1);
    for (let step = start; step <= last && thick <= most; step++) {
      const look = this.#look(line, step);
      if (look === 'none') continue;
      dark++;
      if (look === 'thick') thick++;
    }
    return thick <= (1 - share) * dark;
  }

  /** Thin almost everywhere and mostly away from print: rows of digits have dark feet as well. */
  #isDotted({ line, start, last }: Run): boolean {
    const long = last - start + 1;
    let dark = 0;
    let thick = 0;
    let touched = 0;
    const [mostThick, mostTouched] = [1 - THIN.dotted, 1 - DOTTED.free];
    for (let step = start; step <= last; step++) {
      const look = this.#look(line, step);
      if (look === 'none') continue;
      dark++;
      if (look === 'thick') thick++;
      if (look === 'thick' || !this.#isFree(step)) touched++;
      if (thick > mostThick * long || touched > mostTouched * long) return false;
    }
    return thick <= mostThick * dark && touched <= mostTouched * dark;
  }

  /** Whether there is nothing but paper for most of a letter's height around the step that was looked at. */
  #isFree(step: number): boolean {
    const { next, beside, lines } = this.#direction;
    const reach = Math.round(0.8 * this.#letterHeight);
    for (let off = 2; off <= reach; off++) {
      const [before, behind] = [this.#first - off, this.#last + off];
      if (before >= 0 && this.#ink[before * beside + step * next] === 1) return false;
      if (behind < lines && this.#ink[behind * beside + step * next] === 1) return false;
    }
    return true;
  }

  #fill(rules: Uint8Array, step: number, first: number, last: number): void {
    const { next, beside } = this.#direction;
    for (let line = first; line <= last; line++) rules[line * beside + step * next] = 1;
  }
}

/** Paints marked pixels and their soft edges as the lightest paper around. */
function paint({ pixels, width, height }: GrayPicture, ink: Uint8Array, rules: Uint8Array): void {
  const given = pixels.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (rules[y * width + x] === 0) continue;
      let paper = 0;
      for (const [dx, dy] of AROUND) {
        let [toX, toY, left] = [x + dx, y + dy, 2 * EDGE];
        for (; left > 0 && toX >= 0 && toY >= 0 && toX < width && toY < height; toX += dx, toY += dy) {
          const at = toY * width + toX;
          if (ink[at] === 1) continue;
          paper = Math.max(paper, given[at]!);
          left--;
        }
      }
      for (let toY = Math.max(0, y - EDGE); toY <= Math.min(height - 1, y + EDGE); toY++) {
        for (let toX = Math.max(0, x - EDGE); toX <= Math.min(width - 1, x + EDGE); toX++) {
          const at = toY * width + toX;
          if (ink[at] === 0 || rules[at] === 1) pixels[at] = Math.max(pixels[at]!, paper);
        }
      }
    }
  }
}

const AROUND = [
  [0, -1],
  [0, 1],
  [-1, 0],
  [1, 0],
] as const;
