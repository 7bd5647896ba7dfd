import { expect, test } from 'vitest';
import { typeset } from '../../../test/support/typeset.ts';
import { type InvoiceFacts, NO_TOTALS } from '../invoice-facts.ts';
import { readPaper } from '../paper.ts';
import { readInvoicePaper } from '../read-invoice.ts';
import { mergeReadings } from './merge-readings.ts';

const PAGE = typeset(`
Verkäufer: Bei Spiel GmbH
Rechnungsnummer: R-17
Rechnungsdatum: 13.06.2015
Fällig am: 04.07.2015
Nettobetrag      100,00 EUR
USt. 19%          19,00 EUR
Gesamtbetrag     119,00 EUR`);

const XML: InvoiceFacts = {
  documentType: 'invoice',
  number: 'R-17',
  issueDate: '2015-06-13',
  dueDate: null,
  deliveryDate: null,
  currency: 'EUR',
  language: null,
  seller: { name: 'Bei Spiel GmbH', address: [], country: 'DE', taxIds: [] },
  buyer: null,
  orderNumber: null,
  iban: null,
  totals: { ...NO_TOTALS, net: '100.00', tax: '19.00', gross: '119.00' },
  taxes: [],
  lines: [],
};

const merge = (xml: InvoiceFacts) => {
  const paper = readPaper([PAGE]);
  return mergeReadings(xml, readInvoicePaper(paper), paper);
};

test('takes the e-invoice, fills what its profile leaves out from the page, and points to the page where both agree', () => {
  const { facts, evidence, findings } = merge(XML);
  expect(facts).toMatchObject({ number: 'R-17', dueDate: '2015-07-04', totals: { gross: '119.00' } });
  expect(evidence.find((one) => one.path === 'totals.gross')).toMatchObject({
    origin: 'xml',
    quote: '119,00 EUR',
    pageNumber: 1,
  });
  expect(evidence.find((one) => one.path === 'dueDate')).toMatchObject({
    origin: 'rules',
    value: '2015-07-04',
  });
  expect(findings).toEqual([]);
});

test('what the page states differently is a finding; the e-invoice stands', () => {
  const { facts, findings } = merge({ ...XML, totals: { ...XML.totals, gross: '571.04' } });
  expect(facts.totals.gross).toBe('571.04');
  expect(findings).toEqual([
    expect.objectContaining({
      code: 'xml-page-mismatch',
      severity: 'error',
      path: 'totals.gross',
      expected: '571.04',
      actual: '119.00',
      pageNumber: 1,
    }),
  ]);
});

test('a value that the page shows elsewhere is no disagreement', () => {
  expect(merge({ ...XML, issueDate: '2015-07-04' }).findings).toEqual([]);
});
