import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { random } from '../bills/random.ts';
import { pictureFile } from '../bills/scan.ts';
import { drawFaults, type FaultName } from './faults.ts';
import { spoilPage } from './spoil-page.ts';

/** Drawn finer than it is scanned, so that nothing of the drawing's own pixels is left. */
const OVERSAMPLING = 1.5;

/** Turns a PDF with text into poor scans of its pages, all of one kind. The same seed gives the same pictures. */
export function spoilFile(
  pdf: PdfEngine,
  bytes: Uint8Array,
  name: FaultName,
  seed: number,
): Promise<Uint8Array> {
  const choose = random(seed);
  const faults = drawFaults(name, choose);
  const drawnDpi = Math.round(faults.dpi * OVERSAMPLING);
  return pictureFile(pdf, bytes, {
    drawnDpi,
    dpi: faults.dpi,
    spoil: (png) => spoilPage(png, drawnDpi, { faults, choose }),
  });
}
