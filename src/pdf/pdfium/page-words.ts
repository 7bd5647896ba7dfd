import type { PageView } from './page-view.ts';
import type { Pdfium, TextHandle } from './pdfium.ts';
import { NUMBERS_PER_WORD, readingOrder, rowOrder } from './reading-order.ts';

/** Words in a form that crosses threads without copying. */
export interface PackedWords {
  /** The words with a line feed between them. */
  readonly text: string;
  /** Per word as `NUMBERS_PER_WORD` says, as people see the page. */
  readonly numbers: Float64Array<ArrayBuffer>;
}

// The library marks the hyphen at which it joined two lines with this unit in the text.
const JOINING_HYPHEN = 0xfffe;

/**
 * Reads the words of a page in reading order. A word ends at white space and at the end of its line: a word
 * divided by a hyphen is two words, the first with its hyphen. Ligatures come apart, soft hyphens become the hyphens
 * they are drawn as, control and zero-width characters vanish, words outside the page are left out. A filled form is
 * read row by row.
 */
export function readWords(
  pdfium: Pdfium,
  text: TextHandle,
  view: PageView,
  kind: 'print' | 'form' = 'print',
): PackedWords {
  const count = pdfium.charCount(text);
  if (count <= 0) return { text: '', numbers: new Float64Array(0) };
  const fast = pdfium.text(text, count);
  const source = fast.length === count ? { units: fast, index: null } : readLetters(pdfium, text, count);
  return new WordReader(pdfium, text, view).read(source, kind);
}

interface Units {
  readonly units: string;
  /** Letter behind each unit; null where they are the same. */
  readonly index: readonly number[] | null;
}

/** The slow way, for pages on which units and letters do not match one to one. */
function readLetters(pdfium: Pdfium, text: TextHandle, count: number): Units {
  const parts: string[] = [];
  const index: number[] = [];
  for (let i = 0; i < count; i++) {
    const code = pdfium.isHyphen(text, i) ? JOINING_HYPHEN : pdfium.charCode(text, i);
    if (code <= 0 || code > 0x10ffff) continue;
    const letter = String.fromCodePoint(code);
    parts.push(letter);
    for (let unit = 0; unit < letter.length; unit++) index.push(i);
  }
  return { units: parts.join(''), index };
}

class WordReader {
  readonly #pdfium: Pdfium;
  readonly #text: TextHandle;
  readonly #view: PageView;
  readonly #words: string[] = [];
  readonly #numbers: number[] = [];
  readonly #upright: number[] = [];
  readonly #box = new Float64Array(4);
  readonly #matrix = new Float64Array(6);
  readonly #first = new Float64Array(4);
  readonly #last = new Float64Array(4);

  constructor(pdfium: Pdfium, text: TextHandle, view: PageView) {
    this.#pdfium = pdfium;
    this.#text = text;
    this.#view = view;
  }

  read({ units, index }: Units, kind: 'print' | 'form'): PackedWords {
    let start = -1;
    let plain = true;
    for (let at = 0; at <= units.length; at++) {
      const unit = at < units.length ? units.charCodeAt(at) : 0x20;
      if (isSpace(unit)) {
        if (start >= 0) this.#word({ units, index, start, end: at, plain });
        start = -1;
        plain = true;
      } else {
        if (start < 0) start = at;
        if (unit < 0x20 || unit > 0x7e) plain = false;
        if (unit === JOINING_HYPHEN) {
          this.#word({ units, index, start, end: at + 1, plain });
          start = -1;
          plain = true;
        }
      }
    }
    return this.#inReadingOrder(kind === 'form' ? rowOrder : readingOrder);
  }

  #inReadingOrder(findOrder: typeof readingOrder): PackedWords {
    const drawn = new Float64Array(this.#numbers);
    const order = findOrder(drawn, Uint8Array.from(this.#upright));
    if (order === null) return { text: this.#words.join('\n'), numbers: drawn };
    const words: string[] = [];
    const numbers = new Float64Array(drawn.length);
    for (const word of order) {
      const at = word * NUMBERS_PER_WORD;
      numbers.set(drawn.subarray(at, at + NUMBERS_PER_WORD), words.length * NUMBERS_PER_WORD);
      words.push(this.#words[word]!);
    }
    return { text: words.join('\n'), numbers };
  }

  #word(span: Units & { start: number; end: number; plain: boolean }): void {
    const { units, index, start, end, plain } = span;
    const first = index === null ? start : index[start]!;
    const last = index === null ? end - 1 : index[end - 1]!;
    if (!this.#letterBox(first, this.#first) || !this.#letterBox(last, this.#last)) return;
    if (last > first && crossesLines(this.#first, this.#last)) {
      const middle = this.#lineEnd(span);
      if (middle > start && middle < end) {
        this.#word({ ...span, end: middle });
        this.#word({ ...span, start: middle });
        return;
      }
      this.#letterBox(first, this.#first);
      this.#letterBox(last, this.#last);
    }
    const word = plain ? units.slice(start, end) : settle(units.slice(start, end));
    if (word === '') return;
    const box = this.#box;
    box[0] = Math.min(this.#first[0]!, this.#last[0]!);
    box[1] = Math.min(this.#first[1]!, this.#last[1]!);
    box[2] = Math.max(this.#first[2]!, this.#last[2]!);
    box[3] = Math.max(this.#first[3]!, this.#last[3]!);
    if (box[2]! <= 0 || box[3]! <= 0 || box[0]! >= this.#view.width || box[1]! >= this.#view.height) return;
    const type = this.#type(first);
    this.#words.push(word);
    this.#numbers.push(round(box[0]!), round(box[1]!), round(box[2]!), round(box[3]!), round(type.size));
    this.#upright.push(type.upright ? 1 : 0);
  }

  #letterBox(letter: number, out: Float64Array): boolean {
    if (!this.#pdfium.looseBox(this.#text, letter, out) && !this.#pdfium.inkBox(this.#text, letter, out))
      return false;
    this.#view.toView(out);
    return true;
  }

  /** Height of the type, and whether it stands upright as people see the page. */
  #type(letter: number): { size: number; upright: boolean } {
    const size = this.#pdfium.fontSize(this.#text, letter);
    if (!this.#pdfium.charMatrix(this.#text, letter, this.#matrix)) return { size, upright: true };
    const [a, b, c, d] = this.#matrix as unknown as [number, number, number, number];
    const along = Math.abs(a) >= Math.abs(b);
    return { size: size * Math.hypot(c, d), upright: along === (this.#view.quarterTurns % 2 === 0) };
  }

  /** First unit of the span that stands on another line than the unit before it. */
  #lineEnd({ index, start, end }: Units & { start: number; end: number }): number {
    const before = this.#first;
    const here = this.#last;
    for (let at = start; at < end; at++) {
      const letter = index === null ? at : index[at]!;
      if (!this.#letterBox(letter, here)) continue;
      if (at > start && crossesLines(before, here)) return at;
      before.set(here);
    }
    return end;
  }
}

/** True when the second letter stands lower and further left: a new line, not a rising or turned word. */
function crossesLines(a: Float64Array, b: Float64Array): boolean {
  const height = Math.min(a[3]! - a[1]!, b[3]! - b[1]!);
  return b[1]! - a[1]! > height * 0.8 && b[0]! < a[0]!;
}

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

function settle(word: string): string {
  return word
    .replace(HYPHENS, '-')
    .replace(INVISIBLE, '')
    .replace(LIGATURES, (letter) => letter.normalize('NFKC'));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
