import { add, type Decimal, equal, isDecimal, subtract, sum, within } from '../../domain/decimal.ts';
import type { Finding } from '../../domain/finding.ts';
import { lineOfMany, type StatedSum, type SumLine } from '../../domain/stated-sum.ts';
import { TOLERANCE } from './check-invoices.ts';
import type { ExpenseClaim, InvoiceResult, VendorInvoice } from './invoice-schema.ts';

/**
 * What leads to the amounts of each invoice and claim: its lines, and net amount and tax. What is printed besides
 * (discounts, charges) has no member of its own: where the checks that saw the pages have nothing against an amount, the
 * rest is such a line.
 */
export function invoiceSums(
  { vendor_invoices, employee_expenses }: InvoiceResult,
  findings: readonly Finding[],
): StatedSum[] {
  return [
    ...vendor_invoices.flatMap((one, index) => sumsOfInvoice(one, `vendor_invoices[${index}]`, findings)),
    ...employee_expenses.flatMap((one, index) => sumsOfClaim(one, `employee_expenses[${index}]`, findings)),
  ];
}

function sumsOfInvoice(invoice: VendorInvoice, path: string, findings: readonly Finding[]): StatedSum[] {
  const title = invoice.invoice_number ?? invoice.vendor_name ?? 'Invoice';
  const lines = amountsOf(invoice.line_items);
  const net = exact(invoice.basic_amount);
  const total = exact(invoice.total_amount);
  // Lines come to the net amount, unless they are printed with tax.
  const isGross = total !== null && (net === null || (!equal(sum(lines), net) && equal(sum(lines), total)));
  const target = isGross ? total : net;
  const name = isGross ? 'total_amount' : 'basic_amount';
  return [
    ...(lines.length === 0 || target === null
      ? []
      : [
          statedSum({
            title: `${title}: lines`,
            lines: [lineOfMany(lines, 'line', sum(lines))],
            printed: isGross && invoice.amount_calculated ? null : target,
            printedPath: `${path}.${name}`,
            known: lines.length === invoice.line_items.length,
            findings,
          }),
        ]),
    ...totalOf(invoice, { title, path, findings }),
  ];
}

function sumsOfClaim(claim: ExpenseClaim, path: string, findings: readonly Finding[]): StatedSum[] {
  const title = claim.employee_name ?? claim.employee_code ?? 'Claim';
  const amounts = amountsOf(claim.expenses);
  const total = exact(claim.total_amount);
  const oneCurrency = new Set(claim.expenses.map(({ currency_code }) => currency_code)).size <= 1;
  return [
    ...(amounts.length === 0 || total === null
      ? []
      : [
          statedSum({
            title: `${title}: expenses`,
            lines: [lineOfMany(amounts, 'expense', sum(amounts))],
            printed: claim.amount_calculated ? null : total,
            printedPath: `${path}.total_amount`,
            known: oneCurrency && amounts.length === claim.expenses.length,
            findings,
          }),
        ]),
    ...totalOf(claim, { title, path, findings }),
  ];
}

interface Place {
  readonly title: string;
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** Net amount and tax against the total. */
function totalOf(
  entry: Pick<VendorInvoice, 'basic_amount' | 'tax_amount' | 'total_amount' | 'amount_calculated'>,
  { title, path, findings }: Place,
): StatedSum[] {
  const total = exact(entry.total_amount);
  const parts = [
    ['Before tax', 'basic_amount'],
    ['Tax', 'tax_amount'],
  ] as const;
  const lines = parts.flatMap(([text, name]): SumLine[] => {
    const amount = exact(entry[name]);
    return amount === null ? [] : [{ text, amount, path: `${path}.${name}`, sign: '+', counted: true }];
  });
  if (total === null || lines.length < parts.length) return [];
  const printed = entry.amount_calculated ? null : total;
  return [
    statedSum({
      title: `${title}: total`,
      lines,
      printed,
      printedPath: `${path}.total_amount`,
      known: true,
      findings,
    }),
  ];
}

/** Findings that say of an amount that it is not what it is made of. */
const PARTING = new Set(['total-mismatch', 'gross-mismatch', 'claim-mismatch']);

function statedSum({
  lines,
  known,
  findings,
  ...stated
}: Pick<StatedSum, 'title' | 'lines' | 'printed' | 'printedPath'> & {
  /** False: not all of what it is made of could be read. */
  readonly known: boolean;
  readonly findings: readonly Finding[];
}): StatedSum {
  const made = sum(lines.map(({ amount }) => amount));
  const { printed, printedPath } = stated;
  if (printed === null || !known) {
    const difference = printed === null ? null : subtract(printed, made);
    return { ...stated, lines, computed: made, difference, agrees: null };
  }
  const rest = subtract(printed, made);
  if (within(made, printed, TOLERANCE))
    return { ...stated, lines, computed: made, difference: rest, agrees: true };
  const parts = findings.some(({ code, path }) => PARTING.has(code) && path === printedPath);
  if (parts) return { ...stated, lines, computed: made, difference: rest, agrees: false };
  const text = 'Discounts, charges or rounding on the page';
  const other: SumLine = { text, amount: rest, path: null, sign: '+', counted: true };
  return { ...stated, lines: [...lines, other], computed: add(made, rest), difference: '0', agrees: true };
}

function exact(value: string | null): Decimal | null {
  return value !== null && isDecimal(value) ? value : null;
}

function amountsOf(rows: readonly { readonly amount: string | null }[]): Decimal[] {
  return rows.flatMap(({ amount }) => exact(amount) ?? []);
}
