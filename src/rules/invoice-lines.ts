import type { PageText, Word } from '../domain/page-text.ts';
import type { AmountHabit } from './amount.ts';
import type { InvoiceLine } from './invoice-facts.ts';
import type { Paper, PaperLine } from './paper.ts';
import { type Cell, readTables, type Table, type TableRow } from './table.ts';

/** A line item with the cells it was read from. */
export interface ReadLine {
  readonly line: InvoiceLine;
  readonly row: TableRow;
}

/** Line items of an invoice's tables, and the words they are printed with. */
export interface ReadLines {
  readonly lines: readonly ReadLine[];
  readonly words: ReadonlySet<Word>;
}

/** Reads the line items from the tables of charges. */
export function readInvoiceLines(pages: readonly PageText[], habit: AmountHabit): ReadLines {
  const tables = chargeTables(readTables(pages, habit));
  const lines: ReadLine[] = [];
  const words = new Set<Word>();
  for (const table of tables) {
    for (const row of table.rows) {
      if (row.kind !== 'item') continue;
      lines.push({ line: lineOfRow(row), row });
      for (const cell of row.all) for (const word of cell?.words ?? []) words.add(word);
    }
  }
  return { lines, words };
}

/** The lines of a paper that hold the amount of a line item. */
export function itemLines(paper: Paper, words: ReadonlySet<Word>): ReadonlySet<PaperLine> {
  return new Set(
    paper.lines.filter((line) =>
      line.amounts.some((amount) => amount.words.some((word) => words.has(word.source))),
    ),
  );
}

/** A titled table is the one of the charges; tables known by their shape count only where no titled one has rows. */
function chargeTables(tables: readonly Table[]): readonly Table[] {
  const withItems = tables.filter((table) => table.rows.some((row) => row.kind === 'item'));
  const titled = withItems.filter((table) => table.titled);
  return titled.length > 0 ? titled : withItems;
}

function lineOfRow(row: TableRow): InvoiceLine {
  const value = (cell: Cell | undefined) => cell?.amount?.value ?? null;
  const { cells } = row;
  return {
    description: cells.description?.text ?? '',
    quantity: value(cells.quantity),
    unit: cells.unit?.text ?? null,
    unitPrice: value(cells.rate),
    priceQuantity: null,
    amount: value(cells.amount) ?? value(cells.taxable) ?? value(cells.gross),
    taxRate: value(cells['tax-rate']),
    code: cells.code?.text ?? null,
    kind: 'detail',
    pageNumber: row.pageNumber,
  };
}
