import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Problem } from '../problem/problem.ts';
import type { LocalFile } from './source.ts';
import { listingProblem, stopIfAborted, unreadable } from './source-problem.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Hashes a file in chunks of 1 MB. Errors: `file-not-found`, `file-unreadable`, `file-empty`, `file-changed` when it
 * was written to or replaced meanwhile, `cancelled`.
 */
export async function hashFile(path: string, signal: AbortSignal): Promise<LocalFile> {
  stopIfAborted(signal);
  try {
    // A pipe under a file's name would otherwise wait for a writer for ever; Windows has neither.
    await using handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const before = await handle.stat({ bigint: true });
    if (before.isDirectory()) throw unreadable(path, 'it is a folder; name a file');
    if (!before.isFile()) throw unreadable(path, 'it is not a regular file; save it as one and name that');
    if (before.size === 0n) {
      throw new Problem('file-empty', { detail: `${path} has no bytes; save it again`, subject: path });
    }
    const hash = createHash('sha256');
    // One byte more than there should be, so that a small file takes one read and growth shows.
    const chunk = Buffer.allocUnsafe(Math.min(Number(before.size) + 1, CHUNK_BYTES));
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
      stopIfAborted(signal);
      // A read that was not filled has met the end.
      if (bytesRead < chunk.length && BigInt(bytes) >= before.size) break;
    }
    // By its path: what is read next is what the name leads to then.
    if (BigInt(bytes) !== before.size) throw changed(path);
    checkSame(path, before, await stat(path, { bigint: true }));
    return { path, sha256: hash.digest('hex'), bytes, stillSame: () => checkThere(path, before) };
  } catch (error) {
    throw listingProblem(error, path);
  }
}

async function checkThere(path: string, before: BigIntStats): Promise<void> {
  let now: BigIntStats;
  try {
    now = await stat(path, { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw listingProblem(error, path);
  }
  checkSame(path, before, now);
}

function checkSame(path: string, before: BigIntStats, now: BigIntStats): void {
  const same =
    now.size === before.size &&
    now.mtimeNs === before.mtimeNs &&
    now.ino === before.ino &&
    now.dev === before.dev;
  if (!same) throw changed(path);
}

function changed(path: string): Problem {
  const detail = `${path} changed while it was being read; wait until it is complete, then run again`;
  return new Problem('file-changed', { detail, subject: path });
}
