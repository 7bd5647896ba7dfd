import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLeafcutter, type Leafcutter } from '../../src/index.ts';

let home: string;
let leafcutter: Leafcutter;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'nothing-there-'));
  leafcutter = await createLeafcutter({ environment: {}, settings: { dataDirectory: home } });
});
afterEach(async () => {
  await leafcutter.close();
  await rm(home, { recursive: true, force: true });
});

test('no job is made for paths of which none is there, not even for a moment', async () => {
  const open = vi.spyOn(leafcutter.store, 'openJob');
  const start = leafcutter.start({ recipe: 'bill', sources: [join(home, 'none.pdf')] });
  await expect(start).rejects.toMatchObject({ code: 'file-not-found' });
  expect(open).not.toHaveBeenCalled();
});

test('a job goes on although none of its paths is there any more', async () => {
  const path = join(home, 'bill.pdf');
  await copyFile(resolve(import.meta.dirname, '../../examples/documents/two-bills.pdf'), path);
  const started = await leafcutter.start({ recipe: 'bill', sources: [path] });
  const first = await started.summary;
  expect(first.state).toBe('completed');
  await rm(path);
  const again = await leafcutter.start({ recipe: 'bill', sources: [path] });
  expect(again.jobId).toBe(first.jobId);
  expect((await again.summary).counts).toMatchObject({ succeeded: first.counts.succeeded });
});
