import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Run, RunSummary } from '../engine/run.ts';
import { Problem, type ProblemJson } from '../problem/problem.ts';
import type { Job } from '../store/store.ts';
import { JobQueue, type JobQueueParts } from './job-queue.ts';

const full = new Problem('disk-full', { detail: 'No space left' });
const job = { id: 'a', state: 'queued', spec: {}, problem: null, parkedUntilMs: null } as unknown as Job;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A queue over a store whose disk is full while `isFull`, and the states it was told. */
function queueOver({
  resume,
  lock = async () => ({ runId: 'one', letGo: async () => {} }),
  state = 'running',
}: {
  readonly resume: () => Promise<Run>;
  readonly lock?: JobQueueParts['leafcutter']['store']['runs']['lock'];
  readonly state?: Job['state'];
}) {
  const disk = { isFull: true };
  const told: string[] = [];
  const write = async (state: string): Promise<void> => {
    if (disk.isFull) throw full;
    told.push(state);
  };
  const rested = Promise.withResolvers<void>();
  const parts = {
    leafcutter: {
      resume,
      jobRunner: async () => null,
      store: {
        getJob: async () => ({ ...job, state }),
        runs: { lock },
        releaseDocuments: () => write('released'),
        endRun: (_id: string, _runId: string, state: string) => write(state),
        setJobState: (_id: string, state: string) => write(state),
      },
    },
    maxJobs: 1,
    hide: (problem: ProblemJson) => ({ ...problem, detail: `${problem.detail} there` }),
    shared: false,
    onAdded() {},
    onRest: () => rested.resolve(),
    onError(error: unknown) {
      throw error;
    },
  } as unknown as JobQueueParts;
  return { queue: new JobQueue(parts), disk, told, rested: rested.promise };
}

it.each([
  [
    'the end of its run',
    async () => ({ summary: Promise.resolve({ problem: full.toJSON() } as RunSummary) }) as unknown as Run,
  ],
  [
    'that it could not start',
    async () => {
      throw full;
    },
  ],
])(
  'says why a job rests where the disk is too full to write down %s, and writes it down later',
  async (_, resume) => {
    const { queue, disk, told, rested } = queueOver({ resume });
    queue.add(job);
    await rested;
    const problem = { code: 'disk-full', detail: 'No space left there' };
    expect(queue.asItStands(job)).toMatchObject({ state: 'paused', problem });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told).toEqual([]);
    expect(queue.asItStands(job).state).toBe('paused');
    disk.isFull = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual(['released', 'paused']);
    expect(queue.asItStands(job)).toBe(job);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told).toHaveLength(2);
  },
);

it.each([
  [
    'another process runs',
    {
      lock: async () => {
        throw new Problem('job-running', { detail: 'There' });
      },
    },
  ],
  ['has ended meanwhile', { state: 'completed' as const }],
])('leaves a job alone that %s when it could not go on with it', async (_, elsewhere) => {
  const resume = async () => {
    throw new Problem('no-model', { detail: 'Set a key' });
  };
  const { queue, disk, told, rested } = queueOver({ resume, ...elsewhere });
  disk.isFull = false;
  queue.add(job);
  await rested;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told).toEqual([]);
  expect(queue.asItStands(job)).toBe(job);
});

it('removes a job whose server dies while it lists it, and begins no part of it', async () => {
  const half = { ...job, listed: false, createdMs: Date.now(), spec: { request: {} } };
  const told: string[] = [];
  let runner: number | null = 1;
  const queue = new JobQueue({
    leafcutter: {
      resume: async () => void told.push('begun'),
      jobRunner: async () => runner,
      store: {
        listJobs: async () => [half],
        getJob: async () => half,
        setJobState: async () => {},
        deleteJob: async () => void told.push('removed'),
      },
    },
    ...{ maxJobs: 1, shared: true, onAdded() {}, onRest() {} },
    onError(error: unknown) {
      throw error;
    },
  } as unknown as JobQueueParts);
  await queue.recover();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told).toEqual([]);
  runner = null;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual(['removed']);
});
