import type Database from 'better-sqlite3';
import { unavailable } from '../store-problem.ts';
import { INITIAL } from './migrations/0001-initial.ts';
import { BATCHES } from './migrations/0002-batches.ts';
import { BLOB_LEASES } from './migrations/0003-blob-leases.ts';
import { KEY_USE } from './migrations/0004-key-use.ts';
import { RUN_OF_JOB } from './migrations/0005-run-of-job.ts';
import { LOCKS } from './migrations/0006-locks.ts';

/** Every change of the schema in order; the version of a store is how many it has. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [INITIAL, BATCHES, BLOB_LEASES, KEY_USE, RUN_OF_JOB, LOCKS];

/**
 * Brings the schema up to date, each step whole or not at all. Throws `store-unavailable` for a store of a later version
 * and for a database that some other program made.
 */
export function migrate(database: Database.Database, path: string): void {
  // Read without a lock first: a second process that opens the store must not wait for the one that is writing.
  if (version(database, path) === MIGRATIONS.length) return;
  const bringUp = database.transaction(() => {
    database.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT');
    const add = database.prepare('INSERT INTO schema_version (version) VALUES (?)');
    for (let next = version(database, path) + 1; next <= MIGRATIONS.length; next++) {
      database.exec(MIGRATIONS[next - 1]!);
      add.run(next);
    }
  });
  bringUp.immediate();
}

function version(database: Database.Database, path: string): number {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (tables.length === 0) return 0;
  if (!tables.includes('schema_version')) {
    throw unavailable(path, 'it is a database of another program; name another place');
  }
  const found = database.prepare('SELECT max(version) FROM schema_version').pluck().get() as number | null;
  if ((found ?? 0) > MIGRATIONS.length) {
    throw unavailable(
      path,
      `it was written by a later version of Leafcutter (schema ${found}, this one knows ${MIGRATIONS.length}); ` +
        'update Leafcutter, or name another place',
    );
  }
  return found ?? 0;
}
