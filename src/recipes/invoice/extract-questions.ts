import type { Finding } from '../../domain/finding.ts';
import type { PageText } from '../../domain/page-text.ts';
import type { DocumentReader, Question, Reading } from '../../domain/question.ts';
import type { InvoiceFacts } from '../../rules/invoice-facts.ts';
import { readInvoice } from '../../rules/read-invoice.ts';
import { checkEmbedded, checkExpenseClaims, checkVendorInvoices } from './check-invoices.ts';
import {
  EXPENSE_CLAIM_EVIDENCE,
  type ExpenseClaims,
  expenseClaimsSchema,
  VENDOR_INVOICE_EVIDENCE,
  type VendorInvoices,
  vendorInvoicesSchema,
} from './invoice-schema.ts';
import { EXPENSE_CLAIMS_PROMPT, VENDOR_INVOICES_PROMPT } from './prompts.ts';
import { readExpenseClaims } from './read-expense-claims.ts';
import {
  type EmbeddedAnswer,
  readEmbeddedVendorInvoice,
  readVendorInvoices,
} from './read-vendor-invoices.ts';

/** Asks for the invoices on some pages. `whole` says that these are all pages: then an embedded e-invoice answers. */
export function vendorInvoicesQuestion(
  pageNumbers: readonly number[],
  whole: boolean,
): Question<VendorInvoices> {
  const facts = new Map<string, InvoiceFacts>();
  const read = (pages: readonly PageText[]): InvoiceFacts => {
    const key = pages.map((page) => page.pageNumber).join(',');
    const known = facts.get(key) ?? readInvoice(pages).facts;
    facts.set(key, known);
    return known;
  };
  let embedded: EmbeddedAnswer | null = null;
  const xml = async (document: DocumentReader): Promise<Reading<VendorInvoices> | null> => {
    embedded = await readEmbeddedVendorInvoice(pageNumbers, document);
    return embedded.reading;
  };
  const mismatches = (): Finding[] =>
    embedded?.reading?.findings?.filter(({ code }) => code === 'xml-page-mismatch') ?? [];
  return {
    name: 'vendor-invoices',
    parts: [{ form: 'auto', pageNumbers }],
    schema: vendorInvoicesSchema,
    prompt: VENDOR_INVOICES_PROMPT,
    evidencePaths: VENDOR_INVOICE_EVIDENCE,
    ...(whole ? { xml } : {}),
    // The page reading that an e-invoice disagrees with must not replace it unmarked.
    rules: async (document) => (mismatches().length > 0 ? null : readVendorInvoices(pageNumbers, document)),
    async confirm({ vendor_invoices }, document) {
      const seen = await readVendorInvoices(pageNumbers, document);
      return holdsAll(vendor_invoices, seen?.value.vendor_invoices ?? [], [
        'invoice_number',
        'invoice_date',
        'total_amount',
      ]);
    },
    async check(value, document) {
      const attached = embedded?.findings ?? [];
      // An e-invoice is exact: its own sums are checked; what the page shows besides is no charge it forgot.
      if (embedded?.facts && embedded.reading?.value === value) {
        return [...checkEmbedded(value, embedded.facts), ...attached];
      }
      const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
      // A model may settle what differs, and a person is still told that it did.
      const settled = mismatches().map((one) => ({ ...one, severity: 'warning' as const }));
      return [...checkVendorInvoices(value, pages, read), ...attached, ...settled];
    },
  };
}

/** Asks for the claims on some pages. */
export function expenseClaimsQuestion(pageNumbers: readonly number[]): Question<ExpenseClaims> {
  return {
    name: 'expense-claims',
    parts: [{ form: 'auto', pageNumbers }],
    schema: expenseClaimsSchema,
    prompt: EXPENSE_CLAIMS_PROMPT,
    evidencePaths: EXPENSE_CLAIM_EVIDENCE,
    rules: (document) => readExpenseClaims(pageNumbers, document),
    async confirm({ employee_expenses }, document) {
      const seen = await readExpenseClaims(pageNumbers, document);
      return holdsAll(employee_expenses, seen?.value.employee_expenses ?? [], [
        'employee_name',
        'total_amount',
      ]);
    },
    check: (value) => checkExpenseClaims(value),
  };
}

/** True when what the rules read of these members is all there: a value may be left out or exchanged, and still be printed. */
function holdsAll<Entry>(
  answered: readonly Entry[],
  seen: readonly Entry[],
  members: readonly (keyof Entry)[],
): boolean {
  return members.every((member) => {
    const told = new Set(answered.map((entry) => entry[member]));
    return seen.every((entry) => entry[member] === null || told.has(entry[member]));
  });
}
