import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isProblem } from '../problem/problem.ts';
import { hashFile } from './hash-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leafcutter-source-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const going = new AbortController().signal;
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (error: unknown) => (isProblem(error) ? error.code : String(error)),
  );

/** A signal that does something to the file each time it is asked about: once before, then after every chunk. */
function meanwhile(act: (asked: number) => void): AbortSignal {
  let asked = 0;
  return {
    get aborted() {
      act(asked++);
      return false;
    },
  } as AbortSignal;
}

it.each([1, 1000, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000])(
  'hashes %i bytes',
  async (size) => {
    const bytes = Buffer.alloc(size, 'leaf');
    const path = join(root, 'a\n ü.pdf');
    writeFileSync(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await hashFile(path, going)).toMatchObject({ path, sha256, bytes: size });
  },
);

it.each<[string, (path: string) => void]>([
  ['growing', (path) => appendFileSync(path, 'more')],
  ['cut short', (path) => truncateSync(path, 10)],
  ['written over at the same length', (path) => writeFileSync(path, Buffer.alloc(3_000_000, 'other'))],
  [
    'replaced',
    (path) => {
      writeFileSync(`${path}.new`, Buffer.alloc(3_000_000, 'leaf'));
      renameSync(`${path}.new`, path);
    },
  ],
])('notices a file that is %s while it is read', async (_, change) => {
  const path = join(root, 'a.pdf');
  writeFileSync(path, Buffer.alloc(3_000_000, 'leaf'));
  const signal = meanwhile((asked) => {
    if (asked === 2) change(path);
  });
  expect(await code(hashFile(path, signal))).toBe('file-changed');
});

it('notices later that a file is not the one it was; one that is gone was read as it was', async () => {
  const path = join(root, 'a.pdf');
  writeFileSync(path, 'leaf');
  const file = await hashFile(path, going);
  expect(await code(file.stillSame!())).toBe('no problem');
  writeFileSync(`${path}.new`, 'leaf');
  renameSync(`${path}.new`, path);
  expect(await code(file.stillSame!())).toBe('file-changed');
  rmSync(path);
  expect(await code(file.stillSame!())).toBe('no problem');
});

it('says what is wrong with a file that is missing, empty, a folder, a pipe, or gone while it is read', async () => {
  expect(await code(hashFile(join(root, 'no.pdf'), going))).toBe('file-not-found');
  writeFileSync(join(root, 'empty.pdf'), '');
  expect(await code(hashFile(join(root, 'empty.pdf'), going))).toBe('file-empty');
  expect(await code(hashFile(root, going))).toBe('file-unreadable');
  spawnSync('mkfifo', [join(root, 'pipe.pdf')]);
  expect(await code(hashFile(join(root, 'pipe.pdf'), going))).toBe('file-unreadable');
  const path = join(root, 'a.pdf');
  writeFileSync(path, 'x');
  const signal = meanwhile((asked) => {
    if (asked === 1) rmSync(path);
  });
  expect(await code(hashFile(path, signal))).toBe('file-not-found');
});

it('stops when it is told to', async () => {
  const path = join(root, 'a.pdf');
  writeFileSync(path, Buffer.alloc(3_000_000));
  expect(await code(hashFile(path, AbortSignal.abort()))).toBe('cancelled');
  const stop = new AbortController();
  const work = hashFile(path, stop.signal);
  stop.abort();
  expect(await code(work)).toBe('cancelled');
});
