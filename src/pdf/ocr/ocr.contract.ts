import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoicePage } from '../../../test/fixtures/pdf-samples.ts';
import { type Box, type PageText, union } from '../../domain/page-text.ts';
import type { OcrEngine, RenderedPage } from '../pdf.ts';
import { createPdfEngine } from '../pdf-engine.ts';

/** What every recogniser of pages must do. `create` starts an engine; the suite closes it. */
export function ocrEngineContract(name: string, create: () => OcrEngine): void {
  describe(`OCR engine contract: ${name}`, () => {
    let engine: OcrEngine;
    /** The page as its text layer says, and its picture. */
    let truth: PageText;
    let picture: RenderedPage;

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'leafcutter-ocr-'));
      const pdf = createPdfEngine({ workers: 1 });
      try {
        const path = join(folder, 'invoice.pdf');
        await writeFile(path, await invoicePage());
        truth = await pdf.words(path, 1);
        picture = await pdf.render(path, 1, { format: 'png', gray: true, longEdge: 1_754 });
      } finally {
        await pdf.close();
        await rm(folder, { recursive: true, force: true });
      }
      engine = create();
    });
    afterAll(() => engine.close());

    function pageOf({ width, height }: RenderedPage, points = truth.width / picture.width) {
      return { pageNumber: 3, width: width * points, height: height * points };
    }

    it('reads the words of a page, with confidence, as recognised', async () => {
      const page = await engine.recognise(picture, pageOf(picture));
      expect(page).toMatchObject({ pageNumber: 3, origin: 'ocr', imageCoverage: 1 });
      expect(page.width).toBeCloseTo(truth.width);
      expect(share(page)).toBeGreaterThan(0.97);
      for (const { confidence } of page.words) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
      expect(meanDistance(page, (box) => box)).toBeLessThan(2);
      // The cells of a row stay together.
      expect(page.words.map((word) => word.text).join(' ')).toContain(
        'Paper clips, box of 100 12 1.25 15.00',
      );
    });

    it.each([90, 180, 270])('reads a page turned by %d degrees, boxes as it lies', async (degrees) => {
      const turned = await turn(picture, degrees);
      const page = await engine.recognise(turned, pageOf(turned));
      expect(share(page)).toBeGreaterThan(0.97);
      const [w, h] = [truth.width, truth.height];
      const place = ([x0, y0, x1, y1]: Box): Box => {
        if (degrees === 90) return [h - y1, x0, h - y0, x1];
        if (degrees === 180) return [w - x1, h - y1, w - x0, h - y0];
        return [y0, w - x1, y1, w - x0];
      };
      expect(meanDistance(page, place)).toBeLessThan(2);
    });

    it.each([-7])('reads a page tilted by %d degrees, boxes as it lies', async (degrees) => {
      const tilted = await turn(picture, degrees);
      const page = await engine.recognise(tilted, pageOf(tilted));
      expect(share(page)).toBeGreaterThan(0.93);
      const points = truth.width / picture.width;
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const place = ([x0, y0, x1, y1]: Box): Box =>
        union(
          [
            [x0, y0],
            [x1, y0],
            [x0, y1],
            [x1, y1],
          ].map(([x, y]) => {
            const [dx, dy] = [x! - truth.width / 2, y! - truth.height / 2];
            const u = dx * cos - dy * sin + (tilted.width * points) / 2;
            const v = dx * sin + dy * cos + (tilted.height * points) / 2;
            return [u, v, u, v];
          }),
        );
      expect(meanDistance(page, place)).toBeLessThan(4);
    });

    it('reads small print after enlarging it', async () => {
      const bytes = await sharp(picture.bytes).resize({ width: 760 }).png().toBuffer();
      const small = { bytes, mediaType: 'image/png', width: 760, height: 1_075 };
      const page = await engine.recognise(small, pageOf(small, truth.width / 760));
      expect(share(page)).toBeGreaterThan(0.9);
      expect(meanDistance(page, (box) => box)).toBeLessThan(2);
    });

    it('finds nothing on an empty page', async () => {
      const blank = sharp({ create: { width: 600, height: 800, channels: 3, background: 'white' } });
      const bytes = await blank.png().toBuffer();
      const empty = { bytes, mediaType: 'image/png', width: 600, height: 800 };
      expect((await engine.recognise(empty, pageOf(empty))).words).toEqual([]);
    });

    it('says so when the picture is none', async () => {
      const none = { bytes: Buffer.from('no picture'), mediaType: 'image/png', width: 10, height: 10 };
      await expect(engine.recognise(none, pageOf(none))).rejects.toMatchObject({ code: 'ocr-failed' });
    });

    it('stops when aborted or out of time, and reads on', async () => {
      await expect(
        engine.recognise(picture, pageOf(picture), { signal: AbortSignal.abort() }),
      ).rejects.toMatchObject({ code: 'cancelled' });
      const controller = new AbortController();
      const running = engine.recognise(picture, pageOf(picture), { signal: controller.signal });
      controller.abort();
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      await expect(engine.recognise(picture, pageOf(picture), { timeoutMs: 1 })).rejects.toMatchObject({
        code: 'ocr-failed',
      });
      expect(share(await engine.recognise(picture, pageOf(picture)))).toBeGreaterThan(0.97);
    });

    it('names program, version and language', () => {
      expect(engine.name).toMatch(/^tesseract(\.js)?-\d+\.\d+.*-eng.*/);
    });

    /** Share of the words of the text layer that were read exactly. */
    function share(page: PageText): number {
      const read = new Map<string, number>();
      for (const { text } of page.words) read.set(text, (read.get(text) ?? 0) + 1);
      let found = 0;
      for (const { text } of truth.words) {
        const left = read.get(text) ?? 0;
        if (left > 0) found++;
        read.set(text, left - 1);
      }
      return found / truth.words.length;
    }

    /** Mean distance in points between the middles of words that stand on the page once. */
    function meanDistance(page: PageText, place: (box: Box) => Box): number {
      const distances: number[] = [];
      for (const { text, box } of truth.words) {
        const inTruth = truth.words.filter((word) => word.text === text);
        const read = page.words.filter((word) => word.text === text);
        if (inTruth.length !== 1 || read.length !== 1) continue;
        const [a, b] = [middle(place(box)), middle(read[0]!.box)];
        distances.push(Math.hypot(a[0] - b[0], a[1] - b[1]));
      }
      expect(distances.length).toBeGreaterThan(20);
      return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    }
  });
}

function middle([x0, y0, x1, y1]: Box): readonly [number, number] {
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}

async function turn(picture: RenderedPage, degrees: number): Promise<RenderedPage> {
  const { data, info } = await sharp(picture.bytes)
    .rotate(degrees, { background: 'white' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType: 'image/png', width: info.width, height: info.height };
}
