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

/** Looks for an e-invoice among a document's attachments; one that cannot be read is a warning, not a failure. */
export async function readEmbeddedInvoice(document: DocumentReader): Promise<EmbeddedInvoice> {
  const findings: Finding[] = [];
  for (const attachment of eInvoiceCandidates(await document.attachments())) {
    const outcome = readEInvoice(await attachment.read());
    if (outcome.kind === 'read') return { facts: outcome.facts, findings };
    if (outcome.kind === 'unreadable' && isEInvoiceName(attachment.name)) {
      findings.push({
        code: 'e-invoice-unreadable',
        severity: 'warning',
        path: '',
        message: `The attached ${attachment.name} cannot be read: ${outcome.reason}.`,
      });
    }
  }
  return { facts: null, findings };
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
