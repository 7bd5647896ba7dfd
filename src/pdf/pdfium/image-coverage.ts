import type { PageView } from './page-view.ts';
import { OBJECT_FORM, OBJECT_IMAGE, type ObjectHandle, type PageHandle, type Pdfium } from './pdfium.ts';

// Fine enough for a share; the work stays bounded on pages of ten thousand picture strips.
const CELLS = 64;
const MAX_DEPTH = 6;
const MAX_OBJECTS = 50_000;

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** Share of the page covered by pictures, 0 to 1; overlaps count once. Sampled on a grid of 64 by 64 points. */
export function imageCoverage(pdfium: Pdfium, page: PageHandle, view: PageView): number {
  let grid: Uint8Array | null = null;
  const box = new Float64Array(4);
  const own = new Float64Array(6);
  let budget = MAX_OBJECTS;

  function visit(object: ObjectHandle, matrix: Matrix, depth: number): void {
    budget--;
    const type = pdfium.objectType(object);
    if (type === OBJECT_IMAGE) {
      if (!pdfium.objectBox(object, box)) return;
      transformBox(box, matrix);
      view.toView(box, 0, box);
      grid ??= new Uint8Array(CELLS * CELLS);
      mark(grid, box, view);
    } else if (type === OBJECT_FORM && depth < MAX_DEPTH && pdfium.objectMatrix(object, own)) {
      const inner = multiply([own[0]!, own[1]!, own[2]!, own[3]!, own[4]!, own[5]!], matrix);
      const count = pdfium.memberCount(object);
      for (let i = 0; i < count && budget > 0; i++) {
        const member = pdfium.member(object, i);
        if (member !== null) visit(member, inner, depth + 1);
      }
    }
  }

  const count = pdfium.objectCount(page);
  for (let i = 0; i < count && budget > 0; i++) {
    const object = pdfium.object(page, i);
    if (object !== null) visit(object, IDENTITY, 0);
  }
  // Assigned in the function above, which the compiler does not see.
  const marked = grid as Uint8Array | null;
  if (marked === null) return 0;
  let covered = 0;
  for (const cell of marked) covered += cell;
  return covered / marked.length;
}

function mark(grid: Uint8Array, box: Float64Array, view: PageView): void {
  // A cell counts when its middle lies inside.
  const x0 = Math.max(0, Math.ceil((box[0]! / view.width) * CELLS - 0.5));
  const x1 = Math.min(CELLS - 1, Math.floor((box[2]! / view.width) * CELLS - 0.5));
  const y0 = Math.max(0, Math.ceil((box[1]! / view.height) * CELLS - 0.5));
  const y1 = Math.min(CELLS - 1, Math.floor((box[3]! / view.height) * CELLS - 0.5));
  for (let y = y0; y <= y1; y++) if (x1 >= x0) grid.fill(1, y * CELLS + x0, y * CELLS + x1 + 1);
}

/** Applies `b` after `a`, both `[a, b, c, d, e, f]` as in PDF (ISO 32000-1, 8.3.3). */
function multiply(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}

function transformBox(box: Float64Array, m: Matrix): void {
  if (m === IDENTITY) return;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [box[0]!, box[2]!]) {
    for (const y of [box[1]!, box[3]!]) {
      xs.push(x * m[0] + y * m[2] + m[4]);
      ys.push(x * m[1] + y * m[3] + m[5]);
    }
  }
  box[0] = Math.min(...xs);
  box[1] = Math.max(...ys);
  box[2] = Math.max(...xs);
  box[3] = Math.min(...ys);
}
