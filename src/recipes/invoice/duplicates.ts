import { isDecimal } from '../../domain/decimal.ts';
import { nameKey } from '../../rules/names.ts';
import type { VendorInvoice } from './invoice-schema.ts';

/** An invoice of one document, by its place there. */
export interface InvoicePlace {
  readonly document: string;
  /** Index in `vendor_invoices`. */
  readonly index: number;
}

/** One invoice that came in several times. */
export interface DuplicateInvoice {
  readonly key: string;
  /** At least two, in the order given. */
  readonly places: readonly InvoicePlace[];
}

/**
 * What makes an invoice the same in two files: seller, number and total, whatever their spelling. Null when one of them
 * is missing: then nothing can be said.
 */
export function invoiceKey(invoice: VendorInvoice): string | null {
  const seller = nameKey(invoice.original_vendor_name ?? invoice.vendor_name ?? '');
  const number = (invoice.invoice_number ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const total = invoice.total_amount;
  if (seller === '' || number === '' || total === null || !isDecimal(total)) return null;
  return `${seller}|${number}|${total.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}`;
}

/** Invoices that stand in more than one place; copies within one file were joined when it was read. */
export function findDuplicates(
  documents: Iterable<{ readonly document: string; readonly invoices: readonly VendorInvoice[] }>,
): DuplicateInvoice[] {
  const places = new Map<string, InvoicePlace[]>();
  for (const { document, invoices } of documents) {
    for (const [index, invoice] of invoices.entries()) {
      const key = invoiceKey(invoice);
      if (key !== null) places.set(key, [...(places.get(key) ?? []), { document, index }]);
    }
  }
  return [...places].filter(([, found]) => found.length > 1).map(([key, found]) => ({ key, places: found }));
}
