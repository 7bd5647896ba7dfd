import { describe, expect, test } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import type { PageText, Word } from '../domain/page-text.ts';
import { readInvoice } from './read-invoice.ts';

const read = (text: string) => readInvoice([typeset(text)]).facts;

describe('plain invoices in languages that only have labels', () => {
  test('Danish', () => {
    expect(
      read(`
Hansens Tømrerforretning ApS
Vestergade 7
5000 Odense C

FAKTURA
Fakturanummer      10932
Fakturadato        30-06-2024
Betales senest     14-07-2024

Faktura til:
Skolen i Nyborg
Havnegade 4

Beskrivelse             Antal      Pris      Beløb
Vindue, 2 fag               2   1.250,00   2.500,00

Subtotal                                   2.500,00
Moms 25 %                                    625,00
At betale                                  3.125,00`),
    ).toMatchObject({
      documentType: 'invoice',
      number: '10932',
      issueDate: '2024-06-30',
      dueDate: '2024-07-14',
      buyer: { name: 'Skolen i Nyborg' },
      totals: { net: '2500.00', tax: '625.00', gross: '3125.00' },
    });
  });

  test('Czech, with the columns of its table', () => {
    expect(
      read(`
Dodavatel:                      Odběratel:
Truhlářství Malý s.r.o.         Škola Pod Lesem
Lipová 8, 602 00 Brno           Hlavní 1, 603 00 Brno
IČO: 28340918

Faktura č.                250100178
Datum vystavení:          15.01.2025
Datum splatnosti:         29.01.2025

Popis                  Množství   MJ    Cena za MJ   DPH      Bez DPH
Oprava dveří                  2   ks        890,00   21 %    1 780,00
Doprava technika             10   km         14,00   21 %      140,00

Celkem bez DPH                                               1 920,00
DPH 21 %                                                       403,20
Celkem k úhradě                                              2 323,20`),
    ).toMatchObject({
      documentType: 'invoice',
      number: '250100178',
      issueDate: '2025-01-15',
      dueDate: '2025-01-29',
      seller: { name: 'Truhlářství Malý s.r.o.' },
      totals: { net: '1920.00', tax: '403.20', gross: '2323.20' },
      lines: [
        { description: 'Oprava dveří', quantity: '2', unitPrice: '890.00', amount: '1780.00' },
        { description: 'Doprava technika', quantity: '10', unitPrice: '14.00', amount: '140.00' },
      ],
    });
  });

  test('Finnish', () => {
    expect(
      read(`
Puutyö Niemi Oy
Y-tunnus 2881340-7

LASKU
Laskun numero    20250087
Päiväys          12.9.2025
Eräpäivä         26.9.2025

Kuvaus               Määrä    à hinta    Yhteensä
Kaapin ovi               3      58,00      174,00
Asennus                  1     220,00      220,00

Veroton yhteensä                           313,94
ALV 25,5 %                                  80,06
Maksettava yhteensä                        394,00`),
    ).toMatchObject({
      number: '20250087',
      issueDate: '2025-09-12',
      dueDate: '2025-09-26',
      totals: { net: '313.94', tax: '80.06', gross: '394.00' },
      lines: [{ amount: '174.00' }, { amount: '220.00' }],
    });
  });

  test('Romanian and Turkish', () => {
    expect(
      read(`
Furnizor: Atelier Munte SRL     Client: Parc Verde SRL
CIF: RO36118204

FACTURA nr. 912
Data emiterii: 02.06.2025
Data scadenta: 17.06.2025

Denumire produs      U.M.   Cantitate   Pret unitar   Valoare    Valoare TVA
Reparatii usi         buc           2        400.00    800.00         152.00
Montaj                ora           5         40.00    200.00          38.00

Total fara TVA                                        1000.00
Total TVA                                              190.00
Total de plata                                        1190.00`),
    ).toMatchObject({
      number: '912',
      issueDate: '2025-06-02',
      dueDate: '2025-06-17',
      totals: { net: '1000.00', tax: '190.00', gross: '1190.00' },
      lines: [{ amount: '800.00' }, { amount: '200.00' }],
    });
    expect(
      read(`
Çınar Mobilya Ltd. Şti.
SAYIN
Deniz Lojistik A.Ş.

e-Fatura
Fatura No: CNR2025000000412
Fatura Tarihi: 25-03-2025

Sıra No   Mal Hizmet     Miktar   Birim Fiyat   Mal Hizmet Tutarı
1         Masa                4        250,00            1.000,00
2         Sandalye           10         50,00              500,00

Mal Hizmet Toplam Tutarı                                 1.500,00
Hesaplanan KDV (%20)                                       300,00
Ödenecek Tutar                                           1.800,00`),
    ).toMatchObject({
      number: 'CNR2025000000412',
      issueDate: '2025-03-25',
      totals: { net: '1500.00', tax: '300.00', gross: '1800.00' },
      lines: [{ amount: '1000.00' }, { amount: '500.00' }],
    });
  });

  test('Polish', () => {
    expect(
      read(`
Sprzedawca:                     Nabywca:
Meble Dąb Sp. z o.o.            Fundacja Las
ul. Długa 18, 31-147 Kraków     ul. Polna 7, 00-625 Warszawa

Faktura VAT nr FV/2024/05/118
Data wystawienia: 16.05.2024
Termin płatności: 30.05.2024

Razem netto                        1 150,00
Podatek VAT 23%                      264,50
Razem brutto                       1 414,50`),
    ).toMatchObject({
      number: 'FV/2024/05/118',
      issueDate: '2024-05-16',
      dueDate: '2024-05-30',
      seller: { name: 'Meble Dąb Sp. z o.o.' },
      buyer: { name: 'Fundacja Las' },
      totals: { net: '1150.00', tax: '264.50', gross: '1414.50' },
    });
  });
});

test('titles that stand close together over a row of values name one value each', () => {
  expect(
    read(`
INVOICE
Northgate Supplies Ltd

Invoice # Date   Due   Order #   Ship via
NG-4417 14/02/2024 28/02/2024 B-3310   Road

Total   120.00`),
  ).toMatchObject({ number: 'NG-4417', issueDate: '2024-02-14', dueDate: '2024-02-28' });
});

test('a credit note is no reference to the invoice it takes back', () => {
  expect(
    read(`
Laiterie du Val SA
NOTE DE CRÉDIT N° NC-20418
Date : 15 février 2024   Réf. facture : 118822
Total TTC   167.85`),
  ).toMatchObject({ documentType: 'credit_note', number: 'NC-20418' });
});

test('who waits for titles and values of facts is not who writes', () => {
  const { seller } = read(`
To                       Ship To
Puget Legal Group LLP    Puget Legal Group LLP
801 2nd Ave              801 2nd Ave

Invoice # Date   Due   Salesperson   Ship via
NG-4417 14/02/2024 28/02/2024   M. Berg   Road

Description        Qty   Unit Price    Amount
Copy paper          10         4.00     40.00
Total                                   40.00`);
  expect(seller).toBeNull();
});

test.each([
  ['Deposits: Singapore Dollar\nBalance  4,210.55', 'SGD'],
  ['Alle Beträge in Euro\nKontostand  3.663,31', 'EUR'],
  ['Branch Hyderabad  IFSC DCBL0000014\nBalance  1,12,045.00', 'INR'],
])('the currency a statement names in words or by its bank: %s', (text, code) => {
  expect(read(text).currency).toBe(code);
});

test.each([
  ['I N V O I C E\nNorthgate Supplies Ltd\nTotal  120.00', 'invoice'],
  ['R E C H N U N G\nBeispiel GmbH\nGesamtbetrag  120,00', 'invoice'],
  ['D E V I S\nAteliers Morvan SARL\nTotal TTC  120,00', 'quotation'],
])('a title set wide: %s', (text, type) => {
  expect(read(text).documentType).toBe(type);
});

test('a count that was taken for the name of a charge is marked', () => {
  const row = (y: number, cells: readonly (readonly [string, number, number])[]): Word[] =>
    cells.map(([text, x0, x1]) => ({ text, box: [x0, y, x1, y + 14] }));
  const page: PageText = {
    ...typeset(''),
    words: [
      ...row(240, [['INVOICE', 280, 340]]),
      ...row(286, [
        ['Item', 46, 77],
        ['Number', 80, 133],
        ['Description', 138, 215],
        ["Qt'y", 298, 325],
      ]),
      ...row(286, [
        ['Unit', 396, 424],
        ['Price', 428, 462],
        ['Disc', 467, 495],
        ['%', 499, 511],
        ['Extended', 516, 580],
      ]),
      ...row(303, [
        ['1.', 65, 77],
        ['HX-1040', 80, 131],
        ['Abschluss', 137, 233],
        ['2023', 237, 268],
      ]),
      ...row(303, [
        ['14.5', 299, 325],
        ['Std', 328, 348],
        ['180.00', 421, 462],
        ["2'610.00", 527, 580],
      ]),
      ...row(323, [
        ['2.', 65, 77],
        ['PR-1057', 80, 130],
        ['Lohnbuchhaltung', 138, 242],
      ]),
      ...row(323, [
        ['12', 310, 325],
        ['Mt', 328, 343],
        ['145.00', 421, 462],
        ["1'740.00", 527, 580],
      ]),
      ...row(343, [
        ['3.', 65, 77],
        ['TA-1074', 80, 129],
        ['Spesen', 138, 182],
        ['pauschal', 185, 239],
      ]),
      ...row(343, [
        ['1', 318, 325],
        ['Pau', 328, 350],
        ['96.20', 428, 462],
        ['96.20', 545, 580],
      ]),
      ...row(380, [
        ['Total', 430, 462],
        ["4'446.20", 527, 580],
      ]),
    ],
  };
  const { facts, evidence } = readInvoice([page]);
  expect(facts.lines.map(({ amount }) => amount)).toEqual(['2610.00', '1740.00', '96.20']);
  for (const [index, { description }] of facts.lines.entries()) {
    const confidence = evidence.find(({ path }) => path === `lines[${index}].description`)?.confidence ?? 0;
    expect(/^\d/.test(description) && confidence >= 0.5, description).toBe(false);
  }
});
