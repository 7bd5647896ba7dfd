import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { amountOf, answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';

const PAGES = 20;

let cwd: string;
let server: GeminiServer;
let held: boolean;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  await writeChargesPdf(join(cwd, 'a.pdf'), 'a', PAGES);
  await writeChargesPdf(join(cwd, 'b.pdf'), 'b', 2);
  held = true;
  // Half of the pages are answered, the others hang until the second run.
  server = await startGeminiServer({
    answer: answerCharge,
    behave: (request) => (held && request.index >= PAGES / 2 ? { kind: 'hang' } : undefined),
  });
});
afterEach(() => server.close());

const run = (onStart?: CliOptions['onStart']) =>
  runCli(
    [
      'run',
      'bill',
      'a.pdf',
      'b.pdf',
      '--route',
      'fast',
      '--model',
      'gemini/gemini-3.8-flash',
      '--out',
      'out.jsonl',
    ],
    {
      cwd,
      env: { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url, MAX_CONCURRENT_EXTRACT: '40' },
      ...(onStart ? { onStart } : {}),
    },
  );

/** Every page of both bills once, in order, with what is printed on it. */
async function expectWholeOutput(): Promise<void> {
  const lines = (await readFile(join(cwd, 'out.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ document }) => document.name)).toEqual(['a.pdf', 'b.pdf']);
  const amounts = lines.map(({ data }) =>
    data.bills.flatMap((bill: { items: { amount: string }[] }) => bill.items.map(({ amount }) => amount)),
  );
  expect(amounts).toEqual([
    Array.from({ length: PAGES }, (_, index) => amountOf('a', index + 1)),
    [amountOf('b', 1), amountOf('b', 2)],
  ]);
}

test('killed with kill -9 half way, the next run asks only the pages that were not answered', async () => {
  const end = await run((child) => {
    const look = setInterval(() => {
      // Answered pages are on disk a moment after the server has sent them: wait for the calls that hang as well.
      if (server.stats.answered < PAGES / 2 || server.stats.inFlight === 0) return;
      clearInterval(look);
      setTimeout(() => child.kill('SIGKILL'), 500);
    }, 20);
    child.on('exit', () => clearInterval(look));
  });
  expect(end.signal).toBe('SIGKILL');
  const answered = server.stats.answered;
  expect(answered).toBe(PAGES / 2);
  expect((await runCli(['jobs'], { cwd })).stdout).toMatch(/ {2}bill +interrupted {2}/);

  held = false;
  expect((await run()).code).toBe(0);
  expect(server.stats.answered).toBe(PAGES + 2);
  expect(server.stats.duplicatesAfterSuccess).toBe(0);
  await expectWholeOutput();
});

test('Ctrl-C once ends gently with exit code 130; the next run goes on', async () => {
  const end = await run((child) => {
    const look = setInterval(() => {
      if (server.stats.answered < PAGES / 2 || server.stats.inFlight === 0) return;
      clearInterval(look);
      child.kill('SIGINT');
      // Calls in flight would be waited for; the second Ctrl-C does not wait.
      setTimeout(() => child.kill('SIGINT'), 1_000);
    }, 20);
    child.on('exit', () => clearInterval(look));
  });
  expect(end.code).toBe(130);
  expect(end.stderr).toContain('nothing is lost');

  held = false;
  expect((await run()).code).toBe(0);
  expect(server.stats.duplicatesAfterSuccess).toBe(0);
  await expectWholeOutput();
});

test('an unchanged second run asks nothing and writes nothing twice', async () => {
  held = false;
  expect((await run()).code).toBe(0);
  const { requests } = server.stats;
  expect((await run()).code).toBe(0);
  expect(server.stats.requests).toBe(requests);
  await expectWholeOutput();
});
