import { describe, expect, test } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { readInvoice } from './read-invoice.ts';

const read = (text: string, origin: 'text-layer' | 'ocr' = 'text-layer') => {
  const reading = readInvoice([typeset(text, { origin, ...(origin === 'ocr' ? { confidence: 0.9 } : {}) })]);
  const confidence = (path: string): number =>
    reading.evidence.find((one) => one.path === path)?.confidence ?? 0;
  return { ...reading, totals: reading.facts.totals, confidence };
};

describe('arithmetic chooses', () => {
  test('"Total" is the net sum where tax and the amount due follow', () => {
    const { totals, confidence } = read(`
Total                    100.00
VAT 20%                   20.00
Amount due               120.00`);
    expect(totals).toMatchObject({ net: '100.00', tax: '20.00', gross: '120.00' });
    expect(confidence('totals.gross')).toBeGreaterThan(0.9);
  });

  test('shipping and a discount between the sub-total and the total', () => {
    const { totals, findings } = read(`
Subtotal                 200.00
Discount                 -20.00
Shipping                  10.00
Tax                       15.00
Total                    205.00`);
    expect(totals).toMatchObject({
      net: '200.00',
      gross: '205.00',
      tax: '15.00',
      allowances: '20.00',
      charges: '10.00',
    });
    expect(findings).toEqual([]);
  });

  test('several rates: the taxes add up, the sums of one rate are not the document’s', () => {
    const { totals, facts } = read(`
USt. Satz      Nettopreis     Ust.-Betrag
7%                160,00          11,20
19%               336,00          63,84
Gesamtbetrag                     571,04 €`);
    expect(totals).toMatchObject({ gross: '571.04', tax: '75.04' });
    expect(facts.taxes.map(({ rate, base, amount }) => [rate, base, amount])).toEqual([
      ['7', '160.00', '11.20'],
      ['19', '336.00', '63.84'],
    ]);
  });

  test('central and state tax are added', () => {
    expect(
      read(`
Taxable value          1,00,000.00
CGST @ 9%                 9,000.00
SGST @ 9%                 9,000.00
Grand total            1,18,000.00`).totals,
    ).toMatchObject({ net: '100000.00', tax: '18000.00', gross: '118000.00' });
  });

  test('a row of titles over a row of sums', () => {
    expect(
      read(`
           TOTAL HT      TOTAL TVA      TOTAL TTC
             100,00          10,00         110,00
                           Acompte :        10,00
                       NET A PAYER         100,00 EUR`).totals,
    ).toMatchObject({ net: '100.00', tax: '10.00', gross: '110.00', prepaid: '10.00', due: '100.00' });
  });

  test('a rate named without its amount explains the total', () => {
    const { totals, confidence } = read(`
Subtotal               $10,375.00
Sales Tax                      3%
Total                  $10,686.25`);
    expect(totals).toMatchObject({ net: '10375.00', gross: '10686.25', tax: null });
    expect(confidence('totals.gross')).toBeGreaterThan(0.9);
  });

  test('what is owed from before is part of what is due, not of the total', () => {
    expect(
      read(`
Subtotal                  $100.00
Total                     $110.00
Previous balance          $500.00
Amount due                $610.00`).totals,
    ).toMatchObject({ gross: '110.00', due: '610.00' });
  });

  test('cash less change is the total; recognition lost its point', () => {
    expect(
      read(
        `
Tea                         4.50
Cake                        7.50
Total Amt Payable :         1200
Cash                       20.00
Change                      8.00`,
        'ocr',
      ).totals.gross,
    ).toBe('12.00');
  });

  test('a total without a label is taken when net and tax come to it', () => {
    expect(
      read(
        `
Subtotale                 110,00€
Imposta IVA                15,00€
                          125,00€`,
        'ocr',
      ).totals,
    ).toMatchObject({ net: '110.00', tax: '15.00', gross: '125.00' });
  });
});

describe('what does not agree is marked', () => {
  test('net and tax that do not come to the total', () => {
    const { findings, confidence } = read(`
Net amount               100.00
VAT 20%                   20.00
Grand total              125.00`);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'gross-mismatch',
        severity: 'error',
        path: 'totals.gross',
        expected: '120.00',
        actual: '125.00',
      }),
    );
    expect(confidence('totals.gross')).toBeLessThan(0.9);
  });

  test('line items that do not come to any sum', () => {
    const { findings } = read(`
Description       Qty    Price    Amount
Chair               1    50.00     50.00
Table               1    80.00     80.00
Subtotal                          150.00
VAT 20%                            30.00
Total                             180.00`);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'lines-mismatch', actual: '130.00', expected: '150.00' }),
    );
  });

  test('of two amounts that are called the total without proof, neither is certain', () => {
    expect(
      read(`
Invoice total            310.00
Grand total              330.00`).confidence('totals.gross'),
    ).toBeLessThan(0.5);
  });
});

test('nothing is invented: a page without sums has none', () => {
  const { totals } = read(`
Dear customer,
we have moved to number 12 of the same street.`);
  expect(Object.values(totals)).toEqual(Object.values(totals).map(() => null));
});

describe('recognised totals', () => {
  test('one that nothing bears out is to be looked at; printed twice it is borne out', () => {
    const once =
      'Tea                        5.20\nCake                       9.99\nTOTAL                     14.50';
    expect(read(once, 'ocr').confidence('totals.gross')).toBeLessThan(0.5);
    expect(
      read(`${once}\nVISA                      14.50`, 'ocr').confidence('totals.gross'),
    ).toBeGreaterThan(0.5);
  });

  test('arithmetic finds the last digit that a stroke hides', () => {
    const { totals } = read(
      `
Guinness                 150.00
Tiger                    145.00
SUB TOTAL                295.00
SERVICE CHARGE 10%        29.50
GST 6%                    19.47
ROUNDING ADJ              -0.02
NET TOTAL                 343.9`,
      'ocr',
    );
    expect(totals.gross).toBe('343.95');
  });

  test('a tax of nothing proves nothing about sums that differ', () => {
    const { totals } = read(
      `
Svr Tax                    2.87
GST (6%)                   2.86
Net Amt :                 53.55
GST Summary     Amount(RM)   Tax(RM)
10%                  2.87       0.00`,
      'ocr',
    );
    expect(totals.gross).toBe('53.55');
  });
});
