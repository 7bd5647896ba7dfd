import { add, equal } from '../../domain/decimal.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { PageText } from '../../domain/page-text.ts';
import type { DocumentReader, Reading } from '../../domain/question.ts';
import { mergeReadings } from '../../rules/e-invoice/merge-readings.ts';
import { type InvoiceFacts, type InvoiceReading, type Party, sumOfLines } from '../../rules/invoice-facts.ts';
import { nameKey } from '../../rules/names.ts';
import { readPaper } from '../../rules/paper.ts';
import { readEmbeddedInvoice } from '../../rules/read-document.ts';
import { readInvoicePaper } from '../../rules/read-invoice.ts';
import { splitPapers } from '../../rules/split-papers.ts';
import { locateValues } from '../../verify/verify.ts';
import { VENDOR_INVOICE_EVIDENCE, type VendorInvoice, type VendorInvoices } from './invoice-schema.ts';

/** Reads the invoices of a file from its pages, without a model and without looking at attachments. */
export async function readVendorInvoices(
  pageNumbers: readonly number[],
  document: DocumentReader,
): Promise<Reading<VendorInvoices> | null> {
  const pages = await wordsOf(document, pageNumbers);
  const parts = splitPapers(readPaper(pages)).map(({ paper, pageNumbers: own }) => ({
    reading: readInvoicePaper(paper),
    pageNumbers: own,
  }));
  const entries = joinCopies(parts).filter(({ reading }) => saysSomething(reading.facts));
  return entries.length > 0 ? toReading(entries, pages, 'rules') : null;
}

/** What the attachments of a file answer, and what is to be said of them whoever answers in the end. */
export interface EmbeddedAnswer {
  /** Null when no attachment is an e-invoice that can be read. */
  readonly reading: Reading<VendorInvoices> | null;
  readonly facts: InvoiceFacts | null;
  /** Of the attachments themselves: unreadable, or different from each other. */
  readonly findings: readonly Finding[];
}

/** Reads the embedded e-invoice of a file, compared with its pages. */
export async function readEmbeddedVendorInvoice(
  pageNumbers: readonly number[],
  document: DocumentReader,
): Promise<EmbeddedAnswer> {
  const { facts, findings } = await readEmbeddedInvoice(document);
  if (!facts) return { reading: null, facts, findings };
  const pages = await wordsOf(document, pageNumbers);
  const paper = readPaper(pages);
  const reading = mergeReadings(facts, readInvoicePaper(paper), paper);
  return {
    reading: toReading([{ reading, pageNumbers }], pages, 'xml'),
    facts: reading.facts,
    findings,
  };
}

function wordsOf(document: DocumentReader, pageNumbers: readonly number[]): Promise<PageText[]> {
  return Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
}

interface Entry {
  readonly reading: InvoiceReading;
  readonly pageNumbers: readonly number[];
}

function saysSomething({ number, totals, seller, lines }: InvoiceFacts): boolean {
  return (
    totals.gross !== null || totals.net !== null || (number !== null && seller !== null) || lines.length > 0
  );
}

/** Copies of one invoice (same number, seller and total) are one entry with the pages of all. */
function joinCopies(entries: readonly Entry[]): Entry[] {
  const out: Entry[] = [];
  for (const entry of entries) {
    const { number, seller, totals } = entry.reading.facts;
    const at = out.findIndex(({ reading: { facts } }) => {
      const same =
        number !== null &&
        facts.number === number &&
        nameKey(facts.seller?.name ?? '') === nameKey(seller?.name ?? '');
      const total =
        totals.gross === null || facts.totals.gross === null || equal(totals.gross, facts.totals.gross);
      return same && total;
    });
    const known = out[at];
    if (known) out[at] = { ...known, pageNumbers: [...known.pageNumbers, ...entry.pageNumbers] };
    else out.push(entry);
  }
  return out;
}

function toReading(
  entries: readonly Entry[],
  pages: readonly PageText[],
  origin: 'xml' | 'rules',
): Reading<VendorInvoices> {
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  const main = entries[0]!.reading.facts.seller;
  const vendor_invoices = entries.map(({ reading, pageNumbers }, index) => {
    const prefix = `vendor_invoices[${index}]`;
    const paths = pathsOf(reading.facts);
    const placed = (path: string): string[] => paths(path).map((own) => `${prefix}.${own}`);
    evidence.push(...reading.evidence.flatMap((one) => placed(one.path).map((path) => ({ ...one, path }))));
    findings.push(
      ...reading.findings.flatMap((one) => {
        const [path = prefix] = placed(one.path);
        return [{ ...one, path: one.path === '' ? prefix : path }];
      }),
    );
    return entryOf(reading.facts, pageNumbers, index === 0 || isSame(main, reading.facts.seller));
  });
  const value = { vendor_invoices };
  const known = new Set(evidence.map((one) => one.path));
  const located = locateValues(value, pages, { origin, evidencePaths: VENDOR_INVOICE_EVIDENCE });
  evidence.push(...located.filter((one) => !known.has(one.path) && !isCalculated(one.path, vendor_invoices)));
  return { value, evidence, findings };
}

function isSame(a: Party | null, b: Party | null): boolean {
  return nameKey(a?.name ?? '') === nameKey(b?.name ?? '');
}

/** A computed total stands on no page; its entry says that it was computed. */
function isCalculated(path: string, invoices: readonly VendorInvoice[]): boolean {
  const match = /^vendor_invoices\[(\d+)\]\.total_amount$/.exec(path);
  return match !== null && invoices[Number(match[1])]?.amount_calculated === true;
}

function entryOf(facts: InvoiceFacts, pageNumbers: readonly number[], main: boolean): VendorInvoice {
  const { totals, seller, buyer, lines } = facts;
  const details = lines.filter((line) => line.kind === 'detail');
  const total = totalOf(facts);
  return {
    issuer: seller?.name ?? null,
    consignor: null,
    consignee: buyer?.name ?? null,
    vendor_name: seller?.name ?? null,
    original_vendor_name: seller?.name ?? null,
    invoice_type: typeOf(facts),
    pan: seller?.taxIds.find((id) => id.kind === 'pan')?.value ?? null,
    registration_numbers: (seller?.taxIds ?? []).flatMap((id) =>
      id.kind === 'pan' || id.kind === 'company'
        ? []
        : [
            {
              type:
                id.kind === 'gstin'
                  ? ('GSTIN' as const)
                  : id.kind === 'vat'
                    ? ('VAT' as const)
                    : ('other' as const),
              value: id.value,
            },
          ],
    ),
    invoice_date: facts.issueDate,
    due_date: facts.dueDate,
    document_number: facts.orderNumber,
    invoice_number: facts.number,
    description: details[0]?.description || null,
    line_items: details.map(({ description, quantity, unit, unitPrice, amount }) => ({
      description,
      quantity,
      unit,
      unit_price: unitPrice,
      amount,
    })),
    basic_amount: totals.net,
    tax_amount: totals.tax,
    total_amount: total.value,
    currency_code: facts.currency,
    original_amount: null,
    exchange_rate: null,
    amount_calculated: total.calculated,
    calculation_method: total.method,
    is_main_invoice: main,
    page_numbers: [...pageNumbers],
  };
}

function totalOf(facts: InvoiceFacts): {
  value: string | null;
  calculated: boolean;
  method: VendorInvoice['calculation_method'];
} {
  const { gross, due, net, tax } = facts.totals;
  const printed = gross ?? due;
  if (printed !== null) return { value: printed, calculated: false, method: 'extracted_from_total' };
  if (net !== null && tax !== null)
    return { value: add(net, tax), calculated: true, method: 'calculated_from_components' };
  if (facts.lines.some((line) => line.amount !== null)) {
    return { value: sumOfLines(facts.lines), calculated: true, method: 'sum_of_line_items' };
  }
  return { value: null, calculated: false, method: null };
}

function typeOf({ documentType }: InvoiceFacts): VendorInvoice['invoice_type'] {
  switch (documentType) {
    case 'credit_note':
    case 'debit_note':
    case 'receipt':
      return documentType;
    case 'delivery_note':
      return 'challan';
    case 'order':
      return 'service_order';
    default:
      return 'invoice';
  }
}

/** Where a fact stands in an entry; several places share the seller's name. */
function pathsOf(facts: InvoiceFacts): (path: string) => string[] {
  const details = facts.lines.flatMap((line, index) => (line.kind === 'detail' ? [index] : []));
  return (path) => {
    const line = /^lines\[(\d+)\]\.(\w+)$/.exec(path);
    if (line) {
      const at = details.indexOf(Number(line[1]));
      const member = {
        description: 'description',
        quantity: 'quantity',
        unit: 'unit',
        unitPrice: 'unit_price',
        amount: 'amount',
      }[line[2]!];
      return at < 0 || member === undefined ? [] : [`line_items[${at}].${member}`];
    }
    switch (path) {
      case 'number':
        return ['invoice_number'];
      case 'issueDate':
        return ['invoice_date'];
      case 'dueDate':
        return ['due_date'];
      case 'orderNumber':
        return ['document_number'];
      case 'seller.name':
        return ['original_vendor_name', 'issuer'];
      case 'buyer.name':
        return ['consignee'];
      case 'totals.net':
        return ['basic_amount'];
      case 'totals.tax':
        return ['tax_amount'];
      case 'totals.gross':
        return ['total_amount'];
      case 'totals.due':
        return facts.totals.gross === null ? ['total_amount'] : [];
      case 'lines':
        return ['line_items'];
      default:
        return [];
    }
  };
}
