import { equal } from '../../domain/decimal.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding, Severity } from '../../domain/finding.ts';
import { resolveDate } from '../dates.ts';
import type { InvoiceFacts, InvoiceReading, InvoiceTotals } from '../invoice-facts.ts';
import { nameKey } from '../names.ts';
import type { Paper } from '../paper.ts';

/** A name or a date of the page below this confidence is no ground to doubt an e-invoice. */
const SURE = 0.75;

/** Facts that a page states plainly enough to be compared. */
const COMPARED = new Set([
  'number',
  'issueDate',
  'dueDate',
  'seller.name',
  'buyer.name',
  'totals.net',
  'totals.tax',
  'totals.gross',
  'totals.due',
]);

/**
 * Takes the facts of an e-invoice, fills what its profile leaves out from the page, and compares both: a fact that the
 * page states differently, and that stands nowhere on it as the e-invoice says, is a finding (`xml-page-mismatch`).
 *
 * Evidence is that of the page where both agree; facts of the e-invoice without evidence are left for whoever locates
 * values.
 */
export function mergeReadings(xml: InvoiceFacts, page: InvoiceReading, paper: Paper): InvoiceReading {
  const totals = Object.fromEntries(
    Object.entries(page.facts.totals).map(([kind, value]) => [
      kind,
      xml.totals[kind as keyof InvoiceTotals] ?? value,
    ]),
  ) as unknown as InvoiceTotals;
  const facts: InvoiceFacts = {
    documentType: xml.documentType,
    number: xml.number ?? page.facts.number,
    issueDate: xml.issueDate ?? page.facts.issueDate,
    dueDate: xml.dueDate ?? page.facts.dueDate,
    deliveryDate: xml.deliveryDate ?? page.facts.deliveryDate,
    currency: xml.currency ?? page.facts.currency,
    language: page.facts.language,
    seller: xml.seller ?? page.facts.seller,
    buyer: xml.buyer ?? page.facts.buyer,
    orderNumber: xml.orderNumber ?? page.facts.orderNumber,
    iban: xml.iban ?? page.facts.iban,
    totals,
    taxes: xml.taxes.length > 0 ? xml.taxes : page.facts.taxes,
    lines: xml.lines.length > 0 ? xml.lines : page.facts.lines,
  };
  const findings: Finding[] = [];
  const evidence: Evidence[] = [];
  for (const one of page.evidence) {
    if (one.path.startsWith('lines[')) {
      if (xml.lines.length === 0) evidence.push(one);
      continue;
    }
    const stated = factAt(xml, one.path);
    if (stated === null) {
      evidence.push(one);
    } else if (agree(one.path, stated, one.value)) {
      evidence.push({ ...one, value: stated, origin: 'xml', confidence: 0.99 });
    } else if (
      COMPARED.has(one.path) &&
      (one.path.startsWith('totals.') || one.confidence >= SURE) &&
      !isPrinted(stated, one.path, paper)
    ) {
      findings.push(mismatch(one, stated));
    }
  }
  const own = page.findings.filter(
    (one) => factAt(xml, one.path) === null && !(one.path === 'lines' && xml.lines.length > 0),
  );
  return { facts, evidence, findings: [...own, ...findings] };
}

function mismatch(page: Evidence, stated: string): Finding {
  const severity: Severity = page.path.startsWith('totals.') || page.path === 'number' ? 'error' : 'warning';
  return {
    code: 'xml-page-mismatch',
    severity,
    path: page.path,
    message: 'The embedded e-invoice and the page say different things.',
    expected: stated,
    actual: page.value,
    ...(page.pageNumber === null ? {} : { pageNumber: page.pageNumber }),
  };
}

function factAt(facts: InvoiceFacts, path: string): string | null {
  const [first, second] = path.split('.') as [keyof InvoiceFacts, string | undefined];
  const value: unknown = facts[first];
  if (second === undefined) return typeof value === 'string' ? value : null;
  const member = (value as Record<string, unknown> | null)?.[second];
  return typeof member === 'string' ? member : null;
}

function agree(path: string, stated: string, printed: string): boolean {
  if (path.startsWith('totals.')) return equal(stated, printed);
  if (path.endsWith('.name')) return nameKey(stated) === nameKey(printed);
  const plain = (text: string): string => text.replace(/\s/g, '').toLowerCase();
  return plain(stated) === plain(printed);
}

/** True when the page shows the value somewhere, though not where the rules looked for it. */
function isPrinted(value: string, path: string, paper: Paper): boolean {
  if (path.startsWith('totals.')) {
    return paper.lines.some((line) => line.amounts.some((amount) => equal(amount.value, value)));
  }
  if (path.endsWith('Date')) {
    return paper.lines.some((line) =>
      line.dates.some(
        (date) => resolveDate(date, 'day-first') === value || resolveDate(date, 'month-first') === value,
      ),
    );
  }
  const plain = (text: string): string => text.replace(/\s/g, '').toLowerCase();
  return paper.lines.some((line) => plain(line.line.text).includes(plain(value)));
}
