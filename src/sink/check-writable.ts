import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { outputProblem, unwritable } from './output-problem.ts';

/** What a disk must have room for before any work is done: less than any output, more than a full one has. */
const PROBE_BYTES = 4096;

/**
 * Sees before any work is done whether an output can be written to the file or folder `path`, by writing where it would
 * be; what is there stays as it is, and nothing is left behind. Throws `output-unwritable`, `disk-full`.
 */
export function checkWritable(path: string, kind: 'file' | 'folder'): void {
  const output = resolve(path);
  try {
    const found = stat(output);
    if (!found || kind === 'folder') checkFolder(output, found);
    // Permissions do not tell of a disk that is read-only; what is no file may wait for a reader when it is opened.
    else if (found.isFile()) closeSync(openSync(output, constants.O_WRONLY));
    else accessSync(output, constants.W_OK);
  } catch (error) {
    throw outputProblem(error, output);
  }
}

/** The folder itself, or the nearest there is: what is missing will be made in that. */
function checkFolder(output: string, itself: Stats | undefined): void {
  let folder = output;
  let found = itself;
  while (!found) {
    folder = dirname(folder);
    found = stat(folder);
  }
  if (!found.isDirectory()) throw unwritable(output, `${folder} is a file, not a folder; name another place`);
  writeProbe(folder);
}

/** Permissions do not tell of a disk that is full or read-only, nor of folders that the system alone fills. */
function writeProbe(folder: string): void {
  const probe = join(folder, `.leafcutter-${randomUUID()}`);
  const file = openSync(probe, 'wx');
  try {
    unlinkSync(probe);
    writeSync(file, Buffer.alloc(PROBE_BYTES));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Undefined where there is nothing; the root is always there. */
function stat(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
