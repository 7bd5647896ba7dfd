import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBlobStore } from './blob-store.ts';
import { expectProblem, hash } from './contract/case.contract.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-blobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const received = async (incoming: string, name: string, text: string) => {
  const path = join(incoming, name);
  await writeFile(path, text);
  return path;
};

it('moves a received file in and finds it by its hash', async () => {
  const blobs = await openBlobStore(join(folder, 'new', 'blobs'));
  expect(await blobs.find(hash(0xab))).toBeNull();
  const path = await blobs.adopt(await received(blobs.incoming, 'a.part', 'bytes'), hash(0xab));
  expect(await readFile(path, 'utf8')).toBe('bytes');
  expect(path).toBe(join(folder, 'new', 'blobs', '00', hash(0xab)));
  expect(await readdir(blobs.incoming)).toEqual([]);
  expect(await (await openBlobStore(join(folder, 'new', 'blobs'))).find(hash(0xab))).toBe(path);
});

it('keeps the file that is there already', async () => {
  const blobs = await openBlobStore(folder);
  const first = await blobs.adopt(await received(blobs.incoming, 'a.part', 'first'), hash(1));
  const second = await blobs.adopt(await received(blobs.incoming, 'b.part', 'second'), hash(1));
  expect(second).toBe(first);
  expect(await readFile(first, 'utf8')).toBe('first');
  expect(await readdir(blobs.incoming)).toEqual([]);
});

it('takes the same bytes from many at once', async () => {
  const blobs = await openBlobStore(folder);
  const paths = await Promise.all(
    Array.from({ length: 20 }, async (_, index) =>
      blobs.adopt(await received(blobs.incoming, `${index}.part`, 'same'), hash(1)),
    ),
  );
  expect(new Set(paths).size).toBe(1);
  expect(await readFile(paths[0]!, 'utf8')).toBe('same');
  expect(await readdir(blobs.incoming)).toEqual([]);
});

it('takes no path for a hash', async () => {
  const blobs = await openBlobStore(folder);
  expect(await blobs.find('../../etc/passwd')).toBeNull();
  await expectProblem(blobs.adopt(await received(blobs.incoming, 'a', 'x'), '../../evil'), 'internal');
});

it('removes what a dead process left, not what is being received', async () => {
  const blobs = await openBlobStore(folder);
  const old = await received(blobs.incoming, 'old.part', 'x');
  await received(blobs.incoming, 'new.part', 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  await utimes(old, twoDaysAgo, twoDaysAgo);
  await openBlobStore(folder);
  expect(await readdir(blobs.incoming)).toEqual(['new.part']);
});

it('says when its folder is a file', async () => {
  const path = await received(folder, 'file', 'x');
  await expectProblem(openBlobStore(path), 'store-unavailable');
});
