import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProblem, Problem } from '../problem/problem.ts';
import type { BlobStore } from './store.ts';

/** What was put there so long ago is put there again when it is adopted: its time there begins anew. */
const RENEW_AFTER_MS = 24 * 60 * 60 * 1000;
/** How long a store of objects that cannot answer is asked again, beyond the seconds in which it is by itself. */
const TRY_FOR_MS = 60_000;
const PAUSE_MS = 2_000;

/** What a blob store needs of a store of objects. */
export interface BlobObjects {
  download(
    address: string,
    directory: string,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly sha256: string }>;
  /** When it was put there, in milliseconds since 1970; null: it is not there. */
  modifiedMs(address: string): Promise<number | null>;
  upload(address: string, path: string, sha256: string): Promise<void>;
}

/** Time as shared blobs see it. */
interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  elapsedMs(): number;
  pause(ms: number): Promise<void>;
}

const REAL_TIME: Time = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  pause: (ms) => sleep(ms),
};

/**
 * Blobs of many machines: each has those it works with on its own disk, and all are in a store of objects below `address`,
 * by their hash. What is adopted is there before it is answered, and was put there within a day, so that any machine can go
 * on with it and a rule that removes what is old takes nothing that a new job has. Without an answer within a minute
 * its members throw `store-unavailable`: that is no failure of the document whose bytes they are.
 */
export function shareBlobs(
  local: BlobStore,
  objects: BlobObjects,
  { address, time = REAL_TIME }: { readonly address: string; readonly time?: Time },
): BlobStore {
  const patiently = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
    const untilMs = time.elapsedMs() + TRY_FOR_MS;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!isProblem(error) || error.code !== 'download-failed') throw error;
        if (time.elapsedMs() + PAUSE_MS > untilMs) {
          throw new Problem('store-unavailable', {
            detail: `The kept files cannot be reached: ${error.detail}`,
            subject: address,
            cause: error,
          });
        }
        await time.pause(PAUSE_MS);
      }
    }
  };
  const place = (sha256: string): string => `${address.replace(/\/$/, '')}/${sha256.slice(0, 2)}/${sha256}`;
  return {
    incoming: local.incoming,
    async adopt(path, sha256) {
      const adopted = await local.adopt(path, sha256);
      const putAtMs = (await patiently(() => objects.modifiedMs(place(sha256)))) ?? Number.NEGATIVE_INFINITY;
      if (time.now() - putAtMs > RENEW_AFTER_MS)
        await patiently(() => objects.upload(place(sha256), adopted, sha256));
      return adopted;
    },
    async find(sha256) {
      const known = await local.find(sha256);
      if (known !== null || !/^[0-9a-f]{64}$/.test(sha256)) return known;
      const { signal } = new AbortController();
      const file = await patiently(() => objects.download(place(sha256), local.incoming, signal)).catch(
        (error: unknown) => {
          // Never put there, or removed as too old: it is made again from where it came from.
          if (isProblem(error) && error.code === 'file-not-found') return null;
          throw error;
        },
      );
      if (file === null) return null;
      if (file.sha256 === sha256) return local.adopt(file.path, sha256);
      // Bytes that are not what their name says are nobody's blob.
      await rm(file.path, { force: true });
      return null;
    },
  };
}
