import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { type Behaviour, type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { amountOf, answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

const BIN = resolve(import.meta.dirname, '../../bin/leafcutter.js');
const PAGES = 12;

let cwd: string;
let gemini: GeminiServer;
/** What becomes of the second half of the pages. */
let later: Behaviour | undefined;
let children: ChildProcess[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-serve-'));
  children = [];
  gemini = await startGeminiServer({
    answer: answerCharge,
    behave: (request) => (request.index >= PAGES / 2 ? later : undefined),
  });
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await gemini.close();
  await rm(cwd, { recursive: true, force: true });
});

interface Serving {
  readonly url: string;
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  log(): string;
}

async function serve(environment: Record<string, string> = {}): Promise<Serving> {
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0'], {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: cwd,
      LEAFCUTTER_OCR: 'off',
      ENABLE_MEMORY_MONITORING: 'false',
      GEMINI_API_KEY: 'the-secret-key',
      GOOGLE_GEMINI_BASE_URL: gemini.url,
      MAX_CONCURRENT_EXTRACT: '40',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let log = '';
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer): void => {
      log += chunk;
      const [, address] = /serves at (http:\S+)/.exec(log) ?? [];
      if (address) found(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exit.then((code) => failed(new Error(`ended with ${code}: ${log}`)), failed);
  });
  return { url, child, exit, log: () => log };
}

async function submitBill(url: string): Promise<string> {
  const path = join(cwd, 'a.pdf');
  await writeChargesPdf(path, 'a', PAGES);
  const job = await new LeafcutterClient({ url }).submit({
    recipe: 'bill',
    route: 'fast',
    files: [{ name: 'a.pdf', content: new Blob([await readFile(path)]) }],
  });
  return job.id;
}

it('loses nothing when it is killed, and asks nothing twice but what was in flight', async () => {
  later = { kind: 'hang' };
  const first = await serve();
  const jobId = await submitBill(first.url);
  await halfAnswered();
  // Answered pages are on disk a moment after they were sent.
  await sleep(500);
  first.child.kill('SIGKILL');
  await first.exit;
  later = undefined;

  const second = await serve();
  const client = new LeafcutterClient({ url: second.url });
  expect((await client.rested(jobId)).state).toMatch(/^completed/);
  const results = [];
  for await (const result of client.results(jobId)) results.push(result);
  const amounts = results.flatMap(({ data }) =>
    (data as { bills: { items: { amount: string }[] }[] }).bills.flatMap(({ items }) =>
      items.map(({ amount }) => amount),
    ),
  );
  expect(amounts).toEqual(Array.from({ length: PAGES }, (_, index) => amountOf('a', index + 1)));
  expect(gemini.stats.answered).toBe(PAGES);
  expect(gemini.stats.duplicatesAfterSuccess).toBe(0);
  expect(first.log() + second.log()).not.toContain('the-secret-key');
  expect(first.log() + second.log()).not.toContain('Charge-');
});

it('leaves a folder that another server has to that one', async () => {
  const { url, child } = await serve();
  const second = await runCli(['serve', '--port', '0'], { cwd });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`Another server, process ${child.pid}, has `);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
});

it('drains when it is asked to end: calls in flight are kept, and nothing is asked again', async () => {
  later = { kind: 'answer', latencyMs: 2_000 };
  const first = await serve();
  const client = new LeafcutterClient({ url: first.url });
  const jobId = await submitBill(first.url);
  await halfAnswered();
  const waiting = client.job(jobId, { waitSeconds: 60 });
  const stream = client.events(jobId);
  await stream.next();
  first.child.kill('SIGTERM');
  // Who waits is answered, with the job as it is.
  expect((await waiting).id).toBe(jobId);
  await refused(first.url);
  expect(await first.exit).toBe(0);
  await stream.return(undefined);

  const second = await serve();
  const again = new LeafcutterClient({ url: second.url });
  expect((await again.rested(jobId)).state).toMatch(/^completed/);
  expect(gemini.stats.requests).toBe(PAGES);
});

it('refuses to listen to others without a key, and makes one', async () => {
  const options = { cwd };
  const bare = await runCli(['serve', '--host', '0.0.0.0', '--port', '0'], options);
  expect(bare.code).toBe(2);
  expect(bare.stderr).toContain('leafcutter keys create');
  const made = await runCli(['keys', 'create', 'scanner', '--scope', 'read'], options);
  expect(made.stdout).toMatch(/^lc_[0-9a-f]{12}_[\w-]{43}\n$/);
  const listed = await runCli(['keys', 'list'], options);
  expect(listed.stdout).toContain('scanner');
  expect(listed.stdout).not.toContain(made.stdout.trim());
  const id = made.stdout.split('_')[1]!;
  expect((await runCli(['keys', 'revoke', id], options)).code).toBe(0);
  expect((await runCli(['keys', 'revoke', id], options)).code).toBe(2);
  expect((await runCli(['keys', 'list'], options)).stdout).toContain('(revoked)');
});

/** Resolves when half of the pages are answered and the others on their way. */
async function halfAnswered(): Promise<void> {
  while (gemini.stats.answered < PAGES / 2 || gemini.stats.inFlight === 0) await sleep(20);
}

/** Resolves when the server takes no new connection. */
function refused(url: string): Promise<void> {
  return new Promise((done) => {
    const ask = (): void => {
      const request = httpRequest(`${url}/health/ready`, { agent: false }, (response) => {
        response.resume();
        if (response.statusCode === 503) done();
        else setTimeout(ask, 20);
      });
      request.on('error', () => done());
      request.end();
    };
    ask();
  });
}
