import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFile, reconciles } from '../../scripts/bills/make-file.ts';
import type { PlannedBill } from '../../scripts/bills/plan.ts';
import { TRAPS } from '../../scripts/bills/plans.ts';
import { equal, sum } from '../../src/domain/decimal.ts';
import type { PageText } from '../../src/domain/page-text.ts';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { createWasmEngine } from '../../src/pdf/wasm/wasm-engine.ts';
import { bill } from '../../src/recipes/bill/bill.ts';
import type { Bill } from '../../src/recipes/bill/bill-schema.ts';
import { documentOf, rulesOnly } from '../support/rules-only.ts';

const SEEDS = [11, 12];

let pdf: PdfEngine;
let folder: string;
beforeAll(async () => {
  pdf = createWasmEngine({ workers: 1 });
  folder = await mkdtemp(join(tmpdir(), 'generated-bills-'));
});
afterAll(async () => {
  await pdf.close();
  await rm(folder, { recursive: true, force: true });
});

async function pagesOf(name: string, bytes: Uint8Array): Promise<PageText[]> {
  const path = join(folder, `${name}.pdf`);
  await writeFile(path, bytes);
  const { pageCount } = await pdf.open(path);
  return Promise.all(Array.from({ length: pageCount }, (_, index) => pdf.words(path, index + 1)));
}

const rowsOf = (planned: PlannedBill) => planned.sections.flatMap((section) => section.rows);

function expectBill(found: Bill | undefined, planned: PlannedBill): void {
  expect(found).toMatchObject({ seller: planned.seller, bill_number: planned.number });
  expect(found?.items.map((item) => [item.name, item.quantity, item.rate, item.amount])).toEqual(
    rowsOf(planned).map((row) => [row.name, row.quantity ?? null, row.rate ?? null, row.amount]),
  );
  const printed = planned.foot.filter((foot) => foot.kind === 'total').at(-1)?.amount ?? null;
  expect(found?.printed_total).toBe(printed);
  expect(found?.reconciled).toBe(printed === null ? null : reconciles(planned));
  for (const [index, tax] of planned.foot.filter((foot) => foot.kind === 'tax').entries()) {
    expect(found?.taxes[index]).toMatchObject({ amount: tax.amount, rate: tax.rate });
  }
  for (const section of planned.sections) {
    if (section.sum === 'none') continue;
    const amount = sum(section.rows.map((row) => row.amount));
    const told = found?.sub_totals.find((one) => one.name === section.name || one.name === section.sumLabel);
    expect(told).toMatchObject({ amount, computed: amount });
  }
}

describe.each(Object.keys(TRAPS))('%s', (trap) => {
  it.each(SEEDS)('is read to the last item and total without a model (seed %i)', async (seed) => {
    const { plan, bytes, truth, name } = await makeFile({ trap, seed });
    const document = documentOf(await pagesOf(`${name}-${seed}`, bytes));
    const { data, evidence, findings, pages } = await bill.run(document, rulesOnly(document), {});
    const real = plan.bills.filter((_, index) => !plan.copies?.includes(index));
    expect(data.bills).toHaveLength(real.length);
    for (const [index, planned] of real.entries()) expectBill(data.bills[index], planned);
    expect(pages.every((page) => page.status === 'succeeded')).toBe(true);
    const types = truth.pageTypes as string[];
    for (const one of data.bills) {
      expect(one.page_types).toEqual(one.page_numbers.map((pageNumber) => types[pageNumber - 1]));
    }
    // Every amount is proven where it stands, and what the paper gets right is not doubted.
    const proven = new Set(
      evidence.filter((one) => one.match === 'exact' || one.match === 'normalised').map((one) => one.path),
    );
    for (const [at, one] of data.bills.entries()) {
      for (const index of one.items.keys()) expect(proven).toContain(`bills[${at}].items[${index}].amount`);
    }
    const errors = findings.filter((finding) => finding.severity === 'error').map((finding) => finding.code);
    expect(errors).toEqual(real.every(reconciles) ? [] : ['total-mismatch']);
  });
});

describe('makeFile', () => {
  it('gives the same bytes for the same seed, others for another', async () => {
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => makeFile({ trap: 'pharmacy', seed })),
    );
    expect(Buffer.from(first!.bytes).equals(Buffer.from(again!.bytes))).toBe(true);
    expect(Buffer.from(first!.bytes).equals(Buffer.from(other!.bytes))).toBe(false);
  });

  it('tells in the truth what the charges come to', async () => {
    const { truth, plan } = await makeFile({ trap: 'returns', seed: 1 });
    const lines = (truth.totals as { lines: string }).lines;
    expect(equal(lines, sum(rowsOf(plan.bills[0]!).map((row) => row.amount)))).toBe(true);
  });
});
