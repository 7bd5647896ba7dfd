import type { Database, Query } from './database.ts';
import { INITIAL } from './migrations/0001-initial.ts';
import { LEARNT_LANES } from './migrations/0002-learnt-lanes.ts';
import { BLOB_LEASES } from './migrations/0003-blob-leases.ts';
import { KEY_USE } from './migrations/0004-key-use.ts';
import { RUN_OF_JOB } from './migrations/0005-run-of-job.ts';
import { RUN_OF_LOCK } from './migrations/0006-run-of-lock.ts';
import { unavailableDatabase } from './postgres-problem.ts';

/** One change of the schema. */
interface Migration {
  readonly sql: string;
  /**
   * The oldest schema version whose program can still work once this change is made. A change that only adds keeps the
   * number of the change before: then several versions run side by side while machines are updated one by one.
   */
  readonly readableFrom: number;
}

/** Every change in order; the version of a store is how many it has. Never edit one that was released. */
const MIGRATIONS: readonly Migration[] = [
  { sql: INITIAL, readableFrom: 1 },
  { sql: LEARNT_LANES, readableFrom: 1 },
  { sql: BLOB_LEASES, readableFrom: 1 },
  { sql: KEY_USE, readableFrom: 1 },
  { sql: RUN_OF_JOB, readableFrom: 1 },
  { sql: RUN_OF_LOCK, readableFrom: 1 },
];

/** Held by whoever changes the schema, so that of many processes that start at once one does. */
const LOCK = 'leafcutter:migrate';

interface Version {
  readonly version: number;
  readonly readableFrom: number;
}

/**
 * Brings the schema up to date, all steps or none; answers how many there were. Throws `store-unavailable` for a store
 * of a later version that this program cannot work with.
 */
export async function migrate(database: Database): Promise<number> {
  const known = await version(database.query, database.schema);
  if (known !== null && known.version >= MIGRATIONS.length) {
    checkReadable(known, database.place);
    return 0;
  }
  return database.transaction(async ({ query }) => {
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${LOCK}:${database.schema}`]);
    await query(`CREATE SCHEMA IF NOT EXISTS ${database.schema}`);
    await query(
      `CREATE TABLE IF NOT EXISTS ${database.schema}.schema_version
         (version BIGINT NOT NULL PRIMARY KEY, readable_from BIGINT NOT NULL)`,
    );
    const before = (await version(query, database.schema)) ?? { version: 0, readableFrom: 0 };
    checkReadable(before, database.place);
    let made = 0;
    for (const [index, { sql, readableFrom }] of MIGRATIONS.entries()) {
      if (index < before.version) continue;
      await query(sql);
      await query('INSERT INTO schema_version (version, readable_from) VALUES ($1, $2)', [
        index + 1,
        readableFrom,
      ]);
      made++;
    }
    return made;
  });
}

function checkReadable({ version: found, readableFrom }: Version, place: string): void {
  if (readableFrom <= MIGRATIONS.length) return;
  throw unavailableDatabase(
    place,
    `its schema ${found} needs a later version of Leafcutter (this one knows ${MIGRATIONS.length}); update this one`,
  );
}

async function version(query: Query, schema: string): Promise<Version | null> {
  const [there] = await query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${schema}.schema_version`,
  ]);
  if (!there?.found) return null;
  const [row] = await query<{ version: number; readable_from: number }>(
    'SELECT max(version) AS version, max(readable_from) AS readable_from FROM schema_version WHERE $1',
    [true],
  );
  return { version: row?.version ?? 0, readableFrom: row?.readable_from ?? 0 };
}
