import { equal, isDecimal } from '../domain/decimal.ts';

/** What kind of fact two values are, which decides when they are the same. */
export type ValueKind = 'money' | 'date' | 'name' | 'identifier' | 'code';

/** Names this alike are one name: a legal form more or less, a letter misread. */
const SAME_NAME = 0.85;

/**
 * Whether a value that was read is the right one: money by number, dates and codes exactly, identifiers by their letters
 * and digits, names by their likeness.
 */
export function sameValue(expected: string, actual: string, kind: ValueKind): boolean {
  switch (kind) {
    case 'money':
      return isDecimal(expected) && isDecimal(actual) && equal(expected, actual);
    case 'date':
      return expected.slice(0, 10) === actual.slice(0, 10);
    case 'identifier':
      return plain(expected).replaceAll(' ', '') === plain(actual).replaceAll(' ', '');
    case 'code':
      return plain(expected) === plain(actual);
    case 'name':
      return likeness(expected, actual) >= SAME_NAME || holds(expected, actual) || holds(actual, expected);
  }
}

/** Lower case words of letters and digits without accents. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** True when all words of the shorter name stand together in the longer one, and the shorter is no mere initial. */
function holds(longer: string, shorter: string): boolean {
  const inner = plain(shorter);
  return inner.length >= 4 && ` ${plain(longer)} `.includes(` ${inner} `);
}

/** How alike two texts are, 0 to 1: twice the pairs of neighbouring letters they share over all pairs (Dice 1945). */
export function likeness(a: string, b: string): number {
  const [one, other] = [pairsOf(plain(a)), pairsOf(plain(b))];
  if (one.size === 0 || other.size === 0) return plain(a) === plain(b) ? 1 : 0;
  let shared = 0;
  let all = 0;
  for (const [pair, count] of one) {
    shared += Math.min(count, other.get(pair) ?? 0);
    all += count;
  }
  for (const count of other.values()) all += count;
  return (2 * shared) / all;
}

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
