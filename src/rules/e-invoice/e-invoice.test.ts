import { describe, expect, test } from 'vitest';
import { sumOfLines } from '../invoice-facts.ts';
import { eInvoiceCandidates, readEInvoice } from './e-invoice.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const party = (tag: string, name: string) => `<ram:${tag}><ram:Name>${name}</ram:Name>
  <ram:PostalTradeAddress><ram:PostcodeCode>80333</ram:PostcodeCode><ram:LineOne>Ringstraße 1</ram:LineOne>
  <ram:CityName>München</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
  <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE 136695976</ram:ID></ram:SpecifiedTaxRegistration></ram:${tag}>`;

const ciiLine = (name: string, quantity: string, price: string, amount: string, status = '') => `
  <ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>${status}</ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct><ram:Name>${name}</ram:Name></ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>${price}</ram:ChargeAmount>
  <ram:BasisQuantity unitCode="C62">100</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">${quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>${amount}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
  </ram:IncludedSupplyChainTradeLineItem>`;

const cii = (lines: string) => `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="a" xmlns:ram="b" xmlns:udt="c">
 <rsm:ExchangedDocument><ram:ID>R-2024/17</ram:ID><ram:TypeCode>381</ram:TypeCode>
  <ram:IssueDateTime><udt:DateTimeString format="102">20240229</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>${lines}
  <ram:ApplicableHeaderTradeAgreement>${party('SellerTradeParty', 'Müller &amp; S&#xF6;hne GmbH')}${party('BuyerTradeParty', 'Kunde AG')}
   <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-9</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:ApplicableTradeTax><ram:CalculatedAmount>19.00</ram:CalculatedAmount><ram:BasisAmount>100.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20240331</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
   <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20240310</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount>
    <ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="USD">21.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
    <ram:GrandTotalAmount>119.00</ram:GrandTotalAmount><ram:TotalPrepaidAmount>19</ram:TotalPrepaidAmount><ram:DuePayableAmount>100.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  </ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`;

const read = (xml: string) => {
  const outcome = readEInvoice(bytes(xml));
  if (outcome.kind !== 'read') throw new Error(JSON.stringify(outcome));
  return outcome.facts;
};

describe('cross industry invoice', () => {
  test('reads parties, dates, totals in the currency of the invoice and lines', () => {
    const facts = read(cii(ciiLine('Schrauben', '1000', '10.00', '100.00')));
    expect(facts).toMatchObject({
      documentType: 'credit_note',
      number: 'R-2024/17',
      issueDate: '2024-02-29',
      dueDate: '2024-03-31',
      currency: 'EUR',
      orderNumber: 'PO-9',
      seller: { name: 'Müller & Söhne GmbH', country: 'DE', taxIds: [{ kind: 'vat', value: 'DE136695976' }] },
      buyer: { name: 'Kunde AG', address: ['Ringstraße 1', '80333 München'] },
      totals: { net: '100.00', tax: '19.00', gross: '119.00', prepaid: '19', due: '100.00', charges: null },
      taxes: [{ rate: '19', base: '100.00', amount: '19.00', category: 'S' }],
    });
    expect(facts.lines).toEqual([
      {
        description: 'Schrauben',
        quantity: '1000',
        unit: 'C62',
        unitPrice: '10.00',
        priceQuantity: '100',
        amount: '100.00',
        taxRate: '19',
        code: null,
        kind: 'detail',
        pageNumber: null,
      },
    ]);
  });

  test('does not add groups, remarks and zero times zero into the sum of lines', () => {
    const status = (code: string) => `<ram:LineStatusReasonCode>${code}</ram:LineStatusReasonCode>`;
    const facts = read(
      cii(
        ciiLine('Set', '1', '60', '60.00', status('GROUP')) +
          ciiLine('Part', '1', '60', '60.00', status('DETAIL')) +
          ciiLine('Note', '1', '7', '7.00', status('INFORMATION')) +
          ciiLine('--- Section ---', '0', '0', '0.00') +
          ciiLine('Other', '1', '40', '40.00'),
      ),
    );
    expect(facts.lines.map((line) => line.kind)).toEqual([
      'group',
      'detail',
      'information',
      'information',
      'detail',
    ]);
    expect(sumOfLines(facts.lines)).toBe('100.00');
  });

  test('reads ZUGFeRD 1, whose elements have other names', () => {
    const first = cii(ciiLine('Ware', '1', '100', '100.00'))
      .replaceAll('CrossIndustryInvoice', 'CrossIndustryDocument')
      .replaceAll('ExchangedDocument', 'HeaderExchangedDocument')
      .replaceAll('rsm:SupplyChainTradeTransaction', 'rsm:SpecifiedSupplyChainTradeTransaction')
      .replaceAll('ApplicableHeaderTrade', 'ApplicableSupplyChainTrade')
      .replaceAll('SpecifiedLineTrade', 'SpecifiedSupplyChainTrade')
      .replaceAll('MonetarySummation', '_')
      .replaceAll('SettlementHeader_', 'SettlementMonetarySummation')
      .replaceAll('SettlementLine_', 'SettlementMonetarySummation');
    expect(read(first)).toMatchObject({
      number: 'R-2024/17',
      totals: { gross: '119.00', tax: '19.00' },
      lines: [{ description: 'Ware', amount: '100.00', quantity: '1' }],
    });
  });
});

test('reads UBL invoices', () => {
  const ubl = `<Invoice xmlns="x" xmlns:cbc="y" xmlns:cac="z"><cbc:ID>17</cbc:ID><cbc:IssueDate>2024-02-29</cbc:IssueDate><cbc:DueDate>2024-03-30</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Brand</cbc:Name></cac:PartyName><cac:PartyLegalEntity><cbc:RegistrationName>Seller BV</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount>100</cbc:TaxableAmount><cbc:TaxAmount>21.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:LineExtensionAmount>100</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>100</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount>121.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>121.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity><cbc:LineExtensionAmount>100</cbc:LineExtensionAmount><cac:Item><cbc:Name>Advies</cbc:Name></cac:Item><cac:Price><cbc:PriceAmount>50</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>`;
  expect(read(ubl)).toMatchObject({
    documentType: 'invoice',
    number: '17',
    issueDate: '2024-02-29',
    dueDate: '2024-03-30',
    seller: { name: 'Seller BV' },
    totals: { net: '100', tax: '21.00', gross: '121.00', due: '121.00' },
    taxes: [{ rate: '21', base: '100', amount: '21.00', category: 'S' }],
    lines: [{ description: 'Advies', quantity: '2', unit: 'HUR', unitPrice: '50', amount: '100' }],
  });
});

describe('untrusted XML', () => {
  test('refuses a document type, so nothing can be expanded', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;">]><Invoice>&y;</Invoice>`;
    expect(readEInvoice(bytes(bomb))).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('document type'),
    });
  });

  test.each([
    ['cut off', cii('').slice(0, -60)],
    ['not XML', 'PK\u0003\u0004'],
    ['too deep', `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`],
    ['empty', ''],
  ])('says that it cannot read: %s', (_, xml) => {
    expect(readEInvoice(bytes(xml)).kind).toBe('unreadable');
  });

  test('refuses more than 16 MiB', () => {
    expect(readEInvoice(new Uint8Array(17 * 1024 * 1024))).toMatchObject({ kind: 'unreadable' });
  });

  test('other XML is no e-invoice', () => {
    expect(readEInvoice(bytes('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'))).toEqual({ kind: 'none' });
  });

  test('reads Latin-1, declared or not, and UTF-16', () => {
    const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const xml = cii('').replace('&#xF6;', 'ö');
    for (const encoded of [latin(xml.replace('UTF-8', 'ISO-8859-1')), latin(xml)]) {
      const outcome = readEInvoice(encoded);
      expect(outcome.kind === 'read' && outcome.facts.seller?.name).toBe('Müller & Söhne GmbH');
    }
    const utf16 = new Uint8Array(2 + xml.length * 2);
    new DataView(utf16.buffer).setUint16(0, 0xfffe);
    for (let i = 0; i < xml.length; i++)
      new DataView(utf16.buffer).setUint16(2 + i * 2, xml.charCodeAt(i), true);
    expect(readEInvoice(utf16).kind).toBe('read');
  });
});

test('tries attachments with standard names first, whatever their letter case, then other XML', () => {
  const names = ['terms.pdf', 'UBL-Invoice-2.1.xml', 'ZUGFeRD-Invoice.XML', 'a/b/factur-x.xml'].map(
    (name) => ({ name }),
  );
  expect(eInvoiceCandidates(names).map(({ name }) => name)).toEqual([
    'ZUGFeRD-Invoice.XML',
    'a/b/factur-x.xml',
    'UBL-Invoice-2.1.xml',
  ]);
});
