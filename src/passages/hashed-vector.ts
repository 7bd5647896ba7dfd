import { stem, telling } from './plain-words.ts';

/** Numbers of a hashed vector: enough that two words of a passage seldom share a place. */
const HASHED_DIMENSIONS = 512;
/** Name of the space of these vectors; change it with the method. */
export const HASHED_SPACE = 'offline/hashed-words-1';
/** Pieces of words weigh less than words: they find other forms and misspellings, and are many. */
const PIECE_WEIGHT = 0.3;

/**
 * A vector of a text by feature hashing (Weinberger et al., ICML 2009): stems of its telling words and their pieces of
 * three letters, each with a hashed place and sign, weighted by 1 + log of its count; of length 1. It finds shared words,
 * other forms of them and misspellings, and knows nothing of meaning: synonyms do not meet.
 */
export function hashedVector(text: string): Float32Array {
  const counts = new Map<string, number>();
  const count = (feature: string, weight: number): void => {
    counts.set(feature, (counts.get(feature) ?? 0) + weight);
  };
  for (const word of telling(text)) {
    const root = stem(word);
    count(root, 1);
    const framed = `^${root}$`;
    for (let at = 0; at + 3 <= framed.length; at++) count(`#${framed.slice(at, at + 3)}`, PIECE_WEIGHT);
  }
  const vector = new Float32Array(HASHED_DIMENSIONS);
  for (const [feature, amount] of counts) {
    const hash = fnv1a(feature);
    const weight = amount < 1 ? amount : 1 + Math.log(amount);
    vector[hash % HASHED_DIMENSIONS]! += hash & 0x10000 ? weight : -weight;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((number) => number / length);
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
