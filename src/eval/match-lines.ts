import { likeness, sameValue } from './compare-values.ts';
import type { ReadLine } from './read-invoice.ts';
import type { LineTruth } from './truth.ts';

/** A line of the truth and the line of the result that stands for it. */
export interface LinePair {
  /** Position in the truth; null for a line that was read and is not in the truth. */
  readonly expected: number | null;
  /** Position in the result; null for a line that was not read. */
  readonly actual: number | null;
  /** The amount is the same, and the name is (where names are compared). */
  readonly right: boolean;
}

/** How lines are compared. */
export interface MatchOptions {
  /** Compare names too; without, only amounts. Default true. */
  readonly names?: boolean;
}

/** Names this alike are the same item; print and published list often differ in a code or an ending. */
const SAME_ITEM = 0.8;
/** Less than this speaks against two lines being the same: neither amount nor name fits. */
const LEAST_SCORE = 1;

/**
 * Matches lines one to one, best pairs first: an equal amount counts most, then the likeness of the names, then quantity
 * and price; among equal pairs the order of the lines decides.
 */
export function matchLines(
  expected: readonly LineTruth[],
  actual: readonly ReadLine[],
  { names = true }: MatchOptions = {},
): LinePair[] {
  const offers: { expected: number; actual: number; score: number; right: boolean }[] = [];
  expected.forEach((truth, at) => {
    actual.forEach((line, position) => {
      const amount = sameMoney(truth.amount, line.amount);
      const name = likeness(truth.description ?? '', line.name ?? '');
      const isSameName = name >= SAME_ITEM || sameValue(truth.description ?? '', line.name ?? '', 'name');
      const score =
        (amount ? 2 : 0) +
        (isSameName ? 1 : name) +
        (sameMoney(truth.quantity, line.quantity) ? 0.25 : 0) +
        (sameMoney(truth.unitPrice, line.rate) ? 0.25 : 0);
      if (score < LEAST_SCORE) return;
      offers.push({ expected: at, actual: position, score, right: amount && (!names || isSameName) });
    });
  });
  const displacement = (offer: { expected: number; actual: number }): number =>
    Math.abs(offer.expected - offer.actual);
  offers.sort((a, b) => b.score - a.score || displacement(a) - displacement(b) || a.expected - b.expected);
  const pairs: LinePair[] = [];
  const usedExpected = new Set<number>();
  const usedActual = new Set<number>();
  for (const offer of offers) {
    if (usedExpected.has(offer.expected) || usedActual.has(offer.actual)) continue;
    usedExpected.add(offer.expected);
    usedActual.add(offer.actual);
    pairs.push({ expected: offer.expected, actual: offer.actual, right: offer.right });
  }
  const missing = expected.flatMap((_, at) =>
    usedExpected.has(at) ? [] : [{ expected: at, actual: null, right: false }],
  );
  const extra = actual.flatMap((_, at) =>
    usedActual.has(at) ? [] : [{ expected: null, actual: at, right: false }],
  );
  return [...pairs.sort((a, b) => a.expected! - b.expected!), ...missing, ...extra];
}

function sameMoney(expected: string | null | undefined, actual: string | null): boolean {
  return expected != null && actual !== null && sameValue(expected, actual, 'money');
}
