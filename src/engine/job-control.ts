import { isFinalJobState } from '../domain/states.ts';
import { isProblem, Problem } from '../problem/problem.ts';
import type { Job, JobHold, JobRequest, Store } from '../store/store.ts';
import type { Clock } from './parts.ts';

const LOOK_AGAIN_MS = 200;

/** What controlling a job takes besides the job. */
export interface ControlParts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** How long to wait for a job to rest, and who is told that it has to be waited for. */
export interface ControlOptions {
  readonly signal?: AbortSignal;
  /** Called once when the process that runs the job was asked. */
  readonly onAsked?: () => void;
}

/** `job-not-found` for an id the store does not know. */
export function jobNotFound(jobId: string): Problem {
  return new Problem('job-not-found', {
    detail: `There is no job ${jobId}; list them with "leafcutter jobs"`,
  });
}

/**
 * Pauses or cancels a job: here when no process runs it, else by asking the one that does and waiting until the job
 * rests. Answers the job as it is then; one that has ended stays as it is. Throws `job-not-found`, and the signal's
 * reason: what was asked is done all the same.
 */
export async function controlJob(
  { store, clock }: ControlParts,
  jobId: string,
  request: JobRequest,
  { signal = new AbortController().signal, onAsked }: ControlOptions = {},
): Promise<Job> {
  for (let asked = false; ; ) {
    const job = await store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    if (isFinalJobState(job.state) || (request === 'pause' && job.state === 'paused')) return job;
    const hold = await unlessRunning(store.runs.lock(jobId));
    if (hold) {
      await endHere(store, { jobId, runId: hold.runId, request }).finally(hold.letGo);
      continue;
    }
    // Asked again each time: a run that has only just begun forgets what was asked of the one before.
    if ((await store.requestJob(jobId, request)) && !asked) {
      asked = true;
      onAsked?.();
    }
    await clock.sleep(LOOK_AGAIN_MS, signal);
  }
}

async function unlessRunning(lock: Promise<JobHold>): Promise<JobHold | null> {
  try {
    return await lock;
  } catch (error) {
    if (isProblem(error) && error.code === 'job-running') return null;
    throw error;
  }
}

/** Nobody works on the job: what a process that died was working on is set free first. */
async function endHere(
  store: Store,
  { jobId, runId, request }: { readonly jobId: string; readonly runId: string; readonly request: JobRequest },
): Promise<void> {
  await store.releaseDocuments(jobId, runId);
  if (request === 'cancel') await store.cancelDocuments(jobId, runId);
  await store.endRun(jobId, runId, request === 'cancel' ? 'cancelled' : 'paused');
}
