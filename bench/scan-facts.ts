import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeInvoice } from '../scripts/invoices/make-invoice.ts';
import type { PageText } from '../src/domain/page-text.ts';
import { NO_USAGE } from '../src/domain/usage.ts';
import { readWords } from '../src/engine/read-words.ts';
import { needsReview } from '../src/engine/review-reasons.ts';
import { type DocumentScore, parseTruth, scoreDocument, summarise, type Truth } from '../src/eval/eval.ts';
import type { OcrEngine, PdfEngine } from '../src/pdf/pdf.ts';
import { invoice } from '../src/recipes/invoice/invoice.ts';
import { documentOf, rulesOnly } from '../test/support/rules-only.ts';

/** A picture of a document with its right answer. */
export interface Picture {
  readonly path: string;
  readonly truth: Truth;
}

/** Pictures that are measured together, and what is wanted of them: shares of right totals and dates, 0 to 1. */
export interface PictureSet {
  readonly name: string;
  readonly pictures: readonly Picture[];
  readonly goals?: { readonly total: number; readonly date: number };
}

/** As office scanners and phones deliver them. */
const SCANS = [
  { turn: 0, tilt: 1.3, noise: 0.15, dpi: 200 },
  { turn: 0, tilt: -2.2, noise: 0.3, dpi: 170 },
  { turn: 180, tilt: 0.4, noise: 0.1, dpi: 200 },
  { turn: 90, tilt: 0, noise: 0.2, dpi: 180 },
] as const;
const MADE = { receipt: 16, invoice: 12 };
/** Seeds that no test of the rules uses. */
const FIRST_SEED = 4_001;

/** Receipts and invoices without text of the corpus, and made-up scans of both. */
export async function pictureSets(corpus: string, pdf: PdfEngine, folder: string): Promise<PictureSet[]> {
  return [
    { name: 'receipts', pictures: fromCorpus(join(corpus, 'receipts')), goals: { total: 0.8, date: 0.85 } },
    { name: 'invoices', pictures: fromCorpus(join(corpus, 'invoices')) },
    { name: 'made-up receipts', pictures: await made('receipt', pdf, folder) },
    { name: 'made-up invoices', pictures: await made('invoice', pdf, folder) },
  ];
}

/** What the rules alone make of a set as one reader reads it: one cell a fact, right of known. */
export async function readFacts(
  { pictures, goals }: PictureSet,
  pdf: PdfEngine,
  ocr: OcrEngine,
): Promise<readonly string[]> {
  const scores = [];
  for (const { path, truth } of pictures) scores.push(await score(path, truth, pdf, ocr));
  const { facts, lines } = summarise(scores);
  const cell = (name: string, goal?: number): string => {
    const { right = 0, expected = 0 } = facts.find(({ fact }) => fact === name) ?? {};
    if (expected === 0) return '';
    const wanted = goal === undefined ? '' : `, goal ${Math.round(goal * 100)} %`;
    return `${right}/${expected} (${Math.round((100 * right) / expected)} %${wanted})`;
  };
  return [
    cell('gross', goals?.total),
    cell('issueDate', goals?.date),
    cell('invoiceNumber'),
    cell('seller'),
    lines === null ? '' : lines.f1.toFixed(3),
  ];
}

/** Titles of the cells of `readFacts`. */
export const FACTS = ['total', 'date', 'number', 'seller', 'line items F1'];

async function score(path: string, truth: Truth, pdf: PdfEngine, ocr: OcrEngine) {
  return scorePages(await readPages(path, pdf, ocr), { path, truth });
}

/** All pages of a file as the engine reads them. */
export async function readPages(path: string, pdf: PdfEngine, ocr: OcrEngine): Promise<PageText[]> {
  const { pageCount } = await pdf.open(path);
  const store = { getDerived: async () => null, putDerived: async () => {} };
  const pages: PageText[] = [];
  for (let page = 1; page <= pageCount; page++) {
    pages.push(await readWords({ pdf, ocr, store }, { path, sha256: '' }, page));
  }
  return pages;
}

/** What the rules make of pages, marked for review as the engine marks it, beside the truth. */
export async function scorePages(
  pages: readonly PageText[],
  { path, truth }: Picture,
): Promise<DocumentScore> {
  const document = documentOf(pages, path);
  const outcome = await invoice
    .run(document, rulesOnly(document), invoice.options.parse({}))
    .catch(() => null);
  return scoreDocument(
    {
      document: { id: '', name: path, sha256: '', pages: pages.length, bytes: 0 },
      recipe: { name: invoice.name, version: invoice.version },
      status: outcome === null ? 'failed' : 'complete',
      data: outcome?.data ?? null,
      evidence: outcome?.evidence ?? [],
      findings: outcome?.findings ?? [],
      pages: outcome?.pages ?? [],
      usage: { ...NO_USAGE, byModel: [] },
      timings: { totalMs: 0, startedAt: '', endedAt: '' },
      review: outcome !== null && needsReview(outcome) ? 'needed' : 'none',
      stages: { xml: 0, rules: 0, fast: 0, strong: 0, remembered: 0 },
    },
    truth,
  );
}

function fromCorpus(folder: string): Picture[] {
  return readdirSync(folder)
    .filter((name) => /\.(?:png|jpe?g|tiff?)$/.test(name))
    .map((name) => ({ path: join(folder, name), truth: join(folder, name.replace(/\.\w+$/, '.truth.json')) }))
    .filter(({ truth }) => existsSync(truth))
    .map(({ path, truth }) => ({ path, truth: parseTruth(JSON.parse(readFileSync(truth, 'utf8')), truth) }));
}

async function made(kind: 'receipt' | 'invoice', pdf: PdfEngine, folder: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + MADE[kind]; seed++) {
    const how = SCANS[seed % SCANS.length]!;
    const { name, bytes, truth } = await makeInvoice({ kind, seed, scan: { how, pdf } });
    const path = join(folder, `${name}.pdf`);
    writeFileSync(path, bytes);
    pictures.push({ path, truth: parseTruth(truth, name) });
  }
  return pictures;
}
