/** `[x0, y0, x1, y1]` in PDF points from the top left corner of the page as people see it (after its rotation). */
export type Box = readonly [number, number, number, number];

/** One word as it stands on the page. */
export interface Word {
  readonly text: string;
  readonly box: Box;
  /** Height of the type in points, where the source knows it. */
  readonly fontSize?: number;
  /** True for bold type; absent where it is not, or where the source does not know it. */
  readonly bold?: true;
  /** Recognition confidence 0 to 1; absent for a text layer, which is certain. */
  readonly confidence?: number;
}

/** Where a page's words come from: its own text layer, or recognition of its picture. */
export type TextOrigin = 'text-layer' | 'ocr';

/** The words of one page in reading order. */
export interface PageText {
  readonly pageNumber: number;
  /** Size of the page as people see it, in points. */
  readonly width: number;
  readonly height: number;
  readonly words: readonly Word[];
  readonly origin: TextOrigin;
  /** Share of the page area covered by pictures, 0 to 1. */
  readonly imageCoverage: number;
}

/** The smallest box around all `boxes`; at least one is needed. */
export function union(boxes: readonly Box[]): Box {
  let [x0, y0, x1, y1] = boxes[0]!;
  for (const box of boxes) {
    x0 = Math.min(x0, box[0]);
    y0 = Math.min(y0, box[1]);
    x1 = Math.max(x1, box[2]);
    y1 = Math.max(y1, box[3]);
  }
  return [x0, y0, x1, y1];
}
