import type { DocumentResult } from '../domain/result.ts';
import type { Cell } from './csv-text.ts';

/** A recipe's table, as far as a sink of rows needs it. */
export interface SinkTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that name something and count nothing: a workbook keeps their `00123` and `2024-01-08` as they are written. */
  readonly texts?: readonly string[];
  rows(result: DocumentResult): Iterable<Readonly<Record<string, Cell>>>;
}

/** The rows that results have in a table, each as the values of its columns. */
export function tableRows(
  table: SinkTable,
  results: readonly { readonly result: DocumentResult }[],
): Cell[][] {
  return results.flatMap(({ result }) =>
    Array.from(table.rows(result), (row) => table.columns.map((column) => row[column])),
  );
}
