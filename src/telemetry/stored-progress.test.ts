import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, attempt, finishNext, jobWith, USAGE } from '../store/contract/case.contract.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { StoredProgress } from './stored-progress.ts';

let folder: string;
let store: Store;
let nowMs: number;
let progress: StoredProgress;
let ended: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-progress-'));
  store = await openSqliteStore({ path: join(folder, 'store.db') });
  nowMs = 1_000_000;
  progress = new StoredProgress(store, 'job-a', () => nowMs);
  ended = [];
  progress.listen(({ name, state }) => ended.push(`${name} ${state}`));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

it('says what the store knows, and nothing else', async () => {
  await jobWith(store, 10);
  await finishNext(store, 'job-a');
  await finishNext(store, 'job-a', 'failed', { status: 'failed', data: null });
  await store.claimDocuments('job-a', 2);
  await store.saveAnswer(answer('q'), attempt('q', 'job-a-0'));
  await progress.look();
  expect(progress.progress()).toMatchObject({
    total: 10,
    totalKnown: false,
    ended: 2,
    usage: USAGE,
    pages: null,
    callsInFlight: null,
    failures: null,
    perMinute: null,
    etaMs: null,
  });
  const { running, byState, lanes } = progress.progress();
  expect([...running.values()].map(({ name }) => name)).toEqual(['file-2.pdf', 'file-3.pdf']);
  expect([...byState]).toEqual([
    ['succeeded', 1],
    ['failed', 1],
  ]);
  expect(lanes.size).toBe(0);
});

it('hears of what ends after the first look, each once', async () => {
  await jobWith(store, 6);
  await finishNext(store, 'job-a', 'failed', { status: 'failed', data: null });
  // One commit more than there are documents that have ended.
  await store.retryDocuments('job-a', ['failed']);
  await finishNext(store, 'job-a');
  await progress.look();
  expect(ended).toEqual([]);
  await finishNext(store, 'job-a', 'needs_review', { review: 'needed' });
  await finishNext(store, 'job-a', 'partial', { status: 'partial' });
  await progress.look();
  await progress.look();
  await finishNext(store, 'job-a');
  await progress.look();
  expect(ended).toEqual(['file-1.pdf needs_review', 'file-2.pdf partial', 'file-3.pdf succeeded']);
  expect(progress.progress().latest.map(({ name }) => name)).toContain('file-3.pdf');
});

it('misses nothing after documents were cancelled, which are no commits', async () => {
  await jobWith(store, 2);
  await store.cancelDocuments('job-a');
  await progress.look();
  await store.retryDocuments('job-a', ['cancelled']);
  await finishNext(store, 'job-a');
  await finishNext(store, 'job-a');
  await progress.look();
  expect(ended).toEqual(['file-0.pdf succeeded', 'file-1.pdf succeeded']);
});

it('tells rate and time left from what has ended since the first look', async () => {
  await jobWith(store, 10);
  await store.setJobListed('job-a', true);
  for (let n = 0; n < 4; n++) await finishNext(store, 'job-a');
  await progress.look();
  nowMs += 30_000;
  for (let n = 0; n < 2; n++) await finishNext(store, 'job-a');
  await progress.look();
  expect(progress.progress()).toMatchObject({
    ended: 6,
    totalKnown: true,
    elapsedMs: 30_000,
    perMinute: 4,
    etaMs: 60_000,
  });
});

it('says that a job is unknown', async () => {
  await expect(progress.look()).rejects.toMatchObject({ code: 'job-not-found' });
});
