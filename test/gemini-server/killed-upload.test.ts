import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGeminiModel } from '../../src/models/gemini/gemini-model.ts';
import { createMemoryFileLog } from '../../src/models/memory-file-log.ts';
import type { RemoteFile } from '../../src/models/model.ts';
import { type GeminiServer, startGeminiServer } from './gemini-server.ts';

let folder: string;
let server: GeminiServer;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-killed-'));
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the child, kills it as soon as `reached`, and answers the names its log still holds. */
async function killWhen(reached: () => boolean): Promise<RemoteFile[]> {
  const logPath = join(folder, 'files.jsonl');
  child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./upload-child.ts', import.meta.url)), server.url, logPath],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise((resolve) => child!.once('exit', resolve));
  await expect.poll(reached, { timeout: 30_000 }).toBe(true);
  child.kill('SIGKILL');
  await ended;
  const open = new Map<string, RemoteFile>();
  for (const line of readFileSync(logPath, 'utf8').trim().split('\n')) {
    const { op, lane, name } = JSON.parse(line) as RemoteFile & { op: string };
    if (op === 'begin') open.set(name, { lane, name });
    else open.delete(name);
  }
  return [...open.values()];
}

async function sweep(left: readonly RemoteFile[]) {
  const log = createMemoryFileLog();
  for (const file of left) await log.begin(file);
  // Another model of the same key: files belong to the project.
  const model = createGeminiModel({
    model: 'gemini-3.1-pro-preview',
    apiKey: 'loopback',
    baseUrl: server.url,
    remoteFiles: log,
  });
  const gone = await model.sweepRemoteFiles!();
  await model.close();
  return { gone, names: log.names() };
}

it('a file of a process that was killed while the model worked is deleted by the next sweep', async () => {
  server = await startGeminiServer({ behave: () => ({ kind: 'hang' }) });
  const left = await killWhen(() => server.stats.inFlight === 1);
  expect(server.stats.files.left).toEqual(left.map(({ name }) => name));
  expect(left).toHaveLength(1);
  expect(await sweep(left)).toEqual({ gone: 1, names: [] });
  expect(server.stats.files.left).toEqual([]);
});

it('a process killed in the middle of an upload leaves a name, which the next sweep settles', async () => {
  let chunks = 0;
  server = await startGeminiServer({
    behaveFiles: ({ action }) => (action === 'chunk' && ++chunks === 2 ? 'hang' : undefined),
  });
  const left = await killWhen(() => chunks === 2);
  expect(left).toHaveLength(1);
  expect(server.stats.files.unfinished).toBe(1);
  expect(await sweep(left)).toEqual({ gone: 1, names: [] });
  expect(server.stats.files.left).toEqual([]);
});

it('a sweep leaves alone what a living process is using', async () => {
  server = await startGeminiServer({ behave: () => ({ kind: 'hang' }) });
  const logPath = join(folder, 'files.jsonl');
  child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./upload-child.ts', import.meta.url)), server.url, logPath],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await expect.poll(() => server.stats.inFlight, { timeout: 30_000 }).toBe(1);
  const [line] = readFileSync(logPath, 'utf8').split('\n');
  const { lane, name } = JSON.parse(line!) as RemoteFile;
  expect(await sweep([{ lane, name }])).toEqual({ gone: 0, names: [name] });
  expect(server.stats.files.left).toEqual([name]);
});
