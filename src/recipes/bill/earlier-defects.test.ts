import { describe, expect, it } from 'vitest';
import { amounts, HEAD, only, page, run } from '../../../test/support/run-bill.ts';
import { Problem } from '../../problem/problem.ts';

describe('defects of the earlier system that must not come back', () => {
  it('Consultation Fee 500 and Bed Charge 1500 survive without a rate (it deleted rows called fee or charge)', async () => {
    const one = await only(
      page(`${HEAD}
Consultation Fee                                          500.00
Bed Charge - General Ward                                1500.00
Total                                                    2000.00`),
    );
    expect(amounts(one)).toEqual(['500.00', '1500.00']);
  });

  it('10 × 10 printed 90 stays 90 (it overwrote amounts with quantity × rate)', async () => {
    const one = await only(
      page(`${HEAD}
Dressing                      10     10.00      10.00      90.00`),
    );
    expect(amounts(one)).toEqual(['90.00']);
  });

  it('1,00,000.00 is read (it read nothing)', async () => {
    const one = await only(
      page(`${HEAD}
Surgery                        1  1,00,000.00     0.00 1,00,000.00`),
    );
    expect(amounts(one)).toEqual(['100000.00']);
  });

  it('a page that fails is named and makes the result partial (it disappeared)', async () => {
    const broken = new Problem('page-unreadable', { detail: 'Page 2 cannot be read' });
    const { pages, data } = await run(
      page(`${HEAD}
ECG                            1    250.00       0.00     250.00`),
      broken,
      page(
        `${HEAD}
Urea                           1    100.00       0.00     100.00
Total                                                     750.00`,
        3,
      ),
    );
    expect(pages.map((one) => [one.pageNumber, one.status, one.problem?.code])).toEqual([
      [1, 'succeeded', undefined],
      [2, 'failed', 'page-unreadable'],
      [3, 'succeeded', undefined],
    ]);
    expect(data.bills[0]).toMatchObject({ reconciled: false });
  });

  it('a document whose every page fails is a failure (it answered success)', async () => {
    const broken = new Problem('ocr-failed', { detail: 'Page 1 cannot be recognised' });
    await expect(run(broken)).rejects.toMatchObject({ code: 'ocr-failed' });
  });

  it('a summary page does not double the total (it did)', async () => {
    const one = await only(
      page(`${HEAD}
Laboratory
Blood Count                    1    350.00       0.00     350.00
Urea                           1    100.00       0.00     100.00`),
      page(
        `
              Lakeside Hospital
                FINAL BILL
Bill No: IP-1017              Bill Date: 12/03/2025

Particulars                                               Amount
Laboratory                                                450.00
Net Amount                                                450.00`,
        2,
      ),
    );
    expect(one.computed_total).toBe('450.00');
    expect(one.page_types).toEqual(['Bill Detail', 'Final Bill']);
  });

  it('rows of one name keep their own numbers (it gave all of them the first row’s)', async () => {
    const one = await only(
      page(`${HEAD}
Syringe                        1     12.00       0.00      12.00
Syringe                        3     11.00       0.00      33.00
Syringe                        2     10.00       0.00      20.00`),
    );
    expect(amounts(one)).toEqual(['12.00', '33.00', '20.00']);
  });
});
