import { join, resolve } from 'node:path';
import { Problem } from '../problem/problem.ts';
import { csvText } from './csv-text.ts';
import { appendToAll, cursorOf, type OutputFile, openOutputFiles } from './output-file.ts';
import type { Sink } from './sink.ts';
import { type SinkTable, tableRows } from './table.ts';

/** Where the files go: `x.csv` becomes `x.<table>.csv` where there are several tables; a folder gets `<table>.csv`. */
export type CsvSinkOptions = { readonly tables: readonly SinkTable[] } & (
  | { readonly path: string; readonly directory?: never }
  | { readonly directory: string; readonly path?: never }
);

/**
 * Writes one CSV file for each table, UTF-8, its header once, a row for each entry of every result. A first run writes
 * over files that are there already. Throws `invalid-option` for a table whose name cannot be part of a file name, or is
 * that of another.
 */
export function createCsvSink(options: CsvSinkOptions): Sink {
  const { tables } = options;
  const paths = filePaths(options);
  let files: readonly OutputFile[] = [];
  let position = 0;

  async function close(): Promise<void> {
    await Promise.all(files.map((file) => file.close()));
    files = [];
  }

  return {
    id: `csv:${resolve(options.path ?? options.directory)}`,
    async open(cursor) {
      await close();
      ({ files, position } = await openOutputFiles(paths, cursor));
      const headers = tables.map(({ columns }) => csvText([columns]));
      await appendToAll(
        files,
        files.map((file, index) => (file.bytes === 0 ? headers[index]! : '')),
      );
      return cursorOf(files, position);
    },
    async write(results) {
      if (files.length !== tables.length) throw new Error('The sink is not open');
      const texts = tables.map((table) => csvText(tableRows(table, results)));
      await appendToAll(files, texts);
      position = results.at(-1)?.position ?? position;
      return cursorOf(files, position);
    },
    close,
  };
}

function filePaths({ tables, path, directory }: CsvSinkOptions): string[] {
  for (const [index, { name }] of tables.entries()) {
    if (tables.findIndex((table) => table.name === name) < index) {
      throw new Problem('invalid-option', { detail: `There are two tables "${name}"; name one differently` });
    }
    if (/^[\p{L}\p{N}_-]+$/u.test(name)) continue;
    throw new Problem('invalid-option', {
      detail: `The table name "${name}" cannot be part of a file name; use letters, digits, - and _`,
    });
  }
  if (directory !== undefined) return tables.map(({ name }) => resolve(join(directory, `${name}.csv`)));
  return csvFileNames(path, tables).map((name) => resolve(name));
}

/** The files that the tables of one output `x.csv` go to: itself for one table, `x.<table>.csv` each for several. */
export function csvFileNames(path: string, tables: readonly { readonly name: string }[]): readonly string[] {
  if (tables.length === 1) return [path];
  const stem = path.replace(/\.csv$/i, '');
  return tables.map(({ name }) => `${stem}.${name}.csv`);
}
