import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeInvoice } from '../../scripts/invoices/make-invoice.ts';
import type { PageText } from '../../src/domain/page-text.ts';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { createPdfEngine } from '../../src/pdf/pdf-engine.ts';
import { readInvoice } from '../../src/rules/read-invoice.ts';
import { InvoiceJudge, type InvoiceTruth } from './judge-reading.ts';

/** Seeds that nothing was tuned to; eight in a row are eight languages and countries. */
const SEEDS = Array.from({ length: 24 }, (_, at) => 5001 + at);

describe('made-up papers, drawn as PDF', () => {
  let engine: PdfEngine;
  let folder: string;
  beforeAll(async () => {
    engine = createPdfEngine({ workers: 1 });
    folder = await mkdtemp(join(tmpdir(), 'made-'));
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(['invoice', 'receipt'] as const)('an %s is read in many layouts and languages', async (kind) => {
    const judge = new InvoiceJudge();
    for (const seed of SEEDS) {
      const { name, bytes, truth } = await makeInvoice({ kind, seed });
      const path = join(folder, `${name}.pdf`);
      await writeFile(path, bytes);
      const { pageCount } = await engine.open(path);
      const pages: PageText[] = [];
      for (let page = 1; page <= pageCount; page++) pages.push(await engine.words(path, page));
      judge.judge(name, truth as InvoiceTruth, readInvoice(pages));
    }
    const missed = judge.misses
      .map(({ document, field, expected, actual }) => `${document}: ${field} ${actual}, expected ${expected}`)
      .join('\n');
    for (const field of ['gross', 'issue date', 'number', 'seller'])
      expect(judge.share(field), missed).toBeGreaterThanOrEqual(0.95);
    expect(judge.itemsF1, missed).toBeGreaterThanOrEqual(0.95);
  });

  test('the same seed makes the same file', async () => {
    const [one, two] = [
      await makeInvoice({ kind: 'invoice', seed: 7 }),
      await makeInvoice({ kind: 'invoice', seed: 7 }),
    ];
    expect(one).toEqual(two);
  });
});
