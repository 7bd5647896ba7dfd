import { expect, it } from 'vitest';
import { parseTruth } from './truth.ts';
import { truthOf } from './truth-of.ts';

const bill = (number: string, pages: readonly number[]) => ({
  page_numbers: pages,
  page_types: pages.map(() => 'Bill Detail'),
  seller: 'Lakeside',
  bill_number: number,
  date: '2025-01-28',
  currency: null,
  items: [{ name: 'Dressing', quantity: '2', rate: '5.00', amount: '10.00' }],
  taxes: [],
  printed_total: '10.00',
  reconciled: true,
});

it('writes one confirmed bill as a truth file that can be read', () => {
  const truth = truthOf({ bills: [bill('A1', [1])] });
  expect(truth).toEqual({
    schema: 'corpus-truth/1',
    kind: 'bill',
    seller: 'Lakeside',
    invoiceNumber: 'A1',
    issueDate: '2025-01-28',
    totals: { gross: '10.00' },
    lineItems: [{ description: 'Dressing', quantity: '2', unitPrice: '5.00', amount: '10.00' }],
    pageTypes: ['Bill Detail'],
  });
  expect(parseTruth(truth, 'a.truth.json')).toEqual(truth);
});

it('writes several bills with their pages, classes by the names of truth files, and fields by their names', () => {
  expect(truthOf({ bills: [bill('A1', [1]), bill('A2', [2, 3])] }).subDocuments).toMatchObject([
    { invoiceNumber: 'A1', pages: [1] },
    { invoiceNumber: 'A2', pages: [2, 3] },
  ]);
  expect(truthOf({ classification: 'employee_t&e', vendor_invoices: null })).toMatchObject({
    docClass: 'employee_tne',
  });
  const fields = truthOf({
    fields: { iban: 'DE02', paid: true, tags: ['a', 'b'], nested: { x: 1 } },
    incomplete: null,
  });
  expect(fields).toEqual({
    schema: 'corpus-truth/1',
    fields: { iban: 'DE02', paid: true, tags: ['a', 'b'] },
  });
});
