import { expect, test } from 'vitest';
import { findDuplicates, invoiceKey } from './duplicates.ts';
import type { VendorInvoice } from './invoice-schema.ts';

const one = (vendor: string | null, number: string | null, total: string | null): VendorInvoice =>
  ({
    original_vendor_name: vendor,
    vendor_name: vendor,
    invoice_number: number,
    total_amount: total,
  }) as VendorInvoice;

test('the same invoice in two files, spelt differently', () => {
  const found = findDuplicates([
    {
      document: 'a.pdf',
      invoices: [one('Harrow & Finch Ltd', 'INV-17', '120.00'), one('Other Ltd', 'INV-17', '120.00')],
    },
    { document: 'b.pdf', invoices: [one('HARROW & FINCH LTD.', 'inv 17', '120.0')] },
    { document: 'c.pdf', invoices: [one('Harrow & Finch Ltd', 'INV-17', '130.00')] },
  ]);
  expect(found.map(({ places }) => places)).toEqual([
    [
      { document: 'a.pdf', index: 0 },
      { document: 'b.pdf', index: 0 },
    ],
  ]);
});

test('nothing can be said of an invoice without seller, number or total', () => {
  expect(invoiceKey(one(null, '17', '1.00'))).toBeNull();
  expect(invoiceKey(one('A Ltd', null, '1.00'))).toBeNull();
  expect(invoiceKey(one('A Ltd', '17', null))).toBeNull();
  expect(
    findDuplicates([{ document: 'a.pdf', invoices: [one(null, null, null), one(null, null, null)] }]),
  ).toEqual([]);
});
