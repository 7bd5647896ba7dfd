import { type PageMeasures, WordPacker } from './packed-words.ts';
import type { PageView } from './page-view.ts';
import type { Pdfium, TextHandle } from './pdfium.ts';
import { NUMBERS_PER_WORD, readingOrder, rowOrder } from './reading-order.ts';

// The library marks the hyphen at which it joined two lines with this unit in the text, and with this code by itself.
const JOINING_HYPHEN = 0xfffe;
const HYPHEN_CODE = 2;
const LINE_FEED = 0x0a;
/** Words there is room for at first; most pages have fewer. */
const FIRST_ROOM = 1024;
/** Types of letters that share a line. */
const TYPES = 4;
const NUMBERS_PER_TYPE = 5;

interface Units {
  /** The text in UTF-16. */
  readonly units: Uint16Array<ArrayBuffer>;
  /** Letter behind each unit; null where they are the same. */
  readonly index: Int32Array | null;
}

/**
 * For pages on which units and letters do not match one to one: letters beyond the basic plane have two units, control
 * characters have none.
 */
function matchLetters(
  pdfium: Pdfium,
  text: TextHandle,
  { count, found }: { count: number; found: Uint16Array },
): Units {
  const units = new Uint16Array(count * 2);
  const index = new Int32Array(count * 2);
  let length = 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const code = pdfium.charCode(text, i);
    if (code <= 0 || code > 0x10ffff) continue;
    const isJoined = code === HYPHEN_CODE && found[at] === JOINING_HYPHEN;
    const isPair = code > 0xffff;
    const unit = isJoined ? JOINING_HYPHEN : isPair ? 0xd800 + ((code - 0x10000) >> 10) : code;
    if (found[at] === unit) at += isPair ? 2 : 1;
    units[length] = unit;
    index[length++] = i;
    if (!isPair) continue;
    units[length] = 0xdc00 + (code & 0x3ff);
    index[length++] = i;
  }
  return { units: units.subarray(0, length), index };
}

/**
 * Reads the words of a page in reading order. A word ends at white space and at the end of its line: a word
 * divided by a hyphen is two words, the first with its hyphen. Ligatures come apart, soft hyphens become the hyphens
 * they are drawn as, control and zero-width characters vanish, words outside the page are left out. A filled form is
 * read row by row. One reader serves page after page in the same memory.
 */
export class WordReader {
  readonly #pdfium: Pdfium;
  #text!: TextHandle;
  #view!: PageView;
  #units = new Uint16Array(0);
  #index: Int32Array | null = null;
  #count = 0;
  #numbers = new Int32Array(FIRST_ROOM * NUMBERS_PER_WORD);
  #upright = new Uint8Array(FIRST_ROOM);
  /** Where each word begins and ends in the units; for one that was settled, -1 and its place in `#settled`. */
  #spans = new Int32Array(FIRST_ROOM * 2);
  #settled: string[] = [];
  /** Units of all words together, and a number that has every bit of each. */
  #length = 0;
  #seen = 0;
  readonly #packer = new WordPacker();
  readonly #matrix = new Float64Array(6);
  readonly #first = new Float64Array(4);
  readonly #last = new Float64Array(4);
  /** Per type met last, a line that letters of it fill: top, bottom, size, 1 for upright, 1 for bold. */
  readonly #types = new Float64Array(TYPES * NUMBERS_PER_TYPE);
  #type = 0;

  constructor(pdfium: Pdfium) {
    this.#pdfium = pdfium;
  }

  /** Packed as `WordPacker` does; good until the next page is read. */
  read(
    text: TextHandle,
    view: PageView,
    { kind, imageCoverage }: { kind: 'print' | 'form'; imageCoverage: number },
  ): Uint8Array<ArrayBuffer> {
    const { width, height } = view;
    this.#text = text;
    this.#view = view;
    this.#count = 0;
    this.#settled = [];
    this.#length = 0;
    this.#seen = 0;
    this.#types.fill(Number.NaN);
    this.#readText();
    return this.#pack({ width, height, imageCoverage }, kind === 'form' ? rowOrder : readingOrder);
  }

  #readText(): void {
    const text = this.#text;
    const count = this.#pdfium.charCount(text);
    if (count <= 0) return;
    const fast = this.#pdfium.text(text, count);
    const { units, index } =
      fast.length === count
        ? { units: fast, index: null }
        : matchLetters(this.#pdfium, text, { count, found: fast });
    this.#units = units;
    this.#index = index;
    this.#readWords(units);
  }

  #readWords(units: Uint16Array): void {
    const { length } = units;
    let seen = 0;
    let start = 0;
    // What of the units since `start` must be settled.
    let odd = 0;
    for (let at = 0; at < length; at++) {
      const unit = units[at]!;
      const kind = KINDS[unit]!;
      if (kind === PLAIN) {
        seen |= unit;
        continue;
      }
      if (kind !== SPACE) odd |= kind;
      if (kind === ODD) continue;
      const end = kind === LAST ? at + 1 : at;
      if (end > start) this.#word(start, end, odd === 0);
      start = at + 1;
      odd = 0;
    }
    if (length > start) this.#word(start, length, odd === 0);
    this.#seen |= seen;
  }

  #pack(page: PageMeasures, findOrder: typeof readingOrder): Uint8Array<ArrayBuffer> {
    const count = this.#count;
    const drawn = this.#numbers.subarray(0, count * NUMBERS_PER_WORD);
    const order = findOrder(drawn, this.#upright.subarray(0, count));
    const packer = this.#packer;
    const letters = Math.max(0, this.#length + count - 1);
    const at = packer.begin({ words: count, letters });
    if (order === null) packer.numbers.set(drawn);
    else arrange(drawn, order, packer.numbers);
    // Latin-1 where it does: half as much to send.
    const unitBytes = this.#seen < 0x100 ? 1 : 2;
    this.#spell(order, unitBytes === 1 ? packer.bytes : packer.units, at / unitBytes);
    return packer.finish(page, { unitBytes, end: at + letters * unitBytes });
  }

  /** Writes the words one by one: a string for each would cost more than all the rest of reading them. */
  #spell(order: Int32Array | null, out: Uint8Array | Uint16Array, from: number): void {
    const units = this.#units;
    const spans = this.#spans;
    const count = this.#count;
    let at = from;
    for (let i = 0; i < count; i++) {
      const word = order === null ? i : order[i]!;
      const start = spans[word * 2]!;
      const end = spans[word * 2 + 1]!;
      if (i > 0) out[at++] = LINE_FEED;
      if (start >= 0) {
        for (let unit = start; unit < end; unit++) out[at++] = units[unit]!;
      } else {
        const settled = this.#settled[end]!;
        for (let unit = 0; unit < settled.length; unit++) out[at++] = settled.charCodeAt(unit);
      }
    }
  }

  #word(start: number, end: number, plain: boolean): void {
    const first = this.#letter(start);
    const last = this.#letter(end - 1);
    const a = this.#first;
    const b = this.#last;
    if (!this.#letterBox(first, a)) return;
    if (last === first) b.set(a);
    else if (!this.#letterBox(last, b)) return;
    if (last > first && crossesLines(a, b)) {
      const middle = this.#lineEnd(start, end);
      if (middle > start && middle < end) {
        this.#word(start, middle, plain);
        this.#word(middle, end, plain);
        return;
      }
      this.#letterBox(first, a);
      this.#letterBox(last, b);
    }
    const x0 = Math.min(a[0]!, b[0]!);
    const y0 = Math.min(a[1]!, b[1]!);
    const x1 = Math.max(a[2]!, b[2]!);
    const y1 = Math.max(a[3]!, b[3]!);
    if (x1 <= 0 || y1 <= 0 || x0 >= this.#view.width || y0 >= this.#view.height) return;
    const type = this.#typeOf(first, a);
    const word = this.#count;
    if (plain) {
      this.#keep(start, end, end - start);
    } else {
      const settled = settle(this.#textOf(start, end));
      if (settled === '') return;
      for (let at = 0; at < settled.length; at++) this.#seen |= settled.charCodeAt(at);
      this.#keep(-1, this.#settled.push(settled) - 1, settled.length);
    }
    const at = word * NUMBERS_PER_WORD;
    const numbers = this.#numbers;
    numbers[at] = hundredths(x0);
    numbers[at + 1] = hundredths(y0);
    numbers[at + 2] = hundredths(x1);
    numbers[at + 3] = hundredths(y1);
    numbers[at + 4] = 2 * this.#types[type + 2]! + this.#types[type + 4]!;
    this.#upright[word] = this.#types[type + 3]!;
    if (word > 0 && touches(numbers, at) && this.#followsNoSpace(word, start)) this.#joinLast();
  }

  /** True when what parts the word, whose units begin at `start`, from the one before it is not in the page. */
  #followsNoSpace(word: number, start: number): boolean {
    if (this.#upright[word] !== 1 || this.#upright[word - 1] !== 1) return false;
    return this.#pdfium.isGenerated(this.#text, this.#letter(start - 1));
  }

  /** Makes one word of the last two. */
  #joinLast(): void {
    const spans = this.#spans;
    const last = --this.#count;
    const [a, b] = [last - 1, last].map((word) => {
      const start = spans[word * 2]!;
      const end = spans[word * 2 + 1]!;
      return start < 0 ? this.#settled[end]! : this.#textOf(start, end);
    });
    spans[last * 2 - 2] = -1;
    spans[last * 2 - 1] = this.#settled.push(`${a}${b}`) - 1;
    const numbers = this.#numbers;
    const at = last * NUMBERS_PER_WORD;
    const to = at - NUMBERS_PER_WORD;
    numbers[to + 1] = Math.min(numbers[to + 1]!, numbers[at + 1]!);
    numbers[to + 2] = Math.max(numbers[to + 2]!, numbers[at + 2]!);
    numbers[to + 3] = Math.max(numbers[to + 3]!, numbers[at + 3]!);
  }

  #textOf(start: number, end: number): string {
    return Buffer.from(this.#units.slice(start, end).buffer).toString('utf16le');
  }

  #keep(start: number, end: number, length: number): void {
    const word = this.#count++;
    if (this.#count > this.#upright.length) this.#grow();
    this.#spans[word * 2] = start;
    this.#spans[word * 2 + 1] = end;
    this.#length += length;
  }

  #grow(): void {
    this.#numbers = grown(this.#numbers);
    this.#upright = grown(this.#upright);
    this.#spans = grown(this.#spans);
  }

  #letter(unit: number): number {
    return this.#index === null ? unit : this.#index[unit]!;
  }

  #letterBox(letter: number, out: Float64Array): boolean {
    const pdfium = this.#pdfium;
    const at = pdfium.findCell(this.#text, letter);
    if (at >= 0) {
      this.#view.toView(pdfium.cells, at, out);
      return true;
    }
    if (!pdfium.inkBox(this.#text, letter, out)) return false;
    this.#view.toView(out, 0, out);
    return true;
  }

  /**
   * Place of a letter's type in `#types`. Letters whose cells fill the same line to the same height are of one type:
   * most words have such a one among the last few before them. Plain and bold type may fill the same line: as long as
   * all before on it was bold, each word is asked; bold words behind plain ones on it may pass for plain.
   */
  #typeOf(letter: number, box: Float64Array): number {
    const types = this.#types;
    const top = box[1]!;
    const bottom = box[3]!;
    // The last one met first.
    for (let i = 0, at = this.#type; i < TYPES; i++) {
      if (types[at] === top && types[at + 1] === bottom) {
        if (types[at + 4] === 1 && !this.#pdfium.isBold(this.#text, letter)) types[at + 4] = 0;
        return at;
      }
      at = (at === 0 ? types.length : at) - NUMBERS_PER_TYPE;
    }
    let size = this.#pdfium.fontSize(this.#text, letter);
    let upright = true;
    if (this.#pdfium.charMatrix(this.#text, letter, this.#matrix)) {
      // As in PDF: a, b, c, d.
      const matrix = this.#matrix;
      size *= Math.sqrt(matrix[2]! ** 2 + matrix[3]! ** 2);
      upright = Math.abs(matrix[0]!) >= Math.abs(matrix[1]!) === (this.#view.quarterTurns % 2 === 0);
    }
    this.#type = (this.#type + NUMBERS_PER_TYPE) % types.length;
    // Letters of a turned line differ in height by chance only.
    types[this.#type] = upright ? top : Number.NaN;
    types[this.#type + 1] = bottom;
    types[this.#type + 2] = hundredths(size);
    types[this.#type + 3] = upright ? 1 : 0;
    types[this.#type + 4] = this.#pdfium.isBold(this.#text, letter) ? 1 : 0;
    return this.#type;
  }

  /** First unit from `start` on that stands on another line than the unit before it. */
  #lineEnd(start: number, end: number): number {
    const before = this.#first;
    const here = this.#last;
    for (let at = start; at < end; at++) {
      if (!this.#letterBox(this.#letter(at), here)) continue;
      if (at > start && crossesLines(before, here)) return at;
      before.set(here);
    }
    return end;
  }
}

/** Writes the words' numbers in this order. */
function arrange(numbers: Int32Array, order: Int32Array, out: Int32Array): void {
  for (let i = 0; i < order.length; i++) {
    const from = order[i]! * NUMBERS_PER_WORD;
    const to = i * NUMBERS_PER_WORD;
    for (let member = 0; member < NUMBERS_PER_WORD; member++) out[to + member] = numbers[from + member]!;
  }
}

function grown<T extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(full: T): T {
  const larger = new (full.constructor as new (length: number) => T)(full.length * 2);
  larger.set(full);
  return larger;
}

/** Heights of type between two words at most, and that they overlap, for which nobody sees a space. */
const NO_SPACE = 0.1;

/**
 * True when nothing is between the word whose numbers are at `at` and the one before it, of the same size on one line. The
 * library puts spaces between the letters of some fonts that are drawn by programs, which browsers print variable ones as.
 */
function touches(numbers: Int32Array, at: number): boolean {
  const before = at - NUMBERS_PER_WORD;
  const gap = numbers[at]! - numbers[before + 2]!;
  const size = numbers[at + 4]! >> 1;
  if (gap > NO_SPACE * size || gap < -NO_SPACE * size) return false;
  if (numbers[before + 4]! >> 1 !== size) return false;
  const shared =
    Math.min(numbers[at + 3]!, numbers[before + 3]!) - Math.max(numbers[at + 1]!, numbers[before + 1]!);
  const height = numbers[at + 3]! - numbers[at + 1]!;
  return 2 * shared > Math.min(height, numbers[before + 3]! - numbers[before + 1]!);
}

/** True when the second letter stands lower and further left: a new line, not a rising or turned word. */
function crossesLines(a: Float64Array, b: Float64Array): boolean {
  if (b[0]! >= a[0]!) return false;
  return b[1]! - a[1]! > 0.8 * Math.min(a[3]! - a[1]!, b[3]! - b[1]!);
}

/** Part of a word that stays as it is; white space; part of one that is settled; the same, and its end. */
const PLAIN = 0;
const SPACE = 1;
const ODD = 2;
const LAST = 4;
const KINDS = Uint8Array.from({ length: 0x10000 }, (_, unit) => {
  if (unit === JOINING_HYPHEN) return LAST;
  if (isSpace(unit)) return SPACE;
  return needsSettling(unit) ? ODD : PLAIN;
});

function isSpace(unit: number): boolean {
  return (
    unit === 0x20 ||
    (unit >= 0x09 && unit <= 0x0d) ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

const LIGATURES = /[\ufb00-\ufb06]/g;
const HYPHENS = /[\u00ad\ufffe]/g;
// Controls, formatting marks and lone halves of pairs; the joiners of Arabic and Indic scripts stay.
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\uffff]/gu;

/** False for units that `settle` leaves as they are for sure. */
function needsSettling(unit: number): boolean {
  if (unit < 0x2000)
    return (
      unit <= 0x20 ||
      (unit >= 0x7f && unit < 0xa1) ||
      unit === 0xad ||
      (unit >= 0x600 && unit < 0x900) ||
      unit === 0x180e
    );
  return (
    unit <= 0x200f ||
    (unit >= 0x202a && unit <= 0x206f) ||
    (unit >= 0xd800 && unit <= 0xdfff) ||
    unit >= 0xfb00
  );
}

function settle(word: string): string {
  return word
    .replace(HYPHENS, '-')
    .replace(INVISIBLE, '')
    .replace(LIGATURES, (letter) => letter.normalize('NFKC'));
}

/** No page is as large as ten million points; doubled, for types, it still is a 32-bit integer. */
const MOST_HUNDREDTHS = 2 ** 30 - 1;

function hundredths(points: number): number {
  return Math.max(-MOST_HUNDREDTHS, Math.min(MOST_HUNDREDTHS, Math.round(points * 100)));
}
