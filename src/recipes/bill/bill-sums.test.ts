import { expect, it } from 'vitest';
import type { Bill } from './bill-schema.ts';
import { billSums } from './bill-sums.ts';

const bill = (change: Partial<Bill>) => ({
  bills: [
    {
      bill_number: 'B 7',
      items: [{ amount: '90.00' }, { amount: '10.50' }],
      taxes: [{ name: 'VAT', amount: '5.00' }],
      discounts: [{ name: 'Off', amount: '3.00' }],
      round_off: null,
      computed_total: '102.50',
      printed_total: '102.50',
      difference: '0.00',
      reconciled: true,
      ...change,
    } as Bill,
  ],
});
const lines = (value: ReturnType<typeof bill>) =>
  billSums(value)[0]!.lines.map(({ amount, counted }) => [amount, counted]);

it('shows what leads to the total', () => {
  expect(lines(bill({}))).toEqual([
    ['100.50', true],
    ['5.00', true],
    ['3.00', true],
  ]);
  const [first] = billSums(bill({}));
  expect(first).toMatchObject({ title: 'B 7', agrees: true, printedPath: 'bills[0].printed_total' });
  expect(first!.lines.map(({ text, path }) => [text, path])).toEqual([
    ['2 items', null],
    ['VAT', 'bills[0].taxes[0].amount'],
    ['Off', 'bills[0].discounts[0].amount'],
  ]);
});

it('leaves out what the total does not count, and names what it counts beyond its rows', () => {
  expect(lines(bill({ computed_total: '97.50' }))).toEqual([
    ['100.50', true],
    ['5.00', false],
    ['3.00', true],
  ]);
  expect(lines(bill({ computed_total: '202.50' })).at(-1)).toEqual(['100.00', true]);
});
