import type { Word } from '../../domain/page-text.ts';
import { NUMBERS_PER_WORD } from './reading-order.ts';

/** What is packed of a page besides its words. */
export interface PageMeasures {
  /** In points, as people see the page. */
  readonly width: number;
  readonly height: number;
  /** Share of the page, 0 to 1. */
  readonly imageCoverage: number;
}

/** A page as it was packed. */
export interface UnpackedPage extends PageMeasures {
  readonly words: Word[];
}

/** 64-bit floats before the words: width, height, image coverage, count of words, and bytes of a letter's unit. */
const HEAD_NUMBERS = 5;
const HEAD_BYTES = HEAD_NUMBERS * 8;

/**
 * Memory in which a page is packed into one block of bytes, which is quickly sent: the same for page after page, so what
 * was packed is good until the next. Words are written to it where they stay: each copy would cost as much as to send them.
 */
export class WordPacker {
  #head!: Float64Array;
  /** Of all words, one behind the other: as `NUMBERS_PER_WORD` says, in whole hundredths of a point. */
  numbers!: Int32Array;
  /** The whole block, for letters that are all of Latin-1, and for others in UTF-16; a line feed between words. */
  bytes!: Uint8Array<ArrayBuffer>;
  units!: Uint16Array;
  #count = 0;

  constructor() {
    this.#makeRoom(64 * 1024);
  }

  /** Makes room; answers the place in `bytes` of the first letter, which is even. */
  begin({ words, letters }: { words: number; letters: number }): number {
    this.#count = words;
    const at = HEAD_BYTES + words * NUMBERS_PER_WORD * Int32Array.BYTES_PER_ELEMENT;
    const most = at + letters * 2;
    if (this.bytes.length < most) this.#makeRoom(most * 2);
    return at;
  }

  /** The block whose letters end before the place `end` of `bytes`. */
  finish(page: PageMeasures, { unitBytes, end }: { unitBytes: 1 | 2; end: number }): Uint8Array<ArrayBuffer> {
    const head = this.#head;
    head[0] = page.width;
    head[1] = page.height;
    head[2] = page.imageCoverage;
    head[3] = this.#count;
    head[4] = unitBytes;
    return this.bytes.subarray(0, end);
  }

  #makeRoom(bytes: number): void {
    const room = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
    this.#head = new Float64Array(room, 0, HEAD_NUMBERS);
    this.numbers = new Int32Array(room, HEAD_BYTES);
    this.bytes = new Uint8Array(room);
    this.units = new Uint16Array(room);
  }
}

/** The page as it was read; `bytes` must begin where their memory does. */
export function unpackPage(bytes: Uint8Array<ArrayBuffer>): UnpackedPage {
  const { buffer, length } = bytes;
  const [width, height, imageCoverage, count, unitBytes] = new Float64Array(
    buffer,
    0,
    HEAD_NUMBERS,
  ) as unknown as [number, number, number, number, number];
  const page = { width, height, imageCoverage };
  if (count === 0) return { ...page, words: [] };
  const numbers = count * NUMBERS_PER_WORD;
  const values = new Int32Array(buffer, HEAD_BYTES, numbers);
  const at = HEAD_BYTES + values.byteLength;
  const letters = Buffer.from(buffer, at, length - at);
  const texts = letters.toString(unitBytes === 1 ? 'latin1' : 'utf16le').split('\n');
  const words = new Array<Word>(count);
  for (let i = 0, from = 0; i < count; i++, from += NUMBERS_PER_WORD) {
    const type = values[from + 4]!;
    const doubled = 2 * Math.floor(type / 2);
    const word = {
      text: texts[i]!,
      box: [values[from]! / 100, values[from + 1]! / 100, values[from + 2]! / 100, values[from + 3]! / 100],
      fontSize: doubled / 200,
    } as const;
    words[i] = type > doubled ? { ...word, bold: true } : word;
  }
  return { ...page, words };
}
