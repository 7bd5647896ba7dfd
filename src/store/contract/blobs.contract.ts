import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LocalBlobs, openBlobStore } from '../blob-store.ts';
import { collectBlobs } from '../collect-blobs.ts';
import { leaseBlobs } from '../leased-blobs.ts';
import type { Store } from '../store.ts';
import { hash, jobWith, type StoreCases } from './case.contract.ts';

const HOUR_MS = 3_600_000;

async function withBlobs(work: (blobs: LocalBlobs) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-blobs-'));
  try {
    await work(await openBlobStore(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Keeps a file that was last used two days ago; answers its path. */
async function keepOld(blobs: LocalBlobs, n: number): Promise<string> {
  const path = join(blobs.incoming, `${n}.part`);
  await writeFile(path, `bytes ${n}`);
  const kept = await blobs.adopt(path, hash(n));
  const twoDaysAgo = (Date.now() - 48 * HOUR_MS) / 1_000;
  await utimes(kept, twoDaysAgo, twoDaysAgo);
  return kept;
}

const collect = (store: Store, blobs: LocalBlobs, more: { readonly signal?: AbortSignal } = {}) =>
  collectBlobs({ blobs, leases: store.blobLeases, holder: 'me' }, { graceMs: 24 * HOUR_MS, ...more });

/** What a store promises about files that are kept by their hash, with a folder of them. */
export const BLOB_CASES: StoreCases = {
  'has files removed that nobody names, leased or used of late': (store) =>
    withBlobs(async (blobs) => {
      await jobWith(store, 1);
      const [document] = await store.claimDocuments('job-a', 1);
      const [named, leased, lapsed, left] = await Promise.all([1, 2, 3, 4].map((n) => keepOld(blobs, n)));
      await store.setDocumentHash(document!.id, hash(1));
      expect(await store.blobLeases.lease(hash(2), HOUR_MS)).toBe(true);
      expect(await store.blobLeases.lease(hash(3), 0)).toBe(true);
      const fresh = await blobs.adopt(await keepOld(blobs, 5), hash(6));
      await utimes(fresh, Date.now() / 1_000, Date.now() / 1_000);
      expect(await collect(store, blobs)).toEqual({ files: 2, bytes: 14 });
      for (const path of [named!, leased!, fresh]) await stat(path);
      for (const path of [lapsed!, left!]) await expect(stat(path)).rejects.toThrow('ENOENT');
      // The job takes the last name of the file with it.
      await store.cancelDocuments('job-a');
      await store.setJobState('job-a', 'cancelled');
      expect(await store.deleteJob('job-a')).toBe(true);
      expect(await collect(store, blobs)).toEqual({ files: 1, bytes: 7 });
      await expect(stat(named!)).rejects.toThrow('ENOENT');
    }),
  'lets one remove at a time, and another when that one fell silent': async (store, { connect }) => {
    const other = await connect();
    expect(await store.blobLeases.takeTurn('blobs', 'one', HOUR_MS)).toBe(true);
    expect(await store.blobLeases.takeTurn('blobs', 'one', HOUR_MS)).toBe(true);
    expect(await other.blobLeases.takeTurn('blobs', 'two', HOUR_MS)).toBe(false);
    await withBlobs(async (blobs) => expect(await collect(other, blobs)).toBeNull());
    await other.blobLeases.endTurn('blobs', 'two');
    expect(await other.blobLeases.takeTurn('blobs', 'two', HOUR_MS)).toBe(false);
    await store.blobLeases.takeTurn('blobs', 'one', 0);
    expect(await other.blobLeases.takeTurn('blobs', 'two', HOUR_MS)).toBe(true);
    await other.blobLeases.endTurn('blobs', 'two');
    expect(await store.blobLeases.takeTurn('blobs', 'one', HOUR_MS)).toBe(true);
  },
  'leases nothing that is being removed, and everything once it is': async (store) => {
    const { blobLeases } = store;
    expect(await blobLeases.condemn([hash(1), hash(2)], HOUR_MS)).toHaveLength(2);
    expect(await blobLeases.lease(hash(1), HOUR_MS)).toBe(false);
    expect(await blobLeases.condemn([hash(1)], HOUR_MS)).toEqual([]);
    await blobLeases.forget([hash(1)]);
    expect(await blobLeases.lease(hash(1), HOUR_MS)).toBe(true);
    expect(await blobLeases.condemn([hash(1)], HOUR_MS)).toEqual([]);
    // A lease is not shortened by a shorter one, nor forgotten with what was removed.
    await blobLeases.lease(hash(1), 0);
    await blobLeases.forget([hash(1), hash(2)]);
    expect(await blobLeases.condemn([hash(1)], HOUR_MS)).toEqual([]);
  },
  'gives a file back whose remover died before it removed it': (store) =>
    withBlobs(async (blobs) => {
      const path = await keepOld(blobs, 1);
      expect(await store.blobLeases.condemn([hash(1)], 0)).toEqual([hash(1)]);
      expect(await leaseBlobs(blobs, store.blobLeases).find(hash(1))).toBe(path);
      expect(await collect(store, blobs)).toEqual({ files: 0, bytes: 0 });
    }),
  'removes nothing after it was told to stop, and holds nothing back': (store) =>
    withBlobs(async (blobs) => {
      await keepOld(blobs, 1);
      expect(await collect(store, blobs, { signal: AbortSignal.abort() })).toEqual({ files: 0, bytes: 0 });
      expect(await collect(store, blobs)).toEqual({ files: 1, bytes: 7 });
    }),
  'never removes a file from under one who asked for it, whoever was first': async (store, { connect }) => {
    const other = await connect();
    await withBlobs(async (blobs) => {
      const numbers = Array.from({ length: 40 }, (_, index) => index);
      await Promise.all(numbers.map((n) => keepOld(blobs, n)));
      const used = leaseBlobs(blobs, other.blobLeases);
      const use = async (n: number): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, n));
        let path = await used.find(hash(n));
        if (path === null) {
          // Collected before it was asked for: it is fetched anew, and stays.
          const received = join(blobs.incoming, `again ${n}`);
          await writeFile(received, `bytes ${n}`);
          path = await used.adopt(received, hash(n));
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(await readFile(path, 'utf8')).toBe(`bytes ${n}`);
      };
      await Promise.all([...numbers.map(use), collect(store, blobs), collect(store, blobs)]);
      for (const n of numbers) expect(await blobs.find(hash(n))).not.toBeNull();
    });
  },
};
