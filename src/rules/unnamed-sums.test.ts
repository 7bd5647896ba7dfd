import { describe, expect, test } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { readInvoice } from './read-invoice.ts';

const read = (text: string) => {
  const { facts, evidence } = readInvoice([typeset(text)]);
  const confidence = evidence.find((one) => one.path === 'totals.gross')?.confidence ?? 0;
  return { ...facts.totals, confidence, currency: facts.currency, lines: facts.lines.length };
};

describe('arithmetic names sums in words that no lexicon has', () => {
  test('a rate of the net sum is its tax, what both come to is the total', () => {
    expect(
      read(`
Xyzzy                        Qty     Price     Total
Daily quux                    21    480,00   10.080,00
Window plugh                   2  1.250,00    2.500,00
Subtotal                                     12.580,00
Bemsa 25 %                                    3.145,00
Gribble nurf                                 15.725,00`),
    ).toMatchObject({ net: '12580.00', tax: '3145.00', gross: '15725.00', confidence: 0.98 });
  });

  test('an amount that fits nothing is no sum', () => {
    expect(
      read(`
Subtotal                                        200.00
VAT 20 %                                         40.00
Gribble nurf                                    240.05`).gross,
    ).not.toBe('240.05');
  });

  test('"Total paid" is the total where it comes to net and tax', () => {
    expect(
      read(`
Lunch                                           £80.00
Tea                                             £20.00
Subtotal                                       £100.00
VAT (20%)                                       £20.00
Total paid                                     £120.00`),
    ).toMatchObject({ net: '100.00', tax: '20.00', gross: '120.00' });
  });
});

test('the sign of the rupee as fonts without it print it', () => {
  expect(read('Grand Total                 \u00b953,918.92')).toMatchObject({
    gross: '53918.92',
    currency: 'INR',
  });
});
