import { compare } from '../../domain/decimal.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { DocumentReader, Reading } from '../../domain/question.ts';
import { type DayOrder, findDates, resolveDate } from '../../rules/dates.ts';
import { readDates } from '../../rules/document-dates.ts';
import { evidenceOf } from '../../rules/evidence.ts';
import { sumOfLines } from '../../rules/invoice-facts.ts';
import { findLabelled, type LabelledValue } from '../../rules/labelled-values.ts';
import { CLAIM_SUMS, DEPARTMENT, EMPLOYEE_CODE, EMPLOYEE_NAME } from '../../rules/lexicon/class-words.ts';
import type { Phrases } from '../../rules/lexicon/languages.ts';
import { type Paper, readPaper } from '../../rules/paper.ts';
import { readInvoicePaper } from '../../rules/read-invoice.ts';
import { readTables } from '../../rules/table.ts';
import type { ExpenseClaim, ExpenseClaims } from './invoice-schema.ts';

const labelsOf = (phrases: Phrases): string[] => Object.values(phrases).flatMap((list) => list.split('|'));

/** Reads the claim of one employee, or a single receipt as a claim without an employee, without a model. */
export async function readExpenseClaims(
  pageNumbers: readonly number[],
  document: DocumentReader,
): Promise<Reading<ExpenseClaims> | null> {
  const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
  const paper = readPaper(pages);
  const invoice = readInvoicePaper(paper);
  const { facts } = invoice;
  const { order, issueDate } = readDates(paper, {
    currency: facts.currency,
    country: facts.seller?.country ?? null,
    number: null,
  });
  const evidence: Evidence[] = [];
  const at = 'employee_expenses[0]';
  const take = (member: string, found: LabelledValue | null): string | null => {
    if (!found) return null;
    evidence.push(evidenceOf({ path: `${at}.${member}`, ...found }));
    return found.value;
  };
  const text = (phrases: Phrases): LabelledValue | null => {
    const found = findLabelled(paper, labelsOf(phrases), { type: 'string', order });
    return found && found.confidence >= 0.6 ? found : null;
  };
  const employee_name = take('employee_name', text(EMPLOYEE_NAME));
  const employee_code = take('employee_code', onlyWithDigits(text(EMPLOYEE_CODE)));
  const department = take('department', text(DEPARTMENT));
  const claimed = claimSum(paper, order);
  const printed = claimed ? take('total_amount', claimed) : facts.totals.gross;
  if (!claimed) copy(invoice.evidence, 'totals.gross', `${at}.total_amount`, evidence);
  copy(invoice.evidence, 'totals.net', `${at}.basic_amount`, evidence);
  copy(invoice.evidence, 'totals.tax', `${at}.tax_amount`, evidence);
  if (issueDate) evidence.push(evidenceOf({ path: `${at}.invoice_date`, ...issueDate }));

  const hasForm = employee_name !== null || employee_code !== null || claimed !== null;
  const expenses = hasForm
    ? formExpenses(paper, order, facts.currency, evidence)
    : receiptExpense(invoice, issueDate?.value ?? null, evidence);
  const sum = sumOfLines(facts.lines);
  const calculated = printed === null && compare(sum, '0') !== 0;
  if (printed === null && !calculated && expenses.length === 0 && !hasForm) return null;
  const claim: ExpenseClaim = {
    employee_name,
    employee_code,
    department,
    invoice_date: issueDate?.value ?? null,
    description: facts.lines[0]?.description || null,
    expenses,
    basic_amount: facts.totals.net,
    tax_amount: facts.totals.tax,
    total_amount: printed ?? (calculated ? sum : null),
    currency_code: facts.currency,
    original_amount: null,
    amount_calculated: calculated,
    calculation_method: printed !== null ? 'extracted_from_total' : calculated ? 'sum_of_categories' : null,
    page_numbers: [...pageNumbers],
  };
  const findings = invoice.findings
    .filter((one) => one.path === 'totals.gross')
    .map((one) => ({ ...one, path: `${at}.total_amount` }));
  return { value: { employee_expenses: [claim] }, evidence, findings };
}

function onlyWithDigits(found: LabelledValue | null): LabelledValue | null {
  return found && /\d/.test(found.value) ? found : null;
}

/** Reimbursed, else approved, else claimed: the first that is printed. */
function claimSum(paper: Paper, order: DayOrder): LabelledValue | null {
  for (const [, phrases] of CLAIM_SUMS) {
    const found = findLabelled(paper, labelsOf(phrases), { type: 'money', order });
    if (found && found.confidence >= 0.6) return found;
  }
  return null;
}

function copy(from: readonly Evidence[], path: string, to: string, evidence: Evidence[]): void {
  const found = from.find((one) => one.path === path);
  if (found) evidence.push({ ...found, path: to });
}

type Expense = ExpenseClaim['expenses'][number];

/** The rows of the form: date, category and amount from their columns. */
function formExpenses(
  paper: Paper,
  order: DayOrder,
  currency: string | null,
  evidence: Evidence[],
): Expense[] {
  const expenses: Expense[] = [];
  const pages = paper.pages.map((page) => page.page);
  for (const table of readTables(pages, paper.habit)) {
    for (const row of table.rows) {
      if (row.kind !== 'item') continue;
      const amount = row.cells.amount;
      if (!amount?.amount) continue;
      const path = `employee_expenses[0].expenses[${expenses.length}]`;
      const [mention] = findDates(row.cells.date?.text ?? row.text);
      const found = (member: string, value: string, cell: { text: string; box: Evidence['box'] }): void => {
        evidence.push({
          path: `${path}.${member}`,
          value,
          pageNumber: row.pageNumber,
          box: cell.box,
          quote: cell.text,
          match: cell.text.includes(value) ? 'exact' : 'normalised',
          confidence: 0.7,
          origin: 'rules',
        });
      };
      const category = row.cells.description?.text ?? null;
      if (category !== null) found('category', category, row.cells.description!);
      found('amount', amount.amount.value, amount);
      const date = mention ? resolveDate(mention, order) : null;
      if (date !== null) found('date', date, row.cells.date ?? { text: row.text, box: row.box });
      expenses.push({
        date,
        category,
        merchant: null,
        amount: amount.amount.value,
        currency_code: amount.amount.currency ?? currency,
        page_number: row.pageNumber,
      });
    }
  }
  return expenses;
}

/** A receipt without a form is one expense. */
function receiptExpense(
  invoice: ReturnType<typeof readInvoicePaper>,
  date: string | null,
  evidence: Evidence[],
): Expense[] {
  const { facts } = invoice;
  if (facts.totals.gross === null) return [];
  const path = 'employee_expenses[0].expenses[0]';
  copy(invoice.evidence, 'totals.gross', `${path}.amount`, evidence);
  copy(invoice.evidence, 'issueDate', `${path}.date`, evidence);
  copy(invoice.evidence, 'seller.name', `${path}.merchant`, evidence);
  // A receipt over several pages stands on no single one.
  const pages = new Set(
    invoice.evidence.flatMap((one) =>
      ['totals.gross', 'issueDate', 'seller.name'].includes(one.path) ? [one.pageNumber] : [],
    ),
  );
  const [page = null] = pages.size === 1 ? pages : [];
  return [
    {
      date,
      category: null,
      merchant: facts.seller?.name ?? null,
      amount: facts.totals.gross,
      currency_code: facts.currency,
      page_number: page,
    },
  ];
}
