import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { PageText, Word } from '../../domain/page-text.ts';
import type { Reading } from '../../domain/question.ts';
import type { AmountHabit } from '../../rules/amount.ts';
import { columnTitle } from '../../rules/column-titles.ts';
import { findAmounts } from '../../rules/find-amounts.ts';
import { withoutLeaders } from '../../rules/leader-dots.ts';
import { readLines } from '../../rules/lines.ts';
import { type OtherPaper, otherPaper } from '../../rules/other-paper.ts';
import { readPaper } from '../../rules/paper.ts';
import { straighten } from '../../rules/straighten.ts';
import { type Cell, readPageTables, type Table, type TableLayout, type TableRow } from '../../rules/table.ts';
import type { BillPage, BillPiece, BillRow } from './bill-page.ts';
import type { PageType } from './bill-schema.ts';
import { takeCharges } from './charged-column.ts';
import { readPageHead, without } from './page-head.ts';
import { readPageRows, rowsBox } from './page-rows.ts';

/** A page read without a model, and the columns it hands to the next page. */
export interface ReadPage {
  /** Null when the page shows amounts that no rule understands. */
  readonly reading: Reading<BillPage> | null;
  readonly layout: TableLayout | null;
  /** True when it may say more in the columns of the page before. */
  readonly wantsLayout: boolean;
}

const PHARMACY =
  /\b(?:pharmacy|pharma|chemists?|druggists?|medical stores?|medicals|apotheke|pharmacie|farmacia|apotheek|farmácia|drug lic\w*|d\.? ?l\.? no)\b/;
const FINAL =
  /\b(?:final bill|bill summary|summary (?:of )?bill|discharge bill|consolidated bill|summary of charges|bill abstract|abstract)\b/;

function pageTypeOf(tables: readonly Table[], head: string, rows: readonly BillRow[]): PageType {
  const roles = new Set(tables.flatMap((table) => table.columns.map((column) => column.role)));
  if (
    (roles.has('batch') && roles.has('expiry')) ||
    (PHARMACY.test(head.split('\n').slice(0, 8).join('\n')) && !FINAL.test(head))
  ) {
    return 'Pharmacy';
  }
  if (FINAL.test(head) && rows.every((row) => row.kind !== 'item' || row.rate === null)) return 'Final Bill';
  return 'Bill Detail';
}

const SAYS: Readonly<Record<OtherPaper, string>> = {
  'explanation of benefits': 'explains what an insurer paid',
  order: 'orders or confirms an order',
  quotation: 'offers',
  'delivery note': 'tells what was delivered',
  account: 'lists earlier bills and payments',
  payslip: 'tells what somebody earned',
  'remittance advice': 'tells what was paid',
  contract: 'is a contract',
};

/** Tables of one bill: a new one begins with titles of its own, after a total, below a number of its own. */
function pieces(tables: readonly Table[], page: PageText): Table[][] {
  const groups: Table[][] = [];
  for (const table of tables) {
    const group = groups[groups.length - 1];
    const closed = group?.some((one) => [...one.rows, ...one.footers].some((row) => row.kind === 'total'));
    if (group && !(closed && table.titled && hasHead(group, table, page))) group.push(table);
    else groups.push([table]);
  }
  return groups;
}

const allRows = (tables: readonly Table[]): TableRow[] =>
  tables.flatMap((table) => [...table.rows, ...table.footers]);

/** Cells in the columns whose titles speak of what was paid or given back. */
function creditsOf(tables: readonly Table[]): Set<Cell> {
  return new Set(
    tables.flatMap((table) => {
      const credits = table.columns.map(
        ({ role, title }) => role === 'other' && columnTitle(title)?.role === 'other',
      );
      return allRows([table]).flatMap((row) =>
        row.all.flatMap((cell, index) => (cell?.role === 'other' && credits[index] ? [cell] : [])),
      );
    }),
  );
}

/** Words between two heights of the straightened page. */
function between(page: PageText, top: number, bottom: number): Word[] {
  return straighten(page).words.flatMap((word) => {
    const centre = (word.box[1] + word.box[3]) / 2;
    return centre >= top && centre < bottom ? [word.source] : [];
  });
}

function hasHead(group: readonly Table[], table: Table, page: PageText): boolean {
  const end = rowsBox(allRows(group))?.[3] ?? 0;
  const start = rowsBox([...table.rows, ...table.footers])?.[1] ?? 0;
  const gap = { ...page, words: between(page, end, start) };
  return readPageHead(gap, gap, '', start).facts.bill_number !== null;
}

function holdsMoney(page: PageText, habit: AmountHabit): boolean {
  const ocr = page.origin === 'ocr';
  return readLines(page).some((line) =>
    findAmounts(line.words, { habit, ocr }).some(
      (amount) => /\d[.,]\d{2}$/.test(amount.text) || amount.currency !== null,
    ),
  );
}

/** Fewer words than this on a page that is a picture mean that recognition saw nothing. */
const FEW_WORDS = 4;

/** Words of one letter each, beyond what any text has: its letters were not put together, and its amounts neither. */
function isTorn({ words }: PageText): boolean {
  const letters = words.filter(({ text }) => text.length === 1).length;
  return words.length > 40 && letters > 0.5 * words.length;
}

const DEVANAGARI = /^[\u0900-\u097f]+$/;
/** A consonant, or several bound to one another, with its signs. */
const CLUSTER = /^\p{L}(?:\u094d\p{L}|\p{M})*$/u;

/**
 * Clusters of Devanagari by themselves, half again as many as prose has: spaces are within words, where no label is known
 * again, and sums would be taken for charges.
 */
function isTornIntoClusters({ words }: PageText): boolean {
  const written = words.filter(({ text }) => DEVANAGARI.test(text));
  const clusters = written.filter(({ text }) => CLUSTER.test(text)).length;
  return written.length >= 20 && clusters > 0.4 * written.length;
}

/** Reads one page of a bill by its words alone. */
export function readBillPage(given: PageText, habit: AmountHabit, layout: TableLayout | null): ReadPage {
  const page = withoutLeaders(given);
  if (isTornIntoClusters(page)) return { reading: null, layout: null, wantsLayout: false };
  const printed = readPageTables(page, { habit, layout });
  const { tables: charged, unclear } = takeCharges(printed.tables, page, habit);
  const read = { ...printed, tables: charged };
  const groups = pieces(read.tables, page);
  if (groups.length === 0) {
    const unreadable =
      holdsMoney(page, habit) || isTorn(page) || (page.words.length < FEW_WORDS && page.imageCoverage > 0.5);
    const empty: BillPage = { page_type: 'Bill Detail', bills: [] };
    return {
      reading: unreadable ? null : { value: empty, evidence: [] },
      layout: read.layout,
      wantsLayout: read.wantsLayout,
    };
  }
  const bills: BillPiece[] = [];
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  const heads: string[] = [];
  let top = Number.NEGATIVE_INFINITY;
  for (const [index, tables] of groups.entries()) {
    const path = `bills[${index}]`;
    const rows = allRows(tables);
    const first = rowsBox(rows)?.[1] ?? 0;
    const next = groups[index + 1];
    const end = next ? (rowsBox(rows)?.[3] ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const own = groups.length === 1 ? page : { ...page, words: between(page, top, end) };
    const taken = new Set(
      rows.flatMap((row) => [
        ...Object.values(row.cells).flatMap((cell) => cell.words),
        ...row.all.flatMap((cell) => cell?.words ?? []),
      ]),
    );
    const head = readPageHead(without(own, taken), own, path, first);
    const result = readPageRows(rows, {
      page,
      habit,
      dayOrder: head.dayOrder,
      credits: creditsOf(tables),
      path: `${path}.rows`,
    });
    const serial = rows.find((row) => row.kind === 'item')?.cells.serial?.text.match(/\d+/)?.[0];
    bills.push({
      ...head.facts,
      serial_start: serial === undefined ? null : Number(serial),
      rows: result.rows,
    });
    evidence.push(...head.evidence, ...result.evidence);
    findings.push(...result.findings);
    const other = index === 0 ? otherPaper(readPaper([page])) : null;
    if (other !== null) {
      findings.push({
        code: 'not-a-bill',
        severity: 'error',
        path,
        message: `This is no bill: it ${SAYS[other]}`,
        pageNumber: page.pageNumber,
      });
    }
    if (rows.some((row) => unclear.includes(row))) {
      findings.push({
        code: 'charge-unclear',
        severity: 'error',
        path,
        message: 'One column is what is left of another, and no title says which of them is charged',
        pageNumber: page.pageNumber,
      });
    }
    heads.push(head.text);
    top = end;
  }
  const page_type = pageTypeOf(
    read.tables,
    heads.join('\n'),
    bills.flatMap((bill) => bill.rows),
  );
  return {
    reading: { value: { page_type, bills }, evidence, findings },
    layout: read.layout,
    wantsLayout: read.wantsLayout,
  };
}
