import { fold } from '../../rules/fold.ts';
import type { Sentence } from './sentences.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Damping and steps of the walk (Brin and Page 1998, as Mihalcea and Tarau 2004 use them). */
const DAMPING = 0.85;
const STEPS = 20;
/** Sentences ranked together; more are ranked in blocks whose best are ranked again. */
const BLOCK = 120;
const BEST_OF_BLOCK = 8;
/** Shorter ones say too little, longer ones are lists and tables. */
const MIN_WORDS = 4;
const LETTERS = { min: 40, max: 400 };
/** Signs of formulas, paths and commands. */
const CODE = /[=\\{}<>|$@#^~_*]/g;
const MAX_CODE = 3;
/** So many times more plain sentences than are wanted are enough to choose from. */
const PLENTY = 2;
/** Two sentences that share so much of their words say the same. */
const SAME = 0.75;

interface Numbered {
  readonly sentence: Sentence;
  readonly order: number;
}

interface Candidate extends Numbered {
  readonly words: ReadonlySet<string>;
}

/**
 * The sentences that say most of a text, in their order: TextRank (Mihalcea and Tarau, EMNLP 2004), where sentences
 * recommend each other by the words they share over the logarithms of their lengths. Near-repeats are left out.
 */
export function summarise(sentences: readonly Sentence[], count: number): Sentence[] {
  const prose = sentences.flatMap((sentence, order): Numbered[] =>
    isProse(sentence) ? [{ sentence, order }] : [],
  );
  // Formulas and commands within a sentence tell less than words do; where there is nothing else they are taken.
  const plain = prose.filter(({ sentence }) => (sentence.text.match(CODE)?.length ?? 0) < MAX_CODE);
  let numbered = plain.length >= count * PLENTY ? plain : prose;
  // Words are taken apart block by block: those of a whole book would fill the memory.
  while (numbered.length > BLOCK) {
    const best: Numbered[] = [];
    for (let at = 0; at < numbered.length; at += BLOCK) {
      const block = ranked(candidatesOf(numbered.slice(at, at + BLOCK))).slice(0, BEST_OF_BLOCK);
      best.push(...block.map(({ sentence, order }) => ({ sentence, order })));
    }
    numbered = best.sort((a, b) => a.order - b.order);
  }
  const chosen: Candidate[] = [];
  for (const candidate of ranked(candidatesOf(numbered))) {
    if (chosen.length >= count) break;
    if (chosen.every((other) => overlap(candidate.words, other.words) < SAME)) chosen.push(candidate);
  }
  return chosen.sort((a, b) => a.order - b.order).map(({ sentence }) => sentence);
}

function isProse({ text, isWhole }: Sentence): boolean {
  if (!isWhole || text.length < LETTERS.min || text.length > LETTERS.max) return false;
  const prose = text.match(/[\p{L}\s,]/gu)?.length ?? 0;
  return prose >= 0.85 * text.length && /^["'“‘(]?\p{Lu}/u.test(text);
}

function candidatesOf(numbered: readonly Numbered[]): Candidate[] {
  return numbered
    .map((one) => ({ ...one, words: contentWords(one.sentence.text) }))
    .filter(({ words }) => words.size >= MIN_WORDS);
}

function contentWords(text: string): Set<string> {
  return new Set((fold(text).match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !STOP_WORDS.has(word)));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a.size < b.size ? a : b) if ((a.size < b.size ? b : a).has(word)) shared++;
  return shared / Math.min(a.size, b.size);
}

/** Best first; equal ones in their order. */
function ranked(candidates: readonly Candidate[]): Candidate[] {
  const edges = edgesOf(candidates);
  const sums = edges.map(({ weights }) => weights.reduce((total, weight) => total + weight, 0));
  let scores = Float64Array.from(candidates, () => 1);
  for (let step = 0; step < STEPS; step++) {
    const given = scores.map((score, at) => (sums[at]! > 0 ? (DAMPING * score) / sums[at]! : 0));
    scores = Float64Array.from(edges, ({ others, weights }) => {
      let score = 1 - DAMPING;
      for (let at = 0; at < others.length; at++) score += weights[at]! * given[others[at]!]!;
      return score;
    });
  }
  return candidates
    .map((candidate, index) => ({ candidate, score: scores[index]! }))
    .sort((a, b) => b.score - a.score || a.candidate.order - b.candidate.order)
    .map(({ candidate }) => candidate);
}

/** Those that a candidate shares words with, and how much. */
interface Edges {
  readonly others: number[];
  readonly weights: number[];
}

function edgesOf(candidates: readonly Candidate[]): Edges[] {
  const holders = new Map<string, number[]>();
  const edges = candidates.map((): Edges => ({ others: [], weights: [] }));
  for (const [at, { words }] of candidates.entries()) {
    // Pairs are found over the words that they share: most sentences share none.
    const common = new Map<number, number>();
    for (const word of words) {
      const before = holders.get(word);
      for (const other of before ?? []) common.set(other, (common.get(other) ?? 0) + 1);
      if (before) before.push(at);
      else holders.set(word, [at]);
    }
    for (const [other, count] of common) {
      const weight = count / (Math.log(words.size) + Math.log(candidates[other]!.words.size));
      edges[at]!.others.push(other);
      edges[at]!.weights.push(weight);
      edges[other]!.others.push(at);
      edges[other]!.weights.push(weight);
    }
  }
  return edges;
}
