import { equal } from '../domain/decimal.ts';
import type { Finding } from '../domain/finding.ts';
import type { DocumentReader } from '../domain/question.ts';
import { eInvoiceCandidates, isEInvoiceName, readEInvoice } from './e-invoice/e-invoice.ts';
import { mergeReadings } from './e-invoice/merge-readings.ts';
import type { InvoiceFacts, InvoiceReading } from './invoice-facts.ts';
import type { Paper } from './paper.ts';
import { readInvoicePaper } from './read-invoice.ts';

/** An embedded e-invoice, or why the one that is there cannot be used. */
export interface EmbeddedInvoice {
  readonly facts: InvoiceFacts | null;
  readonly findings: readonly Finding[];
}

/**
 * Looks for an e-invoice among a document's attachments. The first that states an invoice is taken; one that cannot be
 * used (`e-invoice-unreadable`) and one that says something else (`e-invoices-differ`) is a warning, not a failure.
 */
export async function readEmbeddedInvoice(document: DocumentReader): Promise<EmbeddedInvoice> {
  const findings: Finding[] = [];
  let first: { readonly name: string; readonly facts: InvoiceFacts } | null = null;
  for (const attachment of eInvoiceCandidates(await document.attachments())) {
    const { name } = attachment;
    const outcome = readEInvoice(await attachment.read());
    if (outcome.kind === 'read') {
      const differing = first && differenceOf(first.facts, outcome.facts);
      if (first && differing) {
        const message = `The attached ${first.name} and ${name} are different e-invoices; ${first.name} was taken.`;
        findings.push({ code: 'e-invoices-differ', severity: 'warning', path: '', message, ...differing });
      }
      first ??= { name, facts: outcome.facts };
    } else if (isEInvoiceName(name)) {
      const reason = outcome.kind === 'none' ? 'it holds no invoice' : outcome.reason;
      const message = `The attached ${name} cannot be read: ${reason}.`;
      findings.push({ code: 'e-invoice-unreadable', severity: 'warning', path: '', message });
    }
  }
  return { facts: first?.facts ?? null, findings };
}

/** The first fact that identifies an invoice and in which two differ; null when they may be one invoice in two formats. */
function differenceOf(
  one: InvoiceFacts,
  other: InvoiceFacts,
): { readonly expected: string; readonly actual: string } | null {
  for (const [expected, actual] of [
    [one.number, other.number],
    [one.currency, other.currency],
  ]) {
    if (expected && actual && expected !== actual) return { expected, actual };
  }
  const [expected, actual] = [one.totals.gross, other.totals.gross];
  return expected !== null && actual !== null && !equal(expected, actual) ? { expected, actual } : null;
}

/**
 * Reads an invoice from its embedded e-invoice where it has one, completed and compared with its pages, else from its
 * pages alone.
 */
export async function readInvoiceDocument(
  paper: Paper,
  document: DocumentReader,
): Promise<{ readonly reading: InvoiceReading; readonly embedded: boolean }> {
  const embedded = await readEmbeddedInvoice(document);
  const reading = readInvoicePaper(paper);
  const merged = embedded.facts ? mergeReadings(embedded.facts, reading, paper) : reading;
  return {
    reading: { ...merged, findings: [...embedded.findings, ...merged.findings] },
    embedded: embedded.facts !== null,
  };
}
