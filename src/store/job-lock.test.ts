import { spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobRunner, lockJob, lockServing } from './job-lock.ts';

test('a job is locked once, and free again after release', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-lock-'));
  const release = await lockJob(directory, 'job');
  await expect(lockJob(directory, 'job')).rejects.toMatchObject({ code: 'job-running' });
  expect(await jobRunner(directory, 'job')).toBe(process.pid);
  expect(await jobRunner(directory, 'other')).toBeNull();
  await release();
  expect(await jobRunner(directory, 'job')).toBeNull();
  await (await lockJob(directory, 'job'))();
});

test('the lock of a process that is gone is taken over', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-lock-'));
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  await writeFile(join(directory, 'job.lock'), String(gone));
  await (await lockJob(directory, 'job'))();
});

test('the lock of a process whose number another has now is taken over', async () => {
  // Only Linux tells when a process began.
  if (process.platform !== 'linux') return;
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-lock-'));
  await writeFile(join(directory, 'job.lock'), `${process.ppid}:1`);
  await (await lockJob(directory, 'job'))();
});

test('a folder is served by one server, which does not hold up its jobs', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-lock-'));
  const release = await lockServing(directory, 'home');
  await expect(lockServing(directory, 'home')).rejects.toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining(`process ${process.pid}, has home;`),
  });
  await (await lockJob(directory, 'job'))();
  await release();
  await (await lockServing(directory, 'home'))();
});
