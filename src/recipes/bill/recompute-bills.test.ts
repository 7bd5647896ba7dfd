import { expect, it } from 'vitest';
import type { Bill, BillResult } from './bill-schema.ts';
import { recomputeBills } from './recompute-bills.ts';

const item = (amount: string | null, section: string | null = null): Bill['items'][number] => ({
  name: 'Dressing',
  quantity: null,
  rate: null,
  amount,
  discount: null,
  tax: null,
  date: null,
  code: null,
  page_number: 1,
  section,
});

const bill = (change: Partial<Bill>): BillResult => ({
  bills: [
    {
      page_numbers: [1],
      seller: null,
      bill_number: null,
      date: null,
      currency: null,
      page_types: ['Bill Detail'],
      items: [],
      sub_totals: [],
      taxes: [],
      discounts: [],
      round_off: null,
      printed_total: null,
      computed_total: '0',
      difference: null,
      reconciled: null,
      continues_before: false,
      continues_after: false,
      ...change,
    },
  ],
});
const codes = ({ findings }: ReturnType<typeof recomputeBills>) => findings.map(({ code }) => code);

it('reconciles when the wrong amount is put right, and says so when a right one is put wrong', () => {
  const wrong = bill({
    items: [item('10.00'), item('5.00')],
    printed_total: '18.00',
    computed_total: '15.00',
    difference: '3.00',
    reconciled: false,
  });
  const right = recomputeBills(bill({ ...wrong.bills[0]!, items: [item('10.00'), item('8.00')] }), wrong);
  expect(right.data.bills[0]).toMatchObject({
    computed_total: '18.00',
    difference: '0.00',
    reconciled: true,
  });
  expect(right.findings).toEqual([]);
  const again = recomputeBills(wrong, right.data);
  expect(again.data).toEqual(wrong);
  expect(again.findings).toMatchObject([{ code: 'total-mismatch', expected: '15.00', actual: '18.00' }]);
});

it('counts again what was brought forward from another file', () => {
  const before = bill({
    items: [item('10.00')],
    printed_total: '110.00',
    computed_total: '110.00',
    difference: '0.00',
    reconciled: true,
    continues_before: true,
  });
  expect(recomputeBills(before, before).data).toEqual(before);
  const after = recomputeBills(bill({ ...before.bills[0]!, items: [item('11.00')] }), before);
  expect(after.data.bills[0]).toMatchObject({ computed_total: '111.00', reconciled: null });
  expect(codes(after)).toEqual(['bill-incomplete']);
});

it('adds up the section that a sub-total stands for', () => {
  const before = bill({
    items: [item('10.00', 'Ward'), item('5.00', 'Theatre')],
    sub_totals: [{ name: 'Ward', amount: '10.00', computed: '10.00', page_number: 1 }],
    computed_total: '15.00',
  });
  const after = recomputeBills(
    bill({ ...before.bills[0]!, items: [item('9.00', 'Ward'), item(null, 'Theatre')] }),
    before,
  );
  expect(after.data.bills[0]).toMatchObject({ computed_total: '9.00', sub_totals: [{ computed: '9.00' }] });
  expect(codes(after)).toEqual(['amount-missing', 'sub-total-mismatch']);
});

it('refuses what is no plain decimal, by its path', () => {
  const before = bill({ items: [item('10.00')], computed_total: '10.00' });
  const after = bill({ items: [item('1,000.00')], computed_total: '10.00' });
  expect(() => recomputeBills(after, before)).toThrow('bills[0].items[0].amount: write a plain decimal');
});
