import { type Decimal, sum } from '../domain/decimal.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';

/** What kind of paper the document calls itself. */
export type InvoiceDocumentType =
  | 'invoice'
  | 'credit_note'
  | 'debit_note'
  | 'receipt'
  | 'proforma'
  | 'quotation'
  | 'order'
  | 'delivery_note'
  | 'statement'
  | 'other';

/** A registration of a party, as printed without spaces; `valid` null where the kind has no checksum. */
export interface TaxId {
  readonly kind: 'vat' | 'gstin' | 'pan' | 'company' | 'other';
  readonly value: string;
  readonly valid: boolean | null;
}

/** Seller or buyer. */
export interface Party {
  readonly name: string;
  /** Address lines as printed, without the name; empty when none was read. */
  readonly address: readonly string[];
  /** ISO 3166-1 alpha-2, where known. */
  readonly country: string | null;
  readonly taxIds: readonly TaxId[];
}

/** The sums a document states. Null: not stated. Allowances and prepaid are positive numbers. */
export interface InvoiceTotals {
  /** Sum of the line items before charges and allowances of the whole document. */
  readonly lines: Decimal | null;
  readonly charges: Decimal | null;
  readonly allowances: Decimal | null;
  readonly net: Decimal | null;
  readonly tax: Decimal | null;
  readonly gross: Decimal | null;
  readonly prepaid: Decimal | null;
  readonly due: Decimal | null;
  readonly rounding: Decimal | null;
}

/** One row of the tax breakdown. */
export interface TaxRow {
  /** Per cent, such as `"19"`. */
  readonly rate: Decimal | null;
  readonly base: Decimal | null;
  readonly amount: Decimal | null;
  /** UNTDID 5305 code (`S`, `Z`, `E`, `AE`, …) or the printed name (`CGST`). */
  readonly category: string | null;
}

/** One line item. */
export interface InvoiceLine {
  readonly description: string;
  readonly quantity: Decimal | null;
  /** As printed, or the UNECE code of the XML. */
  readonly unit: string | null;
  readonly unitPrice: Decimal | null;
  /** The unit price is for this many units; null: for one. */
  readonly priceQuantity: Decimal | null;
  /** Net amount as printed, after the discount of the line. */
  readonly amount: Decimal | null;
  readonly taxRate: Decimal | null;
  readonly code: string | null;
  /** `group` and `information` lines are not added into totals. */
  readonly kind: 'detail' | 'group' | 'information';
  /** Null for XML. */
  readonly pageNumber: number | null;
}

/** What an invoice, receipt or bill says, wherever it was read. */
export interface InvoiceFacts {
  readonly documentType: InvoiceDocumentType;
  readonly number: string | null;
  /** ISO dates. */
  readonly issueDate: string | null;
  readonly dueDate: string | null;
  readonly deliveryDate: string | null;
  /** ISO 4217. */
  readonly currency: string | null;
  /** ISO 639-1. */
  readonly language: string | null;
  readonly seller: Party | null;
  readonly buyer: Party | null;
  readonly orderNumber: string | null;
  readonly iban: string | null;
  readonly totals: InvoiceTotals;
  readonly taxes: readonly TaxRow[];
  readonly lines: readonly InvoiceLine[];
}

/** Facts with the evidence of each (paths such as `totals.gross`, `seller.name`, `lines[0].amount`) and what was noticed. */
export interface InvoiceReading {
  readonly facts: InvoiceFacts;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/** The totals of an invoice on which none was found. */
export const NO_TOTALS: InvoiceTotals = {
  lines: null,
  charges: null,
  allowances: null,
  net: null,
  tax: null,
  gross: null,
  prepaid: null,
  due: null,
  rounding: null,
};

/** Sum of the line amounts that count towards the totals: details only, never groups and remarks. */
export function sumOfLines(lines: readonly InvoiceLine[]): Decimal {
  return sum(lines.flatMap((line) => (line.kind === 'detail' && line.amount !== null ? [line.amount] : [])));
}
