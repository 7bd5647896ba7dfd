import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem/problem.ts';
import { isProcessRunning, THIS_PROCESS } from './process-identity.ts';

/** Locks are files with the identity of their process; those of jobs are named by their ids, which are no words. */
const SERVING = 'serving';

/**
 * Marks a job as running in this process, so that the same command started twice does not do the work twice.
 * A lock whose process is gone is taken over. Throws `job-running` while its process lives.
 */
export function lockJob(directory: string, jobId: string): Promise<() => Promise<void>> {
  return takeLock(directory, jobId, (processId) => {
    const detail = `The job is running in process ${processId}; watch it with "leafcutter watch ${jobId}", or wait for its end`;
    return new Problem('job-running', { detail });
  });
}

/**
 * Marks the folder `home` as served by this process: a second server there would take jobs that the first is still listing
 * for left behind. A lock whose process is gone is taken over. Throws `conflict` while its process lives.
 */
export function lockServing(directory: string, home: string): Promise<() => Promise<void>> {
  return takeLock(directory, SERVING, (processId) => {
    const detail = `Another server, process ${processId}, has ${home}; use that one, end it first, or give this one a folder of its own with --home`;
    return new Problem('conflict', { detail });
  });
}

async function takeLock(
  directory: string,
  name: string,
  refusal: (processId: string) => Problem,
): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${name}.lock`);
  for (let takeOver = true; ; takeOver = false) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(THIS_PROCESS);
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await readFile(path, 'utf8').catch(() => '');
    if (!takeOver || isProcessRunning(owner)) throw refusal(owner.split(':')[0]!);
    await rm(path, { force: true });
  }
}

/** Number of the process that runs the job; null when none does. */
export async function jobRunner(directory: string, jobId: string): Promise<number | null> {
  const owner = await readFile(join(directory, `${jobId}.lock`), 'utf8').catch(() => '');
  return isProcessRunning(owner) ? Number(owner.split(':')[0]) : null;
}
