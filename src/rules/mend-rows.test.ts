import { describe, expect, it } from 'vitest';
import { mendRows, type RecognisedRow } from './mend-rows.ts';
import { alternatives } from './misread.ts';

const habit = { decimalMark: '.', groupMark: ',' } as const;
const options = { habit, places: 2 };
const row = (
  quantity: string | null,
  rate: string | null,
  amount: string | null,
  discount: string | null = null,
): RecognisedRow => ({
  quantity,
  rate,
  discount,
  amount,
});

describe('alternatives', () => {
  const values = (text: string): string[] => alternatives(text, options).map((one) => one.value);

  it('gives what was read first', () => {
    expect(alternatives('1,680.00', options)[0]).toEqual({ value: '1680.00', cost: 0 });
  });

  it('knows lost and misread decimal marks, specks and confused digits', () => {
    expect(values('20000')).toContain('200.00');
    expect(values('50100')).toContain('50.00');
    expect(values('4110.00')).toContain('110.00');
    expect(values('1680.00')).toContain('1650.00');
  });

  it('says nothing of signs without digits', () => {
    expect(values('al')).toEqual([]);
  });
});

describe('mendRows', () => {
  const one = (given: RecognisedRow) => mendRows([given], [], options).rows[0]!;

  it('leaves a row alone that agrees as it was read', () => {
    expect(one(row('2', '60.00', '120.00'))).toMatchObject({ amount: '120.00', mended: [], state: 'agrees' });
    expect(one(row('10', '10.00', '90.00', '10.00'))).toMatchObject({
      amount: '90.00',
      mended: [],
      state: 'agrees',
    });
  });

  it('takes the only reading that makes the row agree, and names it', () => {
    expect(one(row('3', '500.00', '1500.60'))).toMatchObject({
      amount: '1500.00',
      mended: ['amount'],
      state: 'mended',
    });
    expect(one(row('1.00', '20000', '200.00'))).toMatchObject({
      rate: '200.00',
      mended: ['rate'],
      state: 'mended',
    });
  });

  it('reads a count that was not made out from price and amount', () => {
    expect(one(row('al', '250.00', '750.00'))).toMatchObject({
      quantity: '3',
      mended: ['quantity'],
      state: 'mended',
    });
  });

  it('does not choose between two readings that are equally likely', () => {
    expect(one(row('1', '1650.00', '1680.00')).state).toBe('unclear');
  });

  it('lets a printed sum choose between them', () => {
    const rows = [row('1', '1650.00', '1680.00'), row('1', '660.00', '660.00')];
    const mended = mendRows(rows, [{ rows: [0, 1], total: '2,310.00' }], options);
    expect(mended.rows[0]).toMatchObject({ amount: '1650.00', mended: ['amount'], state: 'mended' });
    expect(mended.totals).toEqual([{ total: '2310.00', mended: false }]);
  });

  it('puts a misread sum right when all rows agree, but does not bend rows to a sum', () => {
    const rows = [row('1', '300.00', '300.00'), row('1', '200.00', '200.00')];
    expect(mendRows(rows, [{ rows: [0, 1], total: '700.00' }], options).totals).toEqual([
      { total: '700.00', mended: false },
    ]);
    expect(mendRows(rows, [{ rows: [0, 1], total: '600.00' }], options)).toMatchObject({
      totals: [{ total: '500.00', mended: true }],
      rows: [{ mended: [] }, { mended: [] }],
    });
  });

  it('says that an amount without decimals among amounts with decimals is unclear when nothing proves it', () => {
    expect(one(row(null, null, '50000')).state).toBe('unclear');
    expect(one(row(null, null, '500.00')).state).toBe('alone');
  });
});
