import { rm } from 'node:fs/promises';
import type { BlobStore } from './store.ts';

/** What a blob store needs of a store of objects. */
export interface BlobObjects {
  download(
    address: string,
    directory: string,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly sha256: string }>;
  has(address: string): Promise<boolean>;
  upload(address: string, path: string, sha256: string): Promise<void>;
}

/**
 * Blobs of many machines: each has those it works with on its own disk, and all are in a store of objects below `address`,
 * by their hash. What is adopted is there before it is answered, so that any machine can go on with it.
 */
export function shareBlobs(local: BlobStore, objects: BlobObjects, address: string): BlobStore {
  const place = (sha256: string): string => `${address.replace(/\/$/, '')}/${sha256.slice(0, 2)}/${sha256}`;
  return {
    incoming: local.incoming,
    async adopt(path, sha256) {
      const adopted = await local.adopt(path, sha256);
      if (!(await objects.has(place(sha256)))) await objects.upload(place(sha256), adopted, sha256);
      return adopted;
    },
    async find(sha256) {
      const known = await local.find(sha256);
      if (known !== null || !/^[0-9a-f]{64}$/.test(sha256)) return known;
      if (!(await objects.has(place(sha256)))) return null;
      const file = await objects.download(place(sha256), local.incoming, new AbortController().signal);
      if (file.sha256 === sha256) return local.adopt(file.path, sha256);
      // Bytes that are not what their name says are nobody's blob.
      await rm(file.path, { force: true });
      return null;
    },
  };
}
