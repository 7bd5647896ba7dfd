/**
 * How well documents are read without a model: `node bench/rules-accuracy.ts [folder …] [options]`.
 *
 * Folders hold documents with `NAME.truth.json` beside them (format `corpus-truth/1`); default the invoices, receipts
 * and statements of `../shared/corpus`. Pages are read as a person sees them: embedded XML is never looked at, and
 * only facts that the truth says are visible count.
 *
 *   --ocr             also documents without a text layer, recognised on the way
 *   --pages <folder>  takes the words of a document from `NAME.json` there (a list of page texts) where it exists
 *   --verbose         names everything read wrongly or not at all; --field <name> only of one field
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PageText } from '../src/domain/page-text.ts';
import { createOcrEngine } from '../src/pdf/ocr/create-ocr-engine.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { readInvoice } from '../src/rules/read-invoice.ts';
import { InvoiceJudge, type InvoiceTruth } from '../test/rules/judge-reading.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ocr: { type: 'boolean', default: false },
    pages: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    field: { type: 'string' },
  },
});
/** What the engine renders scans at. */
const DPI = 200;
const corpus = join(import.meta.dirname, '../../shared/corpus');
const folders =
  positionals.length > 0
    ? positionals
    : ['invoices', 'receipts', 'statements'].map((name) => join(corpus, name));

const judge = new InvoiceJudge();
const timing = { documents: 0, pages: 0, rulesCpuMs: 0, wordsCpuMs: 0 };
/** Documents with a text layer a core and second, opened and read. */
const GOAL = 25;
const pdf = createPdfEngine({ workers: 1 });
const ocr = flags.ocr ? createOcrEngine({ workers: 1 }) : null;

for (const folder of folders) {
  if (!existsSync(folder)) {
    console.error(`No folder ${folder}: nothing measured there.`);
    continue;
  }
  for (const file of readdirSync(folder).sort()) {
    const stem = file.replace(/\.\w+$/, '');
    const truthFile = join(folder, `${stem}.truth.json`);
    if (file.endsWith('.json') || !existsSync(truthFile)) continue;
    const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as InvoiceTruth;
    const opened = process.cpuUsage();
    const pages = await pagesOf(join(folder, file), stem, truth);
    if (!pages) continue;
    timing.wordsCpuMs += cpuSince(opened);
    const cpu = process.cpuUsage();
    const reading = readInvoice(pages);
    timing.rulesCpuMs += cpuSince(cpu);
    timing.documents++;
    timing.pages += pages.length;
    judge.judge(`${basename(folder)}/${file}`, truth, reading);
  }
}
await Promise.all([pdf.close(), ocr?.close()]);
report();

/** Milliseconds that all threads of this process have worked since. */
function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function pagesOf(path: string, stem: string, truth: InvoiceTruth): Promise<PageText[] | null> {
  const words = flags.pages && join(flags.pages, `${stem}.json`);
  if (words && existsSync(words)) return JSON.parse(readFileSync(words, 'utf8')) as PageText[];
  if (truth.textLayer !== true && !ocr) return null;
  const { pageCount } = await pdf.open(path);
  const pages: PageText[] = [];
  for (let page = 1; page <= pageCount; page++) {
    const layer = await pdf.words(path, page);
    pages.push(layer.words.length > 0 || !ocr ? layer : await recognise(path, layer));
  }
  return pages;
}

async function recognise(path: string, page: PageText): Promise<PageText> {
  const longEdge = Math.round((Math.max(page.width, page.height) / 72) * DPI);
  const picture = await pdf.render(path, page.pageNumber, {
    format: 'png',
    gray: true,
    longEdge: Math.min(3600, Math.max(1000, longEdge)),
  });
  return ocr!.recognise(picture, page);
}

function report(): void {
  for (const { document, field, expected, actual } of judge.misses) {
    if (flags.verbose || flags.field === field) {
      console.log(
        `${document}: ${field} ${actual ?? '(missing)'}${expected === '' ? ' is not there' : `, expected ${expected}`}`,
      );
    }
  }
  console.log(`\n${timing.documents} documents\n`);
  console.log('field          right   wrong  of them marked  missing   right %');
  for (const [field, { right, wrong, marked, missing }] of judge.fields) {
    const share = (100 * judge.share(field)).toFixed(1);
    console.log(
      `${field.padEnd(12)} ${String(right).padStart(7)} ${String(wrong).padStart(7)} ${String(marked).padStart(15)} ${String(missing).padStart(8)} ${share.padStart(9)}`,
    );
  }
  const { printed, read, matched, amounts } = judge.items;
  console.log(
    `\nline items   printed ${printed}, read ${read}, right ${matched} (amounts alone ${amounts}): F1 ${judge.itemsF1.toFixed(3)}`,
  );
  const { documents, pages, rulesCpuMs, wordsCpuMs } = timing;
  const each = (ms: number): string => (ms / Math.max(1, documents)).toFixed(1);
  const rate = (ms: number): string => (documents / (ms / 1000)).toFixed(0);
  console.log(
    `${pages} pages; rules ${each(rulesCpuMs)} ms CPU a document (${rate(rulesCpuMs)}/s a core); with opening and reading words ${each(rulesCpuMs + wordsCpuMs)} ms (${rate(rulesCpuMs + wordsCpuMs)}/s a core; goal ${GOAL} where all have a text layer)`,
  );
}
