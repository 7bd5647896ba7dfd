import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { amountOf, answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';

const NAMES = ['a', 'b', 'c', 'd'];

let cwd: string;
let server: GeminiServer;
/** While true, batches stay at work. */
let held: boolean;
let creation: 'hang' | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  for (const name of NAMES) await writeChargesPdf(join(cwd, `${name}.pdf`), name, 2);
  held = true;
  creation = undefined;
  server = await startGeminiServer({
    answer: answerCharge,
    batchPolls: () => (held ? Number.POSITIVE_INFINITY : 0),
    behaveBatches: ({ action }) => (action === 'create' ? creation : undefined),
  });
});
afterEach(() => server.close());

const files = NAMES.map((name) => `${name}.pdf`);
const env = (): Record<string, string> => ({ GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url });

const run = (onStart?: CliOptions['onStart'], ...more: string[]) =>
  runCli(
    [
      ...['run', 'bill', ...files, '--route', 'fast', '--model', 'gemini/gemini-3.8-flash'],
      ...['--batch', '--out', 'out.jsonl', ...more],
    ],
    { cwd, env: env(), ...(onStart ? { onStart } : {}) },
  );

/** Sends a signal as soon as the batch is at work, or, with `creating`, as soon as the server has made it. */
const signalWhenSent =
  (signal: NodeJS.Signals, { creating = false } = {}): CliOptions['onStart'] =>
  (child) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    const look = setInterval(() => {
      if (creating ? server.stats.batches.created === 0 : !said.includes('sent with 8 questions')) return;
      clearInterval(look);
      child.kill(signal);
    }, 20);
    child.on('exit', () => clearInterval(look));
  };

/** Every page of every bill once, with what is printed on it. */
async function expectWholeOutput(): Promise<void> {
  const lines = (await readFile(join(cwd, 'out.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ document }) => document.name)).toEqual(files);
  expect(
    lines.map(({ data }) =>
      data.bills.flatMap((bill: { items: { amount: string }[] }) => bill.items.map(({ amount }) => amount)),
    ),
  ).toEqual(NAMES.map((name) => [amountOf(name, 1), amountOf(name, 2)]));
}

/** One batch was answered, nothing was asked alone or twice, and nothing is left at the provider. */
function expectOneBatch(): void {
  const { calls, duplicatesAfterSuccess, batches, files: remote } = server.stats;
  expect(calls).toHaveLength(2 * NAMES.length);
  expect(calls.every(({ batch }) => batch)).toBe(true);
  expect(duplicatesAfterSuccess).toBe(0);
  expect(batches).toEqual({ created: 1, cancelled: 0, deleted: 1, left: [] });
  expect(remote).toMatchObject({ left: [], unfinished: 0 });
}

test('killed with kill -9 while a batch is at work, the next run collects it at half the price', async () => {
  const end = await run(signalWhenSent('SIGKILL'));
  expect(end.signal).toBe('SIGKILL');
  held = false;
  const next = await run();
  expect(next.code).toBe(0);
  await expectWholeOutput();
  expectOneBatch();
  // At the list price of half: what the server counted.
  const { input, output } = server.stats.tokens;
  const job = JSON.parse((await run(undefined, '--json')).stderr.trim().split('\n').at(-1)!) as {
    usage: { input_tokens: number; output_tokens: number; cost_micros: number };
  };
  expect(job.usage.input_tokens).toBe(input);
  expect(job.usage.output_tokens).toBe(output);
  const half = (input * 0.75 + output * 3.75) / 2;
  expect(Math.abs(job.usage.cost_micros - half)).toBeLessThanOrEqual(NAMES.length);
});

test('killed between the creation of a batch and its record, the next run finds it again', async () => {
  creation = 'hang';
  const end = await run(signalWhenSent('SIGKILL', { creating: true }));
  expect(end.signal).toBe('SIGKILL');
  expect(server.stats.batches).toMatchObject({ created: 1 });
  creation = undefined;
  held = false;
  expect((await run()).code).toBe(0);
  await expectWholeOutput();
  expectOneBatch();
});

test('Ctrl-C leaves the batch at work and says so; a run without --batch collects it', async () => {
  const end = await run(signalWhenSent('SIGINT'));
  expect(end.code).toBe(130);
  expect(end.stderr).toContain('8 questions in 1 batch goes on at the provider; the next run collects');
  held = false;
  const next = await runCli(
    ['run', 'bill', ...files, '--route', 'fast', '--model', 'gemini/gemini-3.8-flash', '--out', 'out.jsonl'],
    { cwd, env: env() },
  );
  expect(next.code).toBe(0);
  await expectWholeOutput();
  expectOneBatch();
});

test('a cancelled job cancels its batch', async () => {
  const end = await run(signalWhenSent('SIGINT'));
  const id = /Job (\S+) paused/.exec(end.stderr)![1]!;
  const cancelled = await runCli(['cancel', id], { cwd, env: env() });
  expect(cancelled.code).toBe(0);
  expect(server.stats.batches).toEqual({ created: 1, cancelled: 1, deleted: 1, left: [] });
  expect(server.stats.files.left).toEqual([]);
});

test('--batch without a model that takes batches is refused', async () => {
  const end = await runCli(['run', 'bill', 'a.pdf', '--batch', '--route', 'rules'], { cwd });
  expect(end.code).toBe(2);
  expect(end.stderr).toContain('--batch: --route rules asks no model');
});
