import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PageText } from '../../src/domain/page-text.ts';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { createPdfEngine } from '../../src/pdf/pdf-engine.ts';
import { eInvoiceCandidates, readEInvoice } from '../../src/rules/e-invoice/e-invoice.ts';
import { readInvoice } from '../../src/rules/read-invoice.ts';
import { InvoiceJudge, type InvoiceTruth } from './judge-reading.ts';

const folder = join(import.meta.dirname, '../../../shared/corpus/invoices');
const present = existsSync(folder);
if (!present) console.warn(`\nNO CORPUS at ${folder}: real invoices are not read in this run.\n`);

interface Document {
  readonly name: string;
  readonly path: string;
  readonly truth: InvoiceTruth;
}

const documents: Document[] = !present
  ? []
  : readdirSync(folder)
      .filter((file) => file.endsWith('.pdf'))
      .map((file) => ({
        name: file,
        path: join(folder, file),
        truth: JSON.parse(
          readFileSync(join(folder, file.replace(/\.pdf$/, '.truth.json')), 'utf8'),
        ) as InvoiceTruth,
      }));

describe.skipIf(!present)('real invoices', () => {
  let engine: PdfEngine;
  beforeAll(() => {
    engine = createPdfEngine({ workers: 1 });
  });
  afterAll(() => engine.close());

  test('the page alone, its XML never looked at, tells number, date, total, seller and line items', async () => {
    const judge = new InvoiceJudge();
    for (const { name, path, truth } of documents) {
      if (truth.textLayer !== true) continue;
      const { pageCount } = await engine.open(path);
      const pages: PageText[] = [];
      for (let page = 1; page <= pageCount; page++) pages.push(await engine.words(path, page));
      judge.judge(name, truth, readInvoice(pages));
    }
    const missed = judge.misses
      .map(({ document, field, expected, actual }) => `${document}: ${field} ${actual}, expected ${expected}`)
      .join('\n');
    for (const [field, share] of [
      ['number', 0.95],
      ['issue date', 0.95],
      ['gross', 0.95],
      ['seller', 0.9],
    ] as const) {
      expect(judge.share(field), missed).toBeGreaterThanOrEqual(share);
      expect(judge.fields.get(field)!.right).toBeGreaterThan(30);
    }
    expect(judge.itemsF1, missed).toBeGreaterThanOrEqual(0.8);
    const counts = [...judge.fields.values()];
    const all = counts.reduce((total, one) => total + one.right + one.wrong + one.missing, 0);
    const unmarked = counts.reduce((total, one) => total + one.wrong - one.marked, 0);
    expect(unmarked / all, missed).toBeLessThan(0.015);
  });

  test('an embedded e-invoice is read exactly, whatever its profile', async () => {
    const judge = new InvoiceJudge();
    let read = 0;
    for (const { name, path, truth } of documents) {
      if (!truth.embeddedXml) continue;
      const { attachments } = await engine.open(path);
      const [first] = eInvoiceCandidates(attachments);
      expect(first, name).toBeDefined();
      const outcome = readEInvoice(await engine.attachment(path, first!.index));
      if (outcome.kind !== 'read') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
      judge.judge(name, truth, { facts: outcome.facts, evidence: [], findings: [] }, true);
      read++;
    }
    expect(judge.misses).toEqual([]);
    expect(read).toBeGreaterThan(30);
  });
});
