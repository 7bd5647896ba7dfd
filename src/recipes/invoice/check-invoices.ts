import {
  absolute,
  add,
  equal,
  isDecimal,
  multiply,
  negate,
  subtract,
  sum,
  within,
} from '../../domain/decimal.ts';
import type { Finding } from '../../domain/finding.ts';
import type { PageText } from '../../domain/page-text.ts';
import { type InvoiceFacts, type InvoiceTotals, NO_TOTALS } from '../../rules/invoice-facts.ts';
import { checkDates, checkIdentifiers } from '../../verify/plausibility.ts';
import { checkCharges } from '../../verify/verify.ts';
import type { ExpenseClaims, VendorInvoice, VendorInvoices } from './invoice-schema.ts';

const REQUIRED_OF_INVOICE = [
  'issuer',
  'consignee',
  'vendor_name',
  'invoice_number',
  'total_amount',
  'currency_code',
] as const;
const REQUIRED_OF_CLAIM = ['employee_name', 'employee_code', 'total_amount'] as const;

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Cents by which a total may differ from its parts through rounding. */
export const TOLERANCE = '0.02';

/**
 * Checks every invoice of an answer: mandatory fields, total = basic + tax, lines and sums against the pages. `read`
 * tells the discounts, charges and payments of its pages, which an entry has no members for.
 */
export function checkVendorInvoices(
  { vendor_invoices }: VendorInvoices,
  pages: readonly PageText[],
  read: (pages: readonly PageText[]) => InvoiceFacts,
): Finding[] {
  return vendor_invoices.flatMap((invoice, index) => {
    const path = `vendor_invoices[${index}]`;
    const own = pages.filter((page) => invoice.page_numbers.includes(page.pageNumber));
    const facts = read(own.length > 0 ? own : pages);
    const { totals } = facts;
    return [
      ...missing(invoice, REQUIRED_OF_INVOICE, path),
      ...implausible(invoice, path),
      ...totalFinding(invoice, path, totals),
      ...checkCharges(chargesOf(invoice, path, facts), pages).findings,
    ];
  });
}

/** Checks an embedded e-invoice by its own sums: mandatory fields, total = basic + tax. */
export function checkEmbedded({ vendor_invoices }: VendorInvoices, { totals }: InvoiceFacts): Finding[] {
  return vendor_invoices.flatMap((invoice, index) => {
    const path = `vendor_invoices[${index}]`;
    // EN 16931: charges and discounts of the document are part of the net amount.
    const { rounding } = totals;
    return [
      ...missing(invoice, REQUIRED_OF_INVOICE, path),
      ...implausible(invoice, path),
      ...totalFinding(invoice, path, { rounding }),
    ];
  });
}

const NO_FACTS: Pick<InvoiceFacts, 'totals' | 'taxes'> = { totals: NO_TOTALS, taxes: [] };

/** Checks invoices by what they state alone, without their pages: what those explained is found to differ here. */
export function checkStated({ vendor_invoices }: VendorInvoices): Finding[] {
  return vendor_invoices.flatMap((invoice, index) => {
    const path = `vendor_invoices[${index}]`;
    return [
      ...missing(invoice, REQUIRED_OF_INVOICE, path),
      ...implausible(invoice, path),
      ...totalFinding(invoice, path),
      ...checkCharges(chargesOf(invoice, path, NO_FACTS), []).findings,
    ];
  });
}

/** Checks every claim of an answer: mandatory fields, and the total against the expenses. */
export function checkExpenseClaims({ employee_expenses }: ExpenseClaims): Finding[] {
  return employee_expenses.flatMap((claim, index) => {
    const path = `employee_expenses[${index}]`;
    const amounts = claim.expenses.flatMap((expense) =>
      expense.amount !== null && isDecimal(expense.amount) ? [expense.amount] : [],
    );
    const total = claim.total_amount;
    const differs =
      total !== null &&
      isDecimal(total) &&
      amounts.length > 1 &&
      amounts.length === claim.expenses.length &&
      !equal(sum(amounts), total);
    return [
      ...missing(claim, REQUIRED_OF_CLAIM, path),
      ...totalFinding(claim, path),
      ...(differs
        ? [
            {
              code: 'claim-mismatch',
              severity: 'warning' as const,
              path: `${path}.total_amount`,
              message:
                'The expenses do not come to the total of the claim; part of it may not have been approved.',
              expected: sum(amounts),
              actual: total,
            },
          ]
        : []),
    ];
  });
}

/** What is mandatory and missing is for a person; a receipt names no customer, a credit note may. */
function missing<Entry extends object>(
  entry: Entry,
  names: readonly (keyof Entry & string)[],
  path: string,
): Finding[] {
  return names
    .filter((name) => entry[name] === null || entry[name] === '')
    .map((name) => ({
      code: 'mandatory-missing',
      severity: 'warning',
      path: `${path}.${name}`,
      message: `The mandatory field ${name} is missing.`,
    }));
}

/** Dates that are hardly right, and registered numbers with a wrong check digit. */
function implausible(
  { invoice_date, due_date, registration_numbers }: VendorInvoice,
  path: string,
): Finding[] {
  const dated = (name: string, date: string | null) =>
    date !== null && ISO_DATE.test(date) ? { path: `${path}.${name}`, date } : null;
  return [
    ...checkDates({ issue: dated('invoice_date', invoice_date), due: dated('due_date', due_date) }),
    ...checkIdentifiers(
      registration_numbers.map(({ value }, index) => ({
        path: `${path}.registration_numbers[${index}].value`,
        value,
      })),
    ),
  ];
}

interface Amounts {
  readonly basic_amount: string | null;
  readonly tax_amount: string | null;
  readonly total_amount: string | null;
}

function totalFinding(
  { basic_amount, tax_amount, total_amount }: Amounts,
  path: string,
  { charges, allowances, rounding }: Partial<InvoiceTotals> = {},
): Finding[] {
  if (basic_amount === null || tax_amount === null || total_amount === null) return [];
  if (![basic_amount, tax_amount, total_amount].every(isDecimal)) return [];
  const expected = add(basic_amount, tax_amount);
  const extras = [charges ?? '0', negate(absolute(allowances ?? '0')), rounding ?? '0'];
  const reachable = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].some((some) =>
    within(sum([expected, ...some.map((index) => extras[index]!)]), total_amount, TOLERANCE),
  );
  if (reachable) return [];
  return [
    {
      code: 'total-mismatch',
      severity: 'error',
      path: `${path}.total_amount`,
      message: 'Basic amount and tax do not come to the total.',
      expected,
      actual: total_amount,
    },
  ];
}

type Charges = Parameters<typeof checkCharges>[0];

function chargesOf(
  invoice: VendorInvoice,
  path: string,
  { totals, taxes }: Pick<InvoiceFacts, 'totals' | 'taxes'>,
): Charges {
  const exact = (value: string | null): string | null => (value !== null && isDecimal(value) ? value : null);
  const stated = (name: 'basic_amount' | 'tax_amount' | 'total_amount'): Charges['total'] => {
    const amount = exact(invoice[name]);
    return amount === null ? null : { path: `${path}.${name}`, amount };
  };
  const tax = stated('tax_amount') ?? impliedTax(stated('basic_amount'), stated('total_amount'), taxes);
  return {
    pageNumbers: invoice.page_numbers,
    rows: invoice.line_items.map((line, index) => ({
      path: `${path}.line_items[${index}]`,
      name: line.description === '' ? null : line.description,
      quantity: exact(line.quantity),
      rate: exact(line.unit_price),
      amount: exact(line.amount),
      pageNumber: null,
    })),
    subTotals: [],
    taxes: tax ? taxParts(tax, taxes) : [],
    discounts: totals.allowances === null ? [] : [{ path, amount: totals.allowances }],
    charges: totals.charges === null ? [] : [{ path, amount: totals.charges }],
    payments: totals.prepaid === null ? [] : [{ path, amount: totals.prepaid }],
    roundOff: totals.rounding === null ? null : { path, amount: totals.rounding },
    net: stated('basic_amount'),
    total: invoice.amount_calculated ? null : stated('total_amount'),
  };
}

/** A tax that the page prints by rate only, as the page prints it. */
function taxParts(
  tax: NonNullable<Charges['total']>,
  taxes: InvoiceFacts['taxes'],
): readonly NonNullable<Charges['total']>[] {
  const parts = taxes.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  return parts.length > 1 && equal(sum(parts), tax.amount)
    ? parts.map((amount) => ({ path: tax.path, amount }))
    : [tax];
}

/** "Sales Tax 3 %" without an amount: what the total is above the net amount, where the rate explains it. */
function impliedTax(
  net: Charges['net'],
  total: Charges['total'],
  taxes: InvoiceFacts['taxes'],
): Charges['total'] {
  if (!net || !total) return null;
  const amount = subtract(total.amount, net.amount);
  const named = taxes.some(
    ({ rate, amount: printed }) =>
      rate !== null &&
      printed === null &&
      within(multiply(multiply(net.amount, rate), '0.01'), amount, TOLERANCE),
  );
  return named ? { path: total.path, amount } : null;
}
