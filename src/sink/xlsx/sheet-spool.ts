import { type FileHandle, open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Cell } from '../csv-text.ts';
import type { SinkTable } from '../table.ts';
import { rowXml } from './sheet-cells.ts';
import { STYLE } from './styles.ts';
import { sheetFrame } from './workbook-parts.ts';

/** Rows that a sheet holds besides its header (Excel specifications and limits). */
const MAX_ROWS = 1_048_576 - 1;
const WIDTH = { narrowest: 8, widest: 60, beside: 2 };

/** One sheet of a table: several when one is too small. */
export interface SpooledSheet {
  /** The sheet's XML from its beginning to its end. */
  stream(): Readable;
}

/** Rows of one table on disk until the workbook is put together: sheets of a package are written one after the other. */
export interface SheetSpool {
  add(rows: readonly (readonly Cell[])[]): Promise<void>;
  /** At least one, which may have no rows. */
  sheets(): readonly SpooledSheet[];
  /** Closes and removes the file. */
  close(): Promise<void>;
}

interface Part {
  readonly start: number;
  end: number;
  rows: number;
}

/** An empty spool in the file `path`, written over when it is there. `maxRows` a sheet, default: as many as it holds. */
export async function openSheetSpool(
  path: string,
  { columns, texts = [] }: Pick<SinkTable, 'columns' | 'texts'>,
  maxRows = MAX_ROWS,
): Promise<SheetSpool> {
  const styles = new Map(texts.map((name) => [columns.indexOf(name), STYLE.literal]));
  const file = await open(path, 'w+');
  const parts: Part[] = [{ start: 0, end: 0, rows: 0 }];
  const widths = columns.map((name) => name.length);

  return {
    async add(rows) {
      let text = '';
      let part = parts.at(-1)!;
      const flush = async (): Promise<void> => {
        part.end += await append(file, text, part.end);
        text = '';
      };
      for (const row of rows) {
        if (part.rows === maxRows) {
          await flush();
          parts.push({ start: part.end, end: part.end, rows: 0 });
          part = parts.at(-1)!;
        }
        part.rows++;
        text += rowXml(row, part.rows + 1, styles);
        for (const [index, value] of row.entries()) {
          const length = value === null || value === undefined ? 0 : String(value).length;
          if (length > widths[index]!) widths[index] = length;
        }
      }
      await flush();
    },
    sheets() {
      const shown = widths.map((length) =>
        Math.min(WIDTH.widest, Math.max(WIDTH.narrowest, length + WIDTH.beside)),
      );
      return parts.map((part) => ({
        stream: () => Readable.from(sheetChunks(file, part, sheetFrame(columns, shown, part.rows))),
      }));
    },
    async close() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

async function* sheetChunks(
  file: FileHandle,
  { start, end }: Part,
  { head, tail }: { readonly head: string; readonly tail: string },
): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  for (let at = start; at < end; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(65_536, end - at)), 0, undefined, at);
    if (bytesRead === 0) throw new Error('The rows kept for the workbook are gone');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
  yield Buffer.from(tail);
}

async function append(file: FileHandle, text: string, at: number): Promise<number> {
  const data = Buffer.from(text);
  for (let done = 0; done < data.length; ) {
    done += (await file.write(data, done, data.length - done, at + done)).bytesWritten;
  }
  return data.length;
}
