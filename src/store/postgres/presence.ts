import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from './database.ts';

/** A process that says nothing for so long counts as ended: what it held is free. */
const ALIVE_FOR_S = 15;
const SAY_EVERY_MS = 3_000;

/** This process among all that use the database. */
export interface Presence {
  readonly id: string;
  /** Sets how many documents it takes in work at once. */
  offer(places: number): Promise<void>;
  /** Lets go of a run's job. Where that cannot be written now it is later, for as long as this process lives. */
  leave(runId: string): Promise<void>;
  /** The ids of all processes that are alive now. */
  living(): Promise<ReadonlySet<string>>;
  /** Ends it: what it held is free at once. */
  close(): Promise<void>;
}

type Queries = Pick<Database, 'query'>;

/** Enters this process among those that are alive, and renews that until it is closed. */
export async function openPresence(
  { relaxed, database }: { readonly relaxed: Queries; readonly database: Queries },
  id: string = randomUUID(),
): Promise<Presence> {
  let places = 0;
  const say = async (): Promise<void> => {
    await relaxed.query(
      `INSERT INTO processes (id, host, pid, places, alive_until)
       VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5::double precision))
       ON CONFLICT (id) DO UPDATE SET places = excluded.places, alive_until = excluded.alive_until`,
      [id, hostname(), process.pid, places, ALIVE_FOR_S],
    );
  };
  await say();
  const left = new Set<string>();
  let leaving: Promise<void> | undefined;
  const leaveAll = async (): Promise<void> => {
    while (left.size > 0) {
      const runIds = [...left];
      // On disk: come back after a crash of the server it would be held for as long as this process lives.
      await database.query('DELETE FROM job_runs WHERE process_id = $1 AND run_id = ANY ($2::text[])', [
        id,
        runIds,
      ]);
      for (const runId of runIds) left.delete(runId);
    }
  };
  const leaveTogether = (): Promise<void> =>
    (leaving ??= leaveAll().finally(() => {
      leaving = undefined;
    }));
  // One that cannot be said now is said with the next: the work itself tells that the server is gone.
  const timer = setInterval(() => {
    void say()
      .then(leaveTogether)
      .catch(() => {});
  }, SAY_EVERY_MS).unref();
  return {
    id,
    async offer(count) {
      places = count;
      await say();
    },
    async leave(runId) {
      left.add(runId);
      await leaveTogether().catch(() => {});
    },
    async living() {
      const rows = await relaxed.query<{ id: string }>(
        'SELECT id FROM processes WHERE alive_until > clock_timestamp()',
      );
      return new Set(rows.map((row) => row.id));
    },
    async close() {
      clearInterval(timer);
      await relaxed.query(
        `WITH ended AS (DELETE FROM processes WHERE id = $1 OR alive_until < clock_timestamp() - interval '1 day'),
           asked AS (DELETE FROM asking WHERE process_id = $1),
           spent AS (DELETE FROM budget_slices WHERE process_id = $1)
         DELETE FROM job_runs WHERE process_id = $1`,
        [id],
      );
    },
  };
}
