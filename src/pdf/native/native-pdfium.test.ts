import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { invoicePage } from '../../../test/fixtures/pdf-samples.ts';
import { DocumentCache } from '../pdfium/document-cache.ts';
import { findPdfium } from './find-pdfium.ts';
import { startNativePdfium } from './native-pdfium.ts';

it('tells the same of all letters at once as of one after the other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leafcutter-letters-'));
  const path = join(folder, 'invoice.pdf');
  writeFileSync(path, await invoicePage());
  const pdfium = startNativePdfium(findPdfium().path);
  const document = new DocumentCache(pdfium).get(path).handle;
  const page = pdfium.loadPage(document, 0)!;
  const text = pdfium.loadText(page)!;
  const count = pdfium.charCount(text);
  const { floats, stride, looseBox, fontSize } = pdfium.letters(text, count)!;
  const together = Array.from({ length: count }, (_, letter) => {
    const box = letter * stride + looseBox;
    return [...floats.subarray(box, box + 4), floats[letter * stride + fontSize]];
  });
  const apart = Array.from({ length: count }, (_, letter) => {
    const box = new Float64Array(4);
    expect(pdfium.looseBox(text, letter, box)).toBe(true);
    return [...box, pdfium.fontSize(text, letter)];
  });
  expect(count).toBeGreaterThan(100);
  expect(together).toEqual(apart);
  // More than it keeps room for are asked for one by one.
  expect(pdfium.letters(text, 1_000_000)).toBeNull();
  pdfium.closeText(text);
  pdfium.closePage(document, page);
  rmSync(folder, { recursive: true });
});
