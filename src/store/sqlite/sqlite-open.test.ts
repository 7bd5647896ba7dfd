import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, attempt, expectProblem, jobWith, newJob } from '../contract/case.contract.ts';
import { INITIAL } from './migrations/0001-initial.ts';
import { BATCHES } from './migrations/0002-batches.ts';
import { BLOB_LEASES } from './migrations/0003-blob-leases.ts';
import { openSqliteStore } from './sqlite-store.ts';

const STORE_MODULE = new URL('./sqlite-store.ts', import.meta.url).href;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-store-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Opens the store in a process of its own and prints the problem, or `open`. */
const OPEN = `
  const { openSqliteStore } = await import(${JSON.stringify(STORE_MODULE)});
  try {
    const store = await openSqliteStore({ path: process.env.STORE });
    await store.putDerived('k', new Uint8Array(Number(process.env.BYTES ?? 1)));
    await store.close();
    console.log('open');
  } catch (error) {
    console.log(error.code, error.detail);
  }`;

describe('closing', () => {
  it('ends by itself in a program that does nothing else, also with calls that nobody waits for', () => {
    const script = `
      const { openSqliteStore } = await import(${JSON.stringify(STORE_MODULE)});
      const store = await openSqliteStore({ path: process.env.STORE });
      for (const size of [1, 2]) {
        store.putDerived('k', new Uint8Array(size)).catch(() => {});
        await new Promise(setImmediate);
      }
      await store.close();
      console.log('closed');`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, STORE: join(folder, 'store.db') },
    });
    expect(stdout, stderr).toBe('closed\n');
    expect(status).toBe(0);
  });
});

describe('opening', () => {
  it('takes over what keys used in a store of before', async () => {
    const path = join(folder, 'before.db');
    const before = new Database(path);
    before.exec('CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT');
    for (const [index, sql] of [INITIAL, BATCHES, BLOB_LEASES].entries()) {
      before.exec(sql);
      before.prepare('INSERT INTO schema_version (version) VALUES (?)').run(index + 1);
    }
    const put = before.prepare('INSERT INTO derived (key, bytes) VALUES (?, ?)');
    put.run('server:key-use:abc123:2026-11-26', Buffer.from('{"jobs":3,"pages":7,"costMicros":41.5}'));
    put.run('server:key-limits:abc123', Buffer.from('{}'));
    before.close();
    const store = await openSqliteStore({ path });
    expect(await store.keyUse.read('abc123', '2026-11-26')).toEqual({ jobs: 3, pages: 7, costMicros: 41 });
    expect(await store.getDerived('server:key-use:abc123:2026-11-26')).toBeNull();
    expect(await store.getDerived('server:key-limits:abc123')).not.toBeNull();
    await store.close();
  });

  it('creates the folder, and finds everything again', async () => {
    const path = join(folder, 'new', 'deep', 'store.db');
    const store = await openSqliteStore({ path });
    await jobWith(store, 3);
    await store.saveAnswer(answer('q'), attempt('q', 'job-a-0'));
    await store.close();
    // Closing folds the log into the file: one file to copy or back up.
    expect(readdirSync(join(folder, 'new', 'deep'))).toEqual(['store.db']);
    const again = await openSqliteStore({ path });
    expect((await again.openJob(newJob())).created).toBe(false);
    expect((await again.countDocuments('job-a')).pending).toBe(3);
    expect(await again.findAnswer('q')).toEqual(answer('q'));
    await again.close();
  });

  it('refuses the store of a later version, and leaves it as it is', async () => {
    const path = join(folder, 'store.db');
    await (await openSqliteStore({ path })).close();
    const database = new Database(path);
    database.exec('INSERT INTO schema_version (version) VALUES (99)');
    database.close();
    const before = readFileSync(path);
    const problem = await expectProblem(openSqliteStore({ path }), 'store-unavailable');
    expect(problem.detail).toContain('written by a later version of Leafcutter (schema 99');
    expect(problem.detail).toContain(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("refuses another program's database", async () => {
    const path = join(folder, 'other.db');
    const database = new Database(path);
    database.exec('CREATE TABLE bookmarks (url TEXT)');
    database.close();
    const problem = await expectProblem(openSqliteStore({ path }), 'store-unavailable');
    expect(problem.detail).toContain('database of another program');
  });

  it('refuses a file that is no database, a folder, and a path through a file', async () => {
    const file = join(folder, 'file.pdf');
    writeFileSync(
      file,
      '%PDF-1.7 and so on, long enough to be looked at as a header of a database'.repeat(20),
    );
    expect((await expectProblem(openSqliteStore({ path: file }), 'store-unavailable')).detail).toContain(
      'the file is not a store',
    );
    expect((await expectProblem(openSqliteStore({ path: folder }), 'store-unavailable')).detail).toContain(
      'cannot be opened for writing',
    );
    const through = await expectProblem(
      openSqliteStore({ path: join(file, 'store.db') }),
      'store-unavailable',
    );
    expect(through.detail).toContain('a part of the path is a file');
  });

  it('refuses a folder it may not write to', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(folder, 0o755);
    chmodSync(closed, 0o555);
    // The superuser may write everywhere: the other process is then a nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', OPEN], {
      ...nobody,
      encoding: 'utf8',
      env: { STORE: join(closed, 'store.db') },
    });
    expect(stdout).toMatch(/^store-unavailable .*cannot be opened for writing; check that/);
  });

  it('says so when the disk is full', (context) => {
    const script = `mount -t tmpfs -o size=1m none ${folder} && exec "$0" --input-type=module -e "$1"`;
    const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath, OPEN], {
      encoding: 'utf8',
      env: { ...process.env, STORE: join(folder, 'store.db'), BYTES: '5000000' },
    });
    if (/unshare|mount/.test(stderr ?? 'unshare')) {
      console.warn(`NOT TESTED: a full disk; this machine lets nobody mount one (${stderr?.trim()})`);
      context.skip();
    }
    expect(stdout).toMatch(/^disk-full No space left on the disk for the store/);
  });

  it('finds damage', async () => {
    const path = join(folder, 'store.db');
    const store = await openSqliteStore({ path });
    await jobWith(store, 200);
    await store.checkIntegrity();
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xee, bytes.length - 3 * 4096);
    writeFileSync(path, bytes);
    const damaged = await openSqliteStore({ path });
    const problem = await expectProblem(damaged.checkIntegrity(), 'store-unavailable');
    expect(problem.detail).toMatch(/damaged .*restore a backup/);
    await damaged.close();
  });
});

it('keeps no program alive that does not wait for it', () => {
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(STORE_MODULE)});
    const store = await openSqliteStore({ path: process.env.STORE });
    await store.putDerived('k', new Uint8Array(1));
    console.log('done');`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { STORE: join(folder, 'store.db') },
    timeout: 30_000,
  });
  expect({ stdout, status }).toEqual({ stdout: 'done\n', status: 0 });
});
