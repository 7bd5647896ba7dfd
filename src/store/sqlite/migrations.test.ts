import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, it } from 'vitest';
import { expectOldRows, OLD_ROWS } from '../contract/old-rows.contract.ts';
import { INITIAL } from './migrations/0001-initial.ts';
import { BATCHES } from './migrations/0002-batches.ts';
import { BLOB_LEASES } from './migrations/0003-blob-leases.ts';
import { KEY_USE } from './migrations/0004-key-use.ts';
import { RUN_OF_JOB } from './migrations/0005-run-of-job.ts';
import { openSqliteStore } from './sqlite-store.ts';

const RELEASED = [INITIAL, BATCHES, BLOB_LEASES, KEY_USE, RUN_OF_JOB];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-migrations-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A store as the program of that version left it. */
function storeOfVersion(version: number): string {
  const path = join(folder, `${version}.db`);
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT');
  for (const [index, sql] of RELEASED.slice(0, version).entries()) {
    database.exec(sql);
    database.prepare('INSERT INTO schema_version (version) VALUES (?)').run(index + 1);
  }
  database.exec(OLD_ROWS);
  database.close();
  return path;
}

it.each(RELEASED.map((_, index) => index + 1))(
  'brings a store of version %i up to date with all it has',
  async (version) => {
    const store = await openSqliteStore({ path: storeOfVersion(version) });
    await expectOldRows(store);
    await store.close();
  },
);

it('is done once by processes that open an old store, or make a new one, at once', async () => {
  const module = fileURLToPath(new URL('./sqlite-store.ts', import.meta.url));
  // They wait for one another, so that none has opened all before the next one comes.
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(module)});
    process.stdout.write('ready');
    await new Promise((resume) => process.stdin.once('data', resume));
    for (const path of process.argv.slice(1)) {
      const store = await openSqliteStore({ path });
      await store.checkIntegrity();
      await store.close();
    }
    process.stdin.destroy();`;
  const old = storeOfVersion(1);
  const paths = [old, ...Array.from({ length: 4 }, (_, index) => join(folder, `new-${index}.db`))];
  const processes = Array.from({ length: 3 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, ...paths], {
      timeout: 60_000,
    }),
  );
  await Promise.all(processes.map(({ child }) => new Promise((ready) => child.stdout!.once('data', ready))));
  for (const { child } of processes) child.stdin!.write('go');
  await Promise.all(processes);
  const store = await openSqliteStore({ path: old });
  await expectOldRows(store);
  await store.close();
});
