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
const THIN = { short: 0.8, long: 0.6 };
/** A rule of dots or dashes, in letter heights: from one to the next, and how long it runs away from print, at least. */
const DOTTED = { gap: 0.8, stretch: 3, length: 8 };
/** Share of its dots that print stands on at most. */
const DOTS_UNDER_PRINT = 0.5;
/** Steps that do not end a stretch away from print: specks. */
const SPECKS = 2;
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
 * `letterHeight` is in pixels. Returns which pixels are ink then: 1, else 0.
 */
export function eraseRules(picture: GrayPicture, letterHeight: number): Uint8Array {
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
  for (let at = rules.indexOf(1); at >= 0; at = rules.indexOf(1, at + 1)) ink[at] = 0;
  return ink;
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

  /**
   * Marks the steps of a rule where something meets it: a rule that crosses it, and what is the rule's own beneath a
   * letter that stands on it. A letter that crosses it stays whole.
   */
  bridge({ line, start, last }: Run, rules: Uint8Array): void {
    const { next, beside, lines } = this.#direction;
    const reach = Math.ceil(this.#thickness);
    const isRule = (at: number): boolean => this.#ink[at] === 0 || rules[at] === 1;
    let [first, final] = [line, line];
    for (let step = start; step <= last; step++) {
      const look = this.#look(line, step);
      if (look === 'thin') [first, final] = [this.#first, this.#last];
      if (look !== 'thick') continue;
      const [from, to] = [Math.max(0, line - reach), Math.min(lines - 1, line + reach)];
      const above = isRule(from * beside + step * next);
      const below = isRule(to * beside + step * next);
      if (above && below) this.#fill(rules, step, Math.max(this.#first, from), Math.min(this.#last, to));
      else if (above || below)
        this.#fill(rules, step, Math.max(this.#first, first), Math.min(this.#last, final));
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

  /** Thin and away from print over long stretches: rows of digits have dark feet as well. */
  #isDotted({ line, start, last }: Run): boolean {
    const letter = this.#letterHeight;
    let [free, touched, touchedInTurn] = [0, 0, 0];
    let [from, to] = [-1, -1];
    const close = (): void => {
      if (from >= 0 && to - from >= DOTTED.stretch * letter) free += to - from + 1;
      from = -1;
    };
    for (let step = start; step <= last; step++) {
      const look = this.#look(line, step);
      if (look === 'none') continue;
      if (look === 'thin' && this.#isFree(step)) {
        if (from < 0) from = step;
        to = step;
        touchedInTurn = 0;
      } else {
        if (++touched > DOTS_UNDER_PRINT * (last - start + 1)) return false;
        if (++touchedInTurn > SPECKS) close();
      }
    }
    close();
    return free >= DOTTED.length * letter;
  }

  /** Whether there is paper on both sides of the step that was looked at, as wide as a rule may be thick. */
  #isFree(step: number): boolean {
    const { next, beside, lines } = this.#direction;
    const reach = Math.round(THICKNESS * this.#letterHeight);
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
function paint(picture: GrayPicture, ink: Uint8Array, rules: Uint8Array): void {
  const { pixels, width, height } = picture;
  const given = { ...picture, pixels: pixels.slice() };
  for (let at = rules.indexOf(1); at >= 0; at = rules.indexOf(1, at + 1)) {
    const x = at % width;
    const y = (at - x) / width;
    const paper = Math.max(
      lightest(given, ink, at, { step: -1, steps: x }),
      lightest(given, ink, at, { step: 1, steps: width - 1 - x }),
      lightest(given, ink, at, { step: -width, steps: y }),
      lightest(given, ink, at, { step: width, steps: height - 1 - y }),
    );
    for (let toY = Math.max(0, y - EDGE); toY <= Math.min(height - 1, y + EDGE); toY++) {
      for (let toX = Math.max(0, x - EDGE); toX <= Math.min(width - 1, x + EDGE); toX++) {
        const to = toY * width + toX;
        if ((ink[to] === 0 || rules[to] === 1) && pixels[to]! < paper) pixels[to] = paper;
      }
    }
  }
}

/** The lightest of the first pixels one way that are no ink: beyond a rule's soft edge there is paper. */
function lightest(
  { pixels }: GrayPicture,
  ink: Uint8Array,
  from: number,
  { step, steps }: { readonly step: number; readonly steps: number },
): number {
  let paper = 0;
  let left = 2 * EDGE;
  for (let i = 1, at = from + step; i <= steps && left > 0; i++, at += step) {
    if (ink[at] === 1) continue;
    if (pixels[at]! > paper) paper = pixels[at]!;
    left--;
  }
  return paper;
}
