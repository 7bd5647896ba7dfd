import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Problem } from '../../problem/problem.ts';
import { THIS_PROCESS } from '../process-identity.ts';
import { openJobRuns } from './job-runs.ts';
import { openSqliteClient, type SqliteClient } from './sqlite-client.ts';

let folder: string;
let client: SqliteClient;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-runs-'));
  client = await openSqliteClient(join(folder, 'store.db'));
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

const runs = (call: SqliteClient['call'] = client.call, owner = THIS_PROCESS) =>
  openJobRuns({ call }, { owner, home: folder });

it('lets one server have a folder, and says which one has it', async () => {
  const letGo = await runs().lockServing!();
  await expect(runs().lockServing!()).rejects.toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining(`process ${process.pid}, has ${folder}`),
  });
  await letGo();
  await (await runs().lockServing!())();
});

it('takes over what a process had that has ended, also where another one has its number by now', async () => {
  await runs(client.call, `${process.ppid}:1`).lockServing!();
  await (await runs().lockServing!())();
});

it('lets go where the disk is too full to write it down', async () => {
  const full = new Problem('disk-full', { detail: 'No space left' });
  const call: SqliteClient['call'] = (operation, ...args) =>
    operation === 'dropLock' ? Promise.reject(full) : client.call(operation, ...args);
  await (await runs(call).lockServing!())();
  expect(await client.call('lockHolder', 'serving')).toMatchObject({ process_id: THIS_PROCESS });
  await (await runs().lockServing!())();
  expect(await client.call('lockHolder', 'serving')).toBeNull();
});
