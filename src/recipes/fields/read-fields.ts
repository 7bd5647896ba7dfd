import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { DocumentReader, Reading } from '../../domain/question.ts';
import { readDates } from '../../rules/document-dates.ts';
import { evidenceOf } from '../../rules/evidence.ts';
import type { InvoiceLine, InvoiceReading } from '../../rules/invoice-facts.ts';
import { findLabelled } from '../../rules/labelled-values.ts';
import type { Paper } from '../../rules/paper.ts';
import { readPaper } from '../../rules/paper.ts';
import { readEmbeddedInvoice, readInvoiceDocument } from '../../rules/read-document.ts';
import { locateValues } from '../../verify/verify.ts';
import { type FieldLeaf, type FieldPlan, type FieldRows, pathText } from './field-leaves.ts';
import { isLineItems, knownFact, lineMember } from './known-facts.ts';

type Answer = Record<string, unknown>;

interface Found {
  readonly value: unknown;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

const NOTHING: Found = { value: null, evidence: [], findings: [] };

/** What reading fields without a model needs to know of the question. */
export interface ReadFieldsInput {
  readonly pageNumbers: readonly number[];
  readonly document: DocumentReader;
  /** Leaves that must stand on a page. */
  readonly evidencePaths: readonly string[];
}

/**
 * Reads fields without a model: facts of invoices that a field means (from an embedded e-invoice where there is one),
 * else the value beside or below its label. Null when nothing at all was found.
 */
export async function readFields(
  plan: FieldPlan,
  { pageNumbers, document, evidencePaths }: ReadFieldsInput,
): Promise<Reading<Answer> | null> {
  const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
  const paper = readPaper(pages);
  const { reading: invoice, embedded } = await readInvoiceDocument(paper, document);
  const { order } = readDates(paper, {
    currency: invoice.facts.currency,
    country: invoice.facts.seller?.country ?? null,
    number: null,
  });
  const answer: Answer = {};
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  const take = (path: readonly string[], found: Found): void => {
    place(answer, path, found.value);
    evidence.push(...found.evidence);
    findings.push(...found.findings);
  };
  for (const leaf of plan.leaves) {
    const known = readKnown(leaf, invoice);
    const found = known.value === null ? readLabel(leaf, paper, order) : known;
    if (found.value !== null || leaf.nullable) take(leaf.path, found);
    else if (leaf.form === 'array') take(leaf.path, { ...NOTHING, value: [] });
  }
  for (const rows of plan.rows) take(rows.path, readRows(rows, invoice));
  // Facts that the rules read without keeping their place (a currency, an address), and those of an e-invoice.
  const placed = new Set(evidence.map((one) => one.path));
  const rest = locateValues(answer, pages, { origin: embedded ? 'xml' : 'rules', evidencePaths }).filter(
    (one) => !placed.has(one.path),
  );
  evidence.push(...rest);
  return evidence.length > 0 ? { value: answer, evidence, findings } : null;
}

function place(answer: Answer, path: readonly string[], value: unknown): void {
  let at = answer;
  for (const step of path.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Answer;
  }
  at[path[path.length - 1]!] = value;
}

function readKnown(leaf: FieldLeaf, { facts, evidence, findings }: InvoiceReading): Found {
  const known = knownFact(leaf);
  const value = known?.read(facts) ?? null;
  if (!known || value === null) return NOTHING;
  const path = pathText(leaf.path);
  const own = evidence.filter((one) => one.path === known.path);
  return {
    value: formed(leaf, value),
    evidence: own.map((one) => ({ ...one, path })),
    findings: findings.filter((one) => one.path === known.path).map((one) => ({ ...one, path })),
  };
}

function readLabel(leaf: FieldLeaf, paper: Paper, order: Parameters<typeof findLabelled>[2]['order']): Found {
  const found = findLabelled(paper, leaf.labels, { type: leaf.type, order });
  if (!found || (leaf.choices && !leaf.choices.includes(found.value))) return NOTHING;
  const path = pathText(leaf.path);
  const { words, pageNumber, confidence } = found;
  const values = leaf.form === 'array' ? found.entries : [found.value];
  return {
    value: leaf.form === 'array' ? [...found.entries] : formed(leaf, found.value),
    evidence: values.map((value, index) =>
      evidenceOf({
        path: leaf.form === 'array' ? `${path}[${index}]` : path,
        value,
        pageNumber,
        words,
        confidence,
      }),
    ),
    findings: [],
  };
}

function readRows({ path, labels, members }: FieldRows, { facts, evidence }: InvoiceReading): Found {
  if (!isLineItems(labels)) return { ...NOTHING, value: [] };
  const own: Evidence[] = [];
  const lines = facts.lines.flatMap((line, index) => (line.kind === 'detail' ? [{ line, index }] : []));
  const value = lines.map(({ line, index }, at) => {
    const row: Answer = {};
    for (const leaf of members) {
      const member = lineMember(leaf);
      const text = member ? textOfMember(line, member) : null;
      if (text !== null || leaf.nullable) place(row, leaf.path, text === null ? null : formed(leaf, text));
      const found = evidence.find((one) => one.path === `lines[${index}].${member}`);
      if (text !== null && found)
        own.push({ ...found, path: `${pathText(path)}[${at}].${pathText(leaf.path)}` });
    }
    return row;
  });
  return { value, evidence: own, findings: [] };
}

function textOfMember(line: InvoiceLine, member: keyof InvoiceLine): string | null {
  const value = line[member];
  return value === null || value === '' ? null : String(value);
}

/**
 * Reads fields from an embedded e-invoice alone; null unless it states every field that is asked for, since what it
 * leaves out must be looked for on the pages.
 */
export async function readEmbeddedFields(
  plan: FieldPlan,
  { pageNumbers, document, evidencePaths }: ReadFieldsInput,
): Promise<Reading<Answer> | null> {
  const { facts, findings } = await readEmbeddedInvoice(document);
  if (!facts || plan.rows.some((rows) => !isLineItems(rows.labels))) return null;
  const answer: Answer = {};
  for (const leaf of plan.leaves) {
    const value = knownFact(leaf)?.read(facts) ?? null;
    if (value === null) return null;
    place(answer, leaf.path, formed(leaf, value));
  }
  const reading: InvoiceReading = { facts, evidence: [], findings: [] };
  for (const rows of plan.rows) place(answer, rows.path, readRows(rows, reading).value);
  const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
  return { value: answer, evidence: locateValues(answer, pages, { origin: 'xml', evidencePaths }), findings };
}

/** A value in the form the answer wants it: exact text, or a JSON number or boolean where the user's schema says so. */
function formed(leaf: FieldLeaf, value: string): unknown {
  switch (leaf.form) {
    case 'boolean':
      return value === 'true';
    case 'number':
      return Number(value);
    case 'integer':
      return Number.isInteger(Number(value)) ? Number(value) : null;
    case 'array':
      return [value];
    default:
      return value;
  }
}
