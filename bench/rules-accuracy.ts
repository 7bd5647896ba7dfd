/**
 * How well documents are read without a model: `node bench/rules-accuracy.ts [folder …] [--verbose] [--field name]`.
 *
 * Folders hold documents with `NAME.truth.json` beside them (format `corpus-truth/1`); default the invoices, receipts
 * and statements of `../shared/corpus`. Pages are read as a person sees them: embedded XML is never looked at, and
 * only facts that the truth says are visible count. `--pages folder` takes the words of documents from `NAME.json` there
 * (a list of page texts) where it exists; documents without a text layer are left out otherwise.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PageText } from '../src/domain/page-text.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import type { InvoiceFacts, InvoiceReading } from '../src/rules/invoice-facts.ts';
import { nameKey } from '../src/rules/names.ts';
import { readInvoice } from '../src/rules/read-invoice.ts';

interface Truth {
  readonly textLayer?: boolean;
  readonly pages?: number;
  readonly seller?: string | null;
  readonly sellerAliases?: readonly string[];
  readonly buyer?: string | null;
  readonly invoiceNumber?: string | null;
  readonly issueDate?: string | null;
  readonly dueDate?: string | null;
  readonly currency?: string | null;
  readonly totals?: Readonly<Record<string, string | null>>;
  readonly lineItems?: readonly {
    description?: string | null;
    amount?: string | null;
    lineStatus?: string;
  }[];
  readonly visible?: Readonly<Record<string, boolean | number>> | null;
}

interface Count {
  right: number;
  wrong: number;
  /** Wrong with a finding on its path, or a confidence under a half. */
  marked: number;
  missing: number;
}

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const only = args.includes('--field') ? args[args.indexOf('--field') + 1] : undefined;
const pagesFolder = args.includes('--pages') ? args[args.indexOf('--pages') + 1] : undefined;
const named = args.filter(
  (arg, index) => !arg.startsWith('--') && !['--field', '--pages'].includes(args[index - 1] ?? ''),
);
const corpus = join(import.meta.dirname, '../../shared/corpus');
const folders =
  named.length > 0 ? named : ['invoices', 'receipts', 'statements'].map((name) => join(corpus, name));

const counts = new Map<string, Count>();
const items = { found: 0, printed: 0, matched: 0, amounts: 0 };
const timing = { documents: 0, rulesMs: 0, wordsMs: 0 };
const engine = createPdfEngine({ workers: 1 });

for (const folder of folders) {
  if (!existsSync(folder)) {
    console.error(`No folder ${folder}: nothing measured there.`);
    continue;
  }
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith('.json')) continue;
    const stem = file.replace(/\.\w+$/, '');
    const truthFile = join(folder, `${stem}.truth.json`);
    if (!existsSync(truthFile)) continue;
    const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
    const pages = await pagesOf(join(folder, file), stem, truth);
    if (!pages) continue;
    const start = performance.now();
    const reading = readInvoice(pages);
    timing.rulesMs += performance.now() - start;
    timing.documents++;
    judge(`${basename(folder)}/${file}`, truth, reading);
  }
}
await engine.close();
report();

async function pagesOf(path: string, stem: string, truth: Truth): Promise<PageText[] | null> {
  const words = pagesFolder && join(pagesFolder, `${stem}.json`);
  if (words && existsSync(words)) return JSON.parse(readFileSync(words, 'utf8')) as PageText[];
  if (truth.textLayer !== true) return null;
  const start = performance.now();
  const info = await engine.open(path);
  const pages = [];
  for (let page = 1; page <= info.pageCount; page++) pages.push(await engine.words(path, page));
  timing.wordsMs += performance.now() - start;
  return pages;
}

function judge(name: string, truth: Truth, reading: InvoiceReading): void {
  const { facts } = reading;
  const seen = (fact: string): boolean => truth.visible?.[fact] !== false;
  const check = (
    field: string,
    path: string,
    expected: string | null | undefined,
    actual: string | null | undefined,
    same: (a: string, b: string) => boolean,
  ): void => {
    if (expected === null || expected === undefined) return;
    const count = counts.get(field) ?? { right: 0, wrong: 0, marked: 0, missing: 0 };
    counts.set(field, count);
    if (actual === null || actual === undefined) count.missing++;
    else if (same(expected, actual)) count.right++;
    else {
      count.wrong++;
      if (isMarked(reading, path)) count.marked++;
    }
    const good = actual !== null && actual !== undefined && same(expected, actual);
    if ((verbose || only === field) && !good)
      console.log(`${name}: ${field} ${actual ?? '(missing)'}, expected ${expected}`);
  };
  const text = (a: string, b: string): boolean =>
    a.replace(/\s/g, '').toLowerCase() === b.replace(/\s/g, '').toLowerCase();
  const money = (a: string, b: string): boolean => Number(a) === Number(b);
  const names = [truth.seller ?? '', ...(truth.sellerAliases ?? [])].map(nameKey);
  if (seen('invoiceNumber')) check('number', 'number', truth.invoiceNumber, facts.number, text);
  if (seen('issueDate')) check('issue date', 'issueDate', truth.issueDate, facts.issueDate, text);
  check('due date', 'dueDate', truth.dueDate, facts.dueDate, text);
  if (seen('seller'))
    check('seller', 'seller.name', truth.seller, facts.seller?.name, (_, b) => names.includes(nameKey(b)));
  check('buyer', 'buyer.name', truth.buyer, facts.buyer?.name, (a, b) => nameKey(a) === nameKey(b));
  check('currency', 'currency', truth.currency, facts.currency, text);
  for (const total of ['gross', 'net', 'tax', 'prepaid', 'due'] as const) {
    const printed = truth.totals?.[total];
    if (!truth.visible || truth.visible?.[total] === true)
      check(total, `totals.${total}`, printed, facts.totals[total], money);
  }
  judgeItems(name, truth, facts);
}

function isMarked(reading: InvoiceReading, path: string): boolean {
  const finding = reading.findings.some(
    (one) => one.severity !== 'info' && (one.path === path || one.path.startsWith(path)),
  );
  const evidence = reading.evidence.find((one) => one.path === path);
  return finding || (evidence?.confidence ?? 0) < 0.5;
}

/** One-to-one: a line is right when its amount is, and most words of its description are. */
function judgeItems(name: string, truth: Truth, facts: InvoiceFacts): void {
  const { visible } = truth;
  const printed = (truth.lineItems ?? []).filter(
    (line) => line.lineStatus !== 'GROUP' && line.lineStatus !== 'INFORMATION',
  );
  if (visible && visible.lineAmounts !== printed.length) return;
  if (printed.length === 0) return;
  const left = facts.lines.filter((line) => line.kind === 'detail');
  items.printed += printed.length;
  items.found += left.length;
  let wrong = 0;
  for (const line of printed) {
    const at = left.findIndex(
      (one) =>
        one.amount !== null &&
        Number(one.amount) === Number(line.amount) &&
        alike(line.description ?? '', one.description),
    );
    const amount = left.findIndex((one) => one.amount !== null && Number(one.amount) === Number(line.amount));
    if (amount >= 0) items.amounts++;
    if (at >= 0) {
      items.matched++;
      left.splice(at, 1);
    } else wrong++;
  }
  if ((verbose || only === 'items') && (wrong > 0 || left.length > 0)) {
    console.log(
      `${name}: items missing ${wrong}, extra ${left.map((line) => `[${line.description} | ${line.amount}]`).join(' ')}`,
    );
  }
}

function alike(expected: string, actual: string): boolean {
  const words = (text: string): string[] =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1);
  const wanted = words(expected);
  const have = new Set(words(actual));
  return wanted.length === 0 || wanted.filter((word) => have.has(word)).length >= 0.6 * wanted.length;
}

function report(): void {
  console.log(`\n${timing.documents} documents\n`);
  console.log('field          right   wrong  of them marked  missing   right %');
  for (const [field, { right, wrong, marked, missing }] of counts) {
    const share = ((100 * right) / (right + wrong + missing)).toFixed(1);
    console.log(
      `${field.padEnd(12)} ${String(right).padStart(7)} ${String(wrong).padStart(7)} ${String(marked).padStart(15)} ${String(missing).padStart(8)} ${share.padStart(9)}`,
    );
  }
  const precision = items.matched / Math.max(1, items.found);
  const recall = items.matched / Math.max(1, items.printed);
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall);
  console.log(
    `\nline items   printed ${items.printed}, read ${items.found}, right ${items.matched} (amounts alone ${items.amounts}): F1 ${f1.toFixed(3)}`,
  );
  const rate = (ms: number): string => (timing.documents / (ms / 1000)).toFixed(0);
  console.log(
    `rules ${(timing.rulesMs / Math.max(1, timing.documents)).toFixed(1)} ms a document (${rate(timing.rulesMs)}/s); with opening and reading words ${rate(timing.rulesMs + timing.wordsMs)}/s`,
  );
}
