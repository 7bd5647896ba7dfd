import { expect, test } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { readInvoice } from './read-invoice.ts';

test('services with what they are made of below are the line items, their summary is none', () => {
  const { facts } = readInvoice([
    typeset(`
Invoice Number: 4711-22
Invoice Date: August 3, 2024

Summary
Service Charges                               $15.00
    Charges                                   $12.50
    VAT                                        $2.50
Total for this invoice                        $15.00

Object Storage                                 $6.00
    Charges                                    $5.00
    VAT                                        $1.00
Message Queue                                  $9.00
    Charges                                    $7.50
    VAT                                        $1.50`),
  ]);
  expect(facts.lines.map(({ description, amount }) => [description, amount])).toEqual([
    ['Object Storage', '6.00'],
    ['Message Queue', '9.00'],
  ]);
  expect(facts.totals).toMatchObject({ gross: '15.00', tax: '2.50' });
});

test('a date with a label that goes on is not taken for the day of the invoice', () => {
  const { facts } = readInvoice([
    typeset(`
Factura nº: PM2410
Fecha emisión factura: 03/05/2024
Fecha de corte: 17/05/2024
Total factura                                 121,00 €`),
  ]);
  expect(facts.issueDate).toBe('2024-05-03');
});
