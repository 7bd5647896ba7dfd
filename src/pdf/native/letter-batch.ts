import type { Block, LetterRecords } from '../pdfium/library.ts';

/** What a binding offers of `FPDFText_GetCharInfoBatch`, and what it must agree with. */
export interface LetterCalls {
  /** Text, first letter, letters at most, target; answers how many records were written. */
  readonly batch: (text: number, start: number, count: number, target: number) => number;
  readonly looseBox: (text: number, letter: number, target: number) => number;
  readonly fontSize: (text: number, letter: number) => number;
}

// A record, in 32-bit words: text object, ink box in doubles, loose box (left, top, right, bottom) and font size in
// floats, then code, character code, type and render mode.
const RECORD_WORDS = 20;
const LOOSE_BOX = 10;
const FONT_SIZE = 14;
/** Letters asked for at a time: their records, 20 KB, stay in the processor's nearest cache. */
const WINDOW = 256;
/** Room in records of ours: a build with longer ones must not write beyond it before that is found out. */
const ROOM = WINDOW * 4;
/** Letters that must agree before records are believed, and how many are tried for it. */
const PROOFS = 4;
const TRIES = 64;

/**
 * Boxes and sizes of letters, hundreds with one call: a call from JavaScript takes longer than the library takes to
 * answer, and a page needs a thousand. `FPDFText_GetCharInfoBatch` is in some builds of PDFium only and in no public
 * header (its record is that of `FPDF_CHARINFO_LP` in the bindings of liteparse, which builds this library), so it is not
 * believed before a page has shown that it says the same as the public functions; if it ever does not, it is not used
 * again.
 */
export class LetterBatch implements LetterRecords {
  readonly #calls: LetterCalls;
  readonly #block: Block;
  /** All of the records, of which cells are a part. */
  readonly cells: Float32Array;
  /** One box, as the public function writes it: left, top, right, bottom. */
  readonly #single: Block;
  readonly #box: Float32Array;
  #state: 'unproven' | 'proven' | 'wrong' = 'unproven';
  /** What the records are of: a text, its letter of the first record, and the letter behind the last. */
  #text = 0;
  #start = 0;
  #end = 0;

  constructor(calls: LetterCalls, allocate: (bytes: number) => Block) {
    this.#calls = calls;
    this.#block = allocate(ROOM * RECORD_WORDS * 4);
    this.cells = new Float32Array(this.#block.view().buffer);
    this.#single = allocate(16);
    this.#box = new Float32Array(this.#single.view().buffer);
  }

  findCell(text: number, letter: number): number {
    return this.#find(text, letter) ? (letter - this.#start) * RECORD_WORDS + LOOSE_BOX : -1;
  }

  fontSize(text: number, letter: number): number | null {
    if (!this.#find(text, letter)) return null;
    return this.cells[(letter - this.#start) * RECORD_WORDS + FONT_SIZE]!;
  }

  forget(): void {
    this.#text = 0;
    this.#start = this.#end = 0;
  }

  /** True when the letter's record is at hand now. */
  #find(text: number, letter: number): boolean {
    if (text === this.#text && letter >= this.#start && letter < this.#end) return true;
    return this.#fetch(text, letter);
  }

  #fetch(text: number, start: number): boolean {
    if (this.#state === 'wrong') return false;
    // A text that proved nothing is not fetched again for each of its letters.
    if (this.#state === 'unproven' && text === this.#text) return false;
    const count = this.#calls.batch(text, start, WINDOW, this.#block.address);
    this.#text = text;
    this.#start = this.#end = start;
    if (count <= 0) return false;
    if (this.#state === 'unproven') this.#state = this.#prove(count);
    if (this.#state !== 'proven') return false;
    this.#end = start + count;
    return true;
  }

  /** Holds records against the public functions. Boxes without width or height could agree by chance. */
  #prove(count: number): 'unproven' | 'proven' | 'wrong' {
    const step = Math.max(1, Math.floor(count / TRIES));
    let proofs = 0;
    for (let i = 0; i < count; i += step) {
      const letter = this.#start + i;
      const at = i * RECORD_WORDS;
      const record = [...this.cells.subarray(at + LOOSE_BOX, at + FONT_SIZE + 1)];
      if (this.#calls.looseBox(this.#text, letter, this.#single.address) === 0) continue;
      const single = [...this.#box, this.#calls.fontSize(this.#text, letter)];
      if (single.some((value, member) => value !== record[member])) return 'wrong';
      if (new Set(record).size === record.length) proofs++;
    }
    return proofs >= PROOFS ? 'proven' : 'unproven';
  }
}
