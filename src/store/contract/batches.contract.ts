import { expect } from 'vitest';
import type { StoredBatch, StoredBatchLine } from '../store.ts';
import { answer, attempt, expectProblem, jobWith, type StoreCases, USAGE } from './case.contract.ts';

function batch(id: string, more: Partial<StoredBatch> = {}): StoredBatch {
  return {
    id,
    jobId: 'job-a',
    lane: 'lane',
    model: 'one',
    name: null,
    heldMicros: 7,
    createdMs: 1_000,
    ...more,
  };
}

const lines = (...keys: readonly string[]): StoredBatchLine[] =>
  keys.map((key) => ({ key, documentId: `document of ${key}`, question: 'items' }));

/** What a store promises about batches at providers. */
export const BATCH_CASES: StoreCases = {
  'keeps batches with their questions until they end, oldest first': async (store, { connect }) => {
    await jobWith(store, 1);
    expect(await store.batches.list()).toEqual([]);
    await store.batches.begin(batch('b', { createdMs: 2_000 }), lines('q2', 'q1'));
    await store.batches.begin(batch('a', { name: 'batches/a' }), lines('q3'));
    await store.batches.setName('b', 'batches/b');
    const other = await connect();
    expect(await other.batches.list()).toEqual([
      { ...batch('a', { name: 'batches/a' }), questions: 1 },
      { ...batch('b', { name: 'batches/b', createdMs: 2_000 }), questions: 2 },
    ]);
    expect(await other.batches.lines('b')).toEqual(lines('q1', 'q2'));
    expect(await other.batches.lines('none')).toEqual([]);
    await store.batches.end('b');
    await store.batches.end('none');
    expect((await store.batches.list()).map(({ id }) => id)).toEqual(['a']);
    expect(await store.batches.lines('b')).toEqual([]);
  },
  'settles a question once, whoever does it, and counts it once': async (store, { connect }) => {
    await jobWith(store, 1);
    await store.batches.begin(batch('a'), lines('q1', 'q2'));
    const other = await connect();
    const settled = await Promise.all(
      [store, other, store, other].map((each) =>
        each.batches.settle('a', attempt('q1', 'document of q1'), answer('q1')),
      ),
    );
    expect(settled.filter(Boolean)).toHaveLength(1);
    expect(await store.findAnswer('q1')).toEqual(answer('q1'));
    expect(await store.jobUsage('job-a')).toEqual(USAGE);
    expect(await store.batches.lines('a')).toEqual(lines('q2'));
    expect(await store.batches.list()).toMatchObject([{ questions: 1 }]);
  },
  'settles a question whose answer was of no use, with what it cost': async (store) => {
    await jobWith(store, 1);
    await store.batches.begin(batch('a'), lines('q1'));
    const failed = attempt('q1', 'document of q1', { outcome: 'failed', problem: 'model-blocked' });
    expect(await store.batches.settle('a', failed, null)).toBe(true);
    expect(await store.batches.settle('a', failed, null)).toBe(false);
    expect(await store.findAnswer('q1')).toBeNull();
    expect(await store.jobUsage('job-a')).toEqual(USAGE);
  },
  'keeps a job that has a batch at a provider': async (store) => {
    await jobWith(store, 1);
    await store.setJobState('job-a', 'paused');
    await store.batches.begin(batch('a'), lines('q1'));
    await expectProblem(store.deleteJob('job-a'), 'conflict');
    await store.batches.end('a');
    expect(await store.deleteJob('job-a')).toBe(true);
  },
};
