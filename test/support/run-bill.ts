import { expect } from 'vitest';
import type { PageText } from '../../src/domain/page-text.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { bill } from '../../src/recipes/bill/bill.ts';
import { type Bill, type BillResult, billResultSchema } from '../../src/recipes/bill/bill-schema.ts';
import type { RecipeOutcome } from '../../src/recipes/recipe.ts';
import { documentOf, rulesOnly } from './rules-only.ts';
import { typeset } from './typeset.ts';

/** Runs the recipe over pages with rules alone; its data fits its own schema. */
export async function run(...pages: (PageText | Problem)[]): Promise<RecipeOutcome<BillResult>> {
  const document = documentOf(pages);
  const outcome = await bill.run(document, rulesOnly(document), {});
  expect(billResultSchema.parse(outcome.data)).toEqual(outcome.data);
  return outcome;
}
/** The one bill of the pages. */
export const only = async (...pages: (PageText | Problem)[]): Promise<Bill> => {
  const { data } = await run(...pages);
  expect(data.bills).toHaveLength(1);
  return data.bills[0]!;
};
/** A page of a text layer. */
export const page = (text: string, pageNumber = 1): PageText => typeset(text, { pageNumber });
export const scan = (text: string): PageText => typeset(text, { origin: 'ocr', confidence: 0.9 });
export const amounts = (one: Bill): (string | null)[] => one.items.map((item) => item.amount);
export const codes = (outcome: RecipeOutcome<BillResult>): string[] =>
  outcome.findings.map((finding) => finding.code);

/** Head and titles of a bill. */
export const HEAD = `
              Lakeside Hospital
               INPATIENT BILL
Bill No: IP-1017              Bill Date: 12/03/2025

Particulars                  Qty      Rate   Discount    Net Amt`;
