import type { MatchKind } from '../domain/evidence.ts';
import { foldConfusions, normalise } from './normalise.ts';
import { type PageIndex, quoteOf, type SearchText } from './page-index.ts';

/** A place on one page that may carry a value. */
export interface Place {
  /** Line of its first word. */
  readonly line: number;
  readonly words: readonly number[];
  readonly match: Exclude<MatchKind, 'none'>;
  /** 0 to 1: how much of the value stands there. */
  readonly quality: number;
}

/** A value repeated more often on a page is no key to anything; further places are not looked for. */
const MOST_PLACES = 80;

/** Words of a name may wrap over this many lines of its cell. */
const MOST_WRAPPED_LINES = 4;

/**
 * Places where `value` stands as printed, or differs only in case, spaces, punctuation, accents and hyphenation; on a
 * recognised page also those that differ by what recognition confuses, as near matches.
 */
export function findText(index: PageIndex, value: string): Place[] {
  const plain = normalise(value);
  if (plain === '') return findMarks(index, value);
  const firm = /\d/.test(plain);
  const strict = inOrder(occurrences(index.search, plain, firm), () =>
    findWrapped(index, value, strictly(index)),
  );
  const places = strict.map((words): Place => {
    const match = sameSpelling(quoteOf(index.page, words), value) ? 'exact' : 'normalised';
    return { line: index.lineOf[words[0]!]!, words, match, quality: 1 };
  });
  if (index.page.origin !== 'ocr' || plain.length < 3) return places;
  const loose = inOrder(occurrences(index.folded(), foldConfusions(plain), firm), () =>
    findWrapped(index, value, looselyFor(index)),
  );
  const known = new Set(strict.map((words) => words[0]));
  return [
    ...places,
    ...loose.filter((words) => !known.has(words[0])).map((words) => place(index, words, 0.95)),
  ];
}

/** What stands in one piece, and only when nothing does, what wraps. */
function inOrder(whole: number[][], wrapped: () => number[][]): number[][] {
  return whole.length > 0 ? whole : wrapped();
}

/** A value of marks only, such as `-`. */
function findMarks(index: PageIndex, value: string): Place[] {
  const places: Place[] = [];
  index.page.words.forEach((word, number) => {
    if (word.text === value.trim() && places.length < MOST_PLACES) {
      places.push({ line: index.lineOf[number]!, words: [number], match: 'exact', quality: 1 });
    }
  });
  return places;
}

function sameSpelling(quote: string, value: string): boolean {
  const bare = (text: string): string => text.trim().replace(/^[([{"']+|[)\]}"'.,:;]+$/g, '');
  return quote === value || bare(quote) === bare(value.replace(/\s+/g, ' '));
}

function occurrences(search: SearchText, plain: string, firm: boolean): number[][] {
  const found: number[][] = [];
  for (
    let at = search.text.indexOf(plain);
    at >= 0 && found.length < MOST_PLACES;
    at = search.text.indexOf(plain, at + 1)
  ) {
    const end = at + plain.length;
    // Digits must be whole: `2023` does not stand in `INV-2023-001`, but `Rechnung` does in `Rechnung-Nr`.
    const needed = firm ? 2 : 1;
    if (search.borders[at]! < needed || search.borders[end]! < needed) continue;
    found.push(wordsOf(search, at, end));
  }
  return found;
}

function wordsOf(search: SearchText, start: number, end: number): number[] {
  const words: number[] = [];
  for (let at = start; at < end; at++) {
    const word = search.wordAt[at]!;
    if (words.at(-1) !== word) words.push(word);
  }
  return words;
}

/** How the words of a page are compared with wanted ones. */
interface Comparison {
  readonly words: ReadonlyMap<string, readonly number[]>;
  readonly form: (text: string) => string;
}

function strictly(index: PageIndex): Comparison {
  return { words: index.words, form: normalise };
}

function looselyFor(index: PageIndex): Comparison {
  if (index.page.origin !== 'ocr') return strictly(index);
  return { words: index.foldedWords(), form: (text) => foldConfusions(normalise(text)) };
}

/** A name that wraps inside its cell while other cells of the row stand between its lines in reading order. */
function findWrapped(index: PageIndex, value: string, { words: known, form }: Comparison): number[][] {
  const wanted = value
    .split(/\s+/)
    .map(form)
    .filter((word) => word !== '');
  if (wanted.length < 2) return [];
  const places: number[][] = [];
  for (const first of known.get(wanted[0]!) ?? []) {
    const words = followWrapped(index, wanted, { first, form });
    if (words) places.push(words);
    if (places.length >= MOST_PLACES) break;
  }
  return places;
}

function followWrapped(
  index: PageIndex,
  wanted: readonly string[],
  { first, form }: { first: number; form: Comparison['form'] },
): number[] | null {
  const { page, lines, lineOf, placed } = index;
  const words = [first];
  let lineNumber = lineOf[first]!;
  const lastLine = lineNumber + MOST_WRAPPED_LINES;
  let position = lines[lineNumber]!.words.indexOf(first) + 1;
  let [left, , right] = placed[first]!;
  while (words.length < wanted.length) {
    const next = lines[lineNumber]!.words[position];
    const found = next === undefined ? null : form(page.words[next]!.text);
    if (next !== undefined && (found === '' || found === wanted[words.length])) {
      position++;
      if (found === '') continue;
      words.push(next);
      left = Math.min(left, placed[next]![0]);
      right = Math.max(right, placed[next]![2]);
      continue;
    }
    lineNumber++;
    if (lineNumber > lastLine || lineNumber >= lines.length) return null;
    const below = lines[lineNumber]!.words;
    position = below.findIndex((word) => placed[word]![2] > left - 2 && placed[word]![0] < right);
    if (position < 0) position = below.length;
  }
  return words;
}

/**
 * Places where `value` stands nearly: within an edit distance of a fifth on a recognised page, of a tenth on a text
 * layer (long names), or with nearly all its words in three lines.
 */
export function findNearly(index: PageIndex, value: string): Place[] {
  const plain = normalise(value);
  if (plain.length < 3) return [];
  if (index.page.origin === 'ocr') {
    const folded = foldConfusions(plain);
    // An identifier one digit off is another identifier; only words may differ by more than confusions.
    if (folded.length >= 5 && digitShare(plain) < 0.5) {
      const near = editSearch(index.folded(), folded, Math.floor(folded.length * 0.2));
      if (near) return [place(index, near.words, 1 - near.distance / folded.length)];
    }
  } else if (plain.length >= 12 && digitShare(plain) < 0.3) {
    const near = editSearch(index.search, plain, Math.floor(plain.length * 0.1));
    if (near && sameDigits(plain, near.text)) {
      return [place(index, near.words, 1 - near.distance / plain.length)];
    }
  }
  return findScattered(index, value);
}

function place(index: PageIndex, words: readonly number[], quality: number): Place {
  return { line: index.lineOf[words[0]!]!, words, match: 'fuzzy', quality };
}

function digitShare(text: string): number {
  return text.replace(/\P{N}/gu, '').length / text.length;
}

function sameDigits(a: string, b: string): boolean {
  return a.replace(/\P{N}/gu, '') === b.replace(/\P{N}/gu, '');
}

/** Text longer than this is looked for by its words only. */
const LONGEST_EDIT_SEARCH = 160;

/**
 * The substring of `search` nearest to `wanted` with at most `most` edits: Sellers' algorithm (1980) with Ukkonen's
 * cut-off, so that the work is about text length × `most`. Null when there is none.
 */
function editSearch(
  search: SearchText,
  wanted: string,
  most: number,
): { words: number[]; distance: number; text: string } | null {
  const { text } = search;
  const length = wanted.length;
  if (most < 1 || length > LONGEST_EDIT_SEARCH) return null;
  // costs[i]: fewest edits that turn the first i letters of `wanted` into text ending here; starts[i]: where it began.
  const costs = Uint16Array.from({ length: length + 1 }, (_, i) => i);
  const starts = new Int32Array(length + 1);
  let last = Math.min(length, most + 1);
  let best: { start: number; end: number; distance: number } | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    let diagonal = 0;
    let diagonalStart = at;
    let cost = 0;
    let start = at + 1;
    for (let i = 1; i <= last; i++) {
      const left = costs[i]!;
      const leftStart = starts[i]!;
      if (wanted.charCodeAt(i - 1) === character) {
        cost = diagonal;
        start = diagonalStart;
      } else {
        if (diagonal < cost) {
          cost = diagonal;
          start = diagonalStart;
        }
        if (left < cost) {
          cost = left;
          start = leftStart;
        }
        cost++;
      }
      diagonal = left;
      diagonalStart = leftStart;
      costs[i] = cost;
      starts[i] = start;
    }
    while (costs[last]! > most) last--;
    if (last === length) {
      if (!best || costs[length]! < best.distance) {
        best = { start: starts[length]!, end: at + 1, distance: costs[length]! };
      }
    } else last++;
  }
  if (!best) return null;
  const { start, end, distance } = best;
  return { words: wordsOf(search, start, end), distance, text: text.slice(start, end) };
}

/** At least this share of a value's letters must stand, as whole words, within three lines. */
const ENOUGH_SCATTERED = 0.8;

function findScattered(index: PageIndex, value: string): Place[] {
  const { words: known, form } = looselyFor(index);
  const wanted = value
    .split(/\s+/)
    .map(form)
    .filter((word) => word !== '');
  if (wanted.length < 3) return [];
  const total = wanted.reduce((sum, word) => sum + word.length, 0);
  const byLine = new Map<number, Map<string, number>>();
  for (const word of new Set(wanted)) {
    for (const hit of known.get(word) ?? []) {
      const line = index.lineOf[hit]!;
      const found = byLine.get(line);
      if (found) found.set(word, hit);
      else byLine.set(line, new Map([[word, hit]]));
    }
  }
  let best: { words: number[]; share: number } | null = null;
  for (const [line, found] of byLine) {
    const hits = new Map([...(byLine.get(line + 2) ?? []), ...(byLine.get(line + 1) ?? []), ...found]);
    const share = wanted.reduce((sum, word) => sum + (hits.has(word) ? word.length : 0), 0) / total;
    if (share >= ENOUGH_SCATTERED && share > (best?.share ?? 0)) best = { words: [...hits.values()], share };
  }
  return best
    ? [
        place(
          index,
          best.words.sort((a, b) => a - b),
          best.share * 0.9,
        ),
      ]
    : [];
}
