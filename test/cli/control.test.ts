import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { type CliEnd, runCli } from '../support/run-cli.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

let cwd: string;
let server: GeminiServer;
/** How many requests are answered; those after it hang. */
let answered: number;
let latencyMs: number;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  await mkdir(join(cwd, 'in'));
  for (const name of NAMES) await writeChargesPdf(join(cwd, 'in', `${name}.pdf`), name, 1);
  answered = Number.POSITIVE_INFINITY;
  latencyMs = 0;
  server = await startGeminiServer({
    answer: answerCharge,
    behave: ({ index }) => (index >= answered ? { kind: 'hang' } : { kind: 'answer', latencyMs }),
  });
});
afterEach(() => server.close());

const cli = (args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<CliEnd> =>
  runCli(args, {
    cwd,
    env: { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url, MAX_CONCURRENT_EXTRACT: '1' },
    ...(onStart ? { onStart } : {}),
  });

const run = () =>
  cli([...'run bill in --route fast --model gemini/gemini-3.8-flash --out out.jsonl'.split(' ')]);

const jobs = async () =>
  (await cli(['jobs', '--json'])).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The job's id, as soon as it has been asked so many questions. */
async function jobAfter(requests: number): Promise<string> {
  await expect.poll(() => server.stats.requests, { timeout: 30_000 }).toBeGreaterThanOrEqual(requests);
  return (await jobs())[0].job.id;
}

const names = async (path = 'out.jsonl') =>
  (await readFile(join(cwd, path), 'utf8'))
    .split('\n')
    // Nothing may be written yet when a run is paused early.
    .filter(Boolean)
    .map((line) => JSON.parse(line).document.name);
const ALL = NAMES.map((name) => `${name}.pdf`);

test('pause from another terminal ends a run gently; resume goes on and doubles nothing', async () => {
  // Time for the second command to start while calls are in flight, and an end of that.
  latencyMs = 4_000;
  const running = run();
  const job = await jobAfter(1);
  const paused = await cli(['pause', job]);
  const end = await running;
  expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining(`Job ${job} is paused`) });
  expect(paused.stderr).toContain('Asked to pause');
  expect(end.stderr).toContain(`leafcutter resume ${job} --out out.jsonl`);
  expect(end.code).toBe(0);
  const before = await names();
  expect(before.length).toBeLessThan(ALL.length);
  expect(before).toEqual(ALL.slice(0, before.length));
  // What was in flight is kept.
  expect(server.stats.answered).toBe(server.stats.requests);

  const again = await cli(['pause', job]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused') });

  latencyMs = 0;
  const resumed = await cli(['resume', job, '--out', 'out.jsonl']);
  expect(resumed.code).toBe(0);
  expect(await names()).toEqual(ALL);
  expect(server.stats.duplicatesAfterSuccess).toBe(0);
  expect(server.stats.requests).toBe(ALL.length);
});

test('cancel from another terminal aborts calls in flight', async () => {
  answered = 2;
  const running = run();
  const job = await jobAfter(3);
  const cancelled = await cli(['cancel', job]);
  const end = await running;
  expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining(`Job ${job} is cancelled`) });
  expect(end.code).toBe(130);
  expect((await jobs())[0]).toMatchObject({
    job: { state: 'cancelled' },
    counts: { pending: 0, running: 0, succeeded: 2, cancelled: 4 },
  });

  const already = await cli(['pause', job]);
  expect(already.stdout).toContain('is cancelled already');

  // What was cancelled can still be done.
  answered = Number.POSITIVE_INFINITY;
  const retried = await cli(['retry', job, '--out', 'out.jsonl']);
  expect(retried.code).toBe(0);
  expect(await names()).toEqual(ALL);
  expect(server.stats.duplicatesAfterSuccess).toBe(0);
});

test('watch follows a job of another terminal to its end, and says how an ended one ended', async () => {
  latencyMs = 1_000;
  const running = run();
  const job = await jobAfter(1);
  const watched = await cli(['watch', job]);
  const end = await running;
  expect(end.code).toBe(0);
  expect(watched.code).toBe(0);
  expect(watched.stderr).toContain(`Job ${job} completed`);
  expect(watched.stderr).toContain('6 succeeded');
  // What only the running process can see is not shown.
  expect(watched.stderr).not.toContain('in flight');

  const after = await cli(['watch', job, '--json']);
  expect(after.code).toBe(0);
  expect(JSON.parse(after.stdout)).toMatchObject({
    type: 'summary',
    state: 'completed',
    counts: { succeeded: 6 },
    usage: { calls: 6 },
  });
});

test('leaving watch leaves the job alone', async () => {
  answered = 2;
  const running = run();
  const job = await jobAfter(3);
  const left = await cli(['watch', job], (watcher) => {
    watcher.stderr?.once('data', () => watcher.kill('SIGINT'));
  });
  expect(left).toMatchObject({ code: 130, stderr: expect.stringContaining('The job goes on') });
  expect((await jobs())[0].job.state).toBe('running');
  await cli(['cancel', job]);
  await running;
});

test('a job whose process was killed is neither waited for nor called running', async () => {
  answered = 2;
  let runner: ChildProcess | undefined;
  const running = cli(
    'run bill in --route fast --model gemini/gemini-3.8-flash --out out.jsonl'.split(' '),
    (child) => {
      runner = child;
    },
  );
  const job = await jobAfter(3);
  runner?.kill('SIGKILL');
  await running;
  const watched = await cli(['watch', job]);
  expect(watched).toMatchObject({ code: 130, stderr: expect.stringContaining('No process runs the job') });
  const paused = await cli(['pause', job]);
  expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused') });
  answered = Number.POSITIVE_INFINITY;
  expect((await cli(['resume', job, '--out', 'out.jsonl'])).code).toBe(0);
  expect(await names()).toEqual(ALL);
});

test('every command says that a job is unknown', async () => {
  const commands = ['pause', 'cancel', 'resume', 'watch', 'retry'];
  for (const { code, stderr } of await Promise.all(commands.map((command) => cli([command, 'nobody'])))) {
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/nobody.*\[job-not-found\]/)]);
    expect(code).toBe(1);
  }
});

test('a job that another terminal runs is neither resumed nor retried here', async () => {
  answered = 2;
  const running = run();
  const job = await jobAfter(3);
  for (const command of ['resume', 'retry']) {
    const { code, stderr } = await cli([command, job]);
    expect(stderr).toContain('[job-running]');
    expect(code).toBe(1);
  }
  await cli(['cancel', job]);
  await running;
});
