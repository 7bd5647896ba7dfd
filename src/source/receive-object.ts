import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import type { LocalFile } from './source.ts';

/** Where an object goes, and how large it may be. */
export interface ReceiveOptions {
  readonly address: string;
  readonly directory: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Streams an object's bytes into a new file of a folder, hashing on the way. Errors of `Objects`. */
export async function receiveObject(
  body: AsyncIterable<Uint8Array>,
  { address, directory, maxBytes, signal }: ReceiveOptions,
): Promise<LocalFile> {
  const path = join(directory, `${randomUUID()}.part`);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    await using file = await open(path, 'wx');
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new Problem('file-too-large', {
          detail: `${address} is larger than ${maxBytes / 1_000_000} MB; raise LEAFCUTTER_MAX_FILE_MB, or cut it into parts`,
          subject: address,
        });
      }
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (bytes === 0) throw new Problem('file-empty', { detail: `${address} has no bytes`, subject: address });
    return { path, sha256: hash.digest('hex'), bytes };
  } catch (error) {
    await rm(path, { force: true });
    throw objectProblem(error, address, signal);
  }
}

/** What a status of a store of objects says about an address. Throws it; nothing for one that is none of a failure. */
export function checkStatus(status: number, address: string): void {
  if (status >= 200 && status < 300) return;
  if (status === 404) {
    throw new Problem('file-not-found', {
      detail: `There is no ${address}; check the address`,
      subject: address,
    });
  }
  const advice = status === 403 || status === 401 ? 'the key may not read or write there' : 'try again later';
  throw new Problem('download-failed', {
    detail: `${address}: the store of objects answered with status ${status}; ${advice}`,
    subject: address,
  });
}

/** Names what was thrown on the way to a store of objects. */
export function objectProblem(error: unknown, address: string, signal: AbortSignal | undefined): Problem {
  if (isProblem(error)) return error;
  if (signal?.aborted)
    return new Problem('cancelled', { detail: 'The download was cancelled', subject: address });
  if ((error as NodeJS.ErrnoException | null)?.code === 'ENOSPC') return toProblem(error, address);
  const { cause, code, message } = error as Error & { cause?: { code?: string }; code?: string };
  return new Problem('download-failed', {
    detail: `${address}: the store of objects cannot be reached (${cause?.code ?? code ?? message}); try again later`,
    subject: address,
    cause: error,
  });
}
