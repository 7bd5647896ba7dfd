import { z } from 'zod';
import type { Answer } from '../../domain/question.ts';
import type { PageStatus } from '../../domain/result.ts';
import type { Problem } from '../../problem/problem.ts';
import { defineRecipe, type RecipeDocument, type RecipeOutcome, type Step } from '../recipe.ts';
import { checkExpenseClaims, checkStated } from './check-invoices.ts';
import { classifyQuestion, SURE_CLASS } from './classify-question.ts';
import { invoiceKey } from './duplicates.ts';
import { expenseClaimsQuestion, vendorInvoicesQuestion } from './extract-questions.ts';
import {
  type Classification,
  type ExpenseClaim,
  type ExpenseClaims,
  type InvoiceResult,
  invoiceResultSchema,
  type VendorInvoice,
  type VendorInvoices,
} from './invoice-schema.ts';
import { invoiceSums } from './invoice-sums.ts';
import { invoiceTables } from './invoice-tables.ts';
import { mergeParts, type PartEntries } from './merge-parts.ts';

/** Options of the invoice recipe. */
export const invoiceOptionsSchema = z.strictObject({
  /** First pages the class is decided by; default 7. An uncertain answer looks at three times as many. */
  classify_pages: z.int().min(1).max(50).default(7),
});
export type InvoiceOptions = z.infer<typeof invoiceOptionsSchema>;

/** Pages one question reads invoices from; a longer file is cut and its parts are joined again. */
const PAGES_PER_QUESTION = 40;

type Outcome = RecipeOutcome<InvoiceResult>;

/** Classifies files of mixed content and reads vendor invoices and expense claims; made for folders of many thousands. */
export const invoice = defineRecipe<InvoiceOptions, InvoiceResult>({
  name: 'invoice',
  version: '1',
  description: 'Classifies files and reads vendor invoices and travel and expense claims',
  options: invoiceOptionsSchema,
  result: invoiceResultSchema,
  tables: invoiceTables,
  classOf: ({ classification }) => classification,
  identities: ({ vendor_invoices }) =>
    vendor_invoices.flatMap((invoice, index) => {
      const key = invoiceKey(invoice);
      return key === null ? [] : [{ path: `vendor_invoices[${index}]`, key }];
    }),
  // No value of an invoice is made of others: what is found is said anew.
  recompute: (data) => ({ data, findings: [...checkStated(data), ...checkExpenseClaims(data)] }),
  sums: invoiceSums,
  evaluates: ['invoice', 'receipt', 'statement', 'contract'],
  async run(document, step, options) {
    const answer = await classify(document, step, options.classify_pages);
    const { classification } = answer.value;
    const base: InvoiceResult = { ...answer.value, vendor_invoices: [], employee_expenses: [] };
    const findings = [...answer.findings];
    if (classification === 'vendor_invoice') {
      const read = await extract<VendorInvoices, VendorInvoice>({
        document,
        step,
        list: 'vendor_invoices',
        ask: (pages, whole) => step.ask(vendorInvoicesQuestion(pages, whole)),
      });
      return outcome({ ...base, vendor_invoices: [...read.entries] }, read, findings);
    }
    if (classification === 'employee_t&e') {
      const read = await extract<ExpenseClaims, ExpenseClaim>({
        document,
        step,
        list: 'employee_expenses',
        ask: (pages) => step.ask(expenseClaimsQuestion(pages)),
      });
      return outcome({ ...base, employee_expenses: [...read.entries] }, read, findings);
    }
    // Only the pages that were looked at say anything about a file that is no concern of ours.
    const pages = document.pages.map(
      (pageNumber): PageStatus => ({
        pageNumber,
        status: pageNumber <= answer.value.total_pages_analyzed ? 'succeeded' : 'skipped',
      }),
    );
    return { data: base, evidence: [], findings, pages };
  },
});

/** The class by the first pages; an uncertain one by three times as many. */
async function classify(
  document: RecipeDocument,
  step: Step,
  count: number,
): Promise<Answer<Classification>> {
  const first = await step.ask(classifyQuestion(document.pages.slice(0, count)));
  if (first.value.confidence >= SURE_CLASS || document.pages.length <= count) return first;
  const more = await step.ask(classifyQuestion(document.pages.slice(0, 3 * count)));
  return more.value.confidence >= first.value.confidence ? more : first;
}

interface Extraction<Value> {
  readonly document: RecipeDocument;
  readonly step: Step;
  readonly list: keyof Value & ('vendor_invoices' | 'employee_expenses');
  readonly ask: (pageNumbers: readonly number[], whole: boolean) => Promise<Answer<Value>>;
}

interface Extracted<Entry> extends PartEntries<Entry> {
  readonly pages: readonly PageStatus[];
}

async function extract<Value, Entry extends VendorInvoice | ExpenseClaim>({
  document,
  step,
  list,
  ask,
}: Extraction<Value>): Promise<Extracted<Entry>> {
  const parts: number[][] = [];
  for (let from = 0; from < document.pages.length; from += PAGES_PER_QUESTION) {
    parts.push(document.pages.slice(from, from + PAGES_PER_QUESTION));
  }
  let done = 0;
  const outcomes = await step.all(parts, async (pageNumbers) => {
    const answer = await ask(pageNumbers, parts.length === 1);
    done += pageNumbers.length;
    step.progress(done, document.pages.length);
    return answer;
  });
  const failure = outcomes.find((one) => !one.ok);
  if (failure && outcomes.every((one) => !one.ok)) throw failure.problem;
  const failed = new Map<number, Problem>();
  const read: PartEntries<Entry>[] = [];
  for (const [index, one] of outcomes.entries()) {
    if (one.ok) {
      const { value, evidence, findings } = one.value;
      read.push({ entries: value[list] as readonly Entry[], evidence, findings });
    } else {
      for (const pageNumber of parts[index]!) failed.set(pageNumber, one.problem);
    }
  }
  const merged = mergeParts(read, list);
  const cut =
    parts.length > 1
      ? [
          {
            code: 'document-cut',
            severity: 'info' as const,
            path: '',
            message: `The file has ${document.pages.length} pages and was read in ${parts.length} parts.`,
          },
        ]
      : [];
  return {
    ...merged,
    findings: [...merged.findings, ...cut],
    pages: document.pages.map((pageNumber): PageStatus => {
      const problem = failed.get(pageNumber);
      return problem
        ? { pageNumber, status: 'failed', problem: problem.toJSON() }
        : { pageNumber, status: 'succeeded' };
    }),
  };
}

function outcome(data: InvoiceResult, read: Extracted<unknown>, findings: Outcome['findings']): Outcome {
  return { data, evidence: read.evidence, findings: [...findings, ...read.findings], pages: read.pages };
}
