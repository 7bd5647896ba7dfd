import type { Decimal } from '../../domain/decimal.ts';
import type { InvoiceFacts, InvoiceLine, Party, TaxRow } from '../invoice-facts.ts';
import { childOf, childrenOf, textAt, type XmlElement } from './xml-element.ts';
import { decimalAt, documentTypeOfCode, isRemark, priceQuantityOf, xmlDate, xmlTaxId } from './xml-values.ts';

/** True for the root of Factur-X, ZUGFeRD 1 and 2 and XRechnung CII documents. */
export function isCrossIndustry(root: XmlElement): boolean {
  return root.name === 'CrossIndustryInvoice' || root.name === 'CrossIndustryDocument';
}

/**
 * Facts of a UN/CEFACT Cross Industry Invoice (D16B, any profile from MINIMUM to EXTENDED) or a ZUGFeRD 1 document,
 * whose elements differ in name only.
 */
export function readCrossIndustry(root: XmlElement): InvoiceFacts {
  const header = childOf(root, 'ExchangedDocument|HeaderExchangedDocument');
  const trade = childOf(root, 'SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction');
  const agreement = childOf(trade, 'ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement');
  const delivery = childOf(trade, 'ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery');
  const settlement = childOf(trade, 'ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement');
  const sums = childOf(
    settlement,
    'SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation',
  );
  const currency = textAt(settlement, 'InvoiceCurrencyCode');
  return {
    documentType: documentTypeOfCode(textAt(header, 'TypeCode')),
    number: textAt(header, 'ID'),
    issueDate: dateAt(childOf(header, 'IssueDateTime')),
    dueDate: dueDate(settlement),
    deliveryDate: dateAt(childOf(delivery, 'ActualDeliverySupplyChainEvent', 'OccurrenceDateTime')),
    currency,
    language: null,
    seller: readParty(childOf(agreement, 'SellerTradeParty')),
    buyer: readParty(childOf(agreement, 'BuyerTradeParty')),
    orderNumber:
      textAt(agreement, 'BuyerOrderReferencedDocument', 'IssuerAssignedID') ??
      textAt(agreement, 'BuyerOrderReferencedDocument', 'ID'),
    iban:
      textAt(
        settlement,
        'SpecifiedTradeSettlementPaymentMeans',
        'PayeePartyCreditorFinancialAccount',
        'IBANID',
      )?.replace(/\s+/g, '') ?? null,
    totals: {
      lines: decimalAt(sums, 'LineTotalAmount'),
      charges: decimalAt(sums, 'ChargeTotalAmount'),
      allowances: decimalAt(sums, 'AllowanceTotalAmount'),
      net: taxBasis(sums, currency),
      tax: inCurrency(childrenOf(sums, 'TaxTotalAmount'), currency),
      gross: inCurrency(childrenOf(sums, 'GrandTotalAmount'), currency),
      prepaid: decimalAt(sums, 'TotalPrepaidAmount'),
      due: decimalAt(sums, 'DuePayableAmount'),
      rounding: decimalAt(sums, 'RoundingAmount'),
    },
    taxes: childrenOf(settlement, 'ApplicableTradeTax').map(readTax),
    lines: childrenOf(trade, 'IncludedSupplyChainTradeLineItem').map(readLine),
  };
}

function dateAt(element: XmlElement | undefined): string | null {
  return xmlDate(textAt(element, 'DateTimeString') ?? textAt(element, 'DateTime'));
}

/** Terms with a discount have earlier dates; the last one is when the whole amount is due. */
function dueDate(settlement: XmlElement | undefined): string | null {
  const dates = childrenOf(settlement, 'SpecifiedTradePaymentTerms')
    .map((terms) => dateAt(childOf(terms, 'DueDateDateTime')))
    .filter((date) => date !== null);
  return dates.sort().at(-1) ?? null;
}

function readParty(party: XmlElement | undefined): Party | null {
  const name = textAt(party, 'Name') ?? textAt(party, 'SpecifiedLegalOrganization', 'TradingBusinessName');
  if (!name) return null;
  const address = childOf(party, 'PostalTradeAddress');
  const city = [textAt(address, 'PostcodeCode'), textAt(address, 'CityName')]
    .filter((part) => part !== null)
    .join(' ');
  return {
    name,
    address: [
      textAt(address, 'LineOne'),
      textAt(address, 'LineTwo'),
      textAt(address, 'LineThree'),
      city,
    ].filter((line): line is string => !!line),
    country: textAt(address, 'CountryID'),
    taxIds: [
      ...childrenOf(party, 'SpecifiedTaxRegistration').flatMap((registration) => {
        const id = childOf(registration, 'ID');
        return id?.text ? [xmlTaxId(id.text, id.attributes.schemeID)] : [];
      }),
      ...childrenOf(childOf(party, 'SpecifiedLegalOrganization'), 'ID').map((id) => ({
        kind: 'company' as const,
        value: id.text,
        valid: null,
      })),
    ],
  };
}

function taxBasis(sums: XmlElement | undefined, currency: string | null): Decimal | null {
  return inCurrency(childrenOf(sums, 'TaxBasisTotalAmount'), currency);
}

/** Totals may be stated twice, in the currency of the invoice and in that of the books. */
function inCurrency(amounts: readonly XmlElement[], currency: string | null): Decimal | null {
  const own = amounts.find((amount) => amount.attributes.currencyID === currency);
  const plain = amounts.find((amount) => amount.attributes.currencyID === undefined);
  return decimalAt(own ?? plain ?? amounts[0]);
}

function readTax(tax: XmlElement): TaxRow {
  return {
    rate: decimalAt(tax, 'RateApplicablePercent') ?? decimalAt(tax, 'ApplicablePercent'),
    base: decimalAt(tax, 'BasisAmount'),
    amount: decimalAt(tax, 'CalculatedAmount'),
    category: textAt(tax, 'CategoryCode'),
  };
}

function readLine(line: XmlElement): InvoiceLine {
  const document = childOf(line, 'AssociatedDocumentLineDocument');
  const product = childOf(line, 'SpecifiedTradeProduct');
  const agreement = childOf(line, 'SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement');
  const price =
    childOf(agreement, 'NetPriceProductTradePrice') ?? childOf(agreement, 'GrossPriceProductTradePrice');
  const delivery = childOf(line, 'SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery');
  const quantity = childOf(delivery, 'BilledQuantity');
  const settlement = childOf(line, 'SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement');
  const amount = decimalAt(
    settlement,
    'SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation',
    'LineTotalAmount',
  );
  const tax = childOf(settlement, 'ApplicableTradeTax');
  return {
    description:
      textAt(product, 'Name') ??
      textAt(product, 'Description') ??
      textAt(document, 'IncludedNote', 'Content') ??
      '',
    quantity: decimalAt(quantity),
    unit: quantity?.attributes.unitCode ?? null,
    unitPrice: decimalAt(price, 'ChargeAmount'),
    priceQuantity: priceQuantityOf(decimalAt(price, 'BasisQuantity')),
    amount,
    taxRate: decimalAt(tax, 'RateApplicablePercent') ?? decimalAt(tax, 'ApplicablePercent'),
    code: textAt(product, 'SellerAssignedID'),
    kind: lineKind(textAt(document, 'LineStatusReasonCode'), isRemark(decimalAt(quantity), amount)),
    pageNumber: null,
  };
}

function lineKind(status: string | null, remark: boolean): InvoiceLine['kind'] {
  if (status === 'GROUP') return 'group';
  if (status === 'INFORMATION' || remark) return 'information';
  return 'detail';
}
