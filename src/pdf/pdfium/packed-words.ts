import type { Word } from '../../domain/page-text.ts';
import { NUMBERS_PER_WORD } from './reading-order.ts';

/** What is packed: the page, the numbers of its words, and their letters in UTF-16 with a line feed between words. */
export interface LooseWords {
  /** In points, as people see the page. */
  readonly width: number;
  readonly height: number;
  /** Share of the page, 0 to 1. */
  readonly imageCoverage: number;
  /** As `NUMBERS_PER_WORD` says, in whole hundredths of a point. */
  readonly numbers: Int32Array;
  readonly letters: Uint16Array;
}

/** A page as it was packed. */
export interface UnpackedPage {
  readonly width: number;
  readonly height: number;
  readonly imageCoverage: number;
  readonly words: Word[];
}

/** 64-bit floats before the words: width, height, image coverage, count of words, and bytes of a letter's unit. */
const HEAD_NUMBERS = 5;
const HEAD_BYTES = HEAD_NUMBERS * 8;

/**
 * Packs pages into one block of bytes each, which is quickly sent: again and again into the same memory, so what was
 * packed is good until the next.
 */
export class WordPacker {
  #room = new ArrayBuffer(64 * 1024);

  pack({ width, height, imageCoverage, numbers, letters }: LooseWords): Uint8Array<ArrayBuffer> {
    const at = HEAD_BYTES + numbers.byteLength;
    // Latin-1 where it does: half as much to send.
    const unitBytes = isLatin1(letters) ? 1 : 2;
    const end = at + letters.length * unitBytes;
    if (this.#room.byteLength < end) this.#room = new ArrayBuffer(end * 2);
    const head = new Float64Array(this.#room, 0, HEAD_NUMBERS);
    head[0] = width;
    head[1] = height;
    head[2] = imageCoverage;
    head[3] = numbers.length / NUMBERS_PER_WORD;
    head[4] = unitBytes;
    new Int32Array(this.#room, HEAD_BYTES, numbers.length).set(numbers);
    if (unitBytes === 1) new Uint8Array(this.#room, at).set(letters);
    else new Uint16Array(this.#room, at, letters.length).set(letters);
    return new Uint8Array(this.#room, 0, end);
  }
}

function isLatin1(letters: Uint16Array): boolean {
  const { length } = letters;
  let seen = 0;
  for (let i = 0; i < length; i++) seen |= letters[i]!;
  return seen < 0x100;
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
