import { describe, expect, it } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { otherPaper } from './other-paper.ts';
import { readPaper } from './paper.ts';

const what = (text: string) => otherPaper(readPaper([typeset(text)]));

describe('papers that ask nobody to pay', () => {
  it('an insurer says what it accepts and what it pays', () => {
    expect(
      what(`Lakeside Health Plan
Claim 4711

Service            Amount billed     Allowed amount     Plan paid      You may owe
Office visit              200.00             140.00        112.00            28.00`),
    ).toBe('explanation of benefits');
    expect(
      what(`Mutuelle Exemple
Acte               Dépense        Base       Remboursé      Reste à charge
Consultation         60,00       30,00           21,00               39,00`),
    ).toBe('explanation of benefits');
  });

  it("a clinic's statement of charges and payments is a bill", () => {
    expect(
      what(`Cedar Clinic
Statement no. 5511

Date         Description           Charges    Insurance paid   Adjustments   Patient balance
03/02/2025   Office visit           200.00           112.00         60.00             28.00`),
    ).toBeNull();
  });

  it('orders, offers and remittances by their titles, contracts by their sentences', () => {
    expect(what('Northwind Ltd\n\nOrder Confirmation\nOrder no 55\nDesk lamp   2   30.00   60.00')).toBe(
      'order',
    );
    expect(what('Reformas Alba\n\nPRESUPUESTO\nPintura   120,00')).toBe('quotation');
    expect(what('Ashdown plc\n\nREMITTANCE ADVICE\nYour invoice  INV-1    120.00')).toBe('remittance advice');
    expect(
      what(`MAINTENANCE SERVICES AGREEMENT
This Agreement is made on 3 April 2025 between Example Estates Ltd and another
The Contractor shall maintain the lifts that are listed in the Schedule below
The Client shall pay an annual fee of 4,800.00 in four instalments of 1,200.00 each`),
    ).toBe('contract');
  });

  it('an account says what went out, what came in and what is left', () => {
    expect(
      what(`Tyne Valley Bank
Your current account

Date         Details           Money out    Money in     Balance
03/02/2025   Card purchase         20.00                  180.00`),
    ).toBe('account');
  });

  it('a bill that names its order, offer or contract stays one', () => {
    expect(
      what('Northwind Ltd\n\nINVOICE\nOrder confirmation no 55\nDesk lamp   2   30.00   60.00'),
    ).toBeNull();
    expect(
      what('Lift Ltd\n\nInvoice 77\nMaintenance agreement 2025    1,200.00\nTotal    1,200.00'),
    ).toBeNull();
  });
});
