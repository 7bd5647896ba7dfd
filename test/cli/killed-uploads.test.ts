import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FileAction, type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { amountOf, answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

/** A request in whose middle the process is killed; `lost` ones are never worked on by the provider. */
type Moment = { readonly action: FileAction['action'] | 'generate'; readonly lost: boolean };

let cwd: string;
let server: GeminiServer;
let child: ChildProcess | undefined;
let moment: Moment | null;
let met: boolean;

/** Kills the process when it has come to the moment; true when the request is to get no answer. */
function killAt(action: Moment['action']): boolean {
  if (moment?.action !== action) return false;
  const { lost } = moment;
  moment = null;
  met = true;
  child?.kill('SIGKILL');
  return lost;
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-uploads-'));
  await writeChargesPdf(join(cwd, 'large.pdf'), 'large', 1, { large: true });
  met = false;
  server = await startGeminiServer({
    answer: answerCharge,
    behave: () => (killAt('generate') ? { kind: 'hang' } : undefined),
    behaveFiles: ({ action }) => (killAt(action) ? 'hang' : undefined),
  });
});
afterEach(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

const run = () =>
  runCli(
    [
      'run',
      'bill',
      'large.pdf',
      '--route',
      'fast',
      '--model',
      'gemini/gemini-3.8-flash',
      '--out',
      'out.jsonl',
    ],
    {
      cwd,
      env: { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url },
      onStart: (started) => {
        child = started;
      },
    },
  );

const MOMENTS: readonly Moment[] = [
  { action: 'start', lost: true },
  { action: 'finalize', lost: true },
  // The provider finishes the upload of a process that is no more.
  { action: 'finalize', lost: false },
  { action: 'get', lost: false },
  { action: 'generate', lost: true },
  { action: 'delete', lost: true },
];

test.each(MOMENTS)('killed at "$action" (lost: $lost), the next run leaves no file behind', async (at) => {
  moment = at;
  expect((await run()).signal).toBe('SIGKILL');
  expect(met).toBe(true);
  await expect.poll(() => server.stats.inFlight).toBe(0);
  const leftByKill = server.stats.files.left.length;
  // Otherwise there would be nothing to clean up and nothing tested.
  expect(leftByKill).toBe(at.action === 'start' || (at.action === 'finalize' && at.lost) ? 0 : 1);

  const end = await run();
  expect(end.code).toBe(0);
  const { files } = server.stats;
  expect(files.left).toEqual([]);
  expect(files.deleted).toBe(files.uploaded);
  const [line] = (await readFile(join(cwd, 'out.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(JSON.parse(line!).data.bills[0].items[0].amount).toBe(amountOf('large', 1));
});
