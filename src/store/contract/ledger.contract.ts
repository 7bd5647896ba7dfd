import { expect } from 'vitest';
import { addUsage, NO_USAGE } from '../../domain/usage.ts';
import { answer, attempt, expectProblem, jobWith, newJob, type StoreCases, USAGE } from './case.contract.ts';

/** What a store promises about answers, attempts and what they cost. */
export const LEDGER_CASES: StoreCases = {
  'remembers an answer as it was given': async (store) => {
    await jobWith(store, 1);
    const value = { items: [{ name: 'Tee 茶 "x"\n', amount: '-0.50' }], none: null, yes: true };
    const kept = answer('q1', { value });
    expect(await store.findAnswer('q1')).toBeNull();
    await store.saveAnswer(kept, attempt('q1', 'job-a-0'));
    expect(await store.findAnswer('q1')).toEqual(kept);
    expect(await store.findAnswer('q2')).toBeNull();
  },
  'remembers an answer that is nothing': async (store) => {
    await jobWith(store, 1);
    await store.saveAnswer(answer('q1', { value: null }), attempt('q1', 'job-a-0'));
    expect((await store.findAnswer('q1'))!.value).toBeNull();
  },
  'keeps the first answer, and counts both attempts': async (store) => {
    await jobWith(store, 1);
    const first = answer('q1', { value: 'first' });
    await store.saveAnswer(first, attempt('q1', 'job-a-0'));
    await store.saveAnswer(answer('q1', { value: 'second', model: 'two' }), attempt('q1', 'job-a-0'));
    expect(await store.findAnswer('q1')).toEqual(first);
    expect(await store.jobUsage('job-a')).toEqual(addUsage(USAGE, USAGE));
  },
  'keeps one answer when many save it at once': async (store, { connect }) => {
    await jobWith(store, 1);
    const other = await connect();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? store : other).saveAnswer(
          answer('q1', { value: index }),
          attempt('q1', 'job-a-0', { startedMs: index }),
        ),
      ),
    );
    const kept = await store.findAnswer('q1');
    expect(await other.findAnswer('q1')).toEqual(kept);
    expect((await store.jobUsage('job-a')).calls).toBe(20);
  },
  'writes answer and attempt together or not at all': async (store) => {
    await jobWith(store, 1);
    const lost = attempt('q1', 'x', { jobId: 'nobody' });
    await expectProblem(store.saveAnswer(answer('q1'), lost), 'job-not-found');
    expect(await store.findAnswer('q1')).toBeNull();
    await expectProblem(store.saveFailedAttempt(lost), 'job-not-found');
  },
  'writes the shares of one call together or not at all': async (store) => {
    await jobWith(store, 2);
    const useless = attempt('q2', 'job-a-1', { outcome: 'failed', problem: 'evidence-missing' });
    const shares = [
      { answer: answer('q1'), attempt: attempt('q1', 'job-a-0') },
      { answer: null, attempt: useless },
    ];
    const lost = { answer: answer('q3'), attempt: attempt('q3', 'x', { jobId: 'nobody' }) };
    await expectProblem(store.saveShares([...shares, lost]), 'job-not-found');
    expect(await store.findAnswer('q1')).toBeNull();
    expect(await store.jobUsage('job-a')).toEqual(NO_USAGE);
    await store.saveShares(shares);
    expect(await store.findAnswer('q1')).toEqual(answer('q1'));
    expect(await store.findAnswer('q2')).toBeNull();
    expect(await store.documentUsage('job-a-1')).toEqual([{ model: 'one', ...USAGE }]);
    expect(await store.jobUsage('job-a')).toEqual(addUsage(USAGE, USAGE));
  },
  'sums what a document used in its job, per model, failures too': async (store) => {
    await jobWith(store, 2);
    await store.saveAnswer(answer('q1'), attempt('q1', 'job-a-0'));
    await store.saveAnswer(answer('q2'), attempt('q2', 'job-a-0', { model: 'two' }));
    const failed = attempt('q3', 'job-a-0', { outcome: 'failed', problem: 'model-truncated' });
    await store.saveFailedAttempt(failed);
    await store.saveFailedAttempt({ ...failed, documentId: 'job-a-1', usage: { ...NO_USAGE, calls: 1 } });
    expect(await store.documentUsage('job-a-0')).toEqual([
      { model: 'one', ...addUsage(USAGE, USAGE) },
      { model: 'two', ...USAGE },
    ]);
    expect(await store.documentUsage('job-a-1')).toEqual([{ model: 'one', ...NO_USAGE, calls: 1 }]);
    expect(await store.documentUsage('nobody')).toEqual([]);
    expect(await store.findAnswer('q3')).toBeNull();
  },
  'sums what a job used, apart from other jobs': async (store) => {
    await store.openJob(newJob('job-a'));
    await store.openJob(newJob('job-b'));
    expect(await store.jobUsage('job-a')).toEqual(NO_USAGE);
    await store.saveAnswer(answer('q1'), attempt('q1', 'x'));
    await store.saveFailedAttempt(
      attempt('q2', 'y', { jobId: 'job-b', outcome: 'failed', problem: 'throttled' }),
    );
    expect(await store.jobUsage('job-a')).toEqual(USAGE);
    expect(await store.jobUsage('job-b')).toEqual(USAGE);
  },
};
