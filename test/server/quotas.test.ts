import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { dayOf, type KeyLimits, NO_LIMITS, writeLimits } from '../../src/server/key-limits.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
const { recipe } = gatedRecipe({ open: true });
beforeAll(async () => {
  server = await openServer({ recipes: [recipe], server: { requireKey: true } });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

async function limited(
  limits: Partial<KeyLimits>,
): Promise<{ client: LeafcutterClient; id: string; key: string }> {
  const { store } = server.leafcutter;
  const { key, text } = await createKey(store.keys, { name: 'limited', scope: 'write', nowMs: 1 });
  await writeLimits(store, key.id, { ...NO_LIMITS, ...limits });
  return { client: new LeafcutterClient({ url: server.url, key: text }), id: key.id, key: text };
}

const refused = { status: 429, problem: { code: 'too-many-requests', retry_after_ms: expect.any(Number) } };

it('takes so many jobs of a key a day, also when they come at once, and answers replays all the same', async () => {
  const { client, id } = await limited({ jobsPerDay: 3 });
  const submit = (n: number) =>
    client.submit({ recipe: 'gated', files: tinyFiles(1, `job ${n}`), idempotencyKey: String(n) });
  const ends = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => submit(n)));
  const made = ends.flatMap((end, n) => (end.status === 'fulfilled' ? [{ n, id: end.value.id }] : []));
  expect(made).toHaveLength(3);
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject(refused);
  expect((await submit(made[0]!.n)).id).toBe(made[0]!.id);
  expect(await server.leafcutter.store.keyUse.read(id, dayOf(Date.now()))).toMatchObject({ jobs: 3 });
  const listed = (await client.jobs({ limit: 200 })).jobs.map((job) => job.id);
  for (const job of made) expect(listed).toContain(job.id);
});

it('refuses a job of more pages than are left of the day, and says when to come back', async () => {
  const { client, key } = await limited({ pagesPerDay: 3 });
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(2, 'pages') });
  await client.rested(job.id);
  await expect(client.submit({ recipe: 'gated', files: tinyFiles(2, 'more') })).rejects.toMatchObject(
    refused,
  );
  const last = await client.submit({ recipe: 'gated', files: tinyFiles(1, 'last') });
  await client.rested(last.id);
  const [upload] = await client.upload(tinyFiles(4, 'upload'));
  const answer = await server.fetch('/v1/jobs', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipe: 'gated', sources: [`upload:${upload!.id}`] }),
  });
  expect(answer.status).toBe(429);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
});

it('gives a job what is left of the cost of the day as its budget', async () => {
  const { client } = await limited({ costMicrosPerDay: 5_000 });
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(1, 'cost') });
  expect(job.budget_micros).toBe(5_000);
  const own = await client.submit({ recipe: 'gated', files: tinyFiles(1, 'own'), budget_micros: 700 });
  expect(own.budget_micros).toBe(700);
});

it('holds a key to its own rate of requests', async () => {
  const { client } = await limited({ requestsPerMinute: 5 });
  for (let n = 0; n < 5; n++) await client.jobs();
  await expect(client.jobs()).rejects.toMatchObject(refused);
  await (await limited({})).client.jobs();
});

it('refuses an address that guesses keys, and no good key from there', async () => {
  const { client } = await limited({});
  await client.jobs();
  const guess = () =>
    server.fetch('/v1/jobs', { headers: { authorization: `Bearer lc_${'0'.repeat(12)}_${'A'.repeat(43)}` } });
  const statuses = [];
  for (let n = 0; n < 22; n++) statuses.push((await guess()).status);
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
  expect(statuses.slice(20)).toEqual([429, 429]);
  expect(Number((await guess()).headers.get('retry-after'))).toBeGreaterThan(0);
  await client.jobs();
});
