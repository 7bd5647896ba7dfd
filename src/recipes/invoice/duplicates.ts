import { isDecimal } from '../../domain/decimal.ts';
import { nameKey } from '../../rules/names.ts';
import type { VendorInvoice } from './invoice-schema.ts';

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
