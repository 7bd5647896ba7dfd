import { type Box, type PageText, union, type Word } from '../domain/page-text.ts';
import { type DateMention, findDates } from '../rules/dates.ts';
import { readLines } from '../rules/lines.ts';
import { foldConfusions, normalise } from './normalise.ts';
import { type NumberReading, printedNumbers } from './printed-numbers.ts';

/** Words that stand on one line of the straightened page, from left to right. */
export interface IndexedLine {
  readonly words: readonly number[];
  readonly text: string;
  /** Offset into `text` at which each of `words` starts. */
  readonly starts: readonly number[];
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
  readonly mention: DateMention;
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
  readonly lines: readonly IndexedLine[];
  readonly lineOf: Int32Array;
  /** Box of each word on the straightened page: columns and lines are only straight there. */
  readonly placed: readonly Box[];
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
  /** By normalised word with what recognition confuses made equal; made when first asked for. */
  foldedWords(): ReadonlyMap<string, readonly number[]>;
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
  const { lines, placed } = layOut(page);
  const lineOf = new Int32Array(page.words.length);
  lines.forEach((line, number) => {
    for (const word of line.words) lineOf[word] = number;
  });
  const printed = lines.flatMap((line, number) => numbersOf(page, line, number));
  const numbers = new Map<string, NumberHit[]>();
  for (const hits of printed) for (const hit of hits) push(numbers, hit.reading.value, hit);
  const dates = new Map<string, DateHit[]>();
  lines.forEach((line, number) => {
    for (const mention of findDates(line.text)) {
      const hit = { line: number, words: wordsBetween(line, mention.start, mention.end), mention };
      for (const date of new Set([mention.dayFirst, mention.monthFirst])) if (date) push(dates, date, hit);
    }
  });
  const words = new Map<string, number[]>();
  page.words.forEach((word, number) => {
    const plain = normalise(word.text);
    if (plain !== '') push(words, plain, number);
  });
  let folded: SearchText | undefined;
  let foldedWords: Map<string, number[]> | undefined;
  return {
    page,
    lines,
    lineOf,
    placed,
    search: searchText(page.words, normalise),
    numbers,
    printed,
    dates,
    words,
    folded: () => {
      folded ??= searchText(page.words, (piece) => foldConfusions(normalise(piece)));
      return folded;
    },
    foldedWords: () => {
      if (!foldedWords) {
        foldedWords = new Map();
        for (const [word, numbers] of words) {
          for (const number of numbers) push(foldedWords, foldConfusions(word), number);
        }
      }
      return foldedWords;
    },
  };
}

function push<Key, Member>(map: Map<Key, Member[]>, key: Key, member: Member): void {
  const members = map.get(key);
  if (members) members.push(member);
  else map.set(key, [member]);
}

function layOut(page: PageText): { lines: IndexedLine[]; placed: Box[] } {
  const numberOf = new Map(page.words.map((word, number) => [word, number]));
  const placed = page.words.map((word) => word.box);
  const lines = readLines(page).map((line): IndexedLine => {
    const starts: number[] = [];
    let text = '';
    const words = line.words.map((word) => {
      if (text !== '') text += ' ';
      starts.push(text.length);
      text += word.text;
      const number = numberOf.get(word.source)!;
      placed[number] = word.box;
      return number;
    });
    return { words, text, starts };
  });
  return { lines, placed };
}

function wordsBetween(line: IndexedLine, start: number, end: number): number[] {
  return line.words.filter((_, position) => {
    const next = line.starts[position + 1] ?? line.text.length + 1;
    return line.starts[position]! < end && next - 1 > start;
  });
}

function numbersOf(page: PageText, line: IndexedLine, number: number): NumberHit[][] {
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
