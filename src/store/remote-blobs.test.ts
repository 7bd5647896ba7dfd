import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Problem } from '../problem/problem.ts';
import { openBlobStore } from './blob-store.ts';
import { type BlobObjects, shareBlobs } from './remote-blobs.ts';

let folder: string;
const sha256 = createHash('sha256').update('bytes').digest('hex');

/** A store of objects in a folder. */
function inFolder(directory: string): BlobObjects & { readonly names: Map<string, number>; nowMs: number } {
  const names = new Map<string, number>();
  const file = (address: string): string => join(directory, address.replaceAll(/\W/g, '_'));
  return {
    names,
    nowMs: 0,
    modifiedMs: async (address) => names.get(address) ?? null,
    async upload(address, path) {
      await copyFile(path, file(address));
      names.set(address, this.nowMs);
    },
    async download(address, into) {
      if (!names.has(address)) throw new Problem('file-not-found', { detail: address });
      const path = join(into, 'download.part');
      await copyFile(file(address), path);
      return {
        path,
        sha256: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      };
    },
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('has on every machine what one has adopted', async () => {
  const objects = inFolder(folder);
  const one = shareBlobs(await openBlobStore(join(folder, 'one')), objects, {
    address: 's3://bucket/blobs/',
  });
  const two = shareBlobs(await openBlobStore(join(folder, 'two')), objects, { address: 's3://bucket/blobs' });
  expect(await two.find(sha256)).toBeNull();
  const received = join(one.incoming, 'x.part');
  await writeFile(received, 'bytes');
  await one.adopt(received, sha256);
  expect([...objects.names.keys()]).toEqual([`s3://bucket/blobs/${sha256.slice(0, 2)}/${sha256}`]);
  expect(await readFile((await two.find(sha256))!, 'utf8')).toBe('bytes');
});

it('takes nothing that is not what its name says', async () => {
  const objects = inFolder(folder);
  const blobs = shareBlobs(await openBlobStore(join(folder, 'one')), objects, { address: 's3://bucket' });
  const wrong = join(folder, 'wrong');
  await writeFile(wrong, 'other');
  await objects.upload(`s3://bucket/${sha256.slice(0, 2)}/${sha256}`, wrong, sha256);
  expect(await blobs.find(sha256)).toBeNull();
  expect(await readdir(blobs.incoming)).toEqual([]);
});

it('puts anew what has been there for long, so that it is not removed as old while a new job has it', async () => {
  const objects = inFolder(folder);
  const time = { now: () => objects.nowMs, elapsedMs: () => 0, pause: async () => {} };
  const place = { address: 's3://bucket', time };
  const blobs = shareBlobs(await openBlobStore(join(folder, 'one')), objects, place);
  const adoptAt = async (hours: number): Promise<number | undefined> => {
    objects.nowMs = hours * 3_600_000;
    const received = join(blobs.incoming, 'x.part');
    await writeFile(received, 'bytes');
    await blobs.adopt(received, sha256);
    return [...objects.names.values()][0]! / 3_600_000;
  };
  expect(await adoptAt(1)).toBe(1);
  expect(await adoptAt(24)).toBe(1);
  expect(await adoptAt(26)).toBe(26);
});

it('waits for a store of objects that cannot answer, and then fails no document', async () => {
  const objects = inFolder(folder);
  let nowMs = 0;
  let backAtMs = 20_000;
  const time = {
    now: () => nowMs,
    elapsedMs: () => nowMs,
    pause: async (ms: number) => {
      nowMs += ms;
    },
  };
  const whenBack = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
    if (nowMs < backAtMs) throw new Problem('download-failed', { detail: 'It answered with status 503' });
    return ask();
  };
  const troubled: BlobObjects = {
    modifiedMs: (address) => whenBack(() => objects.modifiedMs(address)),
    upload: (address, path, hash) => whenBack(() => objects.upload(address, path, hash)),
    download: (address, into, signal) => whenBack(() => objects.download(address, into, signal)),
  };
  const open = async (name: string) =>
    shareBlobs(await openBlobStore(join(folder, name)), troubled, { address: 's3://bucket', time });
  const one = await open('one');
  const received = join(one.incoming, 'x.part');
  await writeFile(received, 'bytes');
  await one.adopt(received, sha256);
  expect(nowMs).toBe(backAtMs);
  backAtMs += 1_000;
  expect(await readFile((await (await open('two')).find(sha256))!, 'utf8')).toBe('bytes');
  // That stops a job, which can go on, and is no fault of a document.
  backAtMs = Number.POSITIVE_INFINITY;
  const refused = (await open('three')).find(sha256);
  await expect(refused).rejects.toMatchObject({ code: 'store-unavailable', disposition: 'stop' });
});
