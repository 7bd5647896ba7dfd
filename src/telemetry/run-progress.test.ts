import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LeafcutterEvent } from '../domain/event.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { finishNext, jobWith } from '../store/contract/case.contract.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { RunProgress } from './run-progress.ts';

let folder: string;
let store: Store;
let nowMs: number;
let progress: RunProgress;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-progress-'));
  store = await openSqliteStore({ path: join(folder, 'store.db') });
  nowMs = 1_000_000;
  progress = new RunProgress('job-a', { store, now: () => nowMs, lanes: () => [] });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const ended = (
  number: number,
  more: Partial<Extract<LeafcutterEvent, { type: 'document-end' }>> = {},
): LeafcutterEvent => ({
  type: 'document-end',
  jobId: 'job-a',
  documentId: `job-a-${number}`,
  name: `file-${number}.pdf`,
  state: 'succeeded',
  pages: 2,
  usage: NO_USAGE,
  durationMs: 10,
  ...more,
});
const started = (number: number): LeafcutterEvent => ({
  type: 'document-start',
  jobId: 'job-a',
  documentId: `job-a-${number}`,
  name: `file-${number}.pdf`,
});

it('tells what is in work, classes, pages and what needs attention from the events of its own job', () => {
  for (let number = 0; number < 10; number++) progress.listen(started(number));
  progress.listen({ type: 'document-progress', jobId: 'job-a', documentId: 'job-a-1', done: 3, total: 9 });
  progress.listen(ended(0, { class: 'irrelevant' }));
  progress.listen(ended(2, { state: 'needs_review', class: 'vendor_invoice' }));
  progress.listen(ended(3, { class: 'vendor_invoice' }));
  progress.listen(ended(99, { jobId: 'job-b', state: 'failed' }));
  const { running, classes, pages, attention } = progress.progress();
  expect(running).toHaveLength(5);
  expect(running[0]).toEqual({ name: 'file-1.pdf', done: 3, total: 9 });
  expect(classes?.classified).toBe(3);
  expect([...classes!.byClass]).toEqual([
    ['vendor_invoice', 2],
    ['irrelevant', 1],
  ]);
  expect(pages).toEqual({ counted: 6, all: true });
  expect(attention.map(({ name }) => name)).toEqual(['file-2.pdf']);
});

it('takes rate and time left from the store, and has none while it is paused', async () => {
  await jobWith(store, 10);
  await store.setJobListed('job-a', true);
  for (let n = 0; n < 4; n++) await finishNext(store, 'job-a');
  await progress.look();
  nowMs += 30_000;
  await finishNext(store, 'job-a');
  await finishNext(store, 'job-a');
  await progress.look();
  expect(progress.progress()).toMatchObject({
    ended: 6,
    perMinute: 4,
    etaMs: 60_000,
    elapsedMs: 30_000,
    paused: false,
  });
  progress.listen({ type: 'job-pause', jobId: 'job-a' });
  expect(progress.progress()).toMatchObject({ perMinute: null, etaMs: null, paused: true });
  nowMs += 600_000;
  progress.listen({ type: 'job-resume', jobId: 'job-a' });
  await progress.look();
  nowMs += 10_000;
  await finishNext(store, 'job-a');
  await progress.look();
  // The time of the pause is no part of the rate.
  expect(progress.progress()).toMatchObject({ perMinute: 6, paused: false });
});
