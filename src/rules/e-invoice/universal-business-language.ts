import type { InvoiceFacts, InvoiceLine, Party, TaxId, TaxRow } from '../invoice-facts.ts';
import { childOf, childrenOf, textAt, type XmlElement } from './xml-element.ts';
import { decimalAt, documentTypeOfCode, isRemark, priceQuantityOf, xmlDate, xmlTaxId } from './xml-values.ts';

/** True for the root of an UBL 2 invoice or credit note (XRechnung UBL, Peppol BIS Billing). */
export function isUbl(root: XmlElement): boolean {
  return (
    (root.name === 'Invoice' || root.name === 'CreditNote') &&
    childOf(root, 'LegalMonetaryTotal') !== undefined
  );
}

/** Facts of a UBL 2 invoice or credit note. */
export function readUbl(root: XmlElement): InvoiceFacts {
  const sums = childOf(root, 'LegalMonetaryTotal');
  const currency = textAt(root, 'DocumentCurrencyCode');
  const taxTotals = childrenOf(root, 'TaxTotal');
  const taxTotal =
    taxTotals.find((total) => childOf(total, 'TaxAmount')?.attributes.currencyID === currency) ??
    taxTotals[0];
  const type = documentTypeOfCode(textAt(root, 'InvoiceTypeCode|CreditNoteTypeCode'));
  return {
    documentType: root.name === 'CreditNote' ? 'credit_note' : type,
    number: textAt(root, 'ID'),
    issueDate: xmlDate(textAt(root, 'IssueDate')),
    dueDate: xmlDate(textAt(root, 'DueDate') ?? textAt(root, 'PaymentMeans', 'PaymentDueDate')),
    deliveryDate: xmlDate(textAt(root, 'Delivery', 'ActualDeliveryDate')),
    currency,
    language: null,
    seller: readParty(childOf(root, 'AccountingSupplierParty', 'Party')),
    buyer: readParty(childOf(root, 'AccountingCustomerParty', 'Party')),
    orderNumber: textAt(root, 'OrderReference', 'ID'),
    iban: textAt(root, 'PaymentMeans', 'PayeeFinancialAccount', 'ID')?.replace(/\s+/g, '') ?? null,
    totals: {
      lines: decimalAt(sums, 'LineExtensionAmount'),
      charges: decimalAt(sums, 'ChargeTotalAmount'),
      allowances: decimalAt(sums, 'AllowanceTotalAmount'),
      net: decimalAt(sums, 'TaxExclusiveAmount'),
      tax: decimalAt(taxTotal, 'TaxAmount'),
      gross: decimalAt(sums, 'TaxInclusiveAmount'),
      prepaid: decimalAt(sums, 'PrepaidAmount'),
      due: decimalAt(sums, 'PayableAmount'),
      rounding: decimalAt(sums, 'PayableRoundingAmount'),
    },
    taxes: childrenOf(taxTotal, 'TaxSubtotal').map(readTax),
    lines: childrenOf(root, 'InvoiceLine', 'CreditNoteLine').map(readLine),
  };
}

function readParty(party: XmlElement | undefined): Party | null {
  const name = textAt(party, 'PartyLegalEntity', 'RegistrationName') ?? textAt(party, 'PartyName', 'Name');
  if (!name) return null;
  const address = childOf(party, 'PostalAddress');
  const city = [textAt(address, 'PostalZone'), textAt(address, 'CityName')]
    .filter((part) => part !== null)
    .join(' ');
  return {
    name,
    address: [textAt(address, 'StreetName'), textAt(address, 'AdditionalStreetName'), city].filter(
      (line): line is string => !!line,
    ),
    country: textAt(address, 'Country', 'IdentificationCode'),
    taxIds: [
      ...childrenOf(party, 'PartyTaxScheme').flatMap((scheme): TaxId[] => {
        const id = textAt(scheme, 'CompanyID');
        return id ? [xmlTaxId(id, textAt(scheme, 'TaxScheme', 'ID') ?? undefined)] : [];
      }),
      ...childrenOf(childOf(party, 'PartyLegalEntity'), 'CompanyID').map((id) => ({
        kind: 'company' as const,
        value: id.text,
        valid: null,
      })),
    ],
  };
}

function readTax(tax: XmlElement): TaxRow {
  return {
    rate: decimalAt(tax, 'TaxCategory', 'Percent') ?? decimalAt(tax, 'Percent'),
    base: decimalAt(tax, 'TaxableAmount'),
    amount: decimalAt(tax, 'TaxAmount'),
    category: textAt(tax, 'TaxCategory', 'ID'),
  };
}

function readLine(line: XmlElement): InvoiceLine {
  const quantity = childOf(line, 'InvoicedQuantity|CreditedQuantity');
  const item = childOf(line, 'Item');
  const price = childOf(line, 'Price');
  const amount = decimalAt(line, 'LineExtensionAmount');
  return {
    description: textAt(item, 'Name') ?? textAt(item, 'Description') ?? '',
    quantity: decimalAt(quantity),
    unit: quantity?.attributes.unitCode ?? null,
    unitPrice: decimalAt(price, 'PriceAmount'),
    priceQuantity: priceQuantityOf(decimalAt(price, 'BaseQuantity')),
    amount,
    taxRate: decimalAt(item, 'ClassifiedTaxCategory', 'Percent'),
    code: textAt(item, 'SellersItemIdentification', 'ID'),
    kind: isRemark(decimalAt(quantity), amount) ? 'information' : 'detail',
    pageNumber: null,
  };
}
