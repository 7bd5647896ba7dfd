import { describe, expect, it } from 'vitest';
import { documentOf, rulesOnly } from '../../../test/support/rules-only.ts';
import { typeset } from '../../../test/support/typeset.ts';
import type { PageText } from '../../domain/page-text.ts';
import type { Problem } from '../../problem/problem.ts';
import type { RecipeOutcome } from '../recipe.ts';
import { bill } from './bill.ts';
import type { Bill, BillResult } from './bill-schema.ts';
import { billResultSchema } from './bill-schema.ts';

async function run(...pages: (PageText | Problem)[]): Promise<RecipeOutcome<BillResult>> {
  const document = documentOf(pages);
  const outcome = await bill.run(document, rulesOnly(document), {});
  expect(billResultSchema.parse(outcome.data)).toEqual(outcome.data);
  return outcome;
}
const _only = async (...pages: (PageText | Problem)[]): Promise<Bill> => {
  const { data } = await run(...pages);
  expect(data.bills).toHaveLength(1);
  return data.bills[0]!;
};
const _page = (text: string, pageNumber = 1): PageText => typeset(text, { pageNumber });
const scan = (text: string): PageText => typeset(text, { origin: 'ocr', confidence: 0.9 });
const amounts = (one: Bill): (string | null)[] => one.items.map((item) => item.amount);
const _codes = (outcome: RecipeOutcome<BillResult>): string[] =>
  outcome.findings.map((finding) => finding.code);

const HEAD = `
              Lakeside Hospital
               INPATIENT BILL
Bill No: IP-1017              Bill Date: 12/03/2025

Particulars                  Qty      Rate   Discount    Net Amt`;

describe('recognised pages', () => {
  it('a number that only one reading makes consistent is taken, and always told', async () => {
    const outcome = await run(
      scan(`${HEAD}
ECG                            1    250.00       0.00     250.00
X-Ray                          1    400.00       0.00      40000
Grand Total                                               650.00`),
    );
    expect(amounts(outcome.data.bills[0]!)).toEqual(['250.00', '400.00']);
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({
        code: 'ocr-corrected',
        path: 'bills[0].items[1].amount',
        expected: '400.00',
        actual: '40000',
      }),
    );
    expect(outcome.evidence.find((one) => one.path === 'bills[0].items[1].amount')).toMatchObject({
      match: 'fuzzy',
      quote: '40000',
    });
  });

  it('a row that could not be read is there, without certainty, with a finding of its own', async () => {
    const outcome = await run(
      scan(`${HEAD}
ECG                            1    250.00       0.00     250.00
X-Ray                          1    400.00       0.00     4@O.x0
Grand Total                                               650.00`),
    );
    expect(outcome.data.bills[0]?.items).toHaveLength(2);
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({ code: 'row-unclear', severity: 'error', path: 'bills[0].items[1].amount' }),
    );
  });
});
