// Reads the bundled bills without a key and without the network, and says what came out: npm run demo
import { readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { duration, plural, printable, table } from '../src/cli/format.ts';
import type { Finding } from '../src/domain/finding.ts';
import { createLeafcutter, type DocumentResult } from '../src/index.ts';
import type { Bill, BillResult } from '../src/recipes/bill/bill-schema.ts';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'demo-output');
const shown = (path: string): string => relative(process.cwd(), path) || '.';
const LONGEST_NAME = 48;

const startedMs = performance.now();
await rm(output, { recursive: true, force: true });
// An empty environment: whatever keys this machine has, the demo uses none.
const leafcutter = await createLeafcutter({
  environment: {},
  settings: { dataDirectory: join(output, '.leafcutter') },
});
const csv = join(output, 'bills.csv');
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
await showEnd();

function showDocument({ document, data, findings, pages, problem }: DocumentResult<BillResult>): void {
  console.log(`━━ ${printable(document.name)} (${plural(document.pages, 'page')})`);
  if (problem) console.log(`   not read: ${printable(problem.detail)}`);
  for (const [index, bill] of (data?.bills ?? []).entries()) {
    showBill(bill);
    const about = (path: string): boolean => path.startsWith(`bills[${index}]`);
    showFindings(findings.filter(({ path }) => about(path)));
  }
  showFindings(findings.filter(({ path }) => !path.startsWith('bills[')));
  for (const page of pages.filter(({ status }) => status === 'failed')) {
    console.log(`   ✗ page ${page.pageNumber} could not be read: ${printable(page.problem?.detail ?? '')}`);
  }
  console.log();
}

function showBill(bill: Bill): void {
  const head = [bill.seller, bill.bill_number && `no. ${bill.bill_number}`, bill.date, bill.currency];
  console.log(`   ${printable(head.filter(Boolean).join(', ')) || 'no seller, number or date found'}\n`);
  const rows = bill.items.map((item) => [
    String(item.page_number),
    shorten(printable(item.name)),
    item.quantity ?? '',
    item.rate ?? '',
    item.amount ?? '',
  ]);
  if (rows.length > 0) {
    console.log(indent(table(['page', 'item', 'quantity', 'rate', 'amount'], rows)));
  }
  console.log(`\n   ${verdict(bill)}`);
}

function verdict({ items, printed_total, computed_total, difference, reconciled }: Bill): string {
  const sum = `${plural(items.length, 'item')} and what is added to them make ${computed_total}`;
  if (reconciled === null) return `? ${sum}; no total is printed to compare with`;
  if (reconciled) return `✓ ${sum}, as the printed total says`;
  return `✗ ${sum}, but the printed total is ${printed_total}: ${difference} is unexplained`;
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
  const tables = (await readdir(output))
    .filter((name) => name.endsWith('.csv'))
    .map((name) => shown(join(output, name)));
  const bills = results.flatMap(({ data }) => data?.bills ?? []);
  const counted = (value: boolean | null): number =>
    bills.filter(({ reconciled }) => reconciled === value).length;
  const review = results.filter(({ review }) => review === 'needed').length;
  console.log(
    `${plural(results.length, 'document')}, ${plural(bills.length, 'bill')}, ` +
      `${plural(bills.flatMap(({ items }) => items).length, 'item')} in ${duration(performance.now() - startedMs)}: ` +
      `${counted(true)} reconcile, ${counted(false)} do not, ${counted(null)} print no total; ` +
      `${plural(review, 'document')} to be looked at by a person.`,
  );
  console.log(`
Written:
  ${tables.join(', ')}  what is above, as tables
  ${shown(jsonl)}  everything, the place of every value on its page included

Next:
  npx leafcutter run bill YOUR-FOLDER --out items.csv       the same with your own bills
  GEMINI_API_KEY=… npx leafcutter run bill YOUR-FOLDER …    a model reads what the rules could not
  npx leafcutter --help                                     everything else`);
}

function shorten(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

function indent(text: string): string {
  return text.replace(/^/gm, '   ');
}
