import { describe, expect, it } from 'vitest';
import { amounts, HEAD, only, page, run } from '../../../test/support/run-bill.ts';

const FIVE = `${HEAD}
Day units                    381      0.24                 91.44
Night units                  199      0.18                 35.82
Standing charge               43      0.50                 21.50
Meter reading credit                                       -3.96`;

describe('bills that carry a balance on', () => {
  it('takes the total of the new charges, not what is due with the balance of before', async () => {
    const one = await only(
      page(`${FIVE}
VAT at 5%                                                   7.24
Total new charges                                         152.04
Amount due                                                178.61`),
    );
    expect(one).toMatchObject({ printed_total: '152.04', reconciled: true });
  });

  it('takes the total that the charges come to where a printed balance is the difference', async () => {
    const one = await only(
      page(`${FIVE}
Total charges                                             144.80
Previous balance                                           20.00
Amount due                                                164.80`),
    );
    expect(one).toMatchObject({ printed_total: '144.80', reconciled: true });
  });

  it('keeps the mark where nothing printed explains the difference', async () => {
    const one = await only(
      page(`${FIVE}
Total charges                                             144.80
Amount due                                                164.80`),
    );
    expect(one).toMatchObject({ printed_total: '164.80', reconciled: false });
  });

  it('explains a new balance by what was due before and what was paid of it', async () => {
    const one = await only(
      page(`${HEAD}
Previous balance                                          500.00
Payment - thank you                                       450.00 CR
Groceries                                                 100.00
Fuel                                                       60.00
Fuel returned                                              10.00 CR
New balance                                               200.00`),
    );
    expect(amounts(one)).toEqual(['100.00', '60.00', '-10.00']);
    expect(one).toMatchObject({ printed_total: '200.00', computed_total: '200.00', reconciled: true });
  });

  it('takes a last row that three charges come to for their total, whatever it is called', async () => {
    const rows = `${HEAD}
Acquedotto                                                 38.54
Fognatura                                                  44.64
Depurazione                                                88.36`;
    const one = await only(page(`${rows}\nTotale bolletta                                           171.54`));
    expect(amounts(one)).toEqual(['38.54', '44.64', '88.36']);
    expect(one).toMatchObject({ printed_total: '171.54', reconciled: true });
    const other = await only(
      page(`${rows}\nQuota fissa                                               171.55`),
    );
    expect(amounts(other)).toHaveLength(4);
  });

  it('takes no lone sign of money for a part of the name', async () => {
    const one = await only(
      page(`${HEAD}
Servicekosten                                      €      130.98
Parkeerplaats                                      €       73.06
Total                                              €      204.04`),
    );
    expect(one.items.map(({ name }) => name)).toEqual(['Servicekosten', 'Parkeerplaats']);
    expect(one.currency).toBe('EUR');
  });

  const DEBITS = `
              Kingsbridge College
               STATEMENT
Statement No: S-2079              Date: 12/03/2025

Description                           Debit            Credit`;

  it('takes off what stands in the column of credits, unless it pays', async () => {
    const one = await only(
      page(`${DEBITS}
Tuition instalment                 3,419.94
Library fine                         300.53
Bursary                                                545.81
Balance due                        3,174.66`),
    );
    expect(one.items.map(({ name, amount }) => [name, amount])).toEqual([
      ['Tuition instalment', '3419.94'],
      ['Library fine', '300.53'],
      ['Bursary', '-545.81'],
    ]);
    expect(one).toMatchObject({ printed_total: '3174.66', reconciled: true });
    const paid = await only(
      page(`${DEBITS}
Tuition instalment                 3,419.94
Library fine                         300.53
Visa xxxx 4412                                       3,720.47
Total                              3,720.47`),
    );
    expect(amounts(paid)).toEqual(['3419.94', '300.53']);
    expect(paid.reconciled).toBe(true);
  });

  it('marks charges that do not come to the only balance that is printed', async () => {
    const one = await only(
      page(`${DEBITS}
Tuition instalment                 3,419.94
Library fine                         300.53
Balance due                        3,174.66`),
    );
    expect(one).toMatchObject({ printed_total: '3174.66', reconciled: false });
  });

  it('marks an amount whose thousands were broken off', async () => {
    const { findings } = await run(
      page(`${HEAD}
Trenching and installation $6,                            267.50
Hosting annual plan                                       779.50
Total                                                    1047.00`),
    );
    expect(findings).toContainEqual(expect.objectContaining({ code: 'row-unclear', severity: 'error' }));
  });
});
