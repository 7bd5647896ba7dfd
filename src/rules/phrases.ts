import { fold } from './fold.ts';
import type { Phrases } from './lexicon/languages.ts';

/** A folded piece of a word, with its place. */
export interface Token {
  readonly text: string;
  /** Index of the word in the list given. */
  readonly word: number;
  /** Offset behind the piece within the word's text. */
  readonly end: number;
}

/** A phrase of the lexicon among the words of a line. */
export interface PhraseMatch<Meaning> {
  readonly meaning: Meaning;
  /** Languages in which the phrase means that. */
  readonly languages: readonly string[];
  /** Token indexes, last included. */
  readonly first: number;
  readonly last: number;
  /** Number of tokens. */
  readonly length: number;
}

interface Node<Meaning> {
  readonly next: Map<string, Node<Meaning>>;
  meaning?: Meaning;
  languages: string[];
}

const PIECE =
  /[nN]\.?[º°](?!\p{L})|[\p{L}\p{M}][\p{L}\p{M}_]*(?:[0-9](?=\p{L})[\p{L}\p{M}_]*)*[0-9]*|[0-9]+[\p{L}\p{M}]*|[#%&]/gu;

/**
 * Splits words into folded pieces as the lexicon writes them: `Rechnungs-Nr.:` → `rechnungs`, `nr`; `N°` → `no`;
 * `InvoiceNo` → `invoice`, `no`.
 */
export function tokenise(words: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (const [word, raw] of words.entries()) {
    for (const match of raw.matchAll(PIECE)) {
      const piece = match[0].replace(/^([nN])\.?[º°]$/, '$1o');
      const start = match.index;
      const camel = /^\p{Lu}?\p{Ll}{2,}(?=\p{Lu}\p{Ll}+$)/u.exec(piece)?.[0].length;
      if (camel) {
        tokens.push({ text: fold(piece.slice(0, camel)), word, end: start + camel });
        tokens.push({ text: fold(piece.slice(camel)), word, end: start + piece.length });
      } else {
        tokens.push({ text: fold(piece), word, end: start + match[0].length });
      }
    }
  }
  return tokens;
}

/** Finds phrases of several meanings at once. Where meanings share a phrase, the one added first has it. */
export class PhraseBook<Meaning> {
  readonly #root: Node<Meaning> = { next: new Map(), languages: [] };
  readonly #vocabulary = new Map<number, string[]>();
  readonly #corrections = new Map<string, string | undefined>();

  constructor(entries: Iterable<readonly [Meaning, Phrases]>) {
    for (const [meaning, phrases] of entries) {
      for (const [language, list] of Object.entries(phrases)) {
        for (const phrase of list.split('|')) this.#add(phrase, meaning, language);
      }
    }
  }

  /** Phrases found from left to right, the longest at each place, none overlapping. */
  find(tokens: readonly Token[]): PhraseMatch<Meaning>[] {
    const found: PhraseMatch<Meaning>[] = [];
    for (let at = 0; at < tokens.length; ) {
      const match = this.longestAt(tokens, at);
      if (match) found.push(match);
      at = match ? match.last + 1 : at + 1;
    }
    return found;
  }

  /** The longest phrase that starts with token `at`; null when none does. */
  longestAt(tokens: readonly Token[], at: number): PhraseMatch<Meaning> | null {
    let node: Node<Meaning> | undefined = this.#root;
    let best: PhraseMatch<Meaning> | null = null;
    for (let index = at; index < tokens.length; index++) {
      node = node.next.get(tokens[index]!.text);
      if (!node) break;
      if (node.meaning !== undefined) {
        best = {
          meaning: node.meaning,
          languages: node.languages,
          first: at,
          last: index,
          length: index - at + 1,
        };
      }
    }
    return best;
  }

  /**
   * Tokens with words that recognition got wrong put right (`lnvoice`, `T0tal`, `SUBTUTAL`): one letter taken for a
   * similar one, dropped or added, or two wrong letters in a long word; only where one correction is possible.
   */
  correct(tokens: readonly Token[]): Token[] {
    return tokens.map((token) => {
      const only = this.#correction(token.text);
      return only === undefined ? token : { ...token, text: only };
    });
  }

  #correction(text: string): string | undefined {
    if (text.length < 5 || /^[0-9]+$/.test(text)) return undefined;
    if (this.#vocabulary.get(text.length)?.includes(text)) return undefined;
    const known = this.#corrections.get(text);
    if (known !== undefined || this.#corrections.has(text)) return known;
    let least = 3;
    let best: string[] = [];
    for (let length = text.length - 1; length <= text.length + 1; length++) {
      for (const word of this.#vocabulary.get(length) ?? []) {
        const cost =
          word.length < 5 ? 3 : confusable(text, word) ? 0.5 : word.length >= 8 ? distance(text, word) : 3;
        if (cost < least) best = [word];
        else if (cost === least && cost < 3) best.push(word);
        least = Math.min(least, cost);
      }
    }
    const found = best.length === 1 ? best[0] : undefined;
    // A document repeats its words; a batch does not grow the memory without bound.
    if (this.#corrections.size > 5000) this.#corrections.clear();
    this.#corrections.set(text, found);
    return found;
  }

  #add(phrase: string, meaning: Meaning, language: string): void {
    let node = this.#root;
    for (const text of fold(phrase).split(' ')) {
      let next = node.next.get(text);
      if (!next) {
        next = { next: new Map(), languages: [] };
        node.next.set(text, next);
        const sameLength = this.#vocabulary.get(text.length) ?? [];
        if (!sameLength.includes(text)) this.#vocabulary.set(text.length, [...sameLength, text]);
      }
      node = next;
    }
    node.meaning ??= meaning;
    if (node.meaning === meaning && !node.languages.includes(language)) node.languages.push(language);
  }
}

/** Letters that recognition takes for one another. */
const LOOKALIKES = ['il1|!tj', 'o0cedq', '5s', '8b3', '2z', 'nhur', 'vuy', 'ft', 'gq9', 'mn', 'ao', 'ae'];

function alike(a: string, b: string): boolean {
  return LOOKALIKES.some((group) => group.includes(a) && group.includes(b));
}

/** True when the words differ by one letter: taken for a similar one, dropped or added (long words only). */
function confusable(seen: string, known: string): boolean {
  let at = 0;
  while (at < seen.length && at < known.length && seen[at] === known[at]) at++;
  if (seen.length === known.length) {
    return alike(seen[at]!, known[at]!) && seen.slice(at + 1) === known.slice(at + 1);
  }
  if (Math.min(seen.length, known.length) < 5) return false;
  return seen.length > known.length
    ? seen.slice(at + 1) === known.slice(at)
    : seen.slice(at) === known.slice(at + 1);
}

/** Letters to change, drop or add (Levenshtein 1966); 3 for more than two, and where the first letters differ. */
function distance(seen: string, known: string): number {
  if (seen[0] !== known[0]) return 3;
  let row = Array.from({ length: known.length + 1 }, (_, index) => index);
  for (let i = 1; i <= seen.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= known.length; j++) {
      const cost = Math.min(
        next[j - 1]! + 1,
        row[j]! + 1,
        row[j - 1]! + (seen[i - 1] === known[j - 1] ? 0 : 1),
      );
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > 2) return 3;
    row = next;
  }
  return Math.min(3, row[known.length]!);
}
