import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the folder `path` with those above it; one that is there is fine. Throws the system's error. Node's own recursive
 * mkdir never ends where a folder is there and nothing can be made in it, as below /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing = await makeOne(path);
  if (missing === null) return;
  if (dirname(path) === path) throw missing;
  await makeFolder(dirname(path));
  const still = await makeOne(path);
  if (still !== null) throw still;
}

/** Null when the folder is there now; the error when the one above it seems to be missing. */
async function makeOne(path: string): Promise<Error | null> {
  try {
    await mkdir(path);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return error as Error;
    // Which error comes for a folder that is there differs from system to system.
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) return null;
    throw error;
  }
}
