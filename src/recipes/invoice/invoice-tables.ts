import type { Finding } from '../../domain/finding.ts';
import { formatPageRange } from '../../domain/page-range.ts';
import type { Table } from '../recipe.ts';
import type { InvoiceResult } from './invoice-schema.ts';

/** Name of the document that held the same invoice, or the same bytes, before. */
function duplicateOf(findings: readonly Finding[], path: string): string | null {
  const same = findings.find(
    ({ code, path: at }) => code === 'duplicate-file' || (code === 'duplicate-entry' && at === path),
  );
  return same?.actual ?? null;
}

const list = (parts: readonly string[]): string => parts.join('; ');

/** Tables for CSV and XLSX: the class of every file, every invoice and every claim. */
export const invoiceTables: readonly Table<InvoiceResult>[] = [
  {
    name: 'classification',
    columns: [
      'document',
      'classification',
      'confidence',
      'key_indicators',
      'has_employee_codes',
      'has_vendor_letterhead',
      'has_invoice_numbers',
      'has_travel_dates',
      'appears_financial',
      'has_amount_calculations',
      'has_tax_information',
      'contains_multiple_doc_types',
      'primary_document_type',
      'total_pages',
      'total_pages_analyzed',
      'classification_notes',
      'review',
    ],
    texts: ['document'],
    *rows({ document, data, problem, review }) {
      if (!data) {
        yield {
          document: document.name,
          classification: 'processing_failed',
          total_pages: document.pages,
          classification_notes: problem?.detail ?? null,
        };
        return;
      }
      yield {
        ...data.document_characteristics,
        document: document.name,
        classification: data.classification,
        confidence: data.confidence,
        key_indicators: list(data.key_indicators),
        total_pages: document.pages,
        total_pages_analyzed: data.total_pages_analyzed,
        classification_notes: data.classification_notes,
        review,
      };
    },
  },
  {
    name: 'vendor_invoices',
    columns: [
      'document',
      'issuer',
      'consignor',
      'consignee',
      'vendor_name',
      'original_vendor_name',
      'invoice_type',
      'pan',
      'registration_numbers',
      'invoice_date',
      'due_date',
      'document_number',
      'invoice_number',
      'description',
      'line_items',
      'basic_amount',
      'tax_amount',
      'total_amount',
      'currency_code',
      'original_amount',
      'exchange_rate',
      'amount_calculated',
      'calculation_method',
      'is_main_invoice',
      'page_numbers',
      'review',
      'duplicate_of',
    ],
    texts: ['document', 'pan', 'document_number', 'invoice_number', 'page_numbers', 'duplicate_of'],
    *rows({ document, data, review, findings }) {
      for (const [index, invoice] of (data?.vendor_invoices ?? []).entries()) {
        yield {
          ...invoice,
          document: document.name,
          registration_numbers: list(
            invoice.registration_numbers.map(({ type, value }) => `${type}:${value}`),
          ),
          line_items: list(
            invoice.line_items.map(({ description, quantity, unit_price, amount }) =>
              [description, [quantity, unit_price].filter((part) => part !== null).join(' x '), amount]
                .filter((part) => part !== null && part !== '')
                .join(' | '),
            ),
          ),
          page_numbers: formatPageRange(invoice.page_numbers),
          review,
          duplicate_of: duplicateOf(findings, `vendor_invoices[${index}]`),
        };
      }
    },
  },
  {
    name: 'employee_expenses',
    columns: [
      'document',
      'employee_name',
      'employee_code',
      'department',
      'invoice_date',
      'description',
      'expenses',
      'basic_amount',
      'tax_amount',
      'total_amount',
      'currency_code',
      'original_amount',
      'amount_calculated',
      'calculation_method',
      'page_numbers',
      'review',
    ],
    texts: ['document', 'employee_code', 'page_numbers'],
    *rows({ document, data, review }) {
      for (const claim of data?.employee_expenses ?? []) {
        yield {
          ...claim,
          document: document.name,
          expenses: list(
            claim.expenses.map(({ date, category, merchant, amount }) =>
              [date, category, merchant, amount].filter((part) => part !== null).join(' | '),
            ),
          ),
          page_numbers: formatPageRange(claim.page_numbers),
          review,
        };
      }
    },
  },
];
