import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem/problem.ts';
import type { BlobLeases, BlobStore } from './store.ts';

/** Whoever asks for a file has it for so long; a document that names it keeps it for as long as its job is there. */
const LEASE_MS = 60 * 60_000;
/** How long the removal of one file is waited for, should its remover have died in the middle of it. */
const REMOVAL_MS = 90_000;
const LOOK_AGAIN_MS = 100;
const MOST_REMEMBERED = 10_000;

/** Blobs that nobody collects while they are in use: each that is asked for is leased first. */
export function leaseBlobs(blobs: BlobStore, leases: BlobLeases, now: () => number = Date.now): BlobStore {
  /** Until when those leased here are, so that a page that is looked at again writes nothing. */
  const untilMs = new Map<string, number>();
  const hold = async (sha256: string): Promise<void> => {
    const nowMs = now();
    const leftMs = (untilMs.get(sha256) ?? 0) - nowMs;
    // More than the whole is left where the clock was set back: how long it really is nobody knows.
    if (leftMs > LEASE_MS / 2 && leftMs <= LEASE_MS) return;
    for (let waitedMs = 0; !(await leases.lease(sha256, LEASE_MS)); waitedMs += LOOK_AGAIN_MS) {
      if (waitedMs > REMOVAL_MS) {
        throw new Problem('store-unavailable', {
          detail: `The removal of the kept file ${sha256} does not end; try again`,
        });
      }
      await sleep(LOOK_AGAIN_MS);
    }
    untilMs.delete(sha256);
    untilMs.set(sha256, nowMs + LEASE_MS);
    if (untilMs.size > MOST_REMEMBERED) untilMs.delete(untilMs.keys().next().value!);
  };
  return {
    incoming: blobs.incoming,
    async adopt(path, sha256) {
      await hold(sha256);
      return blobs.adopt(path, sha256);
    },
    async find(sha256) {
      await hold(sha256);
      return blobs.find(sha256);
    },
  };
}
