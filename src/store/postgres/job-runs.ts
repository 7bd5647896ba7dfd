import { Problem } from '../../problem/problem.ts';
import type { PostgresStore } from './postgres-store.ts';

interface Runner {
  readonly process_id: string;
  readonly host: string | null;
  readonly pid: number | null;
  readonly alive: boolean;
}

/** Which process runs which job, known to all that use the database. */
export interface JobRuns {
  /** Keeps other processes off a job; throws `job-running`. Answers the function that lets go. */
  lock(jobId: string): Promise<() => Promise<void>>;
  /** Number of the process that runs a job, on whichever machine; null when none does. */
  runner(jobId: string): Promise<number | null>;
}

/** Locks that end with their process: at once when it closes the store, seconds later when it dies. */
export function openJobRuns({ database, presence }: PostgresStore): JobRuns {
  const runnerOf = async (jobId: string): Promise<Runner | null> => {
    const [runner] = await database.query<Runner>(
      `SELECT process_id, host, pid, alive_until > clock_timestamp() IS TRUE AS alive
       FROM job_runs LEFT JOIN processes ON processes.id = process_id WHERE job_id = $1`,
      [jobId],
    );
    return runner?.alive ? runner : null;
  };
  return {
    async lock(jobId) {
      const taken = await database.attempt(async ({ query, again }) => {
        const rows = await query<{ process_id: string }>(
          `INSERT INTO job_runs AS run (job_id, process_id) VALUES ($1, $2)
           ON CONFLICT (job_id) DO UPDATE SET process_id = excluded.process_id
             WHERE NOT EXISTS (SELECT 1 FROM processes WHERE id = run.process_id AND alive_until > clock_timestamp())
               OR ($3 AND run.process_id = excluded.process_id)
           RETURNING process_id`,
          [jobId, presence.id, again],
        );
        return rows.length === 1;
      });
      if (!taken) {
        const runner = await runnerOf(jobId);
        throw new Problem('job-running', {
          detail: `The job is running in process ${runner?.pid ?? 'unknown'} on ${runner?.host ?? 'another machine'}; watch it with "leafcutter watch ${jobId}", or wait for its end`,
        });
      }
      return async () => {
        await database.query('DELETE FROM job_runs WHERE job_id = $1 AND process_id = $2', [
          jobId,
          presence.id,
        ]);
      };
    },
    runner: async (jobId) => (await runnerOf(jobId))?.pid ?? null,
  };
}
