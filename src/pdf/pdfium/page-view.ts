import type { PageHandle, Pdfium } from './pdfium.ts';

/** How a page's own coordinates become those people see: top left corner, after rotation, inside the crop box. */
export class PageView {
  /** Points, as people see the page. */
  readonly width: number;
  readonly height: number;
  /** Quarter turns clockwise from the page's own coordinates to the view, 0 to 3. */
  readonly quarterTurns: number;
  readonly #left: number;
  readonly #top: number;
  readonly #right: number;
  readonly #bottom: number;

  /** `box` is the visible `[left, top, right, bottom]` in the page's own coordinates. */
  constructor(box: Float64Array, quarterTurns: number) {
    this.#left = Math.min(box[0]!, box[2]!);
    this.#right = Math.max(box[0]!, box[2]!);
    this.#bottom = Math.min(box[1]!, box[3]!);
    this.#top = Math.max(box[1]!, box[3]!);
    this.quarterTurns = quarterTurns;
    const across = this.#right - this.#left;
    const upright = this.#top - this.#bottom;
    this.width = quarterTurns % 2 === 0 ? across : upright;
    this.height = quarterTurns % 2 === 0 ? upright : across;
  }

  /** Turns PDFium's `[left, top, right, bottom]`, `at` that place of `box`, into `[x0, y0, x1, y1]` in `out`. */
  toView(box: Float32Array | Float64Array, at: number, out: Float64Array): void {
    const left = box[at]!;
    const top = box[at + 1]!;
    const right = box[at + 2]!;
    const bottom = box[at + 3]!;
    const x0 = Math.min(left, right);
    const x1 = Math.max(left, right);
    const y0 = Math.min(top, bottom);
    const y1 = Math.max(top, bottom);
    switch (this.quarterTurns) {
      case 0:
        write(out, x0 - this.#left, this.#top - y1, x1 - this.#left, this.#top - y0);
        break;
      case 1:
        write(out, y0 - this.#bottom, x0 - this.#left, y1 - this.#bottom, x1 - this.#left);
        break;
      case 2:
        write(out, this.#right - x1, y0 - this.#bottom, this.#right - x0, y1 - this.#bottom);
        break;
      default:
        write(out, this.#top - y1, this.#right - x1, this.#top - y0, this.#right - x0);
    }
  }
}

/** Reads the view of a loaded page; null when the page has no box. */
export function pageView(pdfium: Pdfium, page: PageHandle): PageView | null {
  const box = new Float64Array(4);
  if (!pdfium.pageBox(page, box)) return null;
  return new PageView(box, pdfium.pageRotation(page) & 3);
}

function write(target: Float64Array, x0: number, y0: number, x1: number, y1: number): void {
  target[0] = x0;
  target[1] = y0;
  target[2] = x1;
  target[3] = y1;
}
