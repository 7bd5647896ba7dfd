import type { InvoiceFacts } from '../invoice-facts.ts';
import { isCrossIndustry, readCrossIndustry } from './cross-industry.ts';
import { isUbl, readUbl } from './universal-business-language.ts';
import { parseXml } from './xml-element.ts';

/** What the XML of an e-invoice says, or why it could not be read; `none` when the bytes are not an e-invoice at all. */
export type EInvoiceOutcome =
  | { readonly kind: 'read'; readonly facts: InvoiceFacts }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Names that the standards prescribe; their letter case varies in the field. */
const STANDARD_NAMES = new Set(['factur-x.xml', 'zugferd-invoice.xml', 'xrechnung.xml', 'order-x.xml']);

/** True for an attachment name that a standard prescribes for the invoice itself. */
export function isEInvoiceName(name: string): boolean {
  return STANDARD_NAMES.has(baseName(name));
}

/**
 * Attachments that may hold the invoice as data, the most likely first: names of the standards, then any other XML
 * (the content decides; accounting programs attach UBL under names of their own).
 */
export function eInvoiceCandidates<Attachment extends { readonly name: string }>(
  attachments: readonly Attachment[],
): Attachment[] {
  const standard = attachments.filter((attachment) => isEInvoiceName(attachment.name));
  const others = attachments.filter(
    (attachment) => !isEInvoiceName(attachment.name) && baseName(attachment.name).endsWith('.xml'),
  );
  return [...standard, ...others];
}

/** Reads Factur-X, ZUGFeRD 1 and 2, XRechnung (CII and UBL) and Peppol UBL into facts. Never throws. */
export function readEInvoice(bytes: Uint8Array): EInvoiceOutcome {
  const parsed = parseXml(bytes);
  if (!parsed.ok) return { kind: 'unreadable', reason: parsed.reason };
  const { root } = parsed;
  if (isCrossIndustry(root)) return stated(readCrossIndustry(root));
  return isUbl(root) ? stated(readUbl(root)) : { kind: 'none' };
}

/** Without a number and without a total nothing is answered, whatever the profile; the page may still do. */
function stated(facts: InvoiceFacts): EInvoiceOutcome {
  const { gross, due, net } = facts.totals;
  return facts.number === null && (gross ?? due ?? net) === null
    ? { kind: 'unreadable', reason: 'it states neither a number nor a total' }
    : { kind: 'read', facts };
}

function baseName(name: string): string {
  return name.replace(/^.*[\\/]/, '').toLowerCase();
}
