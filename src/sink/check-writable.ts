import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { outputProblem, unwritable } from './output-problem.ts';

/**
 * Sees before any work is done whether an output can be written to the file or folder `path`, as far as that can be known
 * without touching it. Throws `output-unwritable`.
 */
export function checkWritable(path: string, kind: 'file' | 'folder'): void {
  const output = resolve(path);
  try {
    const found = stat(output);
    if (found && kind === 'file') accessSync(output, constants.W_OK);
    else checkFolder(output, found);
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
  accessSync(folder, constants.W_OK | constants.X_OK);
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
