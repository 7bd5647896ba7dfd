import { Problem } from '../problem/problem.ts';
import type { Job, StoreReader } from '../store/store.ts';

/** The job with this id. Throws `job-not-found`. */
export async function findJob(reader: Pick<StoreReader, 'getJob'>, jobId: string): Promise<Job> {
  const job = await reader.getJob(jobId);
  if (job) return job;
  throw new Problem('job-not-found', { detail: `There is no job ${jobId}` });
}
