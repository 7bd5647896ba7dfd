import { expect, it } from 'vitest';
import type { Finding } from '../../domain/finding.ts';
import { invoice } from './invoice.ts';
import type { ExpenseClaim, InvoiceResult, VendorInvoice } from './invoice-schema.ts';
import { invoiceSums } from './invoice-sums.ts';

const entry = (change: Partial<VendorInvoice>): VendorInvoice => ({
  issuer: 'Harrow Ltd',
  consignor: null,
  consignee: 'Heron Ltd',
  vendor_name: 'Harrow Ltd',
  original_vendor_name: 'Harrow Ltd',
  invoice_type: 'invoice',
  pan: null,
  registration_numbers: [],
  invoice_date: '2024-03-05',
  due_date: null,
  document_number: null,
  invoice_number: 'R-1',
  description: null,
  line_items: ['60.00', '40.00'].map((amount) => ({
    description: 'Visit',
    quantity: '1',
    unit: null,
    unit_price: amount,
    amount,
  })),
  basic_amount: '100.00',
  tax_amount: '20.00',
  total_amount: '120.00',
  currency_code: 'GBP',
  original_amount: null,
  exchange_rate: null,
  amount_calculated: false,
  calculation_method: 'extracted_from_total',
  is_main_invoice: true,
  page_numbers: [1],
  ...change,
});
const result = (vendor_invoices: VendorInvoice[], employee_expenses: ExpenseClaim[] = []): InvoiceResult => ({
  classification: 'vendor_invoice',
  confidence: 1,
  key_indicators: [],
  document_characteristics: {
    has_employee_codes: false,
    has_vendor_letterhead: true,
    has_invoice_numbers: true,
    has_travel_dates: false,
    appears_financial: true,
    has_amount_calculations: true,
    has_tax_information: true,
    contains_multiple_doc_types: false,
    primary_document_type: 'invoice',
  },
  total_pages_analyzed: 1,
  classification_notes: null,
  vendor_invoices,
  employee_expenses,
});
const told = (data: InvoiceResult, findings: readonly Finding[] = []) =>
  invoiceSums(data, findings).map(({ title, computed, printed, difference, agrees }) => {
    return [title, computed, printed, difference, agrees];
  });
const mismatch: Finding = {
  code: 'total-mismatch',
  severity: 'error',
  path: 'vendor_invoices[0].total_amount',
  message: '',
};

it('shows lines against the net amount, and net amount and tax against the total', () => {
  expect(told(result([entry({})]))).toEqual([
    ['R-1: lines', '100.00', '100.00', '0.00', true],
    ['R-1: total', '120.00', '120.00', '0.00', true],
  ]);
  const [lines, total] = invoiceSums(result([entry({})]), []);
  expect(lines).toMatchObject({ printedPath: 'vendor_invoices[0].basic_amount' });
  expect(total!.lines.map(({ text, path }) => [text, path])).toEqual([
    ['Before tax', 'vendor_invoices[0].basic_amount'],
    ['Tax', 'vendor_invoices[0].tax_amount'],
  ]);
});

it('takes lines that are printed with tax against the total', () => {
  const gross = entry({ total_amount: '100.00', basic_amount: '83.33', tax_amount: '16.67' });
  expect(told(result([gross]))).toEqual([
    ['R-1: lines', '100.00', '100.00', '0.00', true],
    ['R-1: total', '100.00', '100.00', '0.00', true],
  ]);
});

it('says where they part when the checks do, and else that the page has more', () => {
  const off = entry({ total_amount: '108.00' });
  expect(told(result([off]), [mismatch]).at(-1)).toEqual(['R-1: total', '120.00', '108.00', '-12.00', false]);
  const total = invoiceSums(result([off]), []).at(-1)!;
  expect(total).toMatchObject({ computed: '108.00', agrees: true });
  expect(total.lines.at(-1)).toMatchObject({ amount: '-12.00', path: null });
});

it('compares nothing that was not read, or is not printed', () => {
  const { line_items } = entry({});
  const unread = entry({ line_items: [...line_items, { ...line_items[0]!, amount: null }] });
  expect(told(result([unread]))[0]!.at(-1)).toBeNull();
  expect(told(result([entry({ amount_calculated: true })])).at(-1)).toEqual([
    ...['R-1: total', '120.00', null, null, null],
  ]);
  expect(told(result([entry({ basic_amount: null, line_items: [] })]))).toEqual([]);
});

it('shows the expenses of a claim against what was claimed', () => {
  const expense = { date: null, category: null, merchant: null, currency_code: 'EUR', page_number: 1 };
  const claim: ExpenseClaim = {
    employee_name: 'Ada',
    employee_code: 'E1',
    department: null,
    invoice_date: null,
    description: null,
    expenses: ['7.00', '5.50'].map((amount) => ({ ...expense, amount })),
    basic_amount: null,
    tax_amount: null,
    total_amount: '10.00',
    currency_code: 'EUR',
    original_amount: null,
    amount_calculated: false,
    calculation_method: 'extracted_from_total',
    page_numbers: [1],
  };
  const data = result([], [claim]);
  const { findings } = invoice.recompute!(data, data);
  expect(findings.map(({ code }) => code)).toEqual(['claim-mismatch']);
  expect(told(data, findings)).toEqual([['Ada: expenses', '12.50', '10.00', '-2.50', false]]);
});

it('finds anew what does not add up after an edit, and no more once it does', () => {
  const before = result([entry({})]);
  const codes = (after: InvoiceResult) => invoice.recompute!(after, before).findings.map(({ code }) => code);
  expect(codes(before)).toEqual([]);
  expect(codes(result([entry({ total_amount: '119.00' })]))).toContain('total-mismatch');
  expect(codes(result([entry({ invoice_number: null })]))).toEqual(['mandatory-missing']);
  const line = { ...entry({}).line_items[0]!, quantity: '2' };
  expect(codes(result([entry({ line_items: [line, entry({}).line_items[1]!] })]))).toEqual([
    'line-arithmetic',
  ]);
});
