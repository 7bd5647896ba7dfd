import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiply, round, sum } from '../domain/decimal.ts';
import {
  checkIndianTaxes,
  checkLine,
  checkTax,
  explainTotal,
  inMillionths,
  isRoundedTotal,
  sumAgrees,
} from './arithmetic.ts';

const line = (quantity: string, rate: string, amount: string, more = {}) =>
  checkLine({ path: 'items[0]', quantity, rate, amount, ...more });

describe('checkLine', () => {
  it.each([
    ['3', '33.33', '99.99', {}],
    ['3', '33.33', '100.00', {}],
    ['1000', '0.025', '25', {}],
    ['10', '10', '90', { discount: '10' }],
    ['10', '10', '90', { discount: '-10' }],
    ['2', '50.00', '119.00', { tax: '19.00' }],
    ['2', '50.00', '107.10', { discount: '10.00', tax: '17.10' }],
    ['-1', '12.50', '-12.50', {}],
    ['20', '5.00', '1.00', { priceQuantity: '100' }],
    ['3', '10.00', '3.33', { priceQuantity: '9.00' }],
  ])('accepts %s × %s = %s with %j', (quantity, rate, amount, more) => {
    expect(line(quantity, rate, amount, more)).toEqual([]);
  });

  it('reports a printed amount that differs and keeps it', () => {
    expect(line('10', '10.00', '90.00')).toEqual([
      expect.objectContaining({
        code: 'line-arithmetic',
        severity: 'warning',
        expected: '100.00',
        actual: '90.00',
      }),
    ]);
    expect(line('2', '12.50', '52.00')).toHaveLength(1);
  });

  it('says nothing of a row without a rate', () => {
    expect(checkLine({ path: 'items[0]', quantity: null, rate: null, amount: '500' })).toEqual([]);
  });

  it('accepts every product rounded to the places printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 999_999 }), (count, cents) => {
        const rate = `${Math.floor(cents / 1000)}.${String(cents % 1000).padStart(3, '0')}`;
        expect(line(String(count), rate, round(multiply(String(count), rate), 2))).toEqual([]);
      }),
    );
  });
});

describe('sums', () => {
  it('compares exactly, whatever the trailing zeros, and lets the total be printed with fewer places', () => {
    expect(sumAgrees(['0.10', '0.20'], '0.3')).toBe(true);
    expect(sumAgrees(['10.40', '0.20'], '11')).toBe(true);
    expect(sumAgrees(['0.10', '0.20'], '0.31')).toBe(false);
  });

  it('knows how totals are rounded', () => {
    expect(isRoundedTotal('1234.56', '1235')).toBe(true);
    expect(isRoundedTotal('1234.56', '1235.00')).toBe(true);
    expect(isRoundedTotal('1234.56', '1234.55')).toBe(true);
    expect(isRoundedTotal('1234.56', '1234.65')).toBe(false);
    expect(isRoundedTotal('1234.56', '1236.00')).toBe(false);
  });

  it('explains a total by what is printed, the plainest way first', () => {
    const parts = { items: ['100.00', '50.00'], taxes: ['7.50'], discounts: ['-15.00'], roundOff: '0.50' };
    expect(explainTotal('150.00', parts)).toMatchObject({ fit: 'exact', formula: 'items' });
    expect(explainTotal('142.50', parts)).toMatchObject({
      fit: 'exact',
      formula: 'items + taxes - discounts',
    });
    expect(explainTotal('143.00', parts)).toMatchObject({ fit: 'exact' });
    expect(explainTotal('149.87', { ...parts, taxes: [], discounts: [], roundOff: null })).toMatchObject({
      fit: null,
      computed: '150.00',
      difference: '-0.13',
    });
  });

  it('adds thousands of amounts as integers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 })), (cents) => {
        const amounts = cents.map(
          (one) =>
            `${one < 0 ? '-' : ''}${Math.floor(Math.abs(one) / 100)}.${String(Math.abs(one) % 100).padStart(2, '0')}`,
        );
        const total = amounts.reduce((running, one) => running + inMillionths(one), 0n);
        expect(total).toBe(inMillionths(sum(amounts)));
      }),
    );
  });
});

describe('taxes and totals', () => {
  it('checks a rate against its base, with the rounding of single lines', () => {
    expect(checkTax({ path: 'tax', rate: '19', base: '198.00', amount: '37.62' })).toEqual([]);
    expect(checkTax({ path: 'tax', rate: '19', base: '198.00', amount: '37.60' })).toHaveLength(1);
    expect(checkTax({ path: 'tax', rate: '19', base: '198.00', amount: '37.60', lines: 5 })).toEqual([]);
  });

  it('knows the Indian taxes', () => {
    const tax = (name: string, amount: string) => ({ path: name, name, rate: '9', amount });
    expect(checkIndianTaxes([tax('CGST 9%', '45.00'), tax('SGST 9%', '45.00')])).toEqual([]);
    expect(checkIndianTaxes([tax('CGST', '45.00'), tax('SGST', '45.01')])).toEqual([]);
    expect(checkIndianTaxes([tax('CGST', '45.00'), tax('SGST', '54.00')])).toMatchObject([
      { code: 'cgst-sgst-differ' },
    ]);
    expect(
      checkIndianTaxes([tax('CGST', '45.00'), tax('SGST', '45.00'), tax('IGST', '90.00')]),
    ).toMatchObject([{ code: 'igst-with-cgst' }]);
    expect(checkIndianTaxes([tax('CGST', '0.00'), tax('SGST', '0.00'), tax('IGST', '90.00')])).toEqual([]);
  });
});
