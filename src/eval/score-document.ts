import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { DocumentResult, StrongAlone } from '../domain/result.ts';
import { CLASSES } from './classes.ts';
import { sameValue, type ValueKind } from './compare-values.ts';
import { matchLines } from './match-lines.ts';
import { type FactName, offersInvoices, type ReadInvoice, readInvoices } from './read-invoice.ts';
import { type InvoiceTruth, invoicesOf, type Truth } from './truth.ts';

/** `wrong-marked`: wrong, and the result says that it may be; `wrong-unmarked` is what must not happen. */
export type Verdict = 'right' | 'wrong-marked' | 'wrong-unmarked' | 'missing';

/** One fact of one document. */
export interface FactScore {
  /** Name of the fact in the truth file, such as `gross`; `line` for a line item, `field:NAME` for a field. */
  readonly fact: string;
  readonly verdict: Verdict;
  /** The result asks for a look at it, right or not. */
  readonly marked: boolean;
  /** Null: the truth has no such thing (a line that was invented). */
  readonly expected: string | null;
  readonly actual: string | null;
  /** What the result says of its own value, 0 to 1; null or absent where it has no evidence of its own. */
  readonly confidence?: number | null;
}

/** How one result compares with its truth; plain data, to be kept and compared with another run. */
export interface DocumentScore {
  readonly name: string;
  readonly kind: string;
  readonly status: DocumentResult['status'];
  readonly review: DocumentResult['review'];
  readonly facts: readonly FactScore[];
  readonly costMicros: number;
  readonly calls: number;
  readonly totalMs: number;
  readonly stages: DocumentResult['stages'];
  readonly strongAlone?: StrongAlone | null;
}

/** How a document is scored. */
export interface ScoreOptions {
  /** Compare only facts that can be read on the page; false for readers of embedded XML. Default true. */
  readonly onlyVisible?: boolean;
  /** Values of less confidence count as marked, 0 to 1. Default 0.5. */
  readonly reviewThreshold?: number;
}

const KINDS: Readonly<Record<FactName, ValueKind>> = {
  seller: 'name',
  invoiceNumber: 'identifier',
  issueDate: 'date',
  dueDate: 'date',
  currency: 'code',
  net: 'money',
  tax: 'money',
  gross: 'money',
  due: 'money',
};
const TOTALS: ReadonlySet<string> = new Set(['net', 'tax', 'gross', 'due']);

/** Compares a result with the right answer: class, totals, parties, dates, lines one to one, page types, named fields. */
export function scoreDocument(
  result: DocumentResult,
  truth: Truth,
  options: ScoreOptions = {},
): DocumentScore {
  const marks = new Marks(result, options.reviewThreshold ?? 0.5);
  const visible = new Visibility(truth, options.onlyVisible ?? true);
  const facts: FactScore[] = [...scoreClass(result.data, truth, marks)];
  const read = readInvoices(result.data);
  if (read.length > 0 || result.status === 'failed' || offersInvoices(result.data)) {
    for (const [expected, actual] of pairInvoices(invoicesOf(truth), read)) {
      // A paper that is no invoice, and was taken for none, has no facts of one.
      if (expected && actual === null && isRightlyOther(result.data, truth)) continue;
      if (expected) facts.push(...scoreInvoice(expected, actual, { marks, visible }));
      else if (truth.subDocuments) {
        facts.push({
          fact: 'invoice',
          expected: null,
          actual: actual!.path,
          ...wrong(marks.of(actual!.path)),
        });
      }
    }
  }
  facts.push(...scoreFields(result.data, truth, marks));
  const { usage, timings, stages, strongAlone = null, status, review } = result;
  return {
    name: result.document.name,
    kind: truth.kind ?? 'document',
    status,
    review,
    facts,
    costMicros: usage.costMicros,
    calls: usage.calls,
    totalMs: timings.totalMs,
    stages,
    strongAlone,
  };
}

function wrong(marked: boolean): Pick<FactScore, 'verdict' | 'marked'> {
  return { verdict: marked ? 'wrong-marked' : 'wrong-unmarked', marked };
}

/** What a result itself calls doubtful. */
class Marks {
  readonly #all: boolean;
  readonly #findings: readonly Finding[];
  readonly #doubtful: readonly Evidence[];
  readonly #confidences: ReadonlyMap<string, number>;

  constructor(result: DocumentResult, threshold: number) {
    this.#confidences = new Map(result.evidence.map(({ path, confidence }) => [path, confidence]));
    // Whoever uses the result sees the whole document marked when it goes to review or lacks pages.
    this.#all = result.review === 'needed' || result.status !== 'complete';
    this.#findings = result.findings.filter((finding) => finding.severity === 'error');
    this.#doubtful = result.evidence.filter(
      ({ match, origin, confidence }) => (match === 'none' && origin !== 'xml') || confidence < threshold,
    );
  }

  /** What the result says of a value, or of a line by its amount. */
  confidence(path: string): number | null {
    return this.#confidences.get(path) ?? this.#confidences.get(`${path}.amount`) ?? null;
  }

  /** True when the document, the value, or something above or below it is marked. */
  of(path: string): boolean {
    return (
      this.#all ||
      this.#findings.some((finding) => isWithin(path, finding.path) || isWithin(finding.path, path)) ||
      this.#doubtful.some((evidence) => isWithin(evidence.path, path))
    );
  }
}

function isWithin(path: string, outer: string): boolean {
  return outer === '' || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** Which facts of a truth can be read on the page. */
class Visibility {
  readonly #visible: Truth['visible'];
  readonly #fromXml: boolean;
  readonly #isXml: boolean;

  constructor(truth: Truth, only: boolean) {
    this.#visible = only ? truth.visible : null;
    this.#isXml = truth.truthSource === 'embedded-xml';
    this.#fromXml = only && this.#isXml;
  }

  fact(name: string): boolean {
    const said = this.#visible?.[name];
    if (said !== undefined) return said === true;
    // A fact of the XML that nobody looked for on the page may not be there; money is named by its code in the XML only.
    return !this.#fromXml || name === 'currency';
  }

  /** True when each of `count` lines has its amount (or its name) on the page. */
  lines(count: number, what: 'lineAmounts' | 'lineDescriptions'): boolean {
    // The smaller profiles of an e-invoice hold no lines: what the page prints is then unknown, not invented.
    if (count === 0 && this.#isXml) return false;
    const said = this.#visible?.[what];
    return typeof said === 'number' ? said >= count : !this.#fromXml;
  }
}

/** The invoices of truth and result, paired by shared pages and equal totals; what is left over stands alone. */
function pairInvoices(
  expected: readonly InvoiceTruth[],
  actual: readonly ReadInvoice[],
): [InvoiceTruth | null, ReadInvoice | null][] {
  const offers = expected.flatMap((truth, at) =>
    actual.map((read, position) => ({
      at,
      position,
      score: alike(truth, read) - Math.abs(at - position) / 1000,
    })),
  );
  offers.sort((a, b) => b.score - a.score);
  const pairs: [InvoiceTruth | null, ReadInvoice | null][] = [];
  const used = { expected: new Set<number>(), actual: new Set<number>() };
  for (const { at, position } of offers) {
    if (used.expected.has(at) || used.actual.has(position)) continue;
    used.expected.add(at);
    used.actual.add(position);
    pairs.push([expected[at]!, actual[position]!]);
  }
  expected.forEach((truth, at) => {
    if (!used.expected.has(at)) pairs.push([truth, null]);
  });
  actual.forEach((read, at) => {
    if (!used.actual.has(at)) pairs.push([null, read]);
  });
  return pairs;
}

function alike(truth: InvoiceTruth, read: ReadInvoice): number {
  const pages = (truth.pages ?? []).filter((page) => read.pageNumbers.includes(page)).length;
  const same = (fact: FactName): number => {
    const [expected, actual] = [expectedOf(truth, fact), read.facts[fact]?.value];
    return expected && actual && sameValue(expected, actual, KINDS[fact]) ? 1 : 0;
  };
  return 2 * pages + 2 * same('gross') + same('invoiceNumber') + same('issueDate');
}

function expectedOf(truth: InvoiceTruth, fact: FactName): string | null | undefined {
  if (TOTALS.has(fact)) return truth.totals?.[fact as 'net' | 'tax' | 'gross' | 'due'];
  return truth[fact as 'seller' | 'invoiceNumber' | 'issueDate' | 'dueDate' | 'currency'];
}

interface Context {
  readonly marks: Marks;
  readonly visible: Visibility;
}

function scoreInvoice(
  truth: InvoiceTruth,
  read: ReadInvoice | null,
  { marks, visible }: Context,
): FactScore[] {
  const scores: FactScore[] = [];
  for (const fact of Object.keys(KINDS) as FactName[]) {
    const expected = expectedOf(truth, fact);
    if (expected == null || !visible.fact(fact)) continue;
    if (fact === 'currency' && truth.currencyPrinted === false) continue;
    const found = read?.facts[fact];
    // A recipe without such a member was not asked for the fact.
    if (read && !found) continue;
    const accepted = fact === 'seller' ? [expected, ...(truth.sellerAliases ?? [])] : [expected];
    scores.push(scoreFact(fact, accepted, { found: found ?? null, kind: KINDS[fact], marks }));
  }
  scores.push(...scoreLines(truth, read, { marks, visible }));
  if (truth.pageTypes && read?.pageTypes) {
    truth.pageTypes.forEach((type, at) => {
      const found = { path: `${read.path}.page_types[${at}]`, value: read.pageTypes?.[at] ?? null };
      scores.push(scoreFact('pageType', [type], { found, kind: 'code', marks }));
    });
  }
  if (truth.reconciles === false && read?.reconciled !== undefined) {
    const found = { path: `${read.path}.reconciled`, value: String(read.reconciled) };
    scores.push(scoreFact('reconciles', ['false'], { found, kind: 'code', marks }));
  }
  return scores;
}

interface Found {
  readonly found: { readonly path: string; readonly value: string | null } | null;
  readonly kind: ValueKind;
  readonly marks: Marks;
}

function scoreFact(fact: string, accepted: readonly string[], { found, kind, marks }: Found): FactScore {
  const confidence = found ? marks.confidence(found.path) : null;
  const base = { fact, expected: accepted[0]!, actual: found?.value ?? null, confidence };
  const marked = found ? marks.of(found.path) : true;
  if (found?.value == null) return { ...base, verdict: 'missing', marked };
  const isRight = accepted.some((one) => sameValue(one, found.value!, kind));
  return isRight ? { ...base, verdict: 'right', marked } : { ...base, ...wrong(marked) };
}

function scoreLines(truth: InvoiceTruth, read: ReadInvoice | null, { marks, visible }: Context): FactScore[] {
  const all = truth.lineItems;
  if (!all || (read && read.lines === null) || !visible.lines(all.length, 'lineAmounts')) return [];
  const expected = all.filter((line) => line.lineStatus == null || line.lineStatus === 'DETAIL');
  const lines = read?.lines ?? [];
  const names = visible.lines(all.length, 'lineDescriptions');
  return matchLines(expected, lines, { names }).map((pair): FactScore => {
    const wanted = pair.expected === null ? null : expected[pair.expected]!;
    const line = pair.actual === null ? null : lines[pair.actual]!;
    const base = {
      fact: 'line',
      expected: wanted && `${wanted.description ?? ''} ${wanted.amount ?? ''}`.trim(),
      actual: line && `${line.name ?? ''} ${line.amount ?? ''}`.trim(),
      confidence: line && marks.confidence(line.path),
    };
    if (!line) return { ...base, verdict: 'missing', marked: read ? marks.of(`${read.path}.items`) : true };
    const marked = marks.of(line.path);
    return pair.right ? { ...base, verdict: 'right', marked } : { ...base, ...wrong(marked) };
  });
}

/** The class a result gives, by the name truth files give it; absent where the recipe gives none. */
function classOf(data: unknown): string | null | undefined {
  if (typeof data !== 'object' || data === null || !('classification' in data)) return undefined;
  const { classification } = data;
  const said =
    typeof classification === 'object' && classification !== null && 'classification' in classification
      ? classification.classification
      : classification;
  return typeof said === 'string' ? (CLASSES[said] ?? said) : null;
}

function isRightlyOther(data: unknown, { docClass }: Truth): boolean {
  return docClass === CLASSES.irrelevant && classOf(data) === docClass;
}

function scoreClass(data: unknown, truth: Truth, marks: Marks): FactScore[] {
  const value = classOf(data);
  if (truth.docClass == null || value === undefined) return [];
  return [
    scoreFact('class', [truth.docClass], { found: { path: 'classification', value }, kind: 'code', marks }),
  ];
}

function scoreFields(data: unknown, truth: Truth, marks: Marks): FactScore[] {
  if (!truth.fields || typeof data !== 'object' || data === null) return [];
  const isWrapped = 'fields' in data && typeof data.fields === 'object' && data.fields !== null;
  const members = (isWrapped ? data.fields : data) as Readonly<Record<string, unknown>>;
  return Object.entries(truth.fields).flatMap(([name, expected]): FactScore[] => {
    const key = [name, snake(name)].find((one) => one in members);
    if (key === undefined || expected === null) return [];
    const marked = marks.of(isWrapped ? `fields.${key}` : key);
    const given = [members[key]]
      .flat()
      .filter((one) => one != null && one !== '')
      .map(String);
    // Of a list, each wanted entry counts by itself, in any order.
    return [expected]
      .flat()
      .map(String)
      .map((wanted): FactScore => {
        const same = given.find((one) => sameField(wanted, one));
        const base = { fact: `field:${name}`, expected: wanted, actual: same ?? given[0] ?? null };
        if (same !== undefined) return { ...base, verdict: 'right', marked };
        return given.length === 0 ? { ...base, verdict: 'missing', marked } : { ...base, ...wrong(marked) };
      });
  });
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A named field may hold anything: numbers are compared as numbers, dates as dates, the rest as names. */
function sameField(expected: string, actual: string): boolean {
  if (/^-?\d+(\.\d+)?$/.test(expected))
    return sameValue(expected, actual, 'money') || sameValue(expected, actual, 'code');
  if (/^\d{4}-\d{2}-\d{2}/.test(expected)) return sameValue(expected, actual, 'date');
  return sameValue(expected, actual, 'name');
}
