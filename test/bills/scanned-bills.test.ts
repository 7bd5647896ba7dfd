import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { equal } from '../../src/domain/decimal.ts';
import type { PageText } from '../../src/domain/page-text.ts';
import { createOcrEngine } from '../../src/pdf/ocr/create-ocr-engine.ts';
import type { OcrEngine, PdfEngine } from '../../src/pdf/pdf.ts';
import { createPdfEngine } from '../../src/pdf/pdf-engine.ts';
import { bill } from '../../src/recipes/bill/bill.ts';
import { documentOf, rulesOnly } from '../support/rules-only.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CORPUS = at('../../../shared/corpus/bills/');

/** Resolution of recognition, as the engine uses it. */
const DPI = 200;
const LEAST_LONG_EDGE = 1000;

let pdf: PdfEngine;
let ocr: OcrEngine;
beforeAll(() => {
  pdf = createPdfEngine();
  ocr = createOcrEngine({ workers: 1 });
});
afterAll(async () => {
  await ocr.close();
  await pdf.close();
});

async function recognise(path: string): Promise<PageText[]> {
  const { pageCount } = await pdf.open(path);
  const pages: PageText[] = [];
  for (let pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
    const layer = await pdf.words(path, pageNumber);
    const longEdge = Math.max(LEAST_LONG_EDGE, Math.round((Math.max(layer.width, layer.height) / 72) * DPI));
    const picture = await pdf.render(path, pageNumber, { format: 'png', gray: true, longEdge });
    pages.push(await ocr.recognise(picture, layer));
  }
  return pages;
}

interface Truth {
  readonly lineItems: readonly {
    readonly quantity?: string;
    readonly unitPrice?: string;
    readonly amount: string;
  }[];
}

/** Reads a scan by rules: what is not exactly as the truth has it must be told by an error about that row or the total. */
async function expectExactOrTold(path: string): Promise<void> {
  const truth = JSON.parse(await readFile(path.replace(/\.\w+$/, '.truth.json'), 'utf8')) as Truth;
  const document = documentOf(await recognise(path));
  const { data, findings } = await bill.run(document, rulesOnly(document), {});
  const items = data.bills.flatMap((one) => one.items);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const told = errors.some(
    (finding) => finding.code === 'total-mismatch' || finding.code === 'unclaimed-amount',
  );
  if (!told) expect(items).toHaveLength(truth.lineItems.length);
  for (const [index, row] of truth.lineItems.entries()) {
    const item = items[index];
    const exact =
      item?.amount != null &&
      equal(item.amount, row.amount) &&
      (row.quantity === undefined || (item.quantity !== null && equal(item.quantity, row.quantity))) &&
      (row.unitPrice === undefined || (item.rate !== null && equal(item.rate, row.unitPrice)));
    const about = errors.some((finding) => finding.path.startsWith(`bills[0].items[${index}]`));
    expect(exact || about || told, `row ${index + 1} is wrong and nothing says so`).toBe(true);
  }
}

describe('a scan', () => {
  it('of a bill turned by 90 degrees is exact, or says what is not', async () => {
    await expectExactOrTold(at('../../examples/documents/final-summary-turned-90-tilted-scan.pdf'));
  });
});

describe.skipIf(!existsSync(CORPUS))('real pictures of bills', () => {
  it.each(['datathon-sample-1.jpg', 'datathon-sample-2.png', 'datathon-sample-3.jpg'])(
    '%s are exact, or say what is not',
    async (name) => {
      await expectExactOrTold(CORPUS + name);
    },
  );
});

if (!existsSync(CORPUS))
  console.warn(`No corpus beside the repository: the tests of real pictures of bills did not run`);
