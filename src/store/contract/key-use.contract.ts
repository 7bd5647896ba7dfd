import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Store } from '../store.ts';
import { attempt, newJob, type StoreCases } from './case.contract.ts';

const TODAY = '2026-11-26';
const ANY = { jobs: null, pages: null, costMicros: null };

/** Takes a job of a key; answers whether it was counted. */
async function take(store: Store, jobId: string, pages: number, limits: Partial<typeof ANY> | object) {
  const job = { keyId: 'k', day: TODAY, jobId, pages };
  return (await store.keyUse.takeJob(job, { ...ANY, ...limits })).counted;
}

async function spend(store: Store, jobId: string, key: string, costMicros: number): Promise<void> {
  await store.saveFailedAttempt({
    ...attempt(key, 'd', { jobId, outcome: 'failed', problem: 'model-malformed' }),
    usage: { calls: 1, inputTokens: 1, outputTokens: 1, cachedTokens: 0, costMicros },
  });
}

/** What a store promises about what keys of the server use. */
export const KEY_USE_CASES: StoreCases = {
  'counts jobs and pages of a key up to its limits, whoever counts and how many at once': async (
    store,
    { connect },
  ) => {
    const stores = [store, await connect()];
    const counted = await Promise.all(
      Array.from({ length: 12 }, (_, n) => take(stores[n % 2]!, `job-${n}`, 2, { jobs: 5 })),
    );
    expect(counted.filter(Boolean)).toHaveLength(5);
    expect(await take(store, 'long', 4, { pages: 13 })).toBe(false);
    expect(await take(store, 'short', 3, { pages: 13 })).toBe(true);
    expect(await store.keyUse.read('k', TODAY)).toEqual({ jobs: 6, pages: 13, costMicros: 0 });
    expect(await store.keyUse.read('k', '2026-11-27')).toEqual({ jobs: 0, pages: 0, costMicros: 0 });
    await Promise.all(stores.map((each) => each.keyUse.addPages('k', '2026-11-27', 4)));
    expect((await store.keyUse.read('k', '2026-11-27')).pages).toBe(8);
  },
  'counts the cost of a job to its key once, as far as the ledger has it': async (store, { connect }) => {
    const other = await connect();
    await store.openJob(newJob());
    await store.openJob(newJob('of nobody'));
    await take(store, 'job-a', 0, {});
    await spend(store, 'job-a', 'q', 30);
    await spend(store, 'of nobody', 'r', 500);
    await Promise.all([store, other].map((each) => each.keyUse.charge('job-a', TODAY)));
    await store.keyUse.charge('of nobody', TODAY);
    expect(await store.keyUse.read('k', TODAY)).toMatchObject({ costMicros: 30 });
    await spend(store, 'job-a', 's', 12);
    await other.keyUse.charge('job-a', '2026-11-27');
    expect(await store.keyUse.read('k', '2026-11-27')).toMatchObject({ jobs: 0, costMicros: 12 });
    expect(await take(store, 'next', 0, { costMicros: 30 })).toBe(false);
    await store.setJobState('job-a', 'completed');
    expect(await store.deleteJob('job-a')).toBe(true);
    expect(await store.keyUse.read('k', TODAY)).toMatchObject({ costMicros: 30 });
  },
  'gives out no more requests of a key than its window has, and the rest to whoever asks': async (
    store,
    { connect },
  ) => {
    const stores = [store, await connect()];
    const minute = { most: 100, share: 8, windowMs: 60_000 };
    const first = await store.keyUse.leaseRequests('k', minute);
    expect(first).toMatchObject({ granted: 12, taken: 12 });
    expect(first.leftMs).toBeLessThanOrEqual(60_000);
    const leases = await Promise.all(
      Array.from({ length: 60 }, (_, n) => stores[n % 2]!.keyUse.leaseRequests('k', minute)),
    );
    expect(leases.reduce((sum, { granted }) => sum + granted, 12)).toBe(100);
    expect(await store.keyUse.leaseRequests('k', minute)).toMatchObject({ granted: 0, taken: 100 });
    expect((await store.keyUse.leaseRequests('other', minute)).granted).toBe(12);
    const short = { most: 3, share: 8, windowMs: 20 };
    await store.keyUse.leaseRequests('short', short);
    await sleep(40);
    expect(await store.keyUse.leaseRequests('short', short)).toMatchObject({ granted: 1, taken: 1 });
  },
  'forgets what was used days ago, and nothing younger': async (store) => {
    const nowMs = Date.parse('2026-11-26T12:00:00Z');
    for (const day of ['2026-11-01', '2026-11-18', '2026-11-20', TODAY]) {
      await store.keyUse.addPages('k', day, 1);
    }
    await store.forgetUnused(nowMs);
    const left = await Promise.all(
      ['2026-11-01', '2026-11-18', '2026-11-20', TODAY].map((day) => store.keyUse.read('k', day)),
    );
    expect(left.map(({ pages }) => pages)).toEqual([0, 0, 1, 1]);
  },
};
