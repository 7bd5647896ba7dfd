import { z } from 'zod';

const text = z.string().nullable();
const decimal = z.string().nullable();
const pageNumbers = z.array(z.int()).describe('Physical pages from 1');

/** What a file can be. */
const CLASSES = ['vendor_invoice', 'employee_t&e', 'irrelevant'] as const;

/** What a paper of a vendor can be. */
const INVOICE_TYPES = [
  'invoice',
  'debit_note',
  'credit_note',
  'receipt',
  'grn',
  'waybill',
  'challan',
  'service_order',
  'professional_bill',
] as const;

/** What a model answers about the class of a file. */
export const classificationSchema = z.object({
  classification: z.enum(CLASSES),
  confidence: z.number().min(0).max(1),
  key_indicators: z.array(z.string()).describe('What on the pages says so, in a few words each'),
  document_characteristics: z.object({
    has_employee_codes: z.boolean(),
    has_vendor_letterhead: z.boolean(),
    has_invoice_numbers: z.boolean(),
    has_travel_dates: z.boolean(),
    appears_financial: z.boolean(),
    has_amount_calculations: z.boolean(),
    has_tax_information: z.boolean(),
    contains_multiple_doc_types: z.boolean(),
    primary_document_type: z.string(),
  }),
  total_pages_analyzed: z.int(),
  classification_notes: text,
});
export type Classification = z.infer<typeof classificationSchema>;

/** One invoice of a file. */
export const vendorInvoiceSchema = z.object({
  issuer: text.describe('Who made the document out'),
  consignor: text.describe('Who sends the goods'),
  consignee: text.describe('Who receives the goods or is billed'),
  vendor_name: text.describe('Name of the vendor in English letters'),
  original_vendor_name: text.describe('Name of the vendor as printed'),
  invoice_type: z.enum(INVOICE_TYPES),
  pan: text.describe('Indian PAN of the vendor'),
  registration_numbers: z.array(
    z.object({ type: z.enum(['GST', 'VAT', 'CST', 'TIN', 'GSTIN', 'other']), value: z.string() }),
  ),
  invoice_date: text.describe('Date of issue, ISO 8601; not the due date'),
  due_date: text.describe('ISO 8601'),
  document_number: text.describe('Purchase order or reference of the customer'),
  invoice_number: text,
  description: text.describe('What was billed, as printed'),
  line_items: z.array(
    z.object({
      description: z.string(),
      quantity: decimal,
      unit: text,
      unit_price: decimal,
      amount: decimal.describe('Net amount of the line as printed'),
    }),
  ),
  basic_amount: decimal.describe('Amount before tax'),
  tax_amount: decimal,
  total_amount: decimal.describe('Amount with tax'),
  currency_code: text.describe('ISO 4217 of the amounts'),
  original_amount: decimal.describe('Amount in the original currency where the document converts it'),
  exchange_rate: decimal,
  amount_calculated: z.boolean().describe('True when total_amount is not printed'),
  calculation_method: z
    .enum(['sum_of_line_items', 'extracted_from_total', 'calculated_from_components'])
    .nullable(),
  is_main_invoice: z.boolean().describe('False for attachments and invoices of sub-contractors'),
  page_numbers: pageNumbers,
});
export type VendorInvoice = z.infer<typeof vendorInvoiceSchema>;
/** The vendor invoices of a part of a file. */
export const vendorInvoicesSchema = z.object({ vendor_invoices: z.array(vendorInvoiceSchema) });
export type VendorInvoices = z.infer<typeof vendorInvoicesSchema>;

/** One claim of an employee. */
export const expenseClaimSchema = z.object({
  employee_name: text,
  employee_code: text,
  department: text,
  invoice_date: text.describe('End of the journey or day of submission, ISO 8601'),
  description: text,
  expenses: z.array(
    z.object({
      date: text.describe('ISO 8601'),
      category: text,
      merchant: text,
      amount: decimal,
      currency_code: text,
      page_number: z.int().nullable(),
    }),
  ),
  basic_amount: decimal,
  tax_amount: decimal,
  total_amount: decimal.describe('Reimbursed, else approved, else claimed, else the sum of the categories'),
  currency_code: text,
  original_amount: decimal,
  amount_calculated: z.boolean().describe('True when total_amount is not printed'),
  calculation_method: z.enum(['sum_of_categories', 'extracted_from_total']).nullable(),
  page_numbers: pageNumbers,
});
export type ExpenseClaim = z.infer<typeof expenseClaimSchema>;
/** The expense claims of a part of a file. */
export const expenseClaimsSchema = z.object({ employee_expenses: z.array(expenseClaimSchema) });
export type ExpenseClaims = z.infer<typeof expenseClaimsSchema>;

/** What the recipe gives for one file. */
export const invoiceResultSchema = z.object({
  ...classificationSchema.shape,
  vendor_invoices: z.array(vendorInvoiceSchema),
  employee_expenses: z.array(expenseClaimSchema),
});
export type InvoiceResult = z.infer<typeof invoiceResultSchema>;

/** Leaves of a vendor invoice that must stand on a page. */
export const VENDOR_INVOICE_EVIDENCE: readonly string[] = [
  'issuer',
  'consignee',
  'original_vendor_name',
  'invoice_number',
  'invoice_date',
  'due_date',
  'document_number',
  'basic_amount',
  'tax_amount',
  'total_amount',
  'pan',
  'registration_numbers[].value',
  'line_items[].description',
  'line_items[].quantity',
  'line_items[].unit_price',
  'line_items[].amount',
].map((path) => `vendor_invoices[].${path}`);

/** Leaves of a claim that must stand on a page. */
export const EXPENSE_CLAIM_EVIDENCE: readonly string[] = [
  'employee_name',
  'employee_code',
  'department',
  'total_amount',
  'expenses[].date',
  'expenses[].merchant',
  'expenses[].amount',
].map((path) => `employee_expenses[].${path}`);
