import type { Store } from '../store.ts';
import { type Call, storeOver } from '../store-over.ts';
import { type Database, openDatabase } from './database.ts';
import { openJobRuns } from './job-runs.ts';
import { migrate } from './migrations.ts';
import { createOperations } from './operations.ts';
import { openPresence, type Presence } from './presence.ts';

/** How long opening goes on trying while the server starts. */
const OPEN_WITHIN_MS = 5_000;

/** A store on PostgreSQL with what other parts share of its connection. */
export interface PostgresStore {
  readonly store: Store;
  readonly database: Database;
  /** Connections whose commits may be lost with the server: for leases, limits, events and the line. */
  readonly relaxed: Database;
  readonly presence: Presence;
}

/**
 * Opens the store in the PostgreSQL database `url`, making its schema when it is missing. Any number of processes may
 * have it open at once. Throws `store-unavailable`, `disk-full`.
 */
export async function openPostgresStore(options: {
  readonly url: string;
  /** Default `leafcutter`. */
  readonly schema?: string;
  /** Name of this process among those of the store; default: a random one. */
  readonly owner?: string;
  /** Most connections of this process; default 10. */
  readonly connections?: number;
}): Promise<PostgresStore> {
  const { url, schema = 'leafcutter', connections = 10 } = options;
  const opening = openDatabase({ url, schema, connections: 1, tryForMs: OPEN_WITHIN_MS });
  try {
    await migrate(opening);
  } finally {
    await opening.close();
  }
  const database = openDatabase({ url, schema, connections });
  const relaxed = openDatabase({ url, schema, connections: 4, relaxed: true, answerWithinMs: 8_000 });
  const presence = await openPresence({ relaxed, database }, options.owner);
  const operations = createOperations(database);
  const call: Call = (operation, ...args) =>
    (operations[operation] as (...given: unknown[]) => Promise<never>)(...args);
  let closing: Promise<void> | undefined;
  const store = storeOver(call, {
    owner: presence.id,
    async running() {
      const living = await presence.living();
      return (owner) => living.has(owner);
    },
    runs: openJobRuns(database, presence),
    close() {
      closing ??= (async () => {
        await database.close();
        await presence.close().catch(() => {});
        await relaxed.close();
      })();
      return closing;
    },
  });
  return { store, database, relaxed, presence };
}
