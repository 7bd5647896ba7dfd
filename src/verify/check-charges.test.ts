import { describe, expect, it } from 'vitest';
import type { PageText } from '../domain/page-text.ts';
import type { Charges } from './charges.ts';
import { checkCharges } from './check-charges.ts';

/** A page of lines: name, quantity, rate, amount, separated by `|`; numbers are set to the right of their column. */
function page(pageNumber: number, lines: readonly string[]): PageText {
  const right = [0, 300, 400, 500];
  const words = lines.flatMap((line, row) =>
    line.split('|').flatMap((cell, column) => {
      let x = column === 0 ? 40 : right[column]! - cell.trim().length * 5;
      return cell
        .split(' ')
        .filter((text) => text !== '')
        .map((text) => {
          const box = [x, 40 + row * 14, x + text.length * 5, 50 + row * 14] as const;
          x = box[2] + 3;
          return { text, box };
        });
    }),
  );
  return { pageNumber, width: 600, height: 800, words, origin: 'text-layer', imageCoverage: 0 };
}

const BILL = page(1, [
  'City Hospital',
  'Name|Qty|Rate|Amount',
  'Bed charge|2|900.00|1800.00',
  'Glucometer|1|50.00|50.00',
  'Glucometer|1|50.00|50.00',
  'X-Ray|||450.00',
  'Sub Total|||2350.00',
  'GST 5 %|||117.50',
  'Grand Total|||2467.50',
  'Amount in words: two thousand',
]);

const item = (
  name: string,
  quantity: string | null,
  rate: string | null,
  amount: string,
  pageNumber = 1,
) => ({ name, quantity, rate, amount, pageNumber });
const ITEMS = [
  item('Bed charge', '2', '900.00', '1800.00'),
  item('Glucometer', '1', '50.00', '50.00'),
  item('Glucometer', '1', '50.00', '50.00'),
  item('X-Ray', null, null, '450.00'),
];

function check(
  items: ReturnType<typeof item>[],
  more: Partial<Charges> = {},
  pages: readonly PageText[] = [BILL],
) {
  const verdict = checkCharges(
    {
      pageNumbers: [],
      rows: items.map((one, at) => ({ ...one, path: `items[${at}]` })),
      subTotals: [],
      taxes: [{ path: 'taxes[0].amount', label: 'GST', rate: '5', base: '2350.00', amount: '117.50' }],
      discounts: [],
      net: { path: 'net', amount: '2350.00' },
      total: { path: 'total', amount: '2467.50' },
      ...more,
    },
    pages,
  );
  return {
    ...verdict,
    codes: verdict.findings
      .filter(({ severity }) => severity === 'error')
      .map(({ code, path }) => `${code} ${path}`),
  };
}

describe('checkCharges', () => {
  it('finds nothing wrong with a right answer and says what the arithmetic confirms', () => {
    const verdict = check(ITEMS);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ reconciled: true, computedTotal: '2350.00' });
    expect(verdict.confirmed).toEqual(
      expect.arrayContaining(['total', 'net', 'items[0].amount', 'items[3].amount']),
    );
  });

  it('notices a row left out even when no total tells', () => {
    const without = ITEMS.filter((_, at) => at !== 2);
    expect(check(without, { total: null, net: null, taxes: [] }).codes).toEqual(['unclaimed-amount items']);
    expect(check(without).codes).toEqual(
      expect.arrayContaining(['unclaimed-amount items', 'total-mismatch total']),
    );
  });

  it('notices the last and the first row left out', () => {
    expect(check(ITEMS.slice(1), { total: null }).codes).toEqual(['unclaimed-amount items']);
    expect(check(ITEMS.slice(0, 3), { total: null }).codes).toEqual(['unclaimed-amount items']);
  });

  it('notices a row given more often than it is printed', () => {
    expect(check([...ITEMS, item('Glucometer', '1', '50.00', '50.00')]).codes).toContain(
      'row-claimed-twice items[4]',
    );
  });

  it('notices an amount taken from elsewhere', () => {
    const moved = ITEMS.map((one, at) => (at === 3 ? { ...one, amount: '117.50' } : one));
    expect(check(moved).codes).toContain('unclaimed-amount items');
  });

  it('notices a sum given as an item', () => {
    expect(check([...ITEMS, item('Sub Total', null, null, '2350.00')]).codes).toEqual(
      expect.arrayContaining(['total-as-item items[4]', 'summary-counted items[4]']),
    );
  });

  it('does not take a sum for the total where the document prints one at its label', () => {
    expect(check(ITEMS, { total: { path: 'total', amount: '2350.00' } }).codes).toEqual([
      'total-elsewhere total',
      'gross-mismatch total',
    ]);
  });

  it('tells a summary sheet from the rows it sums up', () => {
    const summary = page(2, [
      'Name|Qty|Rate|Amount',
      'Ward|||1800.00',
      'Tests|||550.00',
      'Grand Total|||2350.00',
    ]);
    const plain = page(1, [
      'Name|Qty|Rate|Amount',
      'Bed charge|2|900.00|1800.00',
      'Glucometer|1|50.00|50.00',
      'Glucometer|1|50.00|50.00',
      'X-Ray|||450.00',
    ]);
    const none = { taxes: [], net: null, total: { path: 'total', amount: '2350.00' } };
    const counted = [
      ...ITEMS,
      item('Ward', null, null, '1800.00', 2),
      item('Tests', null, null, '550.00', 2),
    ];
    expect(check(counted, none, [plain, summary]).codes).toEqual(
      expect.arrayContaining([
        'summary-counted items[4]',
        'summary-counted items[5]',
        'total-mismatch total',
      ]),
    );
    expect(check(ITEMS, none, [plain, summary]).codes).toEqual([]);
  });

  it('leaves a discounted amount as printed and only warns', () => {
    const discounted = page(1, ['Name|Qty|Rate|Amount', 'Bed charge|10|10.00|90.00', 'Total|||90.00']);
    const verdict = check(
      [item('Bed charge', '10', '10.00', '90.00')],
      { taxes: [], net: null, total: { path: 'total', amount: '90.00' } },
      [discounted],
    );
    expect(verdict.codes).toEqual([]);
    expect(verdict.findings).toMatchObject([{ code: 'line-arithmetic', severity: 'warning' }]);
  });

  it('says of a bill that contradicts itself that it does', () => {
    const wrong = page(1, ['Name|Qty|Rate|Amount', 'Bed charge|||90.00', 'X-Ray|||20.00', 'Total|||111.00']);
    const verdict = check(
      [item('Bed charge', null, null, '90.00'), item('X-Ray', null, null, '20.00')],
      { taxes: [], net: null, total: { path: 'total', amount: '111.00' } },
      [wrong],
    );
    expect(verdict).toMatchObject({
      reconciled: false,
      computedTotal: '110.00',
      codes: ['total-mismatch total'],
    });
  });
});
