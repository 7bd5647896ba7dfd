import { mkdir, open, opendir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BlobStore } from './store.ts';
import { storeProblem } from './store-problem.ts';

/** Nothing is received for so long: what is older was left by a process that died. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000;

/** A use is noted when the last one was so long ago. */
const NOTE_AFTER_MS = 60 * 60 * 1000;

const SHA256 = /^[0-9a-f]{64}$/;

/** Blobs of this machine, or of a folder that many share. */
export interface LocalBlobs extends BlobStore {
  /** All there are, with when each was last asked for, within an hour. Milliseconds since 1970. */
  list(): AsyncIterable<{ readonly sha256: string; readonly usedMs: number }>;
  /** Removes one; answers its bytes, null when there was none. Who calls it knows that nobody has it. */
  remove(sha256: string): Promise<number | null>;
}

/**
 * Opens or creates the blob folder `directory`: `incoming/` beside one folder for each first two hex digits, so that no
 * folder grows past what file systems list fast. Removes what dead processes left in `incoming/`.
 * Throws `store-unavailable`, `disk-full`, as its members do.
 */
export async function openBlobStore(directory: string): Promise<LocalBlobs> {
  const root = resolve(directory);
  const incoming = join(root, 'incoming');
  const place = (sha256: string) => join(root, sha256.slice(0, 2), sha256);
  const guarded = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      throw storeProblem(error, root);
    }
  };

  /** Whether it is there, and from now on used a moment ago. */
  const isThere = async (path: string): Promise<boolean> => {
    const found = await statIfThere(path);
    if (found === null) return false;
    if (Date.now() - found.mtimeMs > NOTE_AFTER_MS) {
      const now = new Date();
      await utimes(path, now, now);
    }
    return true;
  };

  await guarded(async () => {
    await mkdir(incoming, { recursive: true });
    for await (const entry of await opendir(incoming)) {
      const path = join(incoming, entry.name);
      // Another process may move or remove it meanwhile.
      const age = Date.now() - ((await statIfThere(path))?.mtimeMs ?? Date.now());
      if (age > LEFT_BEHIND_MS) await rm(path, { force: true });
    }
  });

  return {
    incoming,
    adopt: (path, sha256) =>
      guarded(async () => {
        if (!SHA256.test(sha256)) throw new Error(`"${sha256}" is not a SHA-256 in hex`);
        const target = place(sha256);
        if (await isThere(target)) {
          await rm(path, { force: true });
          return target;
        }
        // The bytes first, then the name: a file that can be found is whole, whenever the power fails.
        await sync(path);
        await mkdir(join(target, '..'), { recursive: true });
        await rename(path, target);
        await sync(join(target, '..'));
        return target;
      }),
    find: (sha256) =>
      guarded(async () => {
        if (!SHA256.test(sha256)) return null;
        return (await isThere(place(sha256))) ? place(sha256) : null;
      }),
    async *list() {
      try {
        for await (const folder of await opendir(root)) {
          if (!/^[0-9a-f]{2}$/.test(folder.name)) continue;
          for await (const { name } of await opendir(join(root, folder.name))) {
            const found = SHA256.test(name) ? await statIfThere(place(name)) : null;
            if (found) yield { sha256: name, usedMs: found.mtimeMs };
          }
        }
      } catch (error) {
        throw storeProblem(error, root);
      }
    },
    remove: (sha256) =>
      guarded(async () => {
        const found = await statIfThere(place(sha256));
        if (found === null) return null;
        await rm(place(sha256), { force: true });
        return found.size;
      }),
  };
}

async function statIfThere(
  path: string,
): Promise<{ readonly mtimeMs: number; readonly size: number } | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const isFolder = (await stat(path)).isDirectory();
  // Windows has no way to sync a folder: there the file system's journal keeps the names.
  if (isFolder && process.platform === 'win32') return;
  const handle = await open(path, isFolder ? 'r' : 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
