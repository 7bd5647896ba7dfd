import { randomUUID } from 'node:crypto';
import { Problem } from '../../problem/problem.ts';
import { isProcessRunning, THIS_PROCESS } from '../process-identity.ts';
import type { JobHold, JobRuns } from '../store.ts';
import { noSuchJob } from '../store-problem.ts';
import type { LockRow } from './operations/locks.ts';
import type { SqliteClient } from './sqlite-client.ts';

/** What stands for the folder among the names of jobs, which are no words. */
const SERVING = 'serving';

/**
 * Runs that this process holds locks for. One that it let go of while its disk was full stands in the database all the same, and
 * is free.
 */
const held = new Set<string>();

/** Locks that end with their process. `home`: the folder that a server has to itself, for messages. */
export function openJobRuns(
  { call }: Pick<SqliteClient, 'call'>,
  { owner, home }: { readonly owner: string; readonly home: string },
): JobRuns {
  const take = async (name: string, refusal: (processId: string) => Problem): Promise<JobHold> => {
    const runId = randomUUID();
    held.add(runId);
    try {
      for (;;) {
        const known = await call('lockHolder', name);
        if (known && isHeld(known)) throw refusal(numberOf(known));
        if (await call('takeLock', name, { process_id: owner, run_id: runId }, known?.run_id ?? null)) break;
      }
    } catch (error) {
      held.delete(runId);
      throw error;
    }
    return {
      runId,
      async letGo() {
        held.delete(runId);
        // It is free already: what stays behind of it is taken over as that of a process that has ended.
        await call('dropLock', name, runId).catch(() => {});
      },
    };
  };

  return {
    async lock(jobId) {
      if ((await call('getJob', jobId)) === null) throw noSuchJob(jobId);
      return take(jobId, (processId) => {
        const detail = `The job is running in process ${processId}; watch it with "leafcutter watch ${jobId}", or wait for its end`;
        return new Problem('job-running', { detail });
      });
    },
    async runner(jobId) {
      const known = await call('lockHolder', jobId);
      return known && isHeld(known) ? Number(numberOf(known)) : null;
    },
    async lockServing() {
      const { letGo } = await take(SERVING, (processId) => {
        const detail = `Another server, process ${processId}, has ${home}; use that one, end it first, or give this one a folder of its own with --home`;
        return new Problem('conflict', { detail });
      });
      return letGo;
    },
  };
}

function isHeld({ process_id: processId, run_id: runId }: LockRow): boolean {
  return processId === THIS_PROCESS ? held.has(runId) : isProcessRunning(processId);
}

function numberOf({ process_id: processId }: LockRow): string {
  return processId.split(':')[0]!;
}
