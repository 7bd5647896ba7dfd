import Big from 'big.js';
import type { Decimal } from '../../domain/decimal.ts';
import type { InvoiceDocumentType, TaxId } from '../invoice-facts.ts';
import { childOf, type XmlElement } from './xml-element.ts';

/** The decimal at `path` in plain notation; null when absent or not a number. */
export function decimalAt(element: XmlElement | undefined, ...path: string[]): Decimal | null {
  return toDecimal(childOf(element, ...path)?.text);
}

/** Plain decimal of an XML number (`+1.50`, `.5`, `1e3` included); null for anything else. */
function toDecimal(text: string | undefined): Decimal | null {
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/.test(text)) return null;
  if (/^-?\d+(\.\d+)?$/.test(text)) return text;
  return new Big(text.replace(/^\+/, '').replace(/\.(?=$|e)/i, '')).toFixed();
}

/** The quantity a unit price is stated for (100 screws, 3 kg), where it is not one. */
export function priceQuantityOf(quantity: Decimal | null): Decimal | null {
  return quantity === null || new Big(quantity).eq(1) || new Big(quantity).lte(0) ? null : quantity;
}

/** Section titles and remarks are written as lines with no amount, or as zero times zero. */
export function isRemark(quantity: Decimal | null, amount: Decimal | null): boolean {
  const zero = (value: Decimal | null) => value !== null && new Big(value).eq(0);
  return amount === null || (zero(amount) && zero(quantity));
}

/** ISO date of `20240131`, `2024-01-31` or `2024-01-31T…`; null for anything else. */
export function xmlDate(text: string | null | undefined): string | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:$|[T+Z-])/.exec(text ?? '');
  return match ? `${match[1]}-${match[2]}-${match[3]}` : null;
}

/** Meaning of a UNTDID 1001 document code. */
export function documentTypeOfCode(code: string | null): InvoiceDocumentType {
  switch (code) {
    case '381':
    case '261':
    case '262':
    case '296':
    case '308':
    case '396':
    case '420':
    case '458':
    case '532':
    case '83':
      return 'credit_note';
    case '383':
    case '84':
      return 'debit_note';
    case '325':
      return 'proforma';
    case '310':
      return 'quotation';
    default:
      return 'invoice';
  }
}

/** A registration number of XML: scheme `VA` is a VAT id, `FC` a national tax number. */
export function xmlTaxId(value: string, scheme: string | undefined): TaxId {
  const compact = value.replace(/\s+/g, '');
  return { kind: scheme === 'VA' || scheme === 'VAT' ? 'vat' : 'other', value: compact, valid: null };
}
