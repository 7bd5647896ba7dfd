import { describe, expect, it } from 'vitest';
import { amounts, codes, HEAD, only, page, run } from '../../../test/support/run-bill.ts';
import { askew } from '../../../test/support/typeset.ts';
import type { PageText } from '../../domain/page-text.ts';
import type { DocumentResult } from '../../domain/result.ts';
import { bill } from './bill.ts';
import type { BillResult } from './bill-schema.ts';

describe('the rules of SCHEMAS.md', () => {
  it('the printed net amount is the truth: 10 × 10 printed as 90 stays 90 and becomes a finding', async () => {
    const outcome = await run(
      page(`${HEAD}
Dressing                      10     10.00                 90.00
Total                                                      90.00`),
    );
    expect(outcome.data.bills[0]?.items[0]).toMatchObject({ quantity: '10', rate: '10.00', amount: '90.00' });
    expect(outcome.data.bills[0]?.reconciled).toBe(true);
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({
        code: 'line-arithmetic',
        severity: 'warning',
        expected: '100.00',
        actual: '90.00',
      }),
    );
  });

  it('a discount that explains the amount is no finding', async () => {
    const outcome = await run(
      page(`${HEAD}
Dressing                      10     10.00      10.00      90.00
Total                                                      90.00`),
    );
    expect(codes(outcome)).toEqual([]);
  });

  it('rows without a rate are items: Consultation Fee 500, Bed Charge 1500', async () => {
    const one = await only(
      page(`${HEAD}
Consultation Fee                                          500.00
Bed Charge General Ward                                  1500.00
ECG                            1    250.00       0.00     250.00
Grand Total                                              2250.00`),
    );
    expect(one.items.map((item) => [item.name, item.rate, item.amount])).toEqual([
      ['Consultation Fee', null, '500.00'],
      ['Bed Charge General Ward', null, '1500.00'],
      ['ECG', '250.00', '250.00'],
    ]);
    expect(one).toMatchObject({
      printed_total: '2250.00',
      computed_total: '2250.00',
      difference: '0.00',
      reconciled: true,
    });
  });

  it('totals, amounts carried forward, group headings with a sum and taxes are not items', async () => {
    const one = await only(
      page(`${HEAD}
Laboratory                                                450.00
   Blood Count                 1    350.00       0.00     350.00
   Urea                        1    100.00       0.00     100.00
Radiology                                                 650.00
   ECG                         1    250.00       0.00     250.00
   X-Ray                       1    400.00       0.00     400.00
CGST 9%                                                    99.00
SGST 9%                                                    99.00
Less: Discount                                             98.00
Round Off                                                  -0.50
Grand Total                                              1199.50
Advance Paid                                             1000.00
Balance Due                                               199.50`),
    );
    expect(amounts(one)).toEqual(['350.00', '100.00', '250.00', '400.00']);
    expect(one.items.map((item) => item.section)).toEqual([
      'Laboratory',
      'Laboratory',
      'Radiology',
      'Radiology',
    ]);
    expect(one.sub_totals).toEqual([
      { name: 'Laboratory', amount: '450.00', computed: '450.00', page_number: 1 },
      { name: 'Radiology', amount: '650.00', computed: '650.00', page_number: 1 },
    ]);
    expect(one.taxes.map((tax) => [tax.name, tax.rate, tax.amount])).toEqual([
      ['CGST 9%', '9', '99.00'],
      ['SGST 9%', '9', '99.00'],
    ]);
    expect(one.discounts.map((discount) => discount.amount)).toEqual(['98.00']);
    expect(one).toMatchObject({ round_off: '-0.50', printed_total: '1199.50', reconciled: true });
  });

  it('what an insurer explains is marked: it is no bill', async () => {
    const outcome = await run(
      page(`${HEAD}
EXPLANATION OF BENEFITS. This is not a bill.
   ECG                         1    250.00       0.00     250.00
   X-Ray                       1    400.00       0.00     400.00
Total                                                     650.00`),
    );
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({ code: 'not-a-bill', severity: 'error' }),
    );
  });

  it('group sums are checked', async () => {
    const outcome = await run(
      page(`${HEAD}
Laboratory                                                450.00
   Blood Count                 1    350.00       0.00     350.00
   Urea                        1    100.00       0.00     100.00
Radiology                                                 999.00
   ECG                         1    250.00       0.00     250.00
   X-Ray                       1    400.00       0.00     400.00
Grand Total                                              1100.00`),
    );
    expect(outcome.data.bills[0]?.sub_totals[1]).toMatchObject({
      name: 'Radiology',
      amount: '999.00',
      computed: '650.00',
    });
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({
        code: 'sub-total-mismatch',
        path: 'bills[0].sub_totals[1].amount',
        expected: '650.00',
      }),
    );
  });

  it('twenty equal rows stay twenty', async () => {
    const row = 'Glucometer                     1     60.00       0.00      60.00';
    const one = await only(
      page(
        [
          HEAD,
          ...Array.from({ length: 20 }, () => row),
          'Total                                                    1200.00',
        ].join('\n'),
      ),
    );
    expect(one.items).toHaveLength(20);
    expect(one.reconciled).toBe(true);
  });

  it('equal rows on two pages of one bill stay', async () => {
    const rows = Array.from(
      { length: 4 },
      () => 'Glucometer                     1     60.00       0.00      60.00',
    );
    const one = await only(
      page([HEAD, ...rows].join('\n')),
      page([HEAD, ...rows, 'Total                                                     480.00'].join('\n'), 2),
    );
    expect(one.items).toHaveLength(8);
    expect(one.reconciled).toBe(true);
  });

  it('a summary page whose rows equal the sums of detail pages is not counted again', async () => {
    const detail = page(`${HEAD}
Laboratory
Blood Count                    1    350.00       0.00     350.00
Urea                           1    100.00       0.00     100.00
Radiology
ECG                            1    250.00       0.00     250.00
X-Ray                          1    400.00       0.00     400.00`);
    const summary = page(
      `
              Lakeside Hospital
                BILL SUMMARY
Bill No: IP-1017              Bill Date: 12/03/2025

Particulars                                               Amount
Laboratory                                                450.00
Radiology                                                 650.00
Net Amount                                               1100.00`,
      2,
    );
    for (const pages of [
      [detail, summary],
      [
        { ...summary, pageNumber: 1 },
        { ...detail, pageNumber: 2 },
      ],
    ]) {
      const one = await only(...pages);
      expect(amounts(one)).toEqual(['350.00', '100.00', '250.00', '400.00']);
      expect(one).toMatchObject({ printed_total: '1100.00', computed_total: '1100.00', reconciled: true });
      expect(one.sub_totals.map((sum) => [sum.name, sum.amount, sum.computed])).toEqual([
        ['Laboratory', '450.00', '450.00'],
        ['Radiology', '650.00', '650.00'],
      ]);
      expect([...one.page_types].sort()).toEqual(['Bill Detail', 'Final Bill']);
    }
  });

  it('a summary without its detail is the charges', async () => {
    const one = await only(
      page(`
              Lakeside Hospital
                BILL SUMMARY
Bill No: IP-1017              Bill Date: 12/03/2025

Particulars                                               Amount
Laboratory                                                450.00
Radiology                                                 650.00
Net Amount                                               1100.00`),
    );
    expect(amounts(one)).toEqual(['450.00', '650.00']);
    expect(one.page_types).toEqual(['Final Bill']);
  });

  it('triplicate copies count once', async () => {
    const copy = (mark: string, pageNumber: number): PageText =>
      page(
        `
              Lakeside Pharmacy                ${mark}
                CASH MEMO
Bill No: PH-77                Bill Date: 12/03/2025

Medicine                     Qty      MRP    Amount
Paracetamol                   10     2.00     20.00
Insulin                        1   158.73    158.73
Total                                        178.73`,
        pageNumber,
      );
    const outcome = await run(copy('ORIGINAL', 1), copy('DUPLICATE', 2), copy('TRIPLICATE', 3));
    expect(outcome.data.bills).toHaveLength(1);
    expect(amounts(outcome.data.bills[0]!)).toEqual(['20.00', '158.73']);
    expect(codes(outcome)).toContain('copy-left-out');
  });

  it('two bills of the same shop with equal rows are two bills', async () => {
    const memo = (number: string, pageNumber: number): PageText =>
      page(
        `
              Lakeside Pharmacy
                CASH MEMO
Bill No: ${number}                Bill Date: 12/03/2025

Medicine                     Qty      MRP    Amount
Paracetamol                   10     2.00     20.00
Total                                         20.00`,
        pageNumber,
      );
    const { data } = await run(memo('PH-77', 1), memo('PH-78', 2));
    expect(data.bills.map((one) => one.bill_number)).toEqual(['PH-77', 'PH-78']);
  });

  it('returns and credits stay negative', async () => {
    const one = await only(
      page(`${HEAD}
Pantoprazole Inj               3     54.90       0.00     164.70
Pantoprazole Inj returned     -2     54.90       0.00   (109.80)
Urine Bag returned            -1     10.00       0.00      10.00 Cr
Syringe returned              -1      5.00       0.00      -5.00
Total                                                      39.90`),
    );
    expect(amounts(one)).toEqual(['164.70', '-109.80', '-10.00', '-5.00']);
    expect(one.reconciled).toBe(true);
  });

  it('what insurers pay and take off among the charges is none of them', async () => {
    const one = await only(
      page(`${HEAD}
Room and Board              2   1200.00       0.00    2400.00
Chest X-Ray                 1    240.00       0.00     240.00
Blue Shield Insurance Payment                        -1900.00
Contractual Adjustment                                -240.00
Total Charges                                         2640.00
Total Payments                                       -1900.00
Total Adjustments                                     -240.00
Amount Due                                             500.00`),
    );
    expect(amounts(one)).toEqual(['2400.00', '240.00']);
    expect(one).toMatchObject({ printed_total: '2640.00', reconciled: true });
  });

  it('1,00,000.00 is one hundred thousand', async () => {
    const one = await only(
      page(`${HEAD}
Operation Theatre              1  1,00,000.00     0.00 1,00,000.00
Grand Total                                            1,00,000.00`),
    );
    expect(one.items[0]).toMatchObject({ rate: '100000.00', amount: '100000.00' });
    expect(one.printed_total).toBe('100000.00');
  });

  it.each([
    ['1.234,56 and 1.500', '1.234,56', '1.500', '2.734,56'],
    ['1 234,56 and 1 500,00', '1_234,56', '1_500,00', '2_734,56'],
  ])('%s are read by the habit of the document', async (_name, first, second, total) => {
    const one = await only(
      page(
        `
              Hotel Zur Linde
                 RECHNUNG
Rechnungsnummer: R-12         Rechnungsdatum: 12.03.2025

Bezeichnung                         Betrag
Doppelzimmer                  ${first.padStart(12)}
Garage                        ${second.padStart(12)}
Minibar                              12,00
Gesamtbetrag                  ${total.padStart(12)}`.replace(
          'Minibar                              12,00\n',
          '',
        ),
      ),
    );
    expect(one.items.map((item) => Number(item.amount))).toEqual([1234.56, 1500]);
    expect(one.reconciled).toBe(true);
  });

  it('rows that run over a page break are joined', async () => {
    const one = await only(
      page(`${HEAD}
ECG                            1    250.00       0.00     250.00
X-Ray                          1    400.00       0.00     400.00
Urea                           1    100.00       0.00     100.00
Consultation (Dr. A Person,    1    500.00       0.00     500.00`),
      page(
        `
General Medicine)
Blood Count                    1    350.00       0.00     350.00
Total                                                    1600.00`,
        2,
      ),
    );
    expect(one.items.map((item) => [item.name, item.page_number])).toEqual([
      ['ECG', 1],
      ['X-Ray', 1],
      ['Urea', 1],
      ['Consultation (Dr. A Person, General Medicine)', 1],
      ['Blood Count', 2],
    ]);
    expect(one.reconciled).toBe(true);
  });

  it.each([90, 180, 270] as const)('a page turned by %i degrees is read', async (turn) => {
    const upright = page(`${HEAD}
ECG                            1    250.00       0.00     250.00
X-Ray                          2    400.00       0.00     800.00
Grand Total                                              1050.00`);
    const outcome = await run(askew(upright, turn, 0.02));
    expect(amounts(outcome.data.bills[0]!)).toEqual(['250.00', '800.00']);
    expect(outcome.data.bills[0]).toMatchObject({
      bill_number: 'IP-1017',
      date: '2025-03-12',
      reconciled: true,
    });
  });

  it('every value has evidence with its box, at its place in the whole', async () => {
    const second = page(
      `${HEAD}
Urea                           1    100.00       0.00     100.00
Total                                                     350.00`,
      2,
    );
    const { data, evidence } = await run(
      page(`${HEAD}
ECG                            1    250.00       0.00     250.00`),
      second,
    );
    expect(data.bills[0]?.items[1]?.amount).toBe('100.00');
    expect(evidence).toContainEqual({
      path: 'bills[0].items[1].amount',
      value: '100.00',
      pageNumber: 2,
      box: second.words.filter((word) => word.text === '100.00')[1]!.box,
      quote: '100.00',
      match: 'exact',
      confidence: 0.98,
      origin: 'rules',
    });
    const paths = new Set(evidence.map((one) => one.path));
    for (const path of [
      'bills[0].seller',
      'bills[0].bill_number',
      'bills[0].date',
      'bills[0].items[0].name',
      'bills[0].items[0].quantity',
      'bills[0].items[0].rate',
      'bills[0].items[0].discount',
      'bills[0].printed_total',
    ]) {
      expect(paths).toContain(path);
    }
    const at = (path: string): unknown =>
      path
        .split(/[.[\]]+/)
        .filter((step) => step !== '')
        .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], data);
    for (const one of evidence) expect(at(one.path)).toBe(one.value);
  });

  it.each([
    [
      'CGST 9.00 and SGST 8.00 differ',
      'CGST 9%                                                     9.00\nSGST 9%                                                     8.00',
      'cgst-sgst-differ',
    ],
    [
      'IGST stands beside CGST and SGST',
      'CGST 9%                                                     9.00\nSGST 9%                                                     9.00\nIGST 18%                                                   18.00',
      'igst-with-cgst',
    ],
  ])('%s: it is said', async (_name, taxes, code) => {
    const outcome = await run(
      page(`${HEAD}
Dressing                       1    100.00       0.00     100.00
${taxes}`),
    );
    expect(codes(outcome)).toContain(code);
  });

  it('GSTIN and PAN are checked where printed', async () => {
    const withNumber = (gstin: string): PageText =>
      page(
        `
              Lakeside Hospital
              GSTIN: ${gstin}
               INPATIENT BILL
Bill No: IP-1017              Bill Date: 12/03/2025

Particulars                  Qty      Rate   Discount    Net Amt
ECG                            1    250.00       0.00     250.00`,
      );
    expect(codes(await run(withNumber('29AABCL1234F1ZU')))).not.toContain('gstin-invalid');
    expect(codes(await run(withNumber('29AABCL1234F1ZV')))).toContain('gstin-invalid');
  });

  it('nothing printed to compare with: reconciled is null, the sum is still given', async () => {
    const one = await only(
      page(`${HEAD}
ECG                            1    250.00       0.00     250.00`),
    );
    expect(one).toMatchObject({
      printed_total: null,
      computed_total: '250.00',
      difference: null,
      reconciled: null,
    });
  });

  it('a printed total that contradicts the charges is said not to reconcile', async () => {
    const outcome = await run(
      page(`${HEAD}
ECG                            1    250.00       0.00     250.00
Grand Total                                               350.00`),
    );
    expect(outcome.data.bills[0]).toMatchObject({
      printed_total: '350.00',
      computed_total: '250.00',
      difference: '100.00',
      reconciled: false,
    });
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({
        code: 'total-mismatch',
        severity: 'error',
        expected: '250.00',
        actual: '350.00',
      }),
    );
  });

  it('a total printed in whole units without a printed rounding reconciles, and it is said', async () => {
    const outcome = await run(
      page(`${HEAD}
Insulin                        1    158.73       0.00     158.73
Grand Total                                               159.00`),
    );
    expect(outcome.data.bills[0]).toMatchObject({ difference: '0.27', reconciled: true, round_off: null });
    expect(codes(outcome)).toContain('total-rounded');
  });

  it('several bills in one file, also on one page, are told apart', async () => {
    const memo = (number: string, amount: string): string => `
              Lakeside Pharmacy
                CASH MEMO
Bill No: ${number}                Bill Date: 12/03/2025

Medicine                     Qty      MRP    Amount
Paracetamol                    1 ${amount.padStart(8)} ${amount.padStart(9)}
Total                          ${amount.padStart(19)}`;
    const { data } = await run(page(`${memo('PH-77', '20.00')}\n${memo('PH-78', '30.00')}`));
    expect(data.bills.map((one) => [one.bill_number, amounts(one), one.printed_total])).toEqual([
      ['PH-77', ['20.00'], '20.00'],
      ['PH-78', ['30.00'], '30.00'],
    ]);
  });

  it('a file that holds the middle of a bill says so on both ends', async () => {
    const one = await only(
      page(`
Sl  Particulars                Qty      Rate      Net Amt
    Brought Forward                              1,000.00
41  ECG                          1    250.00       250.00
42  Urea                         1    100.00       100.00
    Carried Forward                              1,350.00

                        Page 3 of 6`),
    );
    expect(one).toMatchObject({ continues_before: true, continues_after: true, reconciled: null });
    expect(amounts(one)).toEqual(['250.00', '100.00']);
  });

  it('page types follow the content', async () => {
    const one = await only(
      page(`
              Lakeside Pharmacy
                CASH MEMO
Bill No: PH-77                Bill Date: 12/03/2025

Medicine          Batch    Exp     Qty      MRP    Amount
Paracetamol       A12      05/27    10     2.00     20.00
Total                                                20.00`),
    );
    expect(one.page_types).toEqual(['Pharmacy']);
    expect(one.items[0]).toMatchObject({ quantity: '10', rate: '2.00', amount: '20.00' });
  });
});

describe('tables for files', () => {
  it('hold a row for every charge and a row for every bill', async () => {
    const { data } = await run(
      page(`${HEAD}
ECG                            1    250.00       0.00     250.00
Grand Total                                               250.00`),
    );
    const result = { document: { name: 'a.pdf' }, data } as DocumentResult<BillResult>;
    const [items, bills] = bill.tables.map((table) => ({
      columns: table.columns,
      rows: [...table.rows(result)],
    }));
    expect(items?.rows).toEqual([
      expect.objectContaining({
        document: 'a.pdf',
        bill: 1,
        bill_number: 'IP-1017',
        page_number: 1,
        name: 'ECG',
        amount: '250.00',
      }),
    ]);
    expect(bills?.rows).toEqual([
      expect.objectContaining({
        document: 'a.pdf',
        bill: 1,
        page_numbers: '1',
        items: 1,
        printed_total: '250.00',
        reconciled: true,
      }),
    ]);
    for (const table of [items!, bills!]) {
      for (const row of table.rows) expect(Object.keys(row).sort()).toEqual([...table.columns].sort());
    }
  });

  it('are empty for a document that failed', () => {
    const result = { document: { name: 'a.pdf' }, data: null } as DocumentResult<BillResult>;
    for (const table of bill.tables) expect([...table.rows(result)]).toEqual([]);
  });
});
