import type { PageHandle, Pdfium } from './pdfium.ts';

/** How a page's own coordinates become those people see: top left corner, after rotation, inside the crop box. */
export interface PageView {
  /** Points, as people see the page. */
  readonly width: number;
  readonly height: number;
  /** Quarter turns clockwise from the page's own coordinates to the view, 0 to 3. */
  readonly quarterTurns: number;
  /** Turns PDFium's `[left, top, right, bottom]` in `box` into `[x0, y0, x1, y1]` in place. */
  toView(box: Float64Array): void;
}

/** Reads the view of a loaded page; null when the page has no box. */
export function pageView(pdfium: Pdfium, page: PageHandle): PageView | null {
  const box = new Float64Array(4);
  if (!pdfium.pageBox(page, box)) return null;
  const left = Math.min(box[0]!, box[2]!);
  const right = Math.max(box[0]!, box[2]!);
  const bottom = Math.min(box[1]!, box[3]!);
  const top = Math.max(box[1]!, box[3]!);
  const quarterTurns = pdfium.pageRotation(page) & 3;
  const across = right - left;
  const upright = top - bottom;
  return {
    width: quarterTurns % 2 === 0 ? across : upright,
    height: quarterTurns % 2 === 0 ? upright : across,
    quarterTurns,
    toView(target) {
      const x0 = Math.min(target[0]!, target[2]!);
      const x1 = Math.max(target[0]!, target[2]!);
      const y0 = Math.min(target[1]!, target[3]!);
      const y1 = Math.max(target[1]!, target[3]!);
      if (quarterTurns === 0) write(target, x0 - left, top - y1, x1 - left, top - y0);
      else if (quarterTurns === 1) write(target, y0 - bottom, x0 - left, y1 - bottom, x1 - left);
      else if (quarterTurns === 2) write(target, right - x1, y0 - bottom, right - x0, y1 - bottom);
      else write(target, top - y1, right - x1, top - y0, right - x0);
    },
  };
}

function write(target: Float64Array, x0: number, y0: number, x1: number, y1: number): void {
  target[0] = x0;
  target[1] = y0;
  target[2] = x1;
  target[3] = y1;
}
