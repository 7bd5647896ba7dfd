import { expect } from 'vitest';
import { JOB_STATES, type JobState } from '../../domain/states.ts';
import { Problem } from '../../problem/problem.ts';
import { expectProblem, newJob, type StoreCases } from './case.contract.ts';

/** What a store promises about jobs. */
export const JOB_CASES: StoreCases = {
  'opens a job with everything it was given': async (store) => {
    const before = Date.now();
    const spec = { inputs: ['/ein Ordner/請求書'], budget: null, nested: { a: [1, 2] } };
    const { job, created } = await store.openJob(newJob('job-a', { spec }));
    expect(created).toBe(true);
    expect(job).toMatchObject({ id: 'job-a', key: 'key of job-a', recipe: 'bill', recipeVersion: '1', spec });
    expect(job).toMatchObject({
      state: 'queued',
      problem: null,
      parkedUntilMs: null,
      startedMs: null,
      endedMs: null,
      listed: false,
    });
    expect(job.createdMs).toBeGreaterThanOrEqual(before);
    expect(await store.getJob('job-a')).toEqual(job);
  },
  'opens the job of the same key again': async (store) => {
    const first = await store.openJob(newJob('job-a'));
    const again = await store.openJob(newJob('job-b', { key: first.job.key, spec: { other: true } }));
    expect(again).toEqual({ job: first.job, created: false });
    expect(await store.getJob('job-b')).toBeNull();
  },
  'opens a job with its documents, whole': async (store) => {
    const items = [
      { key: '/a.pdf', name: 'a.pdf', bytes: 3, modifiedMs: 5 },
      { key: '/b.pdf', name: 'b.pdf', problem: new Problem('file-not-found', { detail: 'gone' }).toJSON() },
    ];
    const first = await store.openJob(newJob('job-a'), items);
    expect(first).toMatchObject({ created: true, job: { id: 'job-a', state: 'queued', listed: true } });
    expect(await store.getJob('job-a')).toEqual(first.job);
    const documents = await store.listDocuments('job-a', { limit: 9 });
    expect(documents.map(({ source, problem }) => [source, problem?.code])).toEqual([
      [{ key: '/a.pdf', name: 'a.pdf', bytes: 3, modifiedMs: 5 }, undefined],
      [{ key: '/b.pdf', name: 'b.pdf' }, 'file-not-found'],
    ]);
    expect(await store.countDocuments('job-a')).toMatchObject({ pending: 2 });
    // The same job again keeps the documents it has.
    const again = await store.openJob(newJob('job-b', { key: first.job.key }), [{ key: '/c', name: 'c' }]);
    expect(again).toEqual({ job: first.job, created: false });
    expect(await store.countDocuments('job-a')).toMatchObject({ pending: 2 });
  },
  'opens one job when many open it at once': async (store, { connect }) => {
    const other = await connect();
    const opened = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? store : other).openJob(newJob(`job-${index}`, { key: 'same' })),
      ),
    );
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(opened.map(({ job }) => job.id)).size).toBe(1);
  },
  'answers null for an unknown job': async (store) => {
    expect(await store.getJob('nobody')).toBeNull();
  },
  'lists jobs newest first, page by page, none twice or missing': async (store) => {
    // All within the same millisecond or two: the order must not hang on the clock.
    const ids = Array.from({ length: 7 }, (_, index) => `job-${index}`);
    for (const id of ids) await store.openJob(newJob(id));
    const seen: string[] = [];
    let beforeMs: number | undefined;
    for (;;) {
      const page = await store.listJobs({ limit: 3, ...(beforeMs === undefined ? {} : { beforeMs }) });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      beforeMs = page.at(-1)!.createdMs;
    }
    expect(seen).toEqual(ids.toReversed());
  },
  'lists the jobs in some states alone': async (store) => {
    for (const id of ['job-a', 'job-b', 'job-c']) await store.openJob(newJob(id));
    await store.setJobState('job-b', 'running');
    await store.setJobState('job-c', 'completed');
    const ids = async (states: readonly JobState[]) =>
      (await store.listJobs({ limit: 9, states })).map(({ id }) => id);
    expect(await ids(['queued', 'completed'])).toEqual(['job-c', 'job-a']);
    expect(await ids(['running'])).toEqual(['job-b']);
    expect(await ids([])).toEqual([]);
  },
  'keeps the first start, the last end and the reason of a state': async (store) => {
    await store.openJob(newJob());
    await store.setJobState('job-a', 'running');
    const started = (await store.getJob('job-a'))!;
    expect(started).toMatchObject({ state: 'running', endedMs: null });
    expect(started.startedMs).not.toBeNull();

    const problem = new Problem('quota-exhausted', {
      detail: 'Used up until tomorrow',
      retryAfterMs: 5,
    }).toJSON();
    await store.setJobState('job-a', 'paused', { problem, parkedUntilMs: 1_800_000_000_000 });
    expect(await store.getJob('job-a')).toMatchObject({
      problem,
      parkedUntilMs: 1_800_000_000_000,
      endedMs: null,
    });

    await store.setJobState('job-a', 'running');
    expect(await store.getJob('job-a')).toEqual(started);

    await store.setJobState('job-a', 'completed');
    const ended = (await store.getJob('job-a'))!;
    expect(ended).toMatchObject({ state: 'completed', startedMs: started.startedMs });
    expect(ended.endedMs).toBeGreaterThanOrEqual(started.startedMs!);
  },
  'sets an end for every final state and for no other': async (store) => {
    await store.openJob(newJob());
    const ended: string[] = [];
    for (const state of JOB_STATES) {
      await store.setJobState('job-a', state);
      if ((await store.getJob('job-a'))!.endedMs !== null) ended.push(state);
    }
    expect(ended).toEqual(['completed', 'completed_with_errors', 'failed', 'cancelled']);
  },
  'finds a job by its key and makes none': async (store, { connect }) => {
    expect(await store.findJob('key of job-a')).toBeNull();
    const { job } = await store.openJob(newJob());
    expect(await (await connect()).findJob('key of job-a')).toEqual(job);
    expect(await store.findJob('job-a')).toBeNull();
    expect(await store.listJobs({ limit: 9 })).toEqual([job]);
  },
  'knows whether the sources of a job were read to their end': async (store, { connect }) => {
    await store.openJob(newJob());
    await store.setJobListed('job-a', true);
    expect((await (await connect()).getJob('job-a'))!.listed).toBe(true);
    await store.setJobListed('job-a', false);
    expect((await store.listJobs({ limit: 1 }))[0]!.listed).toBe(false);
  },
  'replaces what a job goes by, and nothing else of it': async (store, { connect }) => {
    const { job } = await store.openJob(newJob());
    const spec = { ...job.spec, budget: 'Ünlimited' };
    await store.setJobSpec('job-a', spec);
    expect(await (await connect()).getJob('job-a')).toEqual({ ...job, spec });
  },
  'passes a request on to the one that runs the job': async (store, { connect }) => {
    await store.openJob(newJob());
    await store.setJobState('job-a', 'running');
    expect(await store.jobRequest('job-a')).toBeNull();
    const other = await connect();
    expect(await other.requestJob('job-a', 'pause')).toBe(true);
    expect(await store.jobRequest('job-a')).toBe('pause');
    expect(await other.requestJob('job-a', 'cancel')).toBe(true);
    expect(await other.requestJob('job-a', 'pause')).toBe(true);
    expect(await store.jobRequest('job-a')).toBe('cancel');
  },
  'asks nothing of a job that does not run, and forgets what was asked when its state is set': async (
    store,
  ) => {
    await store.openJob(newJob());
    expect(await store.requestJob('job-a', 'pause')).toBe(false);
    for (const state of JOB_STATES) {
      await store.setJobState('job-a', 'running');
      await store.requestJob('job-a', 'cancel');
      await store.setJobState('job-a', state);
      expect(await store.jobRequest('job-a')).toBeNull();
      expect(await store.requestJob('job-a', 'pause')).toBe(state === 'running');
    }
    expect(await store.requestJob('nobody', 'pause')).toBe(false);
    expect(await store.jobRequest('nobody')).toBeNull();
  },
  'refuses to change, count or charge an unknown job': async (store) => {
    await expectProblem(store.setJobState('nobody', 'running'), 'job-not-found');
    await expectProblem(store.runs.lock('nobody'), 'job-not-found');
    expect(await store.runs.runner('nobody')).toBeNull();
    expect(await store.beginRun('nobody', 'one')).toBe(false);
    expect(await store.endRun('nobody', 'one', 'completed')).toBe(false);
    expect(await store.jobRequest('nobody', 'one')).toBeNull();
    await expectProblem(store.setJobListed('nobody', true), 'job-not-found');
    await expectProblem(store.setJobSpec('nobody', {}), 'job-not-found');
    await expectProblem(store.countDocuments('nobody'), 'job-not-found');
    await expectProblem(store.jobUsage('nobody'), 'job-not-found');
    await expectProblem(store.addDocuments('nobody', []), 'job-not-found');
    await expectProblem(store.setSinkCursor('nobody', 'csv', { position: 0, files: {} }), 'job-not-found');
  },
};
