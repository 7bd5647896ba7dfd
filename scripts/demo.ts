// Reads the bundled bills without a key and without the network, and says what came out:
//
//   npm run demo                        into demo-output/
//   npm run demo -- OUTPUT-FOLDER
import { readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build } from 'vite';
import { duration, printable, table } from '../src/cli/format.ts';
import { sum } from '../src/domain/decimal.ts';
import type { Finding } from '../src/domain/finding.ts';
import { plural } from '../src/domain/wording.ts';
import { createLeafcutter, type DocumentResult } from '../src/index.ts';
import type { Bill, BillResult } from '../src/recipes/bill/bill-schema.ts';

const root = resolve(import.meta.dirname, '..');
const output = resolve(process.argv[2] ?? join(root, 'demo-output'));
const shown = (path: string): string => relative(process.cwd(), path) || '.';
const LONGEST_NAME = 48;
/** Rows shown of one bill; the rest is in the files. */
const MOST_ROWS = 12;

const startedMs = performance.now();
// The page of `leafcutter serve` is built meanwhile: a checkout has none.
const pageBuilt = build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'error' });
await rm(output, { recursive: true, force: true });
// An empty environment: whatever keys this machine has, the demo uses none.
const leafcutter = await createLeafcutter({
  environment: {},
  settings: { dataDirectory: join(output, '.leafcutter') },
});
const csv = join(output, 'demo.csv');
const jsonl = join(output, 'results.jsonl');
const results: DocumentResult<BillResult>[] = [];
try {
  const documents = join(root, 'examples', 'documents');
  console.log(`Reading the bills in ${shown(documents)} with rules alone: no key, no network.\n`);
  const run = leafcutter.run<unknown, BillResult>({
    recipe: 'bill',
    route: 'rules',
    sources: [documents],
    out: [csv, jsonl],
  });
  for await (const result of run) {
    results.push(result);
    showDocument(result);
  }
} finally {
  await leafcutter.close();
}
await pageBuilt;
await showEnd();

function showDocument({ document, data, findings, pages, problem }: DocumentResult<BillResult>): void {
  console.log(`━━ ${printable(document.name)} (${plural(document.pages, 'page')})`);
  for (const [index, bill] of (data?.bills ?? []).entries()) {
    showBill(bill);
    showFindings(findings.filter(({ path }) => path.startsWith(`bills[${index}]`)));
  }
  showFindings(findings.filter(({ path }) => !path.startsWith('bills[')));
  if (problem) {
    console.log(`   ✗ not read: ${printable(problem.detail)}`);
  } else {
    for (const page of pages.filter(({ status }) => status === 'failed')) {
      console.log(`   ✗ page ${page.pageNumber} not read: ${printable(page.problem?.detail ?? '')}`);
    }
  }
  console.log();
}

function showBill(bill: Bill): void {
  const head = [bill.seller, bill.bill_number && `no. ${bill.bill_number}`, bill.date, bill.currency];
  console.log(`   ${printable(head.filter(Boolean).join(', ')) || 'no seller, number or date found'}\n`);
  const rows = bill.items
    .slice(0, MOST_ROWS)
    .map((item) => [
      String(item.page_number),
      shorten(printable(item.name)),
      item.quantity ?? '',
      item.rate ?? '',
      item.amount ?? '?',
    ]);
  if (rows.length > 0) console.log(indent(table(['page', 'item', 'quantity', 'rate', 'amount'], rows)));
  if (bill.items.length > MOST_ROWS)
    console.log(`   … and ${bill.items.length - MOST_ROWS} more, in the files below`);
  console.log(`\n   ${sumOf(bill)}\n   ${verdict(bill)}`);
}

/** What the computed total is made of. */
function sumOf({ items, taxes, discounts, round_off, computed_total }: Bill): string {
  const amounts = items.flatMap(({ amount }) => amount ?? []);
  const parts = [
    `${plural(items.length, 'item')} ${sum(amounts)}`,
    ...taxes.map(({ name, amount }) => `${printable(name)} ${amount}`),
    ...discounts.map(({ name, amount }) => `${printable(name)} ${amount}`),
    ...(round_off ? [`round-off ${round_off}`] : []),
  ];
  return `${parts.join(', ')}: ${computed_total} in all`;
}

function verdict({ printed_total, difference, reconciled }: Bill): string {
  if (reconciled === null) {
    return printed_total === null
      ? '? no total is printed to compare with'
      : `? the printed total says ${printed_total}: it cannot be compared with what could be read`;
  }
  return reconciled
    ? `✓ the printed total says ${printed_total}: it reconciles`
    : `✗ the printed total says ${printed_total}: ${difference} is unexplained`;
}

function showFindings(findings: readonly Finding[]): void {
  const marks = { error: '✗', warning: '!', info: '·' };
  for (const { severity, message, expected, actual, pageNumber } of findings) {
    const values = [expected && `expected ${expected}`, actual && `found ${actual}`]
      .filter(Boolean)
      .join(', ');
    const place = pageNumber ? `page ${pageNumber}: ` : '';
    console.log(
      `   ${marks[severity]} ${place}${printable(message)}${values ? ` (${printable(values)})` : ''}`,
    );
  }
}

async function showEnd(): Promise<void> {
  const rows = results.flatMap(({ document, data }) =>
    (data?.bills ?? []).map(({ items, computed_total, printed_total, difference, reconciled }) => [
      shorten(printable(document.name)),
      String(items.length),
      computed_total,
      printed_total ?? '',
      difference ?? '',
      reconciled ? 'reconciles' : reconciled === false ? 'does not reconcile' : 'cannot be compared',
    ]),
  );
  console.log(`━━ All of them, in ${duration(performance.now() - startedMs)}\n`);
  if (rows.length > 0) {
    console.log(indent(table(['document', 'items', 'computed', 'printed', 'difference', ''], rows)));
  }
  const review = results.filter((result) => result.review === 'needed').length;
  const failed = results.filter(({ status }) => status !== 'complete').length;
  console.log(`
   ${plural(review, 'document')} to be looked at by a person, ${failed} not read or not read whole.
`);
  const tables = (await readdir(output)).filter((name) => name.endsWith('.csv')).sort();
  console.log(`Written:
${tables.map((name) => `  ${shown(join(output, name))}\n`).join('')}  ${shown(jsonl)}   everything, the place of every value on its page included

Next:
  npx leafcutter run bill YOUR-FOLDER --out results/        the same with your own bills
  GEMINI_API_KEY=… npx leafcutter run bill YOUR-FOLDER …    a model reads what the rules could not
  npx leafcutter serve                                      a page: drop files, read each value beside its place
  npx leafcutter --help                                     everything else`);
  if (failed === results.length) process.exitCode = 1;
}

function shorten(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

function indent(text: string): string {
  return text.replace(/^/gm, '   ');
}
