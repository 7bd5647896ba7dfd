import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onePage, textAt } from '../../../test/fixtures/pdf-samples.ts';
import type { PdfEngine } from '../pdf.ts';
import { createPdfEngine } from '../pdf-engine.ts';

let folder: string;
/** Reads pictures and, to look into slices, PDFs. */
let engine: PdfEngine;
let written = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-image-'));
  engine = createPdfEngine({ workers: 1, backend: 'wasm' });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function file(bytes: Uint8Array | Promise<Uint8Array>): Promise<string> {
  const path = join(folder, `picture-${written++}`);
  await writeFile(path, await bytes);
  return path;
}

/** 300 by 200 pixels: red on the left third, white beside it, a blue square in the top left corner. */
function picture(): Sharp {
  const red = { create: { width: 100, height: 200, channels: 3, background: '#f00' } } as const;
  const blue = { create: { width: 50, height: 50, channels: 3, background: '#00f' } } as const;
  return sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff' } }).composite([
    { input: red, left: 0, top: 0 },
    { input: blue, left: 0, top: 0 },
  ]);
}

/** Colour names of the four corners, clockwise from the top left. */
async function corners(bytes: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const [r, g, b] = data.subarray((y * info.width + x) * 3) as unknown as [number, number, number];
    if (r > 200 && g > 200 && b > 200) return 'white';
    return r > b ? 'red' : 'blue';
  };
  const [right, bottom] = [info.width - 6, info.height - 6];
  return [at(5, 5), at(right, 5), at(right, bottom), at(5, bottom)];
}

describe('pictures as documents', () => {
  it.each([
    ['png', () => picture().png()],
    ['jpeg', () => picture().jpeg({ quality: 95 })],
    ['webp', () => picture().webp({ quality: 95 })],
    ['tiff', () => picture().tiff({ compression: 'lzw' })],
  ] as const)('%s is one page without words, covered by a picture', async (type, make) => {
    const path = await file(make().toBuffer());
    expect(await engine.open(path)).toEqual({
      mediaType: `image/${type}`,
      pageCount: 1,
      metadata: {},
      attachments: [],
    });
    expect(await engine.outline(path)).toEqual([]);
    const size = { pageNumber: 1, width: 144, height: 96 };
    expect(await engine.pageInfo(path, 1)).toEqual({ ...size, label: null });
    expect(await engine.words(path, 1)).toEqual({
      ...size,
      words: [],
      origin: 'text-layer',
      imageCoverage: 1,
    });
    const page = await engine.render(path, 1, { format: 'png', longEdge: 150 });
    expect([page.width, page.height]).toEqual([150, 100]);
    expect(await corners(page.bytes)).toEqual(['blue', 'white', 'white', 'red']);
    for (const pageNumber of [0, 2]) {
      await expect(engine.render(path, pageNumber, { format: 'png' })).rejects.toMatchObject({
        code: 'page-unreadable',
      });
    }
    await expect(engine.attachment(path, 0)).rejects.toMatchObject({ code: 'internal' });
  });

  it('are as large as their resolution says, where it is one of a scanner', async () => {
    const scan = await file(picture().withMetadata({ density: 300 }).png().toBuffer());
    expect(await engine.pageInfo(scan, 1)).toMatchObject({ width: 72, height: 48 });
    const screen = await file(picture().withMetadata({ density: 72 }).png().toBuffer());
    expect(await engine.pageInfo(screen, 1)).toMatchObject({ width: 144, height: 96 });
  });

  it('stand upright as their EXIF orientation says', async () => {
    // 6: the first row is the right side; shown after a quarter turn clockwise.
    const path = await file(picture().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer());
    expect(await engine.pageInfo(path, 1)).toMatchObject({ width: 96, height: 144 });
    const page = await engine.render(path, 1, { format: 'png' });
    expect([page.width, page.height]).toEqual([200, 300]);
    expect(await corners(page.bytes)).toEqual(['red', 'blue', 'white', 'white']);
  });

  it('are shown on white, never larger than they are, in gray when asked', async () => {
    const clear = sharp({ create: { width: 80, height: 60, channels: 4, background: '#0000' } });
    const path = await file(clear.png().toBuffer());
    const page = await engine.render(path, 1, { format: 'png', gray: true, longEdge: 1_000 });
    expect([page.width, page.height]).toEqual([80, 60]);
    expect((await sharp(page.bytes).metadata()).channels).toBe(1);
    expect((await sharp(page.bytes).stats()).channels[0]!.min).toBe(255);
  });

  it('of several frames have a page for each', async () => {
    const path = await file(twoPageTiff());
    expect((await engine.open(path)).pageCount).toBe(2);
    const sizes = [await engine.pageInfo(path, 1), await engine.pageInfo(path, 2)];
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [0.48 * 4, 0.48 * 2],
      [0.48 * 3, 0.48 * 5],
    ]);
    const second = await engine.render(path, 2, { format: 'png' });
    expect([second.width, second.height]).toEqual([3, 5]);
    const slice = await file(engine.slice(path, [2, 1]));
    expect((await engine.open(slice)).pageCount).toBe(2);
    const { width, height } = await engine.pageInfo(slice, 1);
    expect(width / height).toBeCloseTo(3 / 5, 1);
  });

  it.each([
    ['JPEG', () => picture().jpeg({ quality: 95 }), true],
    ['gray JPEG', () => picture().toColourspace('b-w').jpeg({ quality: 95 }), true],
    ['turned JPEG', () => picture().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }), false],
    ['CMYK JPEG', () => picture().toColourspace('cmyk').jpeg({ quality: 95 }), false],
    ['PNG', () => picture().png(), false],
    ['PNG with palette', () => picture().png({ palette: true }), false],
    ['PNG of 16 bits', () => picture().toColourspace('rgb16').png(), false],
    ['gray PNG', () => picture().toColourspace('b-w').png(), false],
    ['interlaced PNG', () => picture().png({ progressive: true }), false],
    ['PNG with transparency', () => picture().ensureAlpha().png(), false],
    ['WebP', () => picture().webp({ quality: 95 }), false],
  ] as const)('a slice of a %s is a PDF that looks the same', async (name, make, verbatim) => {
    const source = await make().toBuffer();
    const path = await file(source);
    const bytes = await engine.slice(path, [1]);
    if (verbatim) expect(Buffer.from(bytes).includes(source)).toBe(true);
    const slice = await file(bytes);
    expect(await engine.open(slice)).toMatchObject({ mediaType: 'application/pdf', pageCount: 1 });
    const before = await engine.render(path, 1, { format: 'png' });
    const longEdge = Math.max(before.width, before.height);
    const after = await engine.render(slice, 1, { format: 'png', longEdge });
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    if (!name.includes('gray')) expect(await corners(after.bytes)).toEqual(await corners(before.bytes));
    const difference = await meanDifference(before.bytes, after.bytes);
    expect(difference).toBeLessThan(name.startsWith('CMYK') ? 25 : 4);
    const [a, b] = [await engine.pageInfo(path, 1), await engine.pageInfo(slice, 1)];
    expect(b.width).toBeCloseTo(a.width, 1);
    expect(b.height).toBeCloseTo(a.height, 1);
  });

  it('cut short or broken are refused', async () => {
    // Noise, so that the half that is missing held something.
    const noise = sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    for (const bytes of [await noise.clone().jpeg().toBuffer(), await noise.clone().png().toBuffer()]) {
      const path = await file(bytes.subarray(0, bytes.length / 2));
      await expect(engine.render(path, 1, { format: 'png' })).rejects.toMatchObject({
        code: 'page-unreadable',
        subject: path,
      });
    }
    const header = await file(Buffer.from('\x89PNG\r\n\x1a\n and no more', 'latin1'));
    await expect(engine.open(header)).rejects.toMatchObject({ code: 'page-unreadable' });
  });

  it('with more pixels than any scan are refused before they are unpacked', async () => {
    const create = { width: 12_000, height: 9_000, channels: 3, background: '#fff' } as const;
    const huge = sharp({ create, limitInputPixels: false }).toColourspace('b-w');
    const path = await file(huge.png({ compressionLevel: 9 }).toBuffer());
    await expect(engine.render(path, 1, { format: 'png' })).rejects.toMatchObject({
      code: 'file-too-large',
      subject: path,
    });
  });

  it('end with `cancelled` when aborted', async () => {
    const path = await file(picture().png().toBuffer());
    await expect(engine.words(path, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    const controller = new AbortController();
    const running = engine.render(path, 1, { format: 'webp', signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('may take the place of a PDF, and a PDF theirs', async () => {
    const path = await file(picture().png().toBuffer());
    expect((await engine.open(path)).mediaType).toBe('image/png');
    await writeFile(path, onePage(textAt(20, 100, 'Hello')));
    expect((await engine.words(path, 1)).words).toHaveLength(1);
    await writeFile(path, await picture().jpeg().toBuffer());
    expect((await engine.open(path)).mediaType).toBe('image/jpeg');
  });
});

async function meanDifference(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [left, right] = await Promise.all(
    [a, b].map((bytes) => sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer()),
  );
  let sum = 0;
  for (let i = 0; i < left!.length; i++) sum += Math.abs(left![i]! - right![i]!);
  return sum / left!.length;
}

/** Two uncompressed gray frames of 4 by 2 and 3 by 5 pixels (TIFF 6.0, section 2). */
function twoPageTiff(): Uint8Array {
  const frames = [
    { width: 4, height: 2 },
    { width: 3, height: 5 },
  ];
  const parts: Buffer[] = [Buffer.from('II*\0\x08\0\0\0', 'latin1')];
  let at = 8;
  for (const [i, { width, height }] of frames.entries()) {
    const entries: [tag: number, value: number][] = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, 0],
      [277, 1],
      [278, height],
      [279, width * height],
    ];
    const directoryBytes = 2 + entries.length * 12 + 4;
    const pixels = Buffer.alloc(width * height, 200);
    const end = at + directoryBytes + pixels.length;
    const directory = Buffer.alloc(directoryBytes);
    directory.writeUInt16LE(entries.length, 0);
    for (const [j, [tag, value]] of entries.entries()) {
      const place = 2 + j * 12;
      directory.writeUInt16LE(tag, place);
      directory.writeUInt16LE(4, place + 2);
      directory.writeUInt32LE(1, place + 4);
      directory.writeUInt32LE(tag === 273 ? at + directoryBytes : value, place + 8);
    }
    directory.writeUInt32LE(i + 1 < frames.length ? end : 0, directoryBytes - 4);
    parts.push(directory, pixels);
    at = end;
  }
  return Buffer.concat(parts);
}
