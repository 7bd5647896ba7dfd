import { describe, expect, it } from 'vitest';
import { type SummedRow, settleKinds } from './row-groups.ts';
import type { RowKind } from './table-rows.ts';

const base = { certain: true, of: '', section: '' };
const full = (amount: string, indent = 10): SummedRow => ({
  ...base,
  kind: 'item',
  amount,
  bare: false,
  indent,
});
const bare = (amount: string, indent = 0): SummedRow => ({
  ...base,
  kind: 'item',
  amount,
  bare: true,
  indent,
});
const of = (kind: RowKind, amount: string | null, more: Partial<SummedRow> = {}): SummedRow => ({
  ...base,
  kind,
  amount,
  bare: true,
  indent: 0,
  ...more,
});

describe('settleKinds', () => {
  it('takes bare rows for headings when the rows below come to their amount', () => {
    expect(settleKinds([bare('950'), full('300'), full('650'), bare('500'), full('500')])).toEqual([
      'group',
      'item',
      'item',
      'group',
      'item',
    ]);
  });

  it('leaves a bare charge a charge', () => {
    expect(settleKinds([bare('500', 10), full('300'), full('650')])).toEqual(['item', 'item', 'item']);
  });

  it('takes a heading known by its place for one although its sum does not come out', () => {
    expect(settleKinds([bare('950'), full('300'), full('650'), bare('777'), full('500'), full('1')])[3]).toBe(
      'group',
    );
  });

  it('finds headings where no row has a price only when everything falls into groups', () => {
    expect(settleKinds([bare('500'), bare('300'), bare('200'), bare('30'), bare('10'), bare('20')])).toEqual([
      'group',
      'item',
      'item',
      'group',
      'item',
      'item',
    ]);
    expect(settleKinds([bare('500'), bare('300'), bare('200'), bare('30')])).toEqual([
      'item',
      'item',
      'item',
      'item',
    ]);
  });

  it('takes a named total for a sum when it is one, else for a charge', () => {
    const open = { certain: false, of: 'pharmacy' };
    expect(settleKinds([full('300'), full('650'), of('sub-total', '950', open)])[2]).toBe('sub-total');
    const test = { certain: false, of: '' };
    expect(settleKinds([full('300'), full('650'), of('sub-total', '180', test)])[2]).toBe('item');
    expect(settleKinds([bare('300'), bare('650'), of('sub-total', '180', open)])[2]).toBe('item');
  });

  it('takes totals of sections before a total of all for sub-totals', () => {
    expect(
      settleKinds([
        full('300'),
        full('100'),
        of('total', '400'),
        full('50'),
        of('total', '50'),
        of('total', '450'),
      ]),
    ).toEqual(['item', 'item', 'sub-total', 'item', 'sub-total', 'total']);
  });

  it('does not count what was carried over a page break', () => {
    expect(settleKinds([of('carried', '1000'), full('50'), of('total', '1050')])).toEqual([
      'carried',
      'item',
      'total',
    ]);
  });
});
