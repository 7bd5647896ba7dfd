import { randomUUID } from 'node:crypto';
import { Problem } from '../../problem/problem.ts';
import type { JobRuns } from '../store.ts';
import { noSuchJob } from '../store-problem.ts';
import type { Database } from './database.ts';
import type { Presence } from './presence.ts';

interface Runner {
  readonly host: string | null;
  readonly pid: number | null;
  readonly alive: boolean;
}

// Told again, as where the answer was lost, it finds itself.
const TAKE = `
WITH taken AS (
  INSERT INTO job_runs AS run (job_id, process_id, run_id) SELECT id, $2, $3 FROM jobs WHERE id = $1
  ON CONFLICT (job_id) DO UPDATE SET process_id = excluded.process_id, run_id = excluded.run_id
    WHERE NOT EXISTS (SELECT 1 FROM processes WHERE id = run.process_id AND alive_until > clock_timestamp())
      OR run.run_id = excluded.run_id
  RETURNING job_id
)
UPDATE jobs SET run_id = $3 FROM taken WHERE jobs.id = taken.job_id RETURNING 1`;

/** Locks that end with their process: at once when it closes the store, seconds later when it dies. */
export function openJobRuns(database: Database, presence: Presence): JobRuns {
  const runnerOf = async (jobId: string): Promise<Runner | null> => {
    const [runner] = await database.query<Runner>(
      `SELECT host, pid, alive_until > clock_timestamp() IS TRUE AS alive
       FROM job_runs LEFT JOIN processes ON processes.id = process_id WHERE job_id = $1`,
      [jobId],
    );
    return runner?.alive ? runner : null;
  };
  return {
    async lock(jobId) {
      const runId = randomUUID();
      if ((await database.query(TAKE, [jobId, presence.id, runId])).length === 0) {
        const runner = await runnerOf(jobId);
        if (!runner && (await database.query('SELECT 1 FROM jobs WHERE id = $1', [jobId])).length === 0)
          throw noSuchJob(jobId);
        throw new Problem('job-running', {
          detail: `The job is running in process ${runner?.pid ?? 'unknown'} on ${runner?.host ?? 'another machine'}; watch it with "leafcutter watch ${jobId}", or wait for its end`,
        });
      }
      return { runId, letGo: () => presence.leave(runId) };
    },
    runner: async (jobId) => (await runnerOf(jobId))?.pid ?? null,
  };
}
