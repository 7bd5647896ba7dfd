import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentResult } from '../../src/domain/result.ts';
import type { BillResult } from '../../src/recipes/bill/bill-schema.ts';

const repository = resolve(import.meta.dirname, '../..');
const documents = join(repository, 'examples/documents');
let output: string;
let shown: string;
let results: DocumentResult<BillResult>[];

beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), 'demo-'));
  const script = join(repository, 'scripts/demo.ts');
  // A key in the environment must change nothing: no server answers at this address.
  const env = { ...process.env, GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9' };
  ({ stdout: shown } = await promisify(execFile)(process.execPath, [script, output], { env }));
  const lines = (await readFile(join(output, 'results.jsonl'), 'utf8')).trim().split('\n');
  results = lines.map((line) => JSON.parse(line));
}, 120_000);

afterAll(() => rm(output, { recursive: true }));

test('every bundled document has a result and is shown', async () => {
  const names = (await readdir(documents)).filter((name) => name.endsWith('.pdf'));
  expect(results.map(({ document }) => document.name)).toEqual(names.sort());
  for (const name of names) expect(shown).toContain(`━━ ${name} (`);
});

test('no model was asked', () => {
  expect(results.map(({ usage }) => usage.calls)).toEqual(results.map(() => 0));
});

test('a printed total that contradicts its rows is said, with the difference', () => {
  expect(shown).toContain('✗ the printed total says 7080.00: 100.00 is unexplained');
  expect(shown).toMatch(/discounted-wrong-total\.pdf +10 +6980\.00 +7080\.00 +100\.00 +does not reconcile/);
});

test('bills that reconcile have every row of the truth beside them', async () => {
  for (const name of ['grouped-hospital', 'two-bills']) {
    const truth = JSON.parse(await readFile(join(documents, `${name}.truth.json`), 'utf8'));
    const bills = results.find(({ document }) => document.name === `${name}.pdf`)?.data?.bills ?? [];
    const papers: { lineItems: { amount: string }[] }[] = truth.subDocuments ?? [truth];
    expect(bills.map(({ reconciled }) => reconciled)).toEqual(papers.map(() => true));
    expect(bills.map(({ items }) => items.map(({ amount }) => amount))).toEqual(
      papers.map(({ lineItems }) => lineItems.map(({ amount }) => amount)),
    );
  }
});

test('the table has a row for every item of the results', async () => {
  const rows = (await readFile(join(output, 'demo.items.csv'), 'utf8')).trim().split(/\r?\n/).slice(1);
  const items = results.flatMap(({ data }) => data?.bills ?? []).flatMap((bill) => bill.items);
  expect(rows).toHaveLength(items.length);
  expect(shown).toContain(join(output, 'demo.items.csv').slice(-20));
});
