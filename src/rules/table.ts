import type { Decimal } from '../domain/decimal.ts';
import type { PageText } from '../domain/page-text.ts';
import type { AmountHabit } from './amount.ts';
import { isCharge } from './charge-line.ts';
import { columnTitle } from './column-titles.ts';
import { amountsOfLine } from './find-amounts.ts';
import { isLabelled } from './line-label.ts';
import { type Line, readLines, splitLine } from './lines.ts';
import { type SummedRow, settleKinds } from './row-groups.ts';
import { rowLabel } from './row-label.ts';
import { sideBySide } from './side-by-side.ts';
import { understandSum } from './sum-labels.ts';
import { type AssignOptions, assignLine, type CellLine } from './table-cells.ts';
import { columnsWithoutTitles, fitColumns, learnColumns, settleRate } from './table-columns.ts';
import { type Column, findHeader, type Header } from './table-header.ts';
import { readRows, type TableRow } from './table-rows.ts';

export type { ColumnRole } from './column-titles.ts';
export type { Column } from './table-header.ts';
export type { Cell, RowKind, TableRow } from './table-rows.ts';

/** A table of charges, which may run over several pages. */
export interface Table {
  readonly columns: readonly Column[];
  /** Rows in order, headings and sums among them, up to the last charge. */
  readonly rows: readonly TableRow[];
  /** What follows the last charge: sub-totals, taxes, discounts, totals, payments. */
  readonly footers: readonly TableRow[];
  /** True when column titles were printed for it; false when it was known by its shape or goes on from before. */
  readonly titled: boolean;
  readonly pageNumbers: readonly number[];
}

/** What one page hands to the next: the columns of a table that may go on there. */
export interface TableLayout {
  readonly columns: readonly Column[];
}

/** The tables of one page, and what the next page needs to know of them. */
export interface PageTables {
  readonly tables: readonly Table[];
  readonly layout: TableLayout | null;
  /** True when the first table has no titles of its own and stands in the columns of the page before. */
  readonly continued: boolean;
  /** True when the page has numbers that no titles of its own explain: hand over the layout of the page before. */
  readonly wantsLayout: boolean;
}

/** What is known before the tables of a page are read. */
export interface ReadPageTablesOptions {
  readonly habit: AmountHabit;
  /** What the page before handed on; default none. */
  readonly layout?: TableLayout | null;
}

/** Page numbers, print dates and the like stand on their own and are never rows. */
const FURNITURE =
  /^(?:.{0,40}\s)?(?:page|pg|seite|page no\.?|página|pagina|blatt|strana)\s*[:.]?\s*\d+\s*(?:(?:of|von|de|di|van|sur|\/)\s*\d+)?(?:\s.{0,60})?$|^(?:printed (?:on|by|at)|print (?:date|time)|generated (?:on|by)|user ?(?:name|id)? ?:)\b.{0,60}$/i;

/** A ruled line made of type. */
const RULE = /^[-=_*~.·—–\s]{4,}$/;

/** A line with an amount says more than where it stands. */
const isFurniture = (line: Line): boolean =>
  RULE.test(line.text) || (FURNITURE.test(line.text) && !/\d[.,]\d{2}(?![\d.,/:])/.test(line.text));

/** A row as the arithmetic of rows sees it, with the amount it has or is taken to have. */
export function summedRow(row: TableRow, amount: Decimal | null): SummedRow {
  return {
    kind: row.kind,
    amount,
    bare: row.bare,
    indent: row.indent,
    certain: row.label?.certain ?? true,
    of: row.label?.of ?? row.cells.description?.text.toLowerCase() ?? '',
    section: row.section?.toLowerCase() ?? '',
  };
}

function makeTable(rows: readonly TableRow[], columns: readonly Column[], titled: boolean): Table | null {
  const kinds = settleKinds(rows.map((row) => summedRow(row, row.cells.amount?.amount?.value ?? null)));
  let section: string | null = null;
  const settled = rows.map((row, index): TableRow => {
    const kind = kinds[index]!;
    if (kind === 'heading' || kind === 'group') section = row.cells.description?.text ?? row.text;
    return { ...row, kind, section: kind === 'item' ? section : null };
  });
  if (!settled.some((row) => row.kind !== 'heading')) return null;
  const last = settled.findLastIndex(
    (row) => row.kind === 'item' || row.kind === 'heading' || row.kind === 'group',
  );
  return {
    columns,
    rows: settled.slice(0, last + 1),
    footers: settled.slice(last + 1),
    titled,
    pageNumbers: [...new Set(rows.map((row) => row.pageNumber))],
  };
}

interface Region {
  readonly lines: readonly Line[];
  readonly columns: readonly Column[];
  readonly titled: boolean;
}

function readRegion(region: Region, options: AssignOptions): Table | null {
  let columns: readonly Column[] = region.columns;
  let entries: CellLine[] = [];
  // Twice: where the cells stand is known better once they have been assigned by their titles.
  for (let pass = 0; pass < 2; pass++) {
    entries = region.lines.map((line) => assignLine(line, columns, options));
    const charges = entries.filter((entry) => isCharge(entry, columns, options));
    if (pass === 0) columns = settleRate(learnColumns(columns, charges), charges, options);
  }
  const rows = readRows(entries, columns, options);
  return makeTable(region.titled ? rows : withoutHead(rows), columns, region.titled);
}

/** A total ends a bill: the same titles below it are those of another one. */
function holdsTotal(lines: readonly Line[]): boolean {
  return lines.some((line) => {
    const label = /\d/.test(line.text) ? rowLabel(line.text.replace(/[\d.,]+/g, ' ')) : null;
    return label?.kind === 'total' && label.certain;
  });
}

/** Titles of sums over a row of amounts (`Netto | MwSt. 19 % | Gesamt`): what stands below are no charges. */
function titlesSums(line: Line, { habit, ocr }: AssignOptions): boolean {
  if (amountsOfLine(line, { habit, ocr }).some((found) => /\d[.,]\d{2}\b/.test(found.text))) return false;
  const pieces = splitLine(line);
  const sums = pieces.map((piece) =>
    Object.entries(understandSum(piece.text.split(' '), ocr)).some(
      ([kind, weight]) => weight >= 6 && kind !== 'tender' && kind !== 'none',
    ),
  );
  // The rate may have a title among them.
  return (
    sums.filter((one) => one).length > 1 &&
    pieces.every((piece, index) => sums[index] || columnTitle(piece.text)?.role === 'tax-rate')
  );
}

/** Without titles nothing says where the letterhead ends: the lines that stand close above the first charge do. */
function withoutHead(rows: readonly TableRow[]): readonly TableRow[] {
  let first = rows.findIndex((row) => row.kind !== 'heading');
  while (first > 0) {
    const [above, below] = [rows[first - 1]!, rows[first]!];
    const close = below.flat[1] - above.flat[3] < 0.9 * (above.flat[3] - above.flat[1]);
    // A fact of the paper with its title (`Date: 15-12-2025`) heads no charges.
    const fact = /^[^:]{2,30}:\s*\S*\d/.test(above.text);
    if (!close || fact || Math.abs(above.indent - below.indent) > 12) break;
    first--;
  }
  return rows.slice(Math.max(0, first));
}

function sameTitles(a: readonly Column[], b: readonly Column[]): boolean {
  return a.length === b.length && a.every((column, index) => column.title === b[index]!.title);
}

/** Reads the tables of one page; a page without titles goes on in the columns handed over, or is known by its shape. */
export function readPageTables(page: PageText, options: ReadPageTablesOptions): PageTables {
  const assign: AssignOptions = { habit: options.habit, ocr: page.origin === 'ocr' };
  const lines = readLines(page).filter((line) => !isFurniture(line));
  const headers: Header[] = [];
  for (let from = 0; ; ) {
    const header = findHeader(lines, from, options.habit);
    if (!header) break;
    headers.push(header);
    from = header.last + 1;
  }
  const carried = options.layout ?? null;
  const before = lines.slice(0, headers[0]?.first ?? lines.length);
  const regions: Region[] = [];
  let continued = false;
  const fitted = carried && before.length > 0 ? fitColumns(carried.columns, before, assign) : null;
  // Text above the titles of a page is its letterhead unless it stands in the columns of the page before.
  if (
    fitted &&
    (headers.length === 0 ||
      before.some((line) => isCharge(assignLine(line, fitted, assign), fitted, assign)))
  ) {
    regions.push({ lines: before, columns: fitted, titled: false });
    continued = true;
  } else if (headers.length === 0) {
    const sides = sideBySide(lines, assign);
    for (const list of sides ? [sides.left, sides.right, sides.rest] : [lines]) {
      const found = columnsWithoutTitles(list, assign);
      // The name of the first row may stand on the line above its numbers.
      if (found)
        regions.push({
          lines: list.slice(Math.max(0, found.first - 1)),
          columns: found.columns,
          titled: false,
        });
    }
  }
  for (const [index, header] of headers.entries()) {
    const end = headers[index + 1]?.first ?? lines.length;
    const below = lines.slice(header.last + 1, end);
    const sums = below.findIndex((line, at) => at > 0 && titlesSums(line, assign));
    const slice = sums < 0 ? below : below.slice(0, sums);
    const previous = regions[regions.length - 1];
    if (!header.charges) {
      // A summary of taxes holds no charges; the totals that stand below it are those of the charges above.
      const totals = slice.filter((line) => isLabelled(line, assign));
      if (previous) regions[regions.length - 1] = { ...previous, lines: [...previous.lines, ...totals] };
      continue;
    }
    if (previous?.titled && sameTitles(previous.columns, header.columns) && !holdsTotal(previous.lines)) {
      regions[regions.length - 1] = { ...previous, lines: [...previous.lines, ...slice] };
    } else {
      regions.push({ lines: slice, columns: header.columns, titled: true });
    }
  }
  const tables = regions.flatMap((region) => readRegion(region, assign) ?? []);
  const last = tables[tables.length - 1];
  return {
    tables,
    layout: last ? { columns: last.columns } : carried,
    continued: continued && tables[0]?.titled === false,
    wantsLayout: before.some((line) =>
      amountsOfLine(line, assign).some((found) => /\d[.,]\d{2}\b/.test(found.text)),
    ),
  };
}

function joined(table: Table, more: Table): Table {
  const rows = [...table.rows, ...table.footers, ...more.rows, ...more.footers];
  const whole = makeTable(rows, table.columns, table.titled)!;
  return { ...whole, pageNumbers: [...new Set([...table.pageNumbers, ...more.pageNumbers])] };
}

/**
 * Reads the tables of a document: a table goes on over a page break when the next page repeats its titles or stands in
 * its columns without any.
 */
export function readTables(pages: readonly PageText[], habit: AmountHabit): Table[] {
  const tables: Table[] = [];
  let layout: TableLayout | null = null;
  for (const page of pages) {
    const read: PageTables = readPageTables(page, { habit, layout });
    for (const [index, table] of read.tables.entries()) {
      const previous = tables[tables.length - 1];
      const open = previous && !previous.footers.some((row) => row.kind === 'total');
      const goesOn =
        index === 0 &&
        (read.continued || (table.titled && previous && sameTitles(previous.columns, table.columns)));
      if (previous && open && goesOn) tables[tables.length - 1] = joined(previous, table);
      else tables.push(table);
    }
    layout = read.layout;
  }
  return tables;
}
