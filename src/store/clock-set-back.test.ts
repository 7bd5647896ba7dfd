import { expect, it } from 'vitest';
import type { LocalBlobs } from './blob-store.ts';
import { collectBlobs } from './collect-blobs.ts';
import { leaseBlobs } from './leased-blobs.ts';
import type { BlobLeases } from './store.ts';

const HOUR_MS = 3_600_000;

/** Leases that are always given, and how many were. */
function openLeases(): BlobLeases & { given: number } {
  const leases = {
    given: 0,
    lease: async () => ++leases.given > 0,
    condemn: async (sha256s: readonly string[]) => sha256s,
    forget: async () => {},
    takeTurn: async () => true,
    endTurn: async () => {},
  };
  return leases;
}

it('has a file leased anew that by this clock would be leased for longer than a lease is', async () => {
  const leases = openLeases();
  let nowMs = 5 * HOUR_MS;
  const local = { incoming: '', adopt: async (path: string) => path, find: async () => '/kept' };
  const blobs = leaseBlobs(local, leases, () => nowMs);
  await blobs.find('one');
  await blobs.find('one');
  expect(leases.given).toBe(1);
  nowMs -= HOUR_MS / 2;
  await blobs.find('one');
  expect(leases.given).toBe(2);
});

it('removes nothing more once nobody knows how long the removal has taken', async () => {
  let nowMs = 5 * HOUR_MS;
  const removed: string[] = [];
  const blobs = {
    async *list() {
      for (const sha256 of ['one', 'two']) yield { sha256, usedMs: 0 };
    },
    async remove(sha256: string) {
      removed.push(sha256);
      nowMs -= HOUR_MS;
      return 1;
    },
  } as unknown as LocalBlobs;
  const options = { graceMs: HOUR_MS, now: () => nowMs };
  await collectBlobs({ blobs, leases: openLeases(), holder: 'me' }, options);
  expect(removed).toEqual(['one']);
});
