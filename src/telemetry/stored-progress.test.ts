import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, attempt, finishNext, jobWith, USAGE } from '../store/contract/case.contract.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import type { LaneProgress } from './progress.ts';
import { StoredProgress } from './stored-progress.ts';

let folder: string;
let store: Store;
let nowMs: number;
let progress: StoredProgress;
let lanes: readonly LaneProgress[] | null;
let ended: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-progress-'));
  store = await openSqliteStore({ path: join(folder, 'store.db') });
  nowMs = 1_000_000;
  lanes = null;
  progress = open();
  ended = [];
  progress.listen(({ name, state }) => ended.push(`${name} ${state}`));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const open = (jobId = 'job-a', classOf?: (data: unknown) => string) =>
  new StoredProgress(jobId, {
    store,
    now: () => nowMs,
    lanes: async () => lanes,
    ...(classOf ? { classOf } : {}),
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
    classes: null,
    lanes: null,
    paused: false,
    perMinute: null,
    etaMs: null,
  });
  const { running, counts, survey } = progress.progress();
  expect(running.map(({ name }) => name)).toEqual(['file-2.pdf', 'file-3.pdf']);
  expect(counts).toMatchObject({ succeeded: 1, failed: 1, running: 2, pending: 6 });
  expect(survey?.groups.slice(0, 3)).toEqual([{ succeeded: 1 }, { failed: 1 }, { running: 1 }]);
});

it('says what the one who runs the job has written down of its lanes', async () => {
  await jobWith(store, 1);
  lanes = [
    { ...LANE, inFlight: 3 },
    { ...LANE, lane: 'b', inFlight: 4 },
  ];
  await progress.look();
  expect(progress.progress()).toMatchObject({ callsInFlight: 7, lanes });
});

it('counts the classes of all that has ended, also before the first look', async () => {
  await jobWith(store, 130);
  for (let n = 0; n < 120; n++) await finishNext(store, 'job-a', 'succeeded', { data: { kind: n % 3 } });
  await finishNext(store, 'job-a', 'failed', { status: 'failed', data: null });
  const counting = open('job-a', (data) => `class ${(data as { kind: number }).kind}`);
  await counting.look();
  await finishNext(store, 'job-a', 'succeeded', { data: { kind: 2 } });
  await counting.look();
  const { classes } = counting.progress();
  expect(classes?.classified).toBe(121);
  expect([...classes!.byClass]).toEqual([
    ['class 2', 41],
    ['class 0', 40],
    ['class 1', 40],
  ]);
});

it('surveys a large job in few groups, and again once it rests', async () => {
  await jobWith(store, 5_000);
  await store.claimDocuments('job-a', 3);
  await progress.look();
  const { survey } = progress.progress();
  expect(survey?.groupSize).toBe(3);
  expect(survey?.groups).toHaveLength(1_667);
  await store.cancelDocuments('job-a');
  await progress.look();
  expect(progress.progress().survey?.groups.at(-1)).toEqual({ cancelled: 2 });
});

it('surveys a job that stopped in the middle once more', async () => {
  await jobWith(store, 10);
  await store.claimDocuments('job-a', 3);
  await progress.look();
  expect(progress.progress().survey?.groups[0]).toEqual({ running: 1 });
  await store.releaseDocuments('job-a');
  await progress.look();
  expect(progress.progress().survey?.groups[0]).toEqual({ pending: 1 });
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
  expect(progress.progress().attention.map(({ name }) => name)).toEqual(['file-1.pdf', 'file-2.pdf']);
});

const LANE: LaneProgress = {
  lane: 'a',
  inFlight: 0,
  waiting: 0,
  requestsPerMinute: null,
  tokensPerMinute: null,
  inFlightLimit: null,
  breaker: 'closed',
  pausedMs: 0,
  refused: 0,
  sent: 0,
};

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
