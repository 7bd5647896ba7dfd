import { fold } from '../../rules/fold.ts';
import type { Sentence } from './sentences.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A term that a text is about. */
export interface KeyTerm {
  /** As it stands at its first place. */
  readonly term: string;
  /** How often it occurs. */
  readonly count: number;
  readonly score: number;
  /** Pages it occurs on, in order. */
  readonly pageNumbers: readonly number[];
}

const MAX_WORDS = 3;
const MIN_COUNT = 2;

interface Phrase {
  readonly term: string;
  readonly words: readonly string[];
  count: number;
  readonly pages: number[];
}

/**
 * Key terms of a text, best first: RAKE (Rose, Engel, Cramer and Cowley, 2010). Phrases between stop words and marks are
 * scored by the degree over the frequency of their words, here times the logarithm of how often they occur: without it
 * the rarest and longest phrase wins. Terms that occur once are left out where enough occur more often.
 */
export function keyTerms(sentences: Iterable<Sentence>, count: number): KeyTerm[] {
  const phrases = new Map<string, Phrase>();
  const frequency = new Map<string, number>();
  const degree = new Map<string, number>();
  for (const { text, pageNumber } of sentences) {
    for (const piece of text.split(/[^\p{L}\p{N}\s'’-]+/u)) {
      let run: string[] = [];
      const close = (): void => {
        if (run.length > 0 && run.length <= MAX_WORDS) take(run, pageNumber);
        run = [];
      };
      for (const word of piece.split(/\s+/)) {
        const isTerm = /^\p{L}[\p{L}\p{N}'’-]{2,}$/u.test(word) && !STOP_WORDS.has(fold(word));
        if (isTerm) run.push(word);
        else close();
      }
      close();
    }
  }

  function take(run: readonly string[], pageNumber: number): void {
    const words = run.map(fold);
    for (const word of words) {
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
      degree.set(word, (degree.get(word) ?? 0) + words.length);
    }
    const key = words.join(' ');
    const known: Phrase = phrases.get(key) ?? { term: run.join(' '), words, count: 0, pages: [] };
    known.count++;
    if (known.pages.at(-1) !== pageNumber) known.pages.push(pageNumber);
    phrases.set(key, known);
  }

  const often = [...phrases.values()].filter(({ count: times }) => times >= MIN_COUNT);
  const pool = often.length >= count ? often : [...phrases.values()];
  return pool
    .map(({ term, words, count: times, pages }): KeyTerm => {
      const rake = words.reduce((sum, word) => sum + degree.get(word)! / frequency.get(word)!, 0);
      const score = Math.round(rake * Math.log2(1 + times) * 100) / 100;
      return { term, count: times, score, pageNumbers: pages };
    })
    .sort((a, b) => b.score - a.score || b.count - a.count || (a.term < b.term ? -1 : 1))
    .slice(0, count);
}
