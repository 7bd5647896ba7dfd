import { expect, test } from 'vitest';
import { invoiceKey } from './duplicates.ts';
import type { VendorInvoice } from './invoice-schema.ts';

const one = (vendor: string | null, number: string | null, total: string | null): VendorInvoice =>
  ({
    original_vendor_name: vendor,
    vendor_name: vendor,
    invoice_number: number,
    total_amount: total,
  }) as VendorInvoice;

test('the same invoice, spelt differently, has one key; another total, number or seller has another', () => {
  const key = invoiceKey(one('Harrow & Finch Ltd', 'INV-17', '120.00'));
  expect(key).not.toBeNull();
  expect(invoiceKey(one('HARROW & FINCH LTD.', 'inv 17', '120.0'))).toBe(key);
  expect(invoiceKey(one('Other Ltd', 'INV-17', '120.00'))).not.toBe(key);
  expect(invoiceKey(one('Harrow & Finch Ltd', 'INV-18', '120.00'))).not.toBe(key);
  expect(invoiceKey(one('Harrow & Finch Ltd', 'INV-17', '130.00'))).not.toBe(key);
});

test('nothing can be said of an invoice without seller, number or total', () => {
  expect(invoiceKey(one(null, '17', '1.00'))).toBeNull();
  expect(invoiceKey(one('A Ltd', null, '1.00'))).toBeNull();
  expect(invoiceKey(one('A Ltd', '17', null))).toBeNull();
});
