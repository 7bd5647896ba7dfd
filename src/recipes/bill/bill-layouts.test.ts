import { describe, expect, it } from 'vitest';
import { amounts, HEAD, only, page, run } from '../../../test/support/run-bill.ts';

describe('layouts of bills that print more than charges', () => {
  it('takes what is charged where insurance, adjustments and the balance stand beside it', async () => {
    const one = await only(
      page(`Harbour Row Clinic
Statement no. DS5511
Statement date 15/02/2024

Treatment date  Treatment             Our fee   Plan paid   Write-off   Your share
02/02/2024      New patient exam       350.13      175.06       77.02        98.05
03/02/2024      Bitewing radiographs   646.82      323.41      142.30       181.11
04/02/2024      Scale and polish       831.83      415.91      183.00       232.92
                Total                1,828.78      914.38      402.32       512.08
Amount to pay                                                               512.08`),
    );
    expect(amounts(one)).toEqual(['350.13', '646.82', '831.83']);
    expect(one).toMatchObject({ printed_total: '1828.78', reconciled: true });
  });

  it('takes what is left after a discount of each row, as printed', async () => {
    const one = await only(
      page(`Metro Diagnostics
Cash Memo No. LAB100
Date 15/02/2024

Investigation          Gross Amt   Concession    Net Amt
HbA1c                     500.00        50.00     450.00
Lipid Profile             800.00        80.00     720.00
Total                   1,300.00       130.00   1,170.00`),
    );
    expect(amounts(one)).toEqual(['450.00', '720.00']);
    expect(one).toMatchObject({ printed_total: '1170.00', reconciled: true });
  });

  it('marks amounts of which one is left of another when no title says why', async () => {
    const { findings } = await run(
      page(`Harbour Row Clinic
Statement no. DS5511

Treatment              Alpha      Beta     Gamma
New patient exam      350.13    175.06    175.07
Scale and polish      831.83    415.91    415.92
Fluoride varnish       60.00     20.00     40.00`),
    );
    expect(findings).toContainEqual(expect.objectContaining({ code: 'charge-unclear', severity: 'error' }));
  });

  it('reads lists that stand side by side one after the other', async () => {
    const one = await only(
      page(`Maple Grove Utilities
Billing date 05/13/2024
Bill no. 4711

Current charges                          Account summary
Water base charge           18.45        Last bill          117.60
Water usage                 15.60        Payments           -60.00
Sewer base charge           22.10        Past due            57.60
Stormwater fee               7.25        Current             63.40
Total current charges       63.40        Amount due         121.00`),
    );
    expect(amounts(one)).toEqual(['18.45', '15.60', '22.10', '7.25']);
    expect(one).toMatchObject({ printed_total: '63.40', reconciled: true });
  });

  it('reads what dots lead to', async () => {
    const one = await only(
      page(`Penrose Roofing
Invoice 750/25

Survey of roof and gutters..............................323.74
Replacement of slates...................................817.73
Goodwill credit.........................................-32.04
Total before VAT......................................1,109.43
VAT @ 20%...............................................221.89
Total.................................................1,331.32`),
    );
    expect(amounts(one)).toEqual(['323.74', '817.73', '-32.04']);
    expect(one).toMatchObject({ printed_total: '1331.32', reconciled: true });
  });

  it('knows a tax by its rate where its name was not recognised', async () => {
    const one = await only(
      page(`${HEAD}
Chest X-Ray                   1    240.00       0.00     240.00
Scale and polish              1    100.00       0.00     100.00
Sesr 9%                                                   30.60
Total                                                    370.60`),
    );
    expect(amounts(one)).toEqual(['240.00', '100.00']);
    expect(one.taxes).toMatchObject([{ amount: '30.60' }]);
    expect(one).toMatchObject({ printed_total: '370.60', reconciled: true });
  });

  it('takes what the charges come to for the total, also where a balance of before is taken off below it', async () => {
    const one = await only(
      page(`Meridian Gas
Bill reference 8183941

Gas used 2,571 kWh                           160.46
Standing charge 92 days                       26.68
Total before VAT                             187.14
VAT @ 5%                                       9.36
Total gas charges                            196.50
Your credit balance from last bill           -50.45
What you need to pay                         146.05`),
    );
    expect(amounts(one)).toEqual(['160.46', '26.68']);
    expect(one).toMatchObject({ printed_total: '196.50', reconciled: true });
  });

  it('names parts by the column that is titled so', async () => {
    const one = await only(
      page(`Kettle Creek Auto Repair
Invoice RO70204

Part                      Qty   Price each      Ext.
Brake pad set front         1        53.33     53.33
Rotor front                 2       183.25    366.50
Total                                         419.83`),
    );
    expect(one.items.map(({ name }) => name)).toEqual(['Brake pad set front', 'Rotor front']);
  });

  it('reads nothing from a page whose letters were not put together', async () => {
    const torn = 'Ward charges 3 755 16 Nursing care 13 950 65 Total 17 705 81'.replace(/(\S)(?=\S)/g, '$1 ');
    await expect(run(page(torn))).rejects.toThrow();
  });

  it('reads nothing from Hindi with spaces within its words, whose sums it would take for charges', async () => {
    const whole = `बिल संख्या 4471  दिनांक 12-05-2025
विवरण                              राशि
कमरा किराया एवं शुल्क              8,069.10
नर्सिंग सेवा शुल्क                  1,011.38
कुल योग                            9,080.48`;
    const torn = `बि ल सं ख्या 4471  दि नां क 12-05-2025
वि व र ण                              रा शि
कमरा कि रा या एवं शुल्क              8,069.10
न र्सिं ग से वा शुल्क                  1,011.38
कु ल यो ग                            9,080.48`;
    expect((await only(page(whole))).printed_total).toBe('9080.48');
    await expect(run(page(torn))).rejects.toThrow();
  });

  it('counts no arrears, and no discount that the foot takes off, as charges', async () => {
    const one = await only(
      page(`${HEAD}
Chest X-Ray                   1    240.00       0.00     240.00
Scale and polish              1    100.00       0.00     100.00
Senior discount 5%                                       -17.00
Current bill amount                                      323.00
Arrears as on date                                       150.00
Total payable                                            473.00`),
    );
    expect(amounts(one)).toEqual(['240.00', '100.00']);
    expect(one).toMatchObject({ printed_total: '323.00', reconciled: true });
    expect(one.discounts).toMatchObject([{ amount: '17.00' }]);
  });
});
