import { describe, expect, it } from 'vitest';
import { namesPayment, rowLabel } from './row-label.ts';

describe('rowLabel', () => {
  it.each([
    ['Total', 'total'],
    ['Grand Total (Rs.)', 'total'],
    ['Net Amount Payable', 'total'],
    ['Total incl. GST', 'total'],
    ['Total Rounded', 'total'],
    ['Due payable:', 'total'],
    ['Amount due', 'total'],
    ['Gesamtbetrag', 'total'],
    ['Summe inkl. USt:', 'total'],
    ['Net à payer', 'total'],
    ['Total TTC', 'total'],
    ['Totale documento', 'total'],
    ['Te betalen', 'total'],
    ['Importe total', 'total'],
    ['Valor total', 'total'],
    ['Sub Total', 'sub-total'],
    ['Category Total', 'sub-total'],
    ['Sub Total of Pharmacy', 'sub-total'],
    ['Zwischensumme', 'sub-total'],
    ['Nettobetrag', 'sub-total'],
    ['Total HT', 'sub-total'],
    ['CGST @ 9%', 'tax'],
    ['zzgl. 19% MwSt.', 'tax'],
    ['TVA 20 %', 'tax'],
    ['Total Tax', 'tax'],
    ['IVA 21%', 'tax'],
    ['Less: Discount', 'discount'],
    ['Discount 10%', 'discount'],
    ['Rabatt', 'discount'],
    ['Round Off', 'round-off'],
    ['Rundungsdifferenz', 'round-off'],
    ['Carried Forward', 'carried'],
    ['Brought forward', 'carried'],
    ['Übertrag', 'carried'],
    ['Übertrag von Seite 1', 'carried'],
    ['Suma anterior', 'carried'],
    ['Solde précédent', 'payment'],
    ['Saldo der letzten Abrechnung', 'payment'],
    ['Saldo precedente', 'payment'],
    ['Lastschrift, vielen Dank', 'payment'],
    ['Paiement reçu - merci', 'payment'],
    ['New balance', 'total'],
    ['Gesamtkosten brutto', 'total'],
    ['abzüglich gezahlter Abschläge', 'payment'],
    ['Betaalde voorschotten', 'payment'],
    ['Nog te betalen', 'payment'],
    ['Insurance premium tax 12%', 'tax'],
    ['Versicherungsteuer 19 %', 'tax'],
    ['Neuer Saldo', 'total'],
    ['Amount Paid', 'payment'],
    ['Previous balance', 'payment'],
    ['Prior Statement Balance', 'payment'],
    ['Total adjustments', 'payment'],
    ['Total payments and adjustments', 'payment'],
    ['Total new charges', 'total'],
    ['Arrears as on date', 'payment'],
    ['Amount past due', 'payment'],
    ['Your credit balance from last bill', 'payment'],
    ['Rückstände', 'payment'],
    ['TOTAL FACTURA', 'total'],
    ['Retención IRPF 15 %', 'tax'],
    ['City Occupancy Tax', 'tax'],
    ['Less Advance', 'payment'],
    ['Balance Due', 'payment'],
    ['Payment received by card at counter', 'payment'],
  ])('says for certain that %s is a %s', (text, kind) => {
    expect(rowLabel(text)).toMatchObject({ kind, certain: true });
  });

  it.each([
    'Consultation Fee',
    'Bed Charge General Ward',
    'Service charge',
    'Tax consulting fee',
    'Registration',
    'Report charges',
    'Discharge medicines',
    'User charges',
    'Doctor round',
    'Disc surgery L4-L5',
    'Ambulance transport charges',
    'Transport charges',
    'BF Malaria',
    'Bar charges',
    'Insurance processing charges',
    'Cash counter service fee',
    'UST',
    'Voucher printing',
  ])('leaves the charge %s alone', (text) => {
    expect(rowLabel(text)).toBeNull();
  });

  it.each([
    'Total Protein',
    'Bilirubin Total',
    'Total Knee Replacement',
    'Pharmacy Total',
    'Subtotal gastrectomy',
  ])('leaves open whether %s is a sum or a charge', (text) => {
    expect(rowLabel(text)).toMatchObject({ kind: 'sub-total', certain: false });
  });

  it('says what a named total is the total of, but not for tests that only sound like one', () => {
    expect(rowLabel('Pharmacy Total')?.of).toBe('pharmacy');
    expect(rowLabel('Total Protein')?.of).toBe('');
  });
});

describe('namesPayment', () => {
  it.each(['Visa xxxx 4412', 'EC-Karte', 'Carta Bancomat', 'Cash'])('%s pays', (text) => {
    expect(namesPayment(text)).toBe(true);
  });
  it.each(['Bursary', 'Adjustment minibar', 'Bolsa de estudo'])('%s does not', (text) => {
    expect(namesPayment(text)).toBe(false);
  });
});
