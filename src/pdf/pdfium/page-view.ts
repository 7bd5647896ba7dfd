import type { PageHandle, Pdfium } from './pdfium.ts';

/** How a page's own coordinates become those people see: top left corner, after rotation, inside the crop box. */
export interface PageView {
  /** Points, as people see the page. */
  readonly width: number;
  readonly height: number;
  /** Quarter turns clockwise from the page's own coordinates to the view, 0 to 3. */
  readonly quarterTurns: number;
  /** Turns PDFium's `[left, top, right, bottom]` at the start of `box` into `[x0, y0, x1, y1]` in place. */
  toView(box: Float64Array): void;
  /** The same for the first `count` boxes that lie one after the other. */
  allToView(boxes: Float64Array, count: number): void;
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
  const allToView = (boxes: Float64Array, count: number) => {
    for (let at = 0; at < count * 4; at += 4) {
      const x0 = Math.min(boxes[at]!, boxes[at + 2]!);
      const x1 = Math.max(boxes[at]!, boxes[at + 2]!);
      const y0 = Math.min(boxes[at + 1]!, boxes[at + 3]!);
      const y1 = Math.max(boxes[at + 1]!, boxes[at + 3]!);
      if (quarterTurns === 0) {
        boxes[at] = x0 - left;
        boxes[at + 1] = top - y1;
        boxes[at + 2] = x1 - left;
        boxes[at + 3] = top - y0;
      } else if (quarterTurns === 1) {
        boxes[at] = y0 - bottom;
        boxes[at + 1] = x0 - left;
        boxes[at + 2] = y1 - bottom;
        boxes[at + 3] = x1 - left;
      } else if (quarterTurns === 2) {
        boxes[at] = right - x1;
        boxes[at + 1] = y0 - bottom;
        boxes[at + 2] = right - x0;
        boxes[at + 3] = y1 - bottom;
      } else {
        boxes[at] = top - y1;
        boxes[at + 1] = right - x1;
        boxes[at + 2] = top - y0;
        boxes[at + 3] = right - x0;
      }
    }
  };
  return {
    width: quarterTurns % 2 === 0 ? across : upright,
    height: quarterTurns % 2 === 0 ? upright : across,
    quarterTurns,
    toView: (box) => allToView(box, 1),
    allToView,
  };
}
