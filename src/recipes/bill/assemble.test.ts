import { describe, expect, it } from 'vitest';
import { typeset } from '../../../test/support/typeset.ts';
import { assembleBills } from './assemble.ts';
import { type BillPage, type BillPiece, type BillRow, billPageSchema } from './bill-page.ts';
import type { Bill, PageType } from './bill-schema.ts';
import { checkBillPage } from './check-bill-page.ts';

const row = (
  kind: BillRow['kind'],
  name: string,
  amount: string | null,
  more: Partial<BillRow> = {},
): BillRow => ({
  kind,
  name,
  quantity: null,
  rate: null,
  amount,
  discount: null,
  tax: null,
  date: null,
  code: null,
  ...more,
});
const item = (name: string, quantity: string, rate: string, amount: string): BillRow =>
  row('item', name, amount, { quantity, rate });

interface Given extends Partial<BillPiece> {
  readonly page_type?: PageType;
}

function answer(given: Given): BillPage {
  const { page_type = 'Bill Detail', ...piece } = given;
  return billPageSchema.parse({
    page_type,
    bills: [
      {
        begins_here: true,
        seller: null,
        bill_number: null,
        date: null,
        currency: null,
        page_label: null,
        copy: null,
        registrations: [],
        serial_start: null,
        rows: [],
        ...piece,
      },
    ],
  });
}

/** Bills of pages as a model answers them, without evidence. */
function bills(...pages: Given[]): Bill[] {
  const answers = pages.map((page, index) => ({
    pageNumber: index + 1,
    value: answer(page),
    evidence: [],
    findings: [],
  }));
  return assembleBills(answers, { pageCount: pages.length, failedPages: [] }).data.bills;
}

describe('pages as a model answers them', () => {
  it('may write numbers with marks: they become exact decimals', () => {
    const [bill] = bills({
      rows: [item('Surgery', '1', '1,00,000.00', 'Rs. 1,00,000.00'), row('total', 'Total', '1,00,000.00')],
    });
    expect(bill).toMatchObject({ printed_total: '100000.00', reconciled: true });
    expect(bill?.items[0]).toMatchObject({ rate: '100000.00', amount: '100000.00' });
  });

  it('may cut a row in two: its name on one page, its numbers on the next', () => {
    const [bill] = bills(
      { bill_number: 'A1', rows: [item('ECG', '1', '250.00', '250.00'), row('item', 'X-Ray Chest', null)] },
      { begins_here: false, rows: [item('', '2', '400.00', '800.00'), row('total', 'Total', '1050.00')] },
    );
    expect(bill?.items.map((one) => [one.name, one.amount, one.page_number])).toEqual([
      ['ECG', '250.00', 1],
      ['X-Ray Chest', '800.00', 2],
    ]);
    expect(bill?.reconciled).toBe(true);
  });

  it('may call a page total a total: it is a sub-total when the bill goes on', () => {
    const [bill] = bills(
      { bill_number: 'A1', rows: [item('ECG', '1', '250.00', '250.00'), row('total', 'Total', '250.00')] },
      {
        bill_number: 'A1',
        rows: [
          item('MRI', '1', '900.00', '900.00'),
          row('total', 'Total', '900.00'),
          row('total', 'Grand Total', '1150.00'),
        ],
      },
    );
    expect(bill).toMatchObject({ printed_total: '1150.00', computed_total: '1150.00', reconciled: true });
    expect(bill?.sub_totals.map((sum) => sum.amount)).toEqual(['250.00', '900.00']);
  });

  it('may call a heading with a sum an item: the charges below it decide, over the page break', () => {
    const [bill] = bills(
      { bill_number: 'A1', rows: [row('item', 'Room', '1500.00'), item('Ward', '1', '1000.00', '1000.00')] },
      {
        bill_number: 'A1',
        rows: [
          item('Linen', '1', '500.00', '500.00'),
          row('item', 'Tests', '350.00'),
          item('ECG', '1', '250.00', '250.00'),
          item('RBS', '1', '100.00', '100.00'),
        ],
      },
    );
    expect(bill?.items.map((one) => [one.section, one.name])).toEqual([
      ['Room', 'Ward'],
      ['Room', 'Linen'],
      ['Tests', 'ECG'],
      ['Tests', 'RBS'],
    ]);
    expect(bill?.computed_total).toBe('1850.00');
  });
});

describe('bills of one file', () => {
  it('with a final bill that lists them by their totals are one bill', () => {
    const found = bills(
      {
        bill_number: 'PH-1',
        page_type: 'Pharmacy',
        rows: [item('Insulin', '1', '158.73', '158.73'), row('total', 'Total', '158.73')],
      },
      { bill_number: 'LAB-9', rows: [item('ECG', '1', '250.00', '250.00'), row('total', 'Total', '250.00')] },
      {
        bill_number: 'IP-3',
        page_type: 'Final Bill',
        rows: [
          row('item', 'Pharmacy PH-1', '158.73'),
          row('item', 'Laboratory LAB-9', '250.00'),
          row('total', 'Net Amount', '408.73'),
        ],
      },
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      printed_total: '408.73',
      computed_total: '408.73',
      reconciled: true,
      page_numbers: [1, 2, 3],
    });
    expect(found[0]?.items).toHaveLength(2);
  });

  it('are kept apart when another number begins, though no total was printed', () => {
    expect(
      bills(
        { bill_number: 'A1', rows: [item('ECG', '1', '250.00', '250.00')] },
        { bill_number: 'B2', rows: [item('ECG', '1', '250.00', '250.00')] },
      ).map((one) => one.bill_number),
    ).toEqual(['A1', 'B2']);
  });

  it('that print page numbers hold together where the number is printed once', () => {
    const found = bills(
      {
        bill_number: 'A1',
        page_label: 'Page 1 of 2',
        rows: [item('ECG', '1', '250.00', '250.00'), row('total', 'Total', '250.00')],
      },
      { begins_here: true, page_label: 'Page 2 of 2', rows: [item('ECG', '1', '250.00', '250.00')] },
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.items).toHaveLength(2);
  });

  it('that start in the middle reconcile with what was brought forward', () => {
    const [bill] = bills({
      page_label: 'Page 2 of 2',
      rows: [
        row('carried', 'Brought Forward', '1000.00'),
        item('ECG', '1', '250.00', '250.00'),
        row('total', 'Grand Total', '1250.00'),
      ],
    });
    expect(bill).toMatchObject({ continues_before: true, continues_after: false, reconciled: true });
  });

  it('do not continue when the pages before and after are there without charges', () => {
    const found = bills(
      { rows: [] },
      { page_label: 'Page 2 of 3', rows: [item('ECG', '1', '250.00', '250.00')] },
      { rows: [] },
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ continues_before: false, continues_after: false });
  });
});

describe('checkBillPage', () => {
  const page = typeset(`
Particulars                  Qty      Rate    Net Amt
ECG                            1    250.00     250.00
X-Ray                          2    400.00     800.00
Grand Total                                   1050.00`);
  const rows = [
    item('ECG', '1', '250.00', '250.00'),
    item('X-Ray', '2', '400.00', '800.00'),
    row('total', 'Grand Total', '1050.00'),
  ];
  const codes = (given: Given): string[] => checkBillPage(answer(given), page).map((finding) => finding.code);

  it('has nothing to say of a page that was read right', () => {
    expect(codes({ rows })).toEqual([]);
  });

  it('notices a row that was left out, and a total that does not follow', () => {
    expect(codes({ rows: [rows[0]!, rows[2]!] })).toEqual(
      expect.arrayContaining(['unclaimed-amount', 'total-mismatch']),
    );
  });

  it('notices numbers that are none', () => {
    expect(codes({ rows: [item('ECG', '1', '250.00', 'about 250'), ...rows.slice(1)] })).toContain(
      'number-unreadable',
    );
  });
});
