import { expect, test } from 'vitest';
import { understandSum } from './sum-labels.ts';

const kindOf = (label: string, ocr = false): string | undefined =>
  Object.entries(understandSum(label.split(' '), ocr)).sort((a, b) => b[1] - a[1])[0]?.[0];

test.each([
  [
    'gross',
    [
      'Total (incl. 19% MwSt.)',
      'Summe inkl. USt:',
      'Total TTC :',
      'Gross Total Amount',
      'Total Sales (Inclusive of GST)',
      'Totaal incl. BTW',
      'Valor total com IVA',
      'Totale IVA inclusa',
      'Importe total',
      'Rechnungsbetrag',
      'Invoice total',
      'Total con IVA',
      'Gesamtbetrag inkl. 7 % USt.',
    ],
  ],
  [
    'net',
    [
      'Subtotal',
      'Total excl. VAT',
      'Summe netto:',
      'Montant HT',
      'Base imponible',
      'Imponibile',
      'Totaal excl. btw',
      'Valor total sem IVA',
      'Rechnungssumme ohne USt.',
      'Net Total Amount',
      'Nettobetrag',
      'Zwischensumme',
      'Total hors taxes',
    ],
  ],
  [
    'tax',
    [
      'VAT @ 20%',
      'MwSt. 19%',
      'Zuzügl. USt:',
      'TVA 20% :',
      'IVA (21%)',
      '21% BTW over',
      'Sales Tax',
      'CGST @ 9%',
      'GST included in total',
      'Value Added Tax (19.00%)',
      'davon MwSt. 19 %',
      'I.V.A. 22 %',
      'Umsatzsteuer 7 %',
    ],
  ],
  [
    'due',
    [
      'Balance Due',
      'NET A PAYER',
      'Zu zahlender Betrag',
      'Total a pagar',
      'Netto a pagare',
      'Te betalen',
      'Valor a pagar',
      'Amount payable',
      'Offener Betrag',
    ],
  ],
  ['total', ['Total', 'TOTAL EUR', 'Totaal:', 'Summe', 'Total amount (USD)', 'TOTALE']],
  [
    'prepaid',
    ['Acompte :', 'Amount Paid', 'Erhaltene Anzahlungen', 'Anticipo', 'Acconto versato', 'Reeds betaald'],
  ],
  [
    'charges',
    [
      'Shipping & Handling',
      'Versandkosten',
      'Frais de port',
      'Gastos de envío',
      'Spese di spedizione',
      'Verzendkosten',
    ],
  ],
  [
    'allowances',
    ['Discount (10%)', 'Rabatt', 'Remise', 'Descuento', 'Sconto', 'Korting', 'Gesamtbetrag der Abschläge'],
  ],
  ['rounding', ['Rounding Adj', 'Round off', 'Rundung', 'Arrondi']],
  ['tender', ['Cash', 'CHANGE', 'Rückgeld', 'Carte bancaire', 'Efectivo', 'Contanti', 'Wisselgeld']],
  ['none', ['Total Qty:', 'Total savings', 'Gesamtgewicht', 'Capital social']],
])('%s', (kind, labels) => {
  expect(labels.map((label) => [label, kindOf(label)])).toEqual(labels.map((label) => [label, kind]));
});

test('words that name no sum mean nothing', () => {
  for (const text of ['Service A', 'Stück', 'Office chair', 'Müller', ''])
    expect(understandSum(text.split(' '), false)).toEqual({});
});

test('"GST included in total" may be the tax and "Total included GST" the total: both meanings are kept', () => {
  expect(Object.keys(understandSum('Total included GST'.split(' '), false))).toEqual(['gross', 'tax']);
});

test('recognition: misread letters, stains before the label, a misread currency after it', () => {
  expect(kindOf('SUBTUTAL', true)).toBe('net');
  expect(kindOf('T0TAL', true)).toBe('total');
  expect(kindOf('Ne TOTAL', true)).toBe('total');
  expect(kindOf('TOTAL ROUNDED RH', true)).toBe('gross');
  expect(kindOf('SUBTUTAL', false)).toBeUndefined();
});

test.each([
  ['net', ['Steuerpflichtiger Betrag', 'Montant taxable', 'Belastbaar bedrag', 'Importo imponibile']],
  ['tax', ['Montant total de la TVA', 'Totaal belastingen']],
])('labels of %s by what is taxed', (kind, labels) => {
  for (const label of labels) expect(kindOf(label), label).toBe(kind);
});
