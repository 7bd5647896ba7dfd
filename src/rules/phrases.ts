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

const PIECE = /[nN]\.?[º°](?!\p{L})|[\p{L}\p{M}][\p{L}\p{M}_]*[0-9]*|[0-9]+[\p{L}\p{M}]*|[#%&]/gu;

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
   * Tokens with words that recognition got wrong by one letter put right (`lnvoice`, `T0tal`); only long words with
   * one possible correction are touched.
   */
  correct(tokens: readonly Token[]): Token[] {
    return tokens.map((token) => {
      if (token.text.length < 4 || /^[0-9]+$/.test(token.text)) return token;
      const known = this.#vocabulary.get(token.text.length) ?? [];
      if (known.includes(token.text)) return token;
      const near = new Set<string>();
      for (const length of [token.text.length - 1, token.text.length, token.text.length + 1]) {
        for (const word of this.#vocabulary.get(length) ?? []) {
          if (word.length >= 4 && confusable(token.text, word)) near.add(word);
        }
      }
      const [only] = near;
      return near.size === 1 && only !== undefined ? { ...token, text: only } : token;
    });
  }

  #add(phrase: string, meaning: Meaning, language: string): void {
    let node = this.#root;
    for (const text of phrase.split(' ')) {
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
