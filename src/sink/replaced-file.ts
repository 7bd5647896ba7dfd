import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { syncFolder } from './output-file.ts';
import { outputProblem, unwritable } from './output-problem.ts';

/** The place of a file that is being made to take the place of `path`, or of its `piece`: in the same folder, hidden. */
export function unfinishedPath(path: string, piece = ''): string {
  return join(dirname(path), `.${basename(path)}${piece === '' ? '' : `.${piece}`}.unfinished`);
}

/**
 * Makes the folder of `path` and sees that a file can take its place there. Throws `output-unwritable`, `disk-full`.
 */
export async function prepareReplacement(path: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (found?.isDirectory()) throw unwritable(path, 'it is a folder; name a file in it');
    if (found && !found.isFile()) throw unwritable(path, 'it is not a regular file; name another place');
    await (await open(unfinishedPath(path), 'w')).close();
  } catch (error) {
    throw outputProblem(error, path);
  }
}

/** Takes back what `prepareReplacement` made where nothing takes the file's place. */
export async function abandonReplacement(path: string): Promise<void> {
  await rm(unfinishedPath(path), { force: true });
}

/**
 * Has `write` fill a new file, makes it durable and only then puts it in the place of `path`: whoever opens that sees
 * the old one or the new one, whole. Throws `output-unwritable`, `disk-full`; the old one then stays.
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = unfinishedPath(path);
  try {
    const file = await open(unfinished, 'w');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw outputProblem(error, path);
  }
}
