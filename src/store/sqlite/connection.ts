import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { storeProblem, unavailable } from '../store-problem.ts';
import { migrate } from './migrations.ts';

/** How long a statement waits for another process that is writing. */
const BUSY_TIMEOUT_MS = 5000;
/** Closing tidies up only if nobody is in the way: the next one to open or close does it otherwise. */
const CLOSE_TIMEOUT_MS = 100;

/**
 * Opens or creates the database at `path` (absolute) with its folder, in write-ahead mode, its schema up to date. A commit
 * is written and not synced: whoever acknowledges it syncs the log before. Throws `store-unavailable` or `disk-full`.
 */
export function openConnection(path: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    if (database.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
      throw unavailable(path, 'its file system cannot share memory between programs; put it on a local disk');
    }
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw storeProblem(error, path);
  }
}

/**
 * Opens the database at `path`, which must be there, for reading alone: what is read is what was committed, and nobody who
 * writes is waited for. Throws `store-unavailable`.
 */
export function openReadConnection(path: string): Database.Database {
  try {
    return new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw storeProblem(error, path);
  }
}

/** Folds the write-ahead log into the database file and closes it. */
export function closeConnection(database: Database.Database): void {
  database.pragma(`busy_timeout = ${CLOSE_TIMEOUT_MS}`);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Throws `store-unavailable` naming the first damages found. Reads the whole file. */
export function checkConnection(database: Database.Database, path: string): void {
  const findings = database.prepare('PRAGMA integrity_check(3)').pluck().all() as string[];
  if (findings.length === 1 && findings[0] === 'ok') return;
  throw unavailable(
    path,
    `it is damaged (${findings.join('; ').replaceAll('\n', '; ')}); restore a backup, or move it away to start with a new store`,
  );
}
