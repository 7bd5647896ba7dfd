import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import type { PlannedScan } from './plan.ts';
import { type Random, random } from './random.ts';

/** Specks, a gray paper and lost contrast, as a cheap scanner gives them. */
function spoil(pixels: Buffer, noise: number, choose: Random): void {
  for (let at = 0; at < pixels.length; at++) {
    const grain = (choose.int(-100, 100) / 100) * 90 * noise;
    const value = pixels[at]! * (1 - 0.18 * noise) + 20 * noise + grain;
    pixels[at] = Math.max(0, Math.min(255, Math.round(value)));
  }
}

async function scanPage(png: Uint8Array, scan: PlannedScan, choose: Random): Promise<Buffer> {
  const tilted = sharp(png).flatten({ background: '#ffffff' }).rotate(scan.tilt, { background: '#ffffff' });
  const { data, info } = await tilted.grayscale().raw().toBuffer({ resolveWithObject: true });
  if (scan.noise > 0) spoil(data, scan.noise, choose);
  let image = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  if (scan.noise > 0) image = image.blur(0.3 + 0.5 * scan.noise);
  if (scan.turn !== 0) image = sharp(await image.png().toBuffer()).rotate(scan.turn);
  return image.jpeg({ quality: 62 }).toBuffer();
}

/** Turns a PDF with text into one of pictures: rendered, tilted, spoilt, turned. The same seed gives the same pictures. */
export function scanFile(
  pdf: PdfEngine,
  bytes: Uint8Array,
  scan: PlannedScan,
  seed: number,
): Promise<Uint8Array> {
  const choose = random(seed);
  return pictureFile(pdf, bytes, {
    drawnDpi: scan.dpi,
    dpi: scan.dpi,
    spoil: (png) => scanPage(png, scan, choose),
  });
}

/** How the pages of a file become pictures: drawn at `drawnDpi` as PNG, then made JPEG pictures of `dpi` by `spoil`. */
export interface PictureOptions {
  readonly drawnDpi: number;
  readonly dpi: number;
  readonly spoil: (png: Uint8Array) => Promise<Buffer>;
}

/** Turns a PDF with text into one that holds a picture of each page. */
export async function pictureFile(
  pdf: PdfEngine,
  bytes: Uint8Array,
  { drawnDpi, dpi, spoil }: PictureOptions,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'bills-'));
  try {
    const path = join(folder, 'text.pdf');
    await writeFile(path, bytes);
    const doc = new PDFDocument({
      autoFirstPage: false,
      margin: 0,
      info: { CreationDate: new Date(0), ModDate: new Date(0) },
    });
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve) => {
      doc.on('end', () => resolve());
    });
    const { pageCount } = await pdf.open(path);
    for (let pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
      const { width, height } = await pdf.pageInfo(path, pageNumber);
      const longEdge = Math.round((Math.max(width, height) / 72) * drawnDpi);
      const { bytes: png } = await pdf.render(path, pageNumber, { format: 'png', gray: true, longEdge });
      const picture = await spoil(png);
      const meta = await sharp(picture).metadata();
      const size: [number, number] = [(meta.width / dpi) * 72, (meta.height / dpi) * 72];
      doc.addPage({ size, margin: 0 });
      doc.image(picture, 0, 0, { width: size[0], height: size[1] });
    }
    doc.end();
    await ended;
    return new Uint8Array(Buffer.concat(chunks));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
