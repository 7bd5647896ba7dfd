import { type Box, type PageText, union, type Word } from '../domain/page-text.ts';
import { type DateToken, dateTokens } from './date-tokens.ts';
import { foldConfusions, normalise } from './normalise.ts';
import { type NumberReading, printedNumbers } from './printed-numbers.ts';

/** Words that stand beside each other, from left to right. */
export interface Line {
  readonly words: readonly number[];
  readonly text: string;
  /** Offset into `text` at which each of `words` starts. */
  readonly starts: readonly number[];
  readonly box: Box;
}

/** A number as it stands on a page. */
export interface NumberHit {
  readonly line: number;
  readonly words: readonly number[];
  readonly reading: NumberReading;
  readonly percent: boolean;
}

/** A date as it stands on a page. */
export interface DateHit {
  readonly line: number;
  readonly words: readonly number[];
  readonly token: DateToken;
}

/** How firm the border of a piece of text is: the word's own end, a mark such as `-` or `/` inside it, or none. */
export type Border = 0 | 1 | 2;

/** The letters and digits of a page in one string, with the way back to the words. */
export interface SearchText {
  readonly text: string;
  /** Word that each character belongs to. */
  readonly wordAt: Uint32Array;
  /** Border before each character (one more than the text is long). */
  readonly borders: Uint8Array;
}

/** What one page offers for finding values, made once for a page and kept as long as the page is. */
export interface PageIndex {
  readonly page: PageText;
  readonly lines: readonly Line[];
  readonly lineOf: Int32Array;
  /** In reading order. */
  readonly search: SearchText;
  /** By canonical value. */
  readonly numbers: ReadonlyMap<string, readonly NumberHit[]>;
  /** Every printed number, each with all its readings. */
  readonly printed: readonly (readonly NumberHit[])[];
  readonly dates: ReadonlyMap<string, readonly DateHit[]>;
  /** By normalised word. */
  readonly words: ReadonlyMap<string, readonly number[]>;
  /** The search text with what recognition confuses made equal; made when first asked for. */
  folded(): SearchText;
}

const indexes = new WeakMap<PageText, PageIndex>();

/** The index of a page; asking again for the same page object costs nothing. */
export function indexPage(page: PageText): PageIndex {
  let index = indexes.get(page);
  if (!index) {
    index = build(page);
    indexes.set(page, index);
  }
  return index;
}

/** The words as they are printed, in the order given. */
export function quoteOf(page: PageText, words: readonly number[]): string {
  return words.map((word) => page.words[word]!.text).join(' ');
}

/** The smallest box around the words. */
export function boxOf(page: PageText, words: readonly number[]): Box {
  return union(words.map((word) => page.words[word]!.box));
}

function build(page: PageText): PageIndex {
  const lines = groupLines(page.words);
  const lineOf = new Int32Array(page.words.length);
  lines.forEach((line, number) => {
    for (const word of line.words) lineOf[word] = number;
  });
  const printed = lines.flatMap((line, number) => numbersOf(page, line, number));
  const numbers = new Map<string, NumberHit[]>();
  for (const hits of printed) for (const hit of hits) push(numbers, hit.reading.value, hit);
  const dates = new Map<string, DateHit[]>();
  lines.forEach((line, number) => {
    for (const token of /\d/.test(line.text) ? dateTokens(line.text) : []) {
      const hit = { line: number, words: wordsBetween(line, token.start, token.end), token };
      for (const reading of token.readings) push(dates, reading, hit);
    }
  });
  const words = new Map<string, number[]>();
  page.words.forEach((word, number) => {
    const plain = normalise(word.text);
    if (plain !== '') push(words, plain, number);
  });
  let folded: SearchText | undefined;
  return {
    page,
    lines,
    lineOf,
    search: searchText(page.words, normalise),
    numbers,
    printed,
    dates,
    words,
    folded: () => (folded ??= searchText(page.words, (piece) => foldConfusions(normalise(piece)))),
  };
}

function push<Key, Member>(map: Map<Key, Member[]>, key: Key, member: Member): void {
  const members = map.get(key);
  if (members) members.push(member);
  else map.set(key, [member]);
}

function groupLines(words: readonly Word[]): Line[] {
  const order = words.map((_, index) => index);
  const middle = (index: number): number => (words[index]!.box[1] + words[index]!.box[3]) / 2;
  const height = (index: number): number => Math.max(1, words[index]!.box[3] - words[index]!.box[1]);
  order.sort((a, b) => middle(a) - middle(b) || words[a]!.box[0] - words[b]!.box[0]);
  const groups: number[][] = [];
  let sum = 0;
  for (const index of order) {
    const group = groups.at(-1);
    const mean = group ? sum / group.length : 0;
    if (group && middle(index) - mean <= 0.4 * Math.min(height(index), height(group[0]!))) {
      group.push(index);
      sum += middle(index);
    } else {
      groups.push([index]);
      sum = middle(index);
    }
  }
  return groups.map((group) => {
    group.sort((a, b) => words[a]!.box[0] - words[b]!.box[0] || a - b);
    const starts: number[] = [];
    let text = '';
    for (const index of group) {
      if (text !== '') text += ' ';
      starts.push(text.length);
      text += words[index]!.text;
    }
    return { words: group, text, starts, box: union(group.map((index) => words[index]!.box)) };
  });
}

function wordsBetween(line: Line, start: number, end: number): number[] {
  return line.words.filter((_, position) => {
    const next = line.starts[position + 1] ?? line.text.length + 1;
    return line.starts[position]! < end && next - 1 > start;
  });
}

function numbersOf(page: PageText, line: Line, number: number): NumberHit[][] {
  if (!/\d/.test(line.text)) return [];
  const words = line.words.map((word) => page.words[word]!);
  return printedNumbers(words, page.origin === 'ocr').map(({ positions, readings, percent }) => {
    const carriers = positions.map((position) => line.words[position]!);
    return readings.map((reading) => ({ line: number, words: carriers, reading, percent }));
  });
}

function searchText(words: readonly Word[], plain: (piece: string) => string): SearchText {
  const pieces: string[] = [];
  const owners: number[] = [];
  const firm: Border[] = [];
  words.forEach((word, index) => {
    let border: Border = 2;
    // Marks that join (hyphen, slash, point) are soft borders inside a word; all others are firm ones.
    for (const piece of word.text.match(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu) ?? []) {
      const text = plain(piece);
      if (text === '') {
        if (border !== 2) border = /^[-–/.&+_'’]+$/.test(piece) ? 1 : 2;
        continue;
      }
      pieces.push(text);
      owners.push(index);
      firm.push(border);
      border = 0;
    }
  });
  const text = pieces.join('');
  const wordAt = new Uint32Array(text.length);
  const borders = new Uint8Array(text.length + 1);
  let offset = 0;
  pieces.forEach((piece, position) => {
    borders[offset] = firm[position]!;
    wordAt.fill(owners[position]!, offset, offset + piece.length);
    offset += piece.length;
  });
  borders[text.length] = 2;
  return { text, wordAt, borders };
}
