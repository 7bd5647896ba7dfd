import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem/problem.ts';
import { isProcessRunning, THIS_PROCESS } from './process-identity.ts';

/**
 * Marks a job as running in this process, so that the same command started twice does not do the work twice.
 * A lock whose process is gone is taken over. Throws `job-running` while its process lives.
 */
export async function lockJob(directory: string, jobId: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${jobId}.lock`);
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
    if (!takeOver || isProcessRunning(owner)) {
      throw new Problem('job-running', {
        detail: `The job is running in process ${owner.split(':')[0]}; watch it with "leafcutter watch ${jobId}", or wait for its end`,
      });
    }
    await rm(path, { force: true });
  }
}

/** Number of the process that runs the job; null when none does. */
export async function jobRunner(directory: string, jobId: string): Promise<number | null> {
  const owner = await readFile(join(directory, `${jobId}.lock`), 'utf8').catch(() => '');
  return isProcessRunning(owner) ? Number(owner.split(':')[0]) : null;
}
