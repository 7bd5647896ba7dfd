import type { InvoiceLine } from './invoice-facts.ts';
import type { TableRow } from './table.ts';

/** A line item with the cells it was read from. */
export interface ReadLine {
  readonly line: InvoiceLine;
  readonly row: TableRow;
  /** It stands below a total of its table: another table's row as likely as a charge. */
  readonly afterTotal: boolean;
  /** It stands below any sum of its table. */
  readonly afterSum: boolean;
  /** The titles of its table say which amount is meant. */
  readonly titled: boolean;
  /** Its name speaks of freight or a discount: one of the document, or a line of its own. */
  readonly extra: boolean;
}
