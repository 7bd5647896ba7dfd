import { describe, expect, test } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { readAmount } from './amount.ts';
import { findDates } from './dates.ts';
import { readInvoice } from './read-invoice.ts';

const SHOP = typeset(`
शर्मा ट्रेडर्स
12 महात्मा गांधी मार्ग, जयपुर 302001
जीएसटीआईएन: 08AABCU9603R1ZT

कर बीजक

बीजक संख्या: ST/2024/118            दिनांक: 15/03/2024
ग्राहक का नाम: गीता स्टोर्स

क्र.सं.   विवरण              मात्रा      दर          राशि
1         चावल 25 किलो         2       1,250.00     2,500.00
2         सरसों का तेल         10        180.00     1,800.00
3         चीनी                5         45.00       225.00

उप योग                                            4,525.00
सीजीएसटी 2.5%                                       113.13
एसजीएसटी 2.5%                                       113.13
पूर्णांकन                                            -0.26
कुल राशि                                      ₹ 4,751.00
`);

const NUMERALS = typeset(`
राष्ट्रीय विद्युत वितरण निगम
उपभोक्ता संख्या: १२३४५६७८
बिल संख्या: ५५१२०
बिल दिनांक: ०५ जनवरी २०२४
देय तिथि: २०/०१/२०२४

विवरण                     यूनिट      दर        राशि
ऊर्जा शुल्क                  २००       ५.५०     १,१००.००
स्थायी शुल्क                   १     १५०.००       १५०.००

कर पूर्व राशि                                  १,२५०.००
कर 5%                                            ६२.५०
कुल देय राशि                               रु. १,३१२.५०
`);

describe('papers in Hindi', () => {
  test('a tax invoice with labels in Devanagari', () => {
    const { facts, findings } = readInvoice([SHOP]);
    expect(facts).toMatchObject({
      number: 'ST/2024/118',
      issueDate: '2024-03-15',
      currency: 'INR',
      language: 'hi',
      seller: { name: 'शर्मा ट्रेडर्स' },
      buyer: { name: 'गीता स्टोर्स' },
      totals: { net: '4525.00', tax: '226.26', gross: '4751.00' },
    });
    expect(facts.lines.map((line) => [line.description, line.quantity, line.unitPrice, line.amount])).toEqual(
      [
        ['चावल 25 किलो', '2', '1250.00', '2500.00'],
        ['सरसों का तेल', '10', '180.00', '1800.00'],
        ['चीनी', '5', '45.00', '225.00'],
      ],
    );
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
  });

  test('a bill with digits in Devanagari, quoted as they are printed', () => {
    const { facts, evidence } = readInvoice([NUMERALS]);
    expect(facts).toMatchObject({
      number: '55120',
      issueDate: '2024-01-05',
      dueDate: '2024-01-20',
      totals: { net: '1250.00', tax: '62.50', gross: '1312.50' },
    });
    expect(facts.lines.map((line) => line.amount)).toEqual(['1100.00', '150.00']);
    expect(evidence.find((one) => one.path === 'number')?.quote).toContain('५५१२०');
  });

  test.each([
    ['रु. १,००,०००.५०', '100000.50'],
    ['₹२५०', '250'],
    ['रुपये 75', '75'],
  ])('%s is read as %s', (text, value) => {
    expect(readAmount(text)).toMatchObject({ value, currency: 'INR' });
  });

  test('months by their Hindi names', () => {
    expect(findDates('१५ फ़रवरी २०२४')).toMatchObject([{ dayFirst: '2024-02-15' }]);
  });
});

test('signs in the order they are drawn in, as many files hold them', () => {
  const { facts } = readInvoice([
    typeset(`
शमार् ट्रेडसर्
बीजक संख्या: ST/2024/119            िदनांक: 16/03/2024

क्र.सं.   िववरण              मात्रा      दर          रािश
1         चावल 25 किलो         2       1,250.00     2,500.00
2         चीनी                5         45.00       225.00

उप योग                                            2,725.00
सीजीएसटी 2.5%                                        68.13
एसजीएसटी 2.5%                                        68.13
पूणार्ंकन                                            -0.26
कुल रािश                                      ₹ 2,861.00
`),
  ]);
  expect(facts).toMatchObject({
    number: 'ST/2024/119',
    issueDate: '2024-03-16',
    totals: { net: '2725.00', tax: '136.26', rounding: '-0.26', gross: '2861.00' },
  });
  expect(facts.lines.map((line) => line.amount)).toEqual(['2500.00', '225.00']);
});
