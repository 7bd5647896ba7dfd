import type { HeadingCandidate } from './heading-candidates.ts';
import { romanValue } from './page-rank.ts';

/** A candidate whose number has been read. */
export interface Numbered<Candidate> {
  readonly candidate: Candidate;
  /** `3.2` is [3, 2]; Roman numerals come after numbers and letters after these: `II.1` is [502, 1], `A.1` is [1001, 1]. */
  readonly path: readonly number[];
}

/** Beyond this only the surer candidates are weighed: a table of numbers is no table of sections. */
const MAX_CANDIDATES = 4_000;
const LETTER_BASE = 1_000;
const ROMAN_BASE = 500;
/** `A` follows the last chapter, whatever its number. */
const FIRSTS: ReadonlySet<number> = new Set([LETTER_BASE + 1, ROMAN_BASE + 1]);

/** `II.1` and the like: chapters are counted in Roman numerals. */
export const ROMAN_SECTION = /^[IVX]{2,6}\.\d/;

/**
 * Reads `3.2` or `A.1`; null for Roman numerals, which count parts, unless `roman` says that they count chapters: then
 * `I`, `V` and `X` are such too.
 */
export function numberPath(number: string | null, roman = false): readonly number[] | null {
  if (number === null) return null;
  const [first = '', ...rest] = number.split('.');
  const value = roman && /^[IVX]+$/.test(first) ? romanValue(first) : null;
  if (value !== null) return [ROMAN_BASE + value, ...rest.map(Number)];
  const head = /^\d+$/.test(first)
    ? Number(first)
    : /^[A-Z]$/.test(first)
      ? LETTER_BASE + first.charCodeAt(0) - 64
      : null;
  return head === null ? null : [head, ...rest.map(Number)];
}

/**
 * The candidates whose numbers rise as those of sections do: the heaviest rising chain; members that are not larger
 * than the body must follow the one before them, or begin below their parent.
 */
export function risingNumbers<Candidate extends Pick<HeadingCandidate, 'isLarge'>>(
  candidates: readonly Numbered<Candidate>[],
  weightOf: (candidate: Candidate) => number,
): Numbered<Candidate>[] {
  const few =
    candidates.length > MAX_CANDIDATES
      ? candidates
          .filter(({ candidate }) => candidate.isLarge || weightOf(candidate) > 1)
          .slice(0, MAX_CANDIDATES)
      : candidates;
  const chain = heaviestRise(few, weightOf);
  // Before `1` there is nothing.
  const known = new Set(['']);
  return chain.filter(({ candidate, path }) => {
    const follows = candidate.isLarge || weightOf(candidate) > 1 || known.has(before(path));
    if (follows) known.add(path.join('.'));
    return follows;
  });
}

/** What has to stand before `3.2.2` is `3.2.1`, and before `3.2.1` it is `3.2`. */
function before(path: readonly number[]): string {
  const last = path.at(-1)!;
  return (last > 1 ? [...path.slice(0, -1), last - 1] : path.slice(0, -1)).join('.');
}

function heaviestRise<Candidate>(
  items: readonly Numbered<Candidate>[],
  weightOf: (candidate: Candidate) => number,
): Numbered<Candidate>[] {
  const best: number[] = [];
  const from: number[] = [];
  let end = -1;
  for (const [at, { path, candidate }] of items.entries()) {
    let most = 0;
    let previous = -1;
    for (let other = 0; other < at; other++) {
      const before = items[other]!.path;
      if (compare(before, path) >= 0) continue;
      // A number that leaps is a little less likely than one that follows.
      const worth = best[other]! - leap(before, path);
      if (worth > most) [most, previous] = [worth, other];
    }
    best.push(most + weightOf(candidate));
    from.push(previous);
    if (end < 0 || best[at]! > best[end]!) end = at;
  }
  const chain: Numbered<Candidate>[] = [];
  for (let at = end; at >= 0; at = from[at]!) chain.push(items[at]!);
  return chain.reverse();
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Cost of a step that leaves numbers out; below the weight of one candidate. */
function leap(from: readonly number[], to: readonly number[]): number {
  const depth = to.findIndex((step, at) => step !== from[at]);
  const step = to[depth]! - (from[depth] ?? 0);
  const deeper = to.slice(depth + 1).some((rest) => rest > 1) || to.length > depth + 2;
  return (step > 1 && !FIRSTS.has(to[depth]!) ? 0.6 : 0) + (deeper ? 0.3 : 0);
}
