import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sum } from '../../src/domain/decimal.ts';
import { startGeminiServer } from '../gemini-server/gemini-server.ts';
import { runCli } from '../support/run-cli.ts';

const FOLDER = resolve(import.meta.dirname, '../../../shared/corpus/bills');
if (!existsSync(FOLDER))
  console.warn(`SKIPPED: the bills of the corpus are not beside this repository (${FOLDER})`);

/** Published totals of the three bills. */
const BILLS = [
  { file: 'datathon-sample-1.jpg', items: 30, total: '21800.00' },
  { file: 'datathon-sample-2.png', items: 4, total: '1699.84' },
  { file: 'datathon-sample-3.jpg', items: 12, total: '16390.00' },
];

interface Line {
  readonly document: { readonly name: string };
  readonly data: {
    readonly bills: readonly { readonly items: readonly { readonly amount: string | null }[] }[];
  };
  readonly findings: readonly { readonly severity: string }[];
}

/** Runs the three bills one by one; answers their results by file. */
async function readBills(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Map<string, Line>> {
  const cwd = await mkdtemp(join(tmpdir(), 'leafcutter-corpus-'));
  const files = BILLS.map(({ file }) => join(FOLDER, file));
  const { code, stderr } = await runCli(['run', 'bill', ...files, '--out', 'out.jsonl', ...args], {
    cwd,
    env,
  });
  expect([0, 5], stderr).toContain(code);
  const lines = (await readFile(join(cwd, 'out.jsonl'), 'utf8')).trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Line).map((line) => [line.document.name, line]));
}

const itemsOf = ({ data }: Line) => data.bills.flatMap(({ items }) => items);

describe.skipIf(!existsSync(FOLDER))('the bills of the corpus', () => {
  test('without a key each is exact, or says what it could not read', { timeout: 180_000 }, async () => {
    const results = await readBills([], { LEAFCUTTER_OCR: 'auto' });
    for (const { file, items, total } of BILLS) {
      const line = results.get(file)!;
      const exact =
        itemsOf(line).length === items && sum(itemsOf(line).map(({ amount }) => amount ?? '0')) === total;
      const marked = line.findings.some(({ severity }) => severity === 'error');
      expect(exact || marked, `${file}: ${JSON.stringify(itemsOf(line))}`).toBe(true);
    }
  });

  test('with a model that answers correctly on the wire, all three are exact', {
    timeout: 180_000,
  }, async () => {
    const truths = await Promise.all(BILLS.map(({ file }) => readTruth(file)));
    let asked = 0;
    const server = await startGeminiServer({ answer: () => pageOf(truths[asked++]!) });
    try {
      const results = new Map<string, Line>();
      const model = ['--route', 'fast', '--model', 'gemini/gemini-3.8-flash', '--order', 'document'];
      const env = {
        GEMINI_API_KEY: 'key',
        GOOGLE_GEMINI_BASE_URL: server.url,
        // One at a time, so that the order of the questions is the order of the bills.
        ENABLE_CONCURRENT_PROCESSING: 'false',
        LEAFCUTTER_OCR: 'auto',
      };
      for (const [file, line] of await readBills(model, env)) results.set(file, line);
      for (const { file, items, total } of BILLS) {
        const found = itemsOf(results.get(file)!);
        expect(found, file).toHaveLength(items);
        expect(sum(found.map(({ amount }) => amount ?? '0')), file).toBe(total);
      }
    } finally {
      await server.close();
    }
  });
});

interface Truth {
  readonly lineItems: readonly {
    readonly description: string;
    readonly quantity?: string;
    readonly unitPrice?: string;
    readonly amount: string;
  }[];
  readonly totals: { readonly gross?: string };
}

async function readTruth(file: string): Promise<Truth> {
  const path = join(FOLDER, file.replace(/\.\w+$/, '.truth.json'));
  return JSON.parse(await readFile(path, 'utf8')) as Truth;
}

/** The page question's right answer for a bill of one page. */
function pageOf({ lineItems }: Truth): unknown {
  const blank = { discount: null, tax: null, date: null, code: null };
  const rows = lineItems.map(({ description, quantity = null, unitPrice = null, amount }) => ({
    kind: 'item',
    name: description,
    quantity,
    rate: unitPrice,
    amount,
    ...blank,
  }));
  const head = { seller: null, bill_number: null, date: null, currency: null, page_label: null, copy: null };
  return {
    page_type: 'Bill Detail',
    bills: [{ begins_here: false, ...head, registrations: [], serial_start: null, rows }],
  };
}
