import { constants } from 'node:fs';
import { access, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { outputProblem, unwritable } from './output-problem.ts';
import type { SinkCursor } from './sink.ts';

const NEWLINE = 0x0a;

/** A file that only grows, always by whole rows. */
export interface OutputFile {
  readonly path: string;
  /** Where the next row goes. */
  readonly bytes: number;
  append(text: string): Promise<void>;
  cutBackTo(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the files of one sink at `cursor`, all of them or none, and says at which position to go on: that of the
 * cursor, or 0 with every file emptied when there is none or a file was removed since (its rows could not be told
 * from those of the others). Creates missing folders. Throws `output-unwritable`, `disk-full`.
 */
export async function openOutputFiles(
  paths: readonly string[],
  cursor: SinkCursor | null,
): Promise<{ readonly files: readonly OutputFile[]; readonly position: number }> {
  const present = await Promise.all(paths.map(exists));
  const goesOn =
    cursor !== null &&
    cursor.position > 0 &&
    paths.every((path, index) => present[index] && cursor.files[path] !== undefined);
  const files: OutputFile[] = [];
  try {
    for (const path of paths) files.push(await openAt(path, goesOn ? cursor.files[path]! : 0));
  } catch (error) {
    await Promise.all(files.map((file) => file.close()));
    throw error;
  }
  return { files, position: goesOn ? cursor.position : 0 };
}

/** Appends a text to each file and syncs it; after a failure all files are as long as before. */
export async function appendToAll(files: readonly OutputFile[], texts: readonly string[]): Promise<void> {
  const before = files.map((file) => file.bytes);
  try {
    for (const [index, file] of files.entries()) await file.append(texts[index] ?? '');
  } catch (error) {
    for (const [index, file] of files.entries()) await file.cutBackTo(before[index]!);
    throw error;
  }
}

/** How far each of the files is. */
export function cursorOf(files: readonly OutputFile[], position: number): SinkCursor {
  return { position, files: Object.fromEntries(files.map((file) => [file.path, file.bytes])) };
}

async function openAt(path: string, bytes: number): Promise<OutputFile> {
  let handle: FileHandle | undefined;
  try {
    await makeFolder(dirname(path));
    handle = await open(path, constants.O_RDWR | constants.O_CREAT);
    await cutTo(handle, path, bytes);
    await syncFolder(dirname(path));
    return outputFile(handle, path, bytes);
  } catch (error) {
    await handle?.close();
    throw outputProblem(error, path);
  }
}

async function cutTo(handle: FileHandle, path: string, bytes: number): Promise<void> {
  const found = await handle.stat();
  if (!found.isFile()) throw unwritable(path, 'it is not a regular file; name another place');
  const endsRow = async () => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, bytes - 1);
    return bytesRead === 1 && buffer[0] === NEWLINE;
  };
  if (found.size < bytes || (bytes > 0 && !(await endsRow()))) {
    throw unwritable(
      path,
      `it was changed since ${bytes} bytes were written to it, so rows cannot be added; put it back as it was, ` +
        'or remove it to have all rows written again',
    );
  }
  await handle.truncate(bytes);
  await handle.sync();
}

function outputFile(handle: FileHandle, path: string, start: number): OutputFile {
  let bytes = start;
  return {
    path,
    get bytes() {
      return bytes;
    },
    async append(text) {
      if (text === '') return;
      const data = Buffer.from(text);
      try {
        for (let done = 0; done < data.length; ) {
          done += (await handle.write(data, done, data.length - done, bytes + done)).bytesWritten;
        }
        await handle.datasync();
      } catch (error) {
        throw outputProblem(error, path);
      }
      bytes += data.length;
    },
    async cutBackTo(end) {
      await handle.truncate(end);
      bytes = end;
    },
    close: () => handle.close(),
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Whatever else is wrong with it shows when it is opened.
    return false;
  }
}

/** Makes a new file's name durable; Windows has no way to, there the file system's journal keeps it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
