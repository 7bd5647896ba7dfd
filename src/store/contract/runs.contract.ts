import { expect } from 'vitest';
import { isProblem, Problem } from '../../problem/problem.ts';
import type { JobHold, Store } from '../store.ts';
import { expectProblem, jobWith, newJob, type StoreCases } from './case.contract.ts';

/** What a run sees of its job: for comparing it before and after somebody tried to change it. */
async function jobOf(store: Store): Promise<unknown> {
  return [await store.getJob('job-a'), await store.countDocuments('job-a'), await store.jobRequest('job-a')];
}

export const RUN_CASES: StoreCases = {
  'gives a job to one process until it lets go': async (store, { connect }) => {
    const other = await connect();
    await store.openJob(newJob());
    const { letGo } = await store.runs.lock('job-a');
    expect(await other.runs.runner('job-a')).toBe(process.pid);
    await expectProblem(other.runs.lock('job-a'), 'job-running');
    await expectProblem(store.runs.lock('job-a'), 'job-running');
    await letGo();
    expect(await other.runs.runner('job-a')).toBeNull();
    const next = await other.runs.lock('job-a');
    // Told again, as where nobody heard the answer.
    await letGo();
    await expectProblem(store.runs.lock('job-a'), 'job-running');
    await next.letGo();
    expect(await store.runs.runner('job-a')).toBeNull();
  },
  'takes a job over from a process that has ended, and refuses what that one writes of it from then on':
    async (store, { connect }) => {
      await jobWith(store, 3);
      const ended = await connect({ owner: 'ended process' });
      const lost = await ended.runs.lock('job-a');
      expect(await ended.beginRun('job-a', lost.runId)).toBe(true);
      const [claimed] = await ended.claimDocuments('job-a', 1, lost.runId);
      expect(claimed).toMatchObject({ state: 'running' });
      expect(await store.runs.runner('job-a')).toBeNull();

      const { runId, letGo } = await store.runs.lock('job-a');
      // Before the new run has said anything: whose the job is was decided as it was taken.
      const before = await jobOf(store);
      expect(await ended.endRun('job-a', lost.runId, 'completed')).toBe(false);
      expect(await ended.beginRun('job-a', lost.runId)).toBe(false);
      expect(await ended.claimDocuments('job-a', 3, lost.runId)).toEqual([]);
      expect(await ended.releaseDocuments('job-a', lost.runId)).toBe(0);
      expect(await ended.cancelDocuments('job-a', lost.runId)).toBe(0);
      expect(await ended.jobRequest('job-a', lost.runId)).toBe('lost');
      await lost.letGo();
      expect(await jobOf(store)).toEqual(before);
      await expectProblem(store.runs.lock('job-a'), 'job-running');

      expect(await store.beginRun('job-a', runId)).toBe(true);
      expect(await store.jobRequest('job-a', runId)).toBeNull();
      expect(await store.releaseDocuments('job-a', runId)).toBe(1);
      expect(await store.claimDocuments('job-a', 2, runId)).toHaveLength(2);
      expect(await store.cancelDocuments('job-a', runId)).toBe(3);
      expect(await store.endRun('job-a', runId, 'cancelled')).toBe(true);
      await letGo();
    },
  'gives the job of a process that has ended to one of many that take it at once': async (
    store,
    { connect },
  ) => {
    await store.openJob(newJob());
    const ended = await connect({ owner: 'ended process' });
    const others = [store, await connect(), await connect()];
    for (let round = 0; round < 5; round++) {
      await ended.runs.lock('job-a');
      const holds = await Promise.all(
        others.flatMap(({ runs }) => [1, 2].map(() => runs.lock('job-a').catch((error: unknown) => error))),
      );
      const [hold, ...more] = holds.filter((taken): taken is JobHold => !isProblem(taken));
      expect(more).toEqual([]);
      expect(holds.filter((taken) => isProblem(taken) && taken.code === 'job-running')).toHaveLength(5);
      expect(await store.beginRun('job-a', hold!.runId)).toBe(true);
      await hold!.letGo();
    }
  },
  'lets a run end its job until another has taken it or a state was set': async (store, { connect }) => {
    const other = await connect();
    const { job } = await store.openJob(newJob());
    const run = async (by: Store): Promise<string> => {
      const { runId, letGo } = await by.runs.lock('job-a');
      await letGo();
      return runId;
    };
    const one = await run(store);
    await store.beginRun('job-a', one);
    expect(await store.endRun('job-a', 'two', 'completed')).toBe(false);
    const problem = new Problem('paused', { detail: 'Asked for' }).toJSON();
    expect(await store.endRun('job-a', one, 'paused', { problem, parkedUntilMs: 7 })).toBe(true);
    expect(await store.getJob('job-a')).toMatchObject({ state: 'paused', problem, parkedUntilMs: 7 });

    await store.beginRun('job-a', one);
    const two = await run(other);
    await other.beginRun('job-a', two);
    await other.requestJob('job-a', 'pause');
    const { startedMs } = (await store.getJob('job-a'))!;
    expect(await store.endRun('job-a', one, 'completed')).toBe(false);
    // Nothing of it: what was asked of the other run neither.
    expect(await store.getJob('job-a')).toEqual({ ...job, state: 'running', startedMs });
    expect(await store.jobRequest('job-a')).toBe('pause');
    expect(await other.endRun('job-a', two, 'completed')).toBe(true);
    expect((await store.getJob('job-a'))!.endedMs).toBeGreaterThanOrEqual(startedMs!);
    expect(await other.jobRequest('job-a')).toBeNull();

    const three = await run(store);
    await store.beginRun('job-a', three);
    expect((await store.getJob('job-a'))!.endedMs).toBeNull();
    await other.setJobState('job-a', 'cancelled');
    expect(await store.endRun('job-a', three, 'completed')).toBe(false);
    expect(await store.beginRun('job-a', three)).toBe(false);
    expect((await store.getJob('job-a'))!.state).toBe('cancelled');
  },
  'keeps a cancel that no run has carried out for the next one, and no pause': async (store) => {
    await store.openJob(newJob());
    const begin = async (): Promise<string> => {
      const { runId, letGo } = await store.runs.lock('job-a');
      await letGo();
      await store.beginRun('job-a', runId);
      return runId;
    };
    await begin();
    await store.requestJob('job-a', 'pause');
    await begin();
    expect(await store.jobRequest('job-a')).toBeNull();
    await store.requestJob('job-a', 'cancel');
    const three = await begin();
    expect(await store.jobRequest('job-a')).toBe('cancel');
    await store.endRun('job-a', three, 'cancelled');
    await begin();
    expect(await store.jobRequest('job-a')).toBeNull();
  },
};
