import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../scripts/invoices/families/draw-family.ts';
import { type MadeInvoice, makeInvoice } from '../../scripts/invoices/make-invoice.ts';
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

  async function judged(papers: readonly Promise<MadeInvoice>[]): Promise<InvoiceJudge> {
    const judge = new InvoiceJudge();
    for (const paper of papers) {
      const { name, bytes, truth } = await paper;
      const path = join(folder, `${name}.pdf`);
      await writeFile(path, bytes);
      const { pageCount } = await engine.open(path);
      const pages: PageText[] = [];
      for (let page = 1; page <= pageCount; page++) pages.push(await engine.words(path, page));
      judge.judge(name, truth as InvoiceTruth, readInvoice(pages));
    }
    return judge;
  }

  function expectRight(judge: InvoiceJudge, least: number): void {
    const missed = judge.misses
      .map(({ document, field, expected, actual }) => `${document}: ${field} ${actual}, expected ${expected}`)
      .join('\n');
    for (const field of ['gross', 'issue date', 'number', 'seller'])
      expect(judge.share(field), missed).toBeGreaterThanOrEqual(least);
    expect(judge.itemsF1, missed).toBeGreaterThanOrEqual(least);
  }

  test.each(['invoice', 'receipt'] as const)('an %s is read in many layouts and languages', async (kind) => {
    expectRight(await judged(SEEDS.map((seed) => makeInvoice({ kind, seed }))), 0.95);
  });

  test('invoices are read the way trades print them', async () => {
    const families = Object.keys(FAMILIES) as Family[];
    const papers = families.flatMap((family, at) =>
      [0, 1, 2, 3].map((step) => makeInvoice({ kind: 'invoice', family, seed: 7001 + at + 2 * step })),
    );
    expectRight(await judged(papers), 0.95);
  });

  test('the same seed makes the same file', async () => {
    const [one, two] = [
      await makeInvoice({ kind: 'invoice', seed: 7 }),
      await makeInvoice({ kind: 'invoice', seed: 7 }),
    ];
    expect(one).toEqual(two);
  });
});
