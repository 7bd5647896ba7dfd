import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { outputProblem } from './output-problem.ts';
import { abandonReplacement, prepareReplacement, replaceFile, unfinishedPath } from './replaced-file.ts';
import type { Sink } from './sink.ts';
import { type SinkTable, tableRows } from './table.ts';
import { openSheetSpool, type SheetSpool } from './xlsx/sheet-spool.ts';
import { sheetNames, sheetPath, workbookParts } from './xlsx/workbook-parts.ts';

/**
 * Writes a workbook with a sheet for each table to the file `path`. Rows wait on disk beside it and the workbook is put
 * together when the sink is closed, so that memory does not grow with them; nothing can be added to it later, and each
 * run writes it anew.
 */
export function createXlsxSink(options: {
  readonly path: string;
  /** At least one. */
  readonly tables: readonly SinkTable[];
}): Sink {
  const { tables } = options;
  const path = resolve(options.path);
  let spools: SheetSpool[] = [];
  /** Everything that was to be written is in the spools. */
  let whole = false;
  let isPrepared = false;
  let position = 0;

  async function discard(): Promise<void> {
    const closing = spools;
    spools = [];
    whole = false;
    await Promise.all(closing.map((spool) => spool.close()));
    if (isPrepared) await abandonReplacement(path);
    isPrepared = false;
  }

  return {
    id: `xlsx:${path}`,
    async open() {
      await discard();
      await prepareReplacement(path);
      isPrepared = true;
      try {
        for (const table of tables) {
          spools.push(await openSheetSpool(unfinishedPath(path, table.name), table));
        }
      } catch (error) {
        await discard();
        throw outputProblem(error, path);
      }
      whole = true;
      position = 0;
      return { position, files: {} };
    },
    async write(results) {
      if (spools.length !== tables.length) throw new Error('The sink is not open');
      try {
        for (const [index, table] of tables.entries()) await spools[index]!.add(tableRows(table, results));
      } catch (error) {
        whole = false;
        throw outputProblem(error, path);
      }
      position = results.at(-1)?.position ?? position;
      return { position, files: {} };
    },
    async close() {
      try {
        if (whole) await replaceFile(path, (file) => writeWorkbook(file, tables, spools));
      } finally {
        await discard();
      }
    },
  };
}

async function writeWorkbook(
  file: FileHandle,
  tables: readonly SinkTable[],
  spools: readonly SheetSpool[],
): Promise<void> {
  const sheets = spools.flatMap((spool, index) =>
    spool.sheets().map((sheet) => ({ sheet, name: tables[index]!.name })),
  );
  const zip = new ZipFile();
  for (const [name, xml] of Object.entries(workbookParts(sheetNames(sheets.map(({ name }) => name))))) {
    zip.addBuffer(Buffer.from(xml), name);
  }
  for (const [index, { sheet }] of sheets.entries()) {
    zip.addReadStreamLazy(sheetPath(index), (give) => give(null, sheet.stream()));
  }
  zip.end();
  const failed = once(zip, 'error').then(([error]) => {
    throw error;
  });
  await Promise.race([file.writeFile(zip.outputStream as Readable), failed]);
}
