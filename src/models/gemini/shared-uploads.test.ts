import { beforeEach, expect, test } from 'vitest';
import { Problem } from '../../problem/problem.ts';
import type { RemoteFiles, Upload } from './remote-files.ts';
import { SharedUploads, type UploadPart } from './shared-uploads.ts';

let removed: string[];
let uploads: number;
let shared: SharedUploads;
const never = new AbortController().signal;

beforeEach(() => {
  removed = [];
  uploads = 0;
  const files: Pick<RemoteFiles, 'remove'> = {
    remove: async (gone) => {
      removed.push(...gone.map(({ file }) => file.name));
    },
  };
  shared = new SharedUploads(files as RemoteFiles);
});

const upload =
  (end: Promise<unknown> = Promise.resolve()): UploadPart =>
  async (begun) => {
    const name = `files/${++uploads}`;
    const own: Upload = { file: { lane: 'lane', name }, answered: true };
    begun(own);
    await end;
    return name;
  };

test('an upload is made once and deleted when the sharing has ended and nobody uses it', async () => {
  const [first, second] = await Promise.all([
    shared.hold('part', upload(), never),
    shared.hold('part', upload(), never),
  ]);
  expect([first.uri, second.uri, uploads]).toEqual(['files/1', 'files/1', 1]);
  await first.release();
  shared.close();
  expect(removed).toEqual([]);
  await second.release();
  expect(removed).toEqual(['files/1']);
});

test('what is uploaded without a name, or after the sharing has ended, lasts for its call', async () => {
  const own = await shared.hold(undefined, upload(), never);
  await own.release();
  shared.close();
  const late = await shared.hold('part', upload(), never);
  await late.release();
  expect(removed).toEqual(['files/1', 'files/2']);
});

test("who waits for an upload that fails makes one of its own; the failed one's file is deleted", async () => {
  const fails = Promise.reject(new Problem('deadline-passed', { detail: 'The section took too long' }));
  const first = shared.hold('part', upload(fails), never);
  const second = shared.hold('part', upload(), never);
  await expect(first).rejects.toMatchObject({ code: 'deadline-passed' });
  expect((await second).uri).toBe('files/2');
  expect(removed).toEqual(['files/1']);
});

test('who is called off while waiting leaves the upload to the others', async () => {
  const gate = Promise.withResolvers<void>();
  const caller = new AbortController();
  const first = shared.hold('part', upload(gate.promise), never);
  const second = shared.hold('part', upload(), caller.signal);
  caller.abort(new Problem('cancelled', { detail: 'Called off' }));
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  gate.resolve();
  const held = await first;
  shared.close();
  expect(removed).toEqual([]);
  await held.release();
  expect(removed).toEqual(['files/1']);
});

test('one that the provider has lost is uploaded again', async () => {
  const held = await shared.hold('part', upload(), never);
  held.forget();
  await held.release();
  expect((await shared.hold('part', upload(), never)).uri).toBe('files/2');
});
