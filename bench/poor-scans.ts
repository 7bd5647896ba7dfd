/**
 * What is read from poor scans: `npm run bench -- poor-scans [receipts of each kind] [invoices of each kind] [first seed]`.
 *
 * Makes receipts and invoices in seven languages and spoils them in sixteen ways (`scripts/scans`): tilted, turned, thermal,
 * faded, pale, blurred, noisy, compressed, crumpled, coarse, narrow, faxed, tinted, stamped, photographed, and flat for
 * comparison. Each Tesseract there is reads them. Words with digits are compared with those of the paper before it was spoilt; facts with its truth.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeInvoice } from '../scripts/invoices/make-invoice.ts';
import { FAULTS, type FaultName } from '../scripts/scans/faults.ts';
import type { PageText } from '../src/domain/page-text.ts';
import { type DocumentScore, parseTruth } from '../src/eval/eval.ts';
import type { OcrEngine, PdfEngine } from '../src/pdf/pdf.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { ocrReaders, processorSeconds } from './ocr-readers.ts';
import { startTable } from './print-table.ts';
import { type Picture, readPages, scorePages } from './scan-facts.ts';

/** Seeds that no test uses. */
const FIRST_SEED = 9_001;
const [receipts = 2, invoices = 1, firstSeed = FIRST_SEED] = process.argv.slice(2).map(Number);
const kinds = Object.keys(FAULTS) as FaultName[];

interface Poor extends Picture {
  readonly fault: FaultName;
  /** Words with digits on the paper before it was spoilt. */
  readonly digits: readonly string[];
}

interface Read {
  readonly fault: FaultName;
  readonly score: DocumentScore;
  /** Share of the words with digits that were read as they are. */
  readonly digits: number;
}

const pdf = createPdfEngine({ workers: 1 });
const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));
try {
  await main();
} finally {
  await pdf.close();
  rmSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  const pictures = [...(await make('receipt', receipts)), ...(await make('invoice', invoices))];
  const readers = ocrReaders();
  const all = new Map<string, readonly Read[]>();
  const table = startTable(`${pictures.length} poor scans in seven languages, right of known`, [
    'reader',
    'total',
    'date',
    'number',
    'seller',
    'words with digits',
    'wrong and unmarked',
    'right sent to review',
    'processor seconds a picture',
  ]);
  for (const { name, engine } of readers) {
    const start = processorSeconds();
    const reads: Read[] = [];
    for (const picture of pictures) reads.push(await read(picture, pdf, engine));
    await engine.close();
    const seconds = (processorSeconds() - start) / pictures.length;
    all.set(name, reads);
    const facts = reads.flatMap(({ score }) => score.facts).filter(({ verdict }) => verdict !== 'missing');
    const silent = facts.filter(({ verdict }) => verdict === 'wrong-unmarked').length;
    const right = reads.filter(({ score }) => score.facts.every(({ verdict }) => verdict === 'right'));
    table.row([
      name,
      ...['gross', 'issueDate', 'invoiceNumber', 'seller'].map((fact) => rightOf(reads, fact)),
      mean(reads).toFixed(3),
      `${silent}/${facts.length} (${((100 * silent) / facts.length).toFixed(1)} %)`,
      `${right.filter(({ score }) => score.review === 'needed').length}/${right.length}`,
      seconds.toFixed(2),
    ]);
  }
  table.end();
  const byFault = startTable('Totals and dates, right of known, and words with digits, by fault', [
    'fault',
    ...readers.map(({ name }) => name),
  ]);
  for (const fault of kinds) {
    const cells = readers.map(({ name }) => {
      const own = all.get(name)!.filter((one) => one.fault === fault);
      return `${rightOf(own, 'gross')}, ${rightOf(own, 'issueDate')}, ${mean(own).toFixed(2)}`;
    });
    byFault.row([fault, ...cells]);
  }
  byFault.end();
}

async function make(kind: 'receipt' | 'invoice', count: number): Promise<Poor[]> {
  const made: Poor[] = [];
  for (let index = 0; index < count * kinds.length; index++) {
    const fault = kinds[index % kinds.length]!;
    const seed = firstSeed + index + (kind === 'invoice' ? 1_000 : 0);
    const { name, bytes, truth } = await makeInvoice({ kind, seed, scan: { how: fault, pdf } });
    const clean = await makeInvoice({ kind, seed });
    const path = join(folder, `${name}.pdf`);
    const text = join(folder, `${clean.name}.pdf`);
    writeFileSync(path, bytes);
    writeFileSync(text, clean.bytes);
    const { pageCount } = await pdf.open(text);
    const pages: PageText[] = [];
    for (let page = 1; page <= pageCount; page++) pages.push(await pdf.words(text, page));
    made.push({ path, truth: parseTruth(truth, name), fault, digits: digitsOf(pages) });
  }
  return made;
}

async function read(picture: Poor, pdf: PdfEngine, ocr: OcrEngine): Promise<Read> {
  const pages = await readPages(picture.path, pdf, ocr);
  const left = digitsOf(pages);
  const found = picture.digits.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  const { fault, digits } = picture;
  return {
    fault,
    score: await scorePages(pages, picture),
    digits: found.length / Math.max(1, digits.length),
  };
}

function digitsOf(pages: readonly PageText[]): string[] {
  return pages.flatMap(({ words }) => words.map(({ text }) => text)).filter((text) => /\d/.test(text));
}

function rightOf(reads: readonly Read[], fact: string): string {
  const own = reads.flatMap(({ score }) => score.facts.filter((one) => one.fact === fact));
  return `${own.filter(({ verdict }) => verdict === 'right').length}/${own.length}`;
}

function mean(reads: readonly Read[]): number {
  return reads.reduce((sum, { digits }) => sum + digits, 0) / reads.length;
}
