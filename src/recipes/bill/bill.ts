import { z } from 'zod';
import type { Question, Reading } from '../../domain/question.ts';
import type { PageStatus } from '../../domain/result.ts';
import { joinBrokenValues } from '../../rules/broken-values.ts';
import { defineRecipe, type RecipeDocument } from '../recipe.ts';
import { assembleBills, type PageAnswer } from './assemble.ts';
import { BILL_PAGE_EVIDENCE, type BillPage, billPageSchema } from './bill-page.ts';
import { type BillResult, billResultSchema } from './bill-schema.ts';
import { billSums } from './bill-sums.ts';
import { billTables } from './bill-tables.ts';
import { checkBillPage } from './check-bill-page.ts';
import { PageContext } from './page-context.ts';
import { BILL_PAGE_PROMPT } from './prompt.ts';
import { readBillPage } from './read-bill-page.ts';
import { recomputeBills } from './recompute-bills.ts';

/** Options of the bill recipe: none. */
export const billOptionsSchema = z.object({});
export type BillOptions = z.infer<typeof billOptionsSchema>;

function pageQuestion(pageNumber: number, context: PageContext): Question<BillPage> {
  let byRules: Reading<BillPage> | null = null;
  return {
    name: 'bill-page',
    parts: [{ form: 'auto', pageNumbers: [pageNumber] }],
    schema: billPageSchema,
    prompt: BILL_PAGE_PROMPT,
    evidencePaths: BILL_PAGE_EVIDENCE,
    async rules(document): Promise<Reading<BillPage> | null> {
      const page = joinBrokenValues(await document.words(pageNumber));
      const habit = await context.habit(pageNumber);
      const alone = readBillPage(page, habit, null);
      const layout = alone.wantsLayout ? await context.layoutBefore(pageNumber) : null;
      byRules = layout ? readBillPage(page, habit, layout).reading : alone.reading;
      return byRules;
    },
    async check(value, document) {
      const evidence = byRules?.value === value ? byRules.evidence : [];
      return checkBillPage(value, joinBrokenValues(await document.words(pageNumber)), evidence);
    },
  };
}

/** Every line item of multi-page bills and receipts, scans included, checked against the printed totals. */
export const bill = defineRecipe<BillOptions, BillResult>({
  name: 'bill',
  version: '1',
  description: 'Line items, taxes and totals of bills and receipts, reconciled with the printed total',
  options: billOptionsSchema,
  result: billResultSchema,
  tables: billTables,
  evaluates: ['bill'],
  recompute: recomputeBills,
  sums: billSums,
  async run(document: RecipeDocument, step) {
    const context = new PageContext(document);
    let done = 0;
    const outcomes = await step.all(document.pages, async (pageNumber) => {
      const answer = await step.ask(pageQuestion(pageNumber, context));
      done += 1;
      step.progress(done, document.pages.length);
      return answer;
    });
    const answers: PageAnswer[] = [];
    const pages: PageStatus[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const pageNumber = document.pages[index]!;
      if (outcome.ok) {
        const { value, evidence, findings } = outcome.value;
        answers.push({ pageNumber, value, evidence, findings });
        pages.push({ pageNumber, status: 'succeeded' });
      } else {
        pages.push({ pageNumber, status: 'failed', problem: outcome.problem.toJSON() });
      }
    }
    const failure = outcomes.find((outcome) => !outcome.ok);
    if (answers.length === 0 && failure) throw failure.problem;
    const failedPages = pages.flatMap((page) => (page.status === 'failed' ? [page.pageNumber] : []));
    return { ...assembleBills(answers, { pageCount: document.pageCount, failedPages }), pages };
  },
});
