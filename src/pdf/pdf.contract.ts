import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  book,
  encrypted,
  filledForm,
  onePage,
  rawPdf,
  textAt,
  withAttachment,
} from '../../test/fixtures/pdf-samples.ts';
import type { Box, PageText } from '../domain/page-text.ts';
import type { PdfEngine } from './pdf.ts';

/**
 * What every back end that reads PDFs must do. `create` starts an engine; the suite closes it. Answers how many cases
 * have run, so that a suite that runs none of them can be seen to.
 */
export function pdfEngineContract(name: string, create: () => PdfEngine): { ran(): number } {
  let ran = 0;
  describe(`PDF engine contract: ${name}`, () => {
    let folder: string;
    let engine: PdfEngine;
    let written = 0;

    afterEach(() => {
      ran++;
    });
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'leafcutter-pdf-'));
      engine = create();
    });
    afterAll(async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function file(bytes: Uint8Array | string): Promise<string> {
      const path = join(folder, `file-${written++}.pdf`);
      await writeFile(path, bytes);
      return path;
    }

    async function wordsOf(bytes: Uint8Array): Promise<PageText> {
      return engine.words(await file(bytes), 1);
    }

    describe('open', () => {
      it('tells type, page count and metadata', async () => {
        const info = await engine.open(await file(await book(12)));
        expect(info).toMatchObject({ mediaType: 'application/pdf', pageCount: 12, attachments: [] });
        expect(info.metadata).toMatchObject({ Title: 'The book', Author: 'Nobody' });
      });

      it('lists attachments and reads them whole, large ones too', async () => {
        const bytes = Buffer.from('<x>é</x>'.repeat(100_000));
        const path = await file(await withAttachment('factur-x.xml', bytes));
        const { attachments } = await engine.open(path);
        expect(attachments).toEqual([{ index: 0, name: 'factur-x.xml' }]);
        expect(Buffer.compare(Buffer.from(await engine.attachment(path, 0)), bytes)).toBe(0);
        await expect(engine.attachment(path, 1)).rejects.toMatchObject({ code: 'internal' });
      });

      it.each([
        ['a file with a password', encrypted, 'pdf-encrypted'],
        ['no bytes', () => '', 'file-empty'],
        ['something else', () => 'Dear reader, this is a letter.', 'unsupported-type'],
        ['a PDF of which only the head is left', async () => (await book(3)).subarray(0, 600), 'pdf-damaged'],
        [
          'a PDF without pages',
          () => rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']),
          'pdf-no-pages',
        ],
      ])('refuses %s', async (_, bytes, code) => {
        const path = await file(await bytes());
        await expect(engine.open(path)).rejects.toMatchObject({ code, subject: path });
      });

      it('refuses a missing file and a folder', async () => {
        const path = join(folder, 'none.pdf');
        await expect(engine.open(path)).rejects.toMatchObject({ code: 'file-not-found' });
        await expect(engine.open(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
      });

      it('finds a header that does not come first, and does without one', async () => {
        const pdf = onePage(textAt(20, 100, 'Hello'));
        const late = await file(Buffer.concat([Buffer.alloc(900, 'x'), pdf]));
        expect((await engine.words(late, 1)).words.map((word) => word.text)).toEqual(['Hello']);
        const none = await file(pdf.subarray(9));
        expect((await engine.words(none, 1)).words.map((word) => word.text)).toEqual(['Hello']);
      });

      it('reads a file anew after it was replaced', async () => {
        const path = await file(onePage(textAt(20, 100, 'Before')));
        expect((await engine.words(path, 1)).words[0]?.text).toBe('Before');
        await writeFile(path, onePage(textAt(20, 100, 'Thereafter')));
        expect((await engine.words(path, 1)).words[0]?.text).toBe('Thereafter');
      });
    });

    describe('pages', () => {
      it('gives size after rotation and crop, and the label', async () => {
        const path = await file(
          rawPdf([
            '<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 7 /P (A-) >>] >> >>',
            '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
            '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>',
            '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /CropBox [10 20 260 120] /Rotate 90 >>',
          ]),
        );
        expect(await engine.pageInfo(path, 1)).toEqual({
          pageNumber: 1,
          width: 300,
          height: 200,
          label: 'i',
        });
        expect(await engine.pageInfo(path, 2)).toEqual({
          pageNumber: 2,
          width: 100,
          height: 250,
          label: 'A-7',
        });
      });

      it('has no label where the file has none, and no page 0 or beyond the last', async () => {
        const path = await file(onePage(''));
        expect((await engine.pageInfo(path, 1)).label).toBeNull();
        for (const pageNumber of [0, 2, 1.5, Number.NaN]) {
          await expect(engine.words(path, pageNumber)).rejects.toMatchObject({ code: 'page-unreadable' });
        }
        await expect(engine.slice(path, [1, 2])).rejects.toMatchObject({ code: 'page-unreadable' });
        await expect(engine.slice(path, [])).rejects.toMatchObject({ code: 'page-unreadable' });
      });

      it('gives the outline as a tree with page numbers', async () => {
        const outline = await engine.outline(await file(await book(12)));
        expect(outline).toEqual([
          {
            title: 'Chapter 1',
            pageNumber: 1,
            children: [{ title: 'Middle of page 5', pageNumber: 5, children: [] }],
          },
          { title: 'Chapter 2', pageNumber: 11, children: [] },
        ]);
      });

      it('ends with an outline that runs in a circle, and leaves out pages it cannot find', async () => {
        const path = await file(
          rawPdf([
            '<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>',
            '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
            '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>',
            '<< /First 5 0 R /Last 6 0 R >>',
            '<< /Title (One) /Parent 4 0 R /Next 6 0 R /Dest [3 0 R /Fit] >>',
            '<< /Title (Two) /Parent 4 0 R /Next 5 0 R >>',
          ]),
        );
        expect(await engine.outline(path)).toEqual([
          { title: 'One', pageNumber: 1, children: [] },
          { title: 'Two', pageNumber: null, children: [] },
        ]);
      });
    });

    describe('words', () => {
      const content = textAt(20, 150, 'Total') + textAt(200, 40, '12.50');

      it('have boxes from the top left and the size of the type', async () => {
        const { width, height, words, origin } = await wordsOf(onePage(content));
        expect({ width, height, origin }).toEqual({ width: 300, height: 200, origin: 'text-layer' });
        expect(words.map((word) => [word.text, word.fontSize])).toEqual([
          ['Total', 12],
          ['12.50', 12],
        ]);
        // Helvetica at 12 points: `Total` is 26.68 wide; the base line is 50 below the top.
        expectBox(words[0]!.box, [20, 38.6, 46.7, 52.7]);
        expect(words[0]!.confidence).toBeUndefined();
      });

      it.each([
        [90, [150, 20, 160, 46.7]],
        [180, [253.3, 147, 280, 162]],
        [270, [38, 253.3, 53, 280]],
      ] as const)('follow a rotation of %d degrees', async (degrees, box) => {
        const rotated = await wordsOf(onePage(content, `/MediaBox [0 0 300 200] /Rotate ${degrees}`));
        const total = rotated.words.find((word) => word.text === 'Total')!;
        expectBox(total.box, box, degrees === 90 ? 6 : 1.5);
      });

      it('are measured from the crop box, and left out beyond it', async () => {
        const page = '/MediaBox [-50 -50 300 200] /CropBox [10 100 210 180]';
        const { width, height, words } = await wordsOf(onePage(content, page));
        expect([width, height]).toEqual([200, 80]);
        expect(words.map((word) => word.text)).toEqual(['Total']);
        expectBox(words[0]!.box, [10, 18.6, 36.7, 32.7]);
      });

      it('of turned text have boxes around the ink', async () => {
        const { words } = await wordsOf(onePage('BT /F 12 Tf 0 1 -1 0 100 50 Tm (Upwards here) Tj ET'));
        expect(words.map((word) => word.text)).toEqual(['Upwards', 'here']);
        const [x0, y0, x1, y1] = words[0]!.box;
        expect(x0).toBeGreaterThan(85);
        expect(x1).toBeLessThan(106);
        expect(y1).toBeCloseTo(150, 0);
        expect(y0).toBeCloseTo(150 - 47.34, 0);
        expect(words[0]!.fontSize).toBeCloseTo(12);
      });

      it('know the size of the type after scaling', async () => {
        const { words } = await wordsOf(onePage('BT /F 1 Tf 24 0 0 24 20 100 Tm (Big) Tj ET'));
        expect(words[0]!.fontSize).toBeCloseTo(24);
      });

      it('are bold by the name of a font that readers have, else by its stems', async () => {
        const fonts = [5, 6, 7, 9].map((object, at) => `/F${at} ${object} 0 R`).join(' ');
        const place = (font: number, x: number, y: number, text: string) =>
          `BT /F${font} 12 Tf ${x} ${y} Td (${text}) Tj ET\n`;
        const described = (font: string, object: number, stem: number) => [
          `<< /Type /Font /Subtype /Type1 /BaseFont /${font} /FirstChar 32 /LastChar 126 /Widths [${'500 '.repeat(95)}] /FontDescriptor ${object} 0 R >>`,
          `<< /Type /FontDescriptor /FontName /${font} /Flags 32 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV ${stem} >>`,
        ];
        const { words } = await wordsOf(
          rawPdf([
            '<< /Type /Catalog /Pages 2 0 R >>',
            '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
            `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /Font << ${fonts} >> >> /Contents 4 0 R >>`,
            [
              '',
              place(0, 20, 170, 'plain') +
                place(1, 20, 140, 'loud Title') +
                place(0, 120, 140, 'then plain') +
                place(2, 20, 110, 'sturdy') +
                place(3, 20, 80, 'slender'),
            ],
            '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
            '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
            ...described('Sturdy', 8, 130),
            ...described('Slender-Bold', 10, 80),
          ]),
        );
        expect(words.filter(({ bold }) => bold).map(({ text }) => text)).toEqual(['loud', 'Title', 'sturdy']);
        expect(words.map(({ fontSize }) => fontSize)).toEqual(words.map(() => 12));
      });

      it('end at the end of the line, the hyphen with the first half', async () => {
        const lines = textAt(20, 150, 'This is a develop-') + textAt(20, 136, 'ment of the text');
        const { words } = await wordsOf(onePage(lines));
        expect(words.map((word) => word.text).join(' ')).toBe('This is a develop- ment of the text');
        expect(words[3]!.box[3]).toBeLessThan(words[4]!.box[3]);
        expect(words[4]!.box[0]).toBeCloseTo(20, 0);
      });

      it('show soft hyphens as drawn, spaces that do not break as spaces', async () => {
        const { words } = await wordsOf(onePage(textAt(20, 150, 'co\\255op 1\\240234,50')));
        expect(words.map((word) => word.text)).toEqual(['co-op', '1', '234,50']);
      });

      it('take ligatures apart, drop controls, keep letters beyond the basic plane', async () => {
        // Codes 1 to 4 stand for the ligature fi, a control character, a mathematical A, and nothing at all.
        const map = [
          '/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def',
          '1 begincodespacerange <00> <ff> endcodespacerange',
          '4 beginbfchar <01> <fb01> <02> <001b> <03> <d835dc00> <61> <0061> endbfchar',
          'endcmap end',
        ].join('\n');
        const bytes = rawPdf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>',
          ['', 'BT /F 12 Tf 20 100 Td <61016102612061036161> Tj ET'],
          `<< /Type /Font /Subtype /TrueType /BaseFont /Arial /FirstChar 0 /LastChar 255 /Widths [${'500 '.repeat(256)}] /ToUnicode 6 0 R /FontDescriptor 7 0 R >>`,
          ['', map],
          '<< /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 >>',
        ]);
        const { words } = await wordsOf(bytes);
        expect(words.map((word) => word.text)).toEqual(['afiaa', 'a\u{1d400}aa']);
      });

      it('of a form hold what was filled in, beside its label', async () => {
        const { words } = await wordsOf(filledForm());
        expect(words.map((word) => word.text).join(' ')).toBe('Name: Alice Example Below PAID today');
        expectBox(words[1]!.box, [82, 40.6, 108, 54.7]);
      });

      it('come in reading order though the foot was drawn first', async () => {
        const mixed = textAt(20, 20, 'foot') + textAt(20, 180, 'head') + textAt(20, 100, 'body');
        const { words } = await wordsOf(onePage(mixed));
        expect(words.map((word) => word.text)).toEqual(['head', 'body', 'foot']);
      });

      it('are none on a page that is only a picture, which covers it', async () => {
        const picture = '/XObject << /P 5 0 R >>';
        const bytes = rawPdf([
          '<< /Type /Catalog /Pages 2 0 R >>',
          '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << ${picture} >> /Contents 4 0 R >>`,
          ['', 'q 150 0 0 200 0 0 cm /P Do Q q 150 0 0 100 75 100 cm /P Do Q'],
          [
            '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
            'x',
          ],
        ]);
        const { words, imageCoverage } = await wordsOf(bytes);
        expect(words).toEqual([]);
        // Half the page, and of the second picture the part that lies beside the first.
        expect(imageCoverage).toBeCloseTo(0.5 + 0.125, 1);
      });
    });

    describe('render', () => {
      it('makes each format in the size asked for', async () => {
        const path = await file(onePage('1 0 0 rg 0 0 300 200 re f'));
        for (const format of ['png', 'jpeg', 'webp'] as const) {
          const page = await engine.render(path, 1, { format, longEdge: 600 });
          expect(page).toMatchObject({ mediaType: `image/${format}`, width: 600, height: 400 });
          const { channels, dominant } = await sharp(page.bytes).stats();
          expect(channels).toHaveLength(3);
          expect(dominant.r).toBeGreaterThan(220);
          expect(dominant.b).toBeLessThan(30);
        }
      });

      it('draws gray with one channel, on white, 1,536 pixels long unless told', async () => {
        const page = await engine.render(await file(onePage(textAt(20, 100, 'Hello'))), 1, {
          format: 'png',
          gray: true,
        });
        expect([page.width, page.height]).toEqual([1536, 1024]);
        const metadata = await sharp(page.bytes).metadata();
        expect([metadata.channels, metadata.space]).toEqual([1, 'b-w']);
        const { channels } = await sharp(page.bytes).stats();
        expect(channels[0]).toMatchObject({ min: 0, max: 255 });
      });

      it('shows the page turned and cropped, and what is filled in', async () => {
        const turned = await engine.render(await file(onePage('', '/MediaBox [0 0 300 200] /Rotate 90')), 1, {
          format: 'png',
          longEdge: 300,
        });
        expect([turned.width, turned.height]).toEqual([200, 300]);
        const form = await engine.render(await file(filledForm()), 1, { format: 'png', longEdge: 300 });
        expect(await darkest(form.bytes, { left: 82, top: 42, width: 70, height: 12 })).toBeLessThan(100);
      });

      it('caps the pixels whatever the page says', async () => {
        const path = await file(onePage('', '/MediaBox [0 0 14400 14400]'));
        const page = await engine.render(path, 1, { format: 'png', gray: true, longEdge: 60_000 });
        expect(page.width * page.height).toBeLessThanOrEqual(24_100_000);
        expect(page.width).toBeGreaterThan(4_000);
      });
    });

    describe('slice', () => {
      it('makes a valid PDF of the pages in the order named', async () => {
        const whole = await book(40);
        const path = await file(whole);
        const bytes = await engine.slice(path, [7, 3, 3]);
        expect(bytes.length).toBeLessThan(whole.length / 4);
        const part = await file(bytes);
        expect((await engine.open(part)).pageCount).toBe(3);
        for (const [i, pageNumber] of [7, 3, 3].entries()) {
          const [before, after] = await Promise.all([
            engine.words(path, pageNumber),
            engine.words(part, i + 1),
          ]);
          expect(after).toEqual({ ...before, pageNumber: i + 1 });
        }
      });

      it('keeps what is filled in', async () => {
        const part = await file(await engine.slice(await file(filledForm()), [1]));
        expect((await engine.words(part, 1)).words.map((word) => word.text)).toContain('Alice');
      });
    });

    describe('calls', () => {
      it('many at once answer each for itself', async () => {
        const path = await file(await book(30));
        const pages = Array.from({ length: 30 }, (_, i) => i + 1);
        const texts = await Promise.all(pages.map((pageNumber) => engine.words(path, pageNumber)));
        for (const [i, { pageNumber, words }] of texts.entries()) {
          expect(pageNumber).toBe(i + 1);
          expect(words[1]!.text).toBe(String(i + 1));
        }
      });

      it('end with `cancelled` when aborted, before or while they run', async () => {
        const path = await file(await book(3));
        await expect(engine.words(path, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({
          code: 'cancelled',
        });
        const controller = new AbortController();
        const pending = Array.from({ length: 50 }, () => engine.outline(path, { signal: controller.signal }));
        controller.abort();
        const outcomes = await Promise.allSettled(pending);
        expect(outcomes.filter((outcome) => outcome.status === 'rejected').length).toBeGreaterThan(40);
        expect((await engine.words(path, 1)).words).toHaveLength(5);
      });

      it('end with `cancelled` when the engine closes', async () => {
        const path = await file(await book(3));
        const short = create();
        await short.open(path);
        const pending = short.words(path, 1);
        const outcome = expect(pending).rejects.toMatchObject({ code: 'cancelled' });
        await short.close();
        await outcome;
        await expect(short.open(path)).rejects.toMatchObject({ code: 'cancelled' });
      });
    });
  });
  return { ran: () => ran };
}

function expectBox(box: Box, wanted: readonly number[], tolerance = 1.5): void {
  for (const [i, value] of box.entries()) {
    expect(Math.abs(value - wanted[i]!), `box ${box} beside ${wanted}`).toBeLessThanOrEqual(tolerance);
  }
}

async function darkest(
  png: Uint8Array,
  area: { left: number; top: number; width: number; height: number },
): Promise<number> {
  const { channels } = await sharp(png).extract(area).greyscale().stats();
  return channels[0]!.min;
}
