import type { Word } from '../../domain/page-text.ts';
import { NUMBERS_PER_WORD } from './reading-order.ts';

/** Words in a form that is quickly sent: their numbers, then their letters. */
export interface PackedWords {
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The numbers, hundredths of a point as `NUMBERS_PER_WORD` says, are 32-bit integers; false for 64-bit floats. */
  readonly inIntegers: boolean;
  /** The letters, with a line feed between words, are in Latin-1; false for UTF-16. */
  readonly inLatin1: boolean;
}

/** What is packed: the numbers of words, and their letters in UTF-16 with a line feed between words. */
export interface LooseWords {
  /** As `NUMBERS_PER_WORD` says, in whole hundredths of a point. */
  readonly numbers: Float64Array;
  readonly letters: Uint16Array;
}

/** Packs words into the same memory again and again: what was packed is good until the next. */
export class WordPacker {
  #room = new ArrayBuffer(64 * 1024);

  pack({ numbers, letters }: LooseWords): PackedWords {
    const most = numbers.length * 8 + letters.length * 2;
    if (this.#room.byteLength < most) this.#room = new ArrayBuffer(most * 2);
    const inIntegers = this.#packIntegers(numbers);
    if (!inIntegers) new Float64Array(this.#room).set(numbers);
    const at = numbers.length * (inIntegers ? 4 : 8);
    const inLatin1 = isLatin1(letters);
    const end = at + letters.length * (inLatin1 ? 1 : 2);
    // Half as much to send.
    if (inLatin1) new Uint8Array(this.#room, at).set(letters);
    else new Uint16Array(this.#room, at).set(letters);
    const count = numbers.length / NUMBERS_PER_WORD;
    return { count, bytes: new Uint8Array(this.#room, 0, end), inIntegers, inLatin1 };
  }

  /** False for numbers no page has but a broken one. */
  #packIntegers(numbers: Float64Array): boolean {
    const { length } = numbers;
    const target = new Int32Array(this.#room, 0, length);
    for (let i = 0; i < length; i++) {
      const number = numbers[i]!;
      target[i] = number;
      if (target[i] !== number) return false;
    }
    return true;
  }
}

function isLatin1(letters: Uint16Array): boolean {
  const { length } = letters;
  let seen = 0;
  for (let i = 0; i < length; i++) seen |= letters[i]!;
  return seen < 0x100;
}

/** The words as they were read. */
export function unpackWords({ count, bytes, inIntegers, inLatin1 }: PackedWords): Word[] {
  if (count === 0) return [];
  const { buffer, byteOffset, length } = bytes;
  const numbers = count * NUMBERS_PER_WORD;
  const values = inIntegers
    ? new Int32Array(buffer, byteOffset, numbers)
    : new Float64Array(buffer, byteOffset, numbers);
  const at = numbers * values.BYTES_PER_ELEMENT;
  const letters = Buffer.from(buffer, byteOffset + at, length - at);
  const texts = letters.toString(inLatin1 ? 'latin1' : 'utf16le').split('\n');
  const words = new Array<Word>(count);
  for (let i = 0, from = 0; i < count; i++, from += NUMBERS_PER_WORD) {
    words[i] = {
      text: texts[i]!,
      box: [values[from]! / 100, values[from + 1]! / 100, values[from + 2]! / 100, values[from + 3]! / 100],
      fontSize: values[from + 4]! / 100,
    };
  }
  return words;
}
