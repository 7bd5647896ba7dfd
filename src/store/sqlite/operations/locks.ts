import type Database from 'better-sqlite3';

/** A lock as it is stored: the process that has it, and for which run. */
export interface LockRow {
  readonly process_id: string;
  readonly run_id: string;
}

/** Statements on who has what to itself, prepared once. */
export function lockOperations(database: Database.Database) {
  const holder = database.prepare<[string], LockRow>('SELECT process_id, run_id FROM locks WHERE name = ?');
  const take = database.prepare(
    `INSERT INTO locks (name, process_id, run_id) VALUES (@name, @process_id, @run_id)
     ON CONFLICT (name) DO UPDATE SET process_id = excluded.process_id, run_id = excluded.run_id
     WHERE run_id = @endedRunId`,
  );
  const giveJob = database.prepare('UPDATE jobs SET run_id = ? WHERE id = ?');
  const drop = database.prepare('DELETE FROM locks WHERE name = ? AND run_id = ?');

  return {
    lockHolder(name: string): LockRow | null {
      return holder.get(name) ?? null;
    },
    /**
     * Takes what nobody has, or has for the run `endedRunId` alone; false: another one was faster. A job of that name is the new
     * run's from then on.
     */
    takeLock(name: string, lock: LockRow, endedRunId: string | null): boolean {
      if (take.run({ name, ...lock, endedRunId }).changes === 0) return false;
      giveJob.run(lock.run_id, name);
      return true;
    },
    dropLock(name: string, runId: string): void {
      drop.run(name, runId);
    },
  };
}
