import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClientFile, LeafcutterClient } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { NO_LIMITS, writeLimits } from '../../src/server/key-limits.ts';
import { type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';
import { type OpenServer, openServer } from './open-server.ts';

const FILES = 8;
/** Enough for some of the calls, of which each costs a tenth of a cent. */
const TOO_LITTLE = 8_000;

let gemini: GeminiServer;
let server: OpenServer;
let folder: string;
let files: ClientFile[];
let token: string;
beforeAll(async () => {
  gemini = await startGeminiServer({
    answer: answerCharge,
    tokens: () => ({ input: 1_000, output: 100 }),
  });
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-budget-'));
  files = await Promise.all(
    Array.from({ length: FILES }, async (_, index) => {
      const path = join(folder, `${index}.pdf`);
      await writeChargesPdf(path, `b${index}`, 1);
      return { name: `${index}.pdf`, content: new Blob([await readFile(path)]) };
    }),
  );
  server = await openServer({
    settings: { geminiApiKeys: 'key', geminiBaseUrl: gemini.url },
    server: { requireKey: true },
  });
  token = (await newKey()).token;
});
afterAll(async () => {
  await server.close();
  await server.remove();
  await gemini.close();
  await rm(folder, { recursive: true, force: true });
});

async function newKey(): Promise<{ readonly id: string; readonly token: string }> {
  const { keys } = server.leafcutter.store;
  const { key, text } = await createKey(keys, { name: 'payer', scope: 'write', nowMs: 1 });
  return { id: key.id, token: text };
}

/** A job that stopped because its budget was spent; each kind of question is paid once a `salt`. */
async function stopped(client: LeafcutterClient, salt: string, budget: number | undefined = TOO_LITTLE) {
  const own = files.map(({ name, content }) => ({ name, content: new Blob([content, `\n% ${salt}\n`]) }));
  const { id } = await client.submit({
    recipe: 'bill',
    route: 'fast',
    files: own,
    ...(budget === undefined ? {} : { budget_micros: budget }),
  });
  const job = await client.rested(id);
  expect(job).toMatchObject({ state: 'paused', problem: { code: 'budget-reached' } });
  expect(job.documents.pending).toBeGreaterThan(0);
  return job;
}

it('goes on with a higher budget, refuses one that would stop it again, and pays nothing twice', async () => {
  const client = new LeafcutterClient({ url: server.url, key: token });
  const before = gemini.stats.answered;
  const { id, usage } = await stopped(client, 'raised');
  const resume = (body: unknown) =>
    server.fetch(`/v1/jobs/${id}/resume`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const bad = ['6', -1, 1.5, TOO_LITTLE, usage.cost_micros - 1, 1e16].map((budget_micros) => ({
    budget_micros,
  }));
  for (const body of [...bad, { budget: 9_000 }, [], 7]) {
    const answer = await resume(body);
    expect([JSON.stringify(body), answer.status]).toEqual([JSON.stringify(body), 400]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  }
  expect(((await (await resume({ budget_micros: TOO_LITTLE })).json()) as { detail: string }).detail).toMatch(
    /\$0\.0080 in all .* would stop again at once: it has cost \$0\.00\d\d so far/,
  );
  expect(await client.job(id)).toMatchObject({ state: 'paused', budget_micros: TOO_LITTLE });

  expect(await client.resume(id, { budget_micros: 1_000_000 })).toMatchObject({ budget_micros: 1_000_000 });
  const done = await client.rested(id);
  expect(done).toMatchObject({ budget_micros: 1_000_000, problem: null });
  expect(done.documents.ended).toBe(FILES);
  expect(gemini.stats.answered - before).toBe(FILES);
  expect(gemini.stats.duplicatesAfterSuccess).toBe(0);
  await expect(client.resume(id, { budget_micros: 2_000_000 })).rejects.toMatchObject({
    problem: { code: 'conflict' },
  });
});

it('goes on once with one of the budgets that several ask for at the same moment', async () => {
  const client = new LeafcutterClient({ url: server.url, key: token });
  const before = gemini.stats.answered;
  const { id } = await stopped(client, 'at once');
  const budgets = Array.from({ length: 6 }, (_, n) => 1_000_000 + n);
  const ends = await Promise.allSettled(budgets.map((budget_micros) => client.resume(id, { budget_micros })));
  for (const end of ends)
    if (end.status === 'rejected') expect(end.reason).toMatchObject({ problem: { code: 'conflict' } });
  const done = await client.rested(id);
  expect(done).toMatchObject({ state: 'completed', problem: null });
  expect(budgets).toContain(done.budget_micros);
  expect(gemini.stats.answered - before).toBe(FILES);
});

it('gives the job of a key no more than the key may still use today', async () => {
  const { id: keyId, token: key } = await newKey();
  const client = new LeafcutterClient({ url: server.url, key });
  const limit = (costMicrosPerDay: number) =>
    writeLimits(server.leafcutter.store, keyId, { ...NO_LIMITS, costMicrosPerDay });
  await limit(TOO_LITTLE);
  const { id, budget_micros } = await stopped(client, 'quota', 1_000_000);
  expect(budget_micros).toBe(TOO_LITTLE);
  await expect(client.resume(id, { budget_micros: 1_000_000 })).rejects.toMatchObject({
    status: 429,
    problem: { code: 'too-many-requests', retry_after_ms: expect.any(Number) },
  });
  // Nor does it spend with the job of another one.
  const other = await stopped(new LeafcutterClient({ url: server.url, key: token }), 'other');
  await expect(client.resume(other.id, { budget_micros: null })).rejects.toMatchObject({
    status: 403,
    problem: { code: 'forbidden' },
  });
  await limit(500_000);
  expect(await client.resume(id, { budget_micros: null })).toMatchObject({ budget_micros: 500_000 });
  expect((await client.rested(id)).documents.ended).toBe(FILES);
});

it('is raised from the command line as a job of this machine is', async () => {
  const client = new LeafcutterClient({ url: server.url, key: token });
  const { id } = await stopped(client, 'command line');
  const env = { LEAFCUTTER_SERVER: server.url, LEAFCUTTER_SERVER_KEY: token };
  const run = await runCli(['resume', id, '--budget', '1usd'], { cwd: folder, env });
  expect(run.stderr).toContain(`${FILES} succeeded`);
  expect(await client.job(id)).toMatchObject({ budget_micros: 1_000_000 });
});
