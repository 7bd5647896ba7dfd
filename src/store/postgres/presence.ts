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
  /** The ids of all processes that are alive now. */
  living(): Promise<ReadonlySet<string>>;
  /** Ends it: what it held is free at once. */
  close(): Promise<void>;
}

/** Enters this process among those that are alive, and renews that until it is closed. */
export async function openPresence(database: Database, id: string = randomUUID()): Promise<Presence> {
  let places = 0;
  const say = async (): Promise<void> => {
    await database.query(
      `INSERT INTO processes (id, host, pid, places, alive_until)
       VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5::double precision))
       ON CONFLICT (id) DO UPDATE SET places = excluded.places, alive_until = excluded.alive_until`,
      [id, hostname(), process.pid, places, ALIVE_FOR_S],
    );
  };
  await say();
  // One that cannot be said now is said with the next: the work itself tells that the server is gone.
  const timer = setInterval(() => void say().catch(() => {}), SAY_EVERY_MS).unref();
  return {
    id,
    async offer(count) {
      places = count;
      await say();
    },
    async living() {
      const rows = await database.query<{ id: string }>(
        'SELECT id FROM processes WHERE alive_until > clock_timestamp()',
      );
      return new Set(rows.map((row) => row.id));
    },
    async close() {
      clearInterval(timer);
      await database.query(
        `WITH ended AS (DELETE FROM processes WHERE id = $1 OR alive_until < clock_timestamp() - interval '1 day'),
           asked AS (DELETE FROM asking WHERE process_id = $1),
           spent AS (DELETE FROM budget_slices WHERE process_id = $1)
         DELETE FROM job_runs WHERE process_id = $1`,
        [id],
      );
    },
  };
}
