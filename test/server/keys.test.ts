import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { createKey, type Scope } from '../../src/server/api-key.ts';
import { createServer } from '../../src/server/server.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
beforeAll(async () => {
  server = await openServer({ server: { requireKey: true } });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

const make = (scope: Scope) =>
  createKey(server.leafcutter.store.keys, { name: `a ${scope} key`, scope, nowMs: Date.now() });
const status = async (path: string, init: RequestInit = {}) => (await server.fetch(path, init)).status;
const withKey = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });

it('lets nobody in without a good key, except to ask whether it lives', async () => {
  expect(await status('/v1/jobs')).toBe(401);
  const answer = await server.fetch('/v1/jobs', withKey('lc_000000000000_guess'));
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await status('/v1/nothing')).toBe(401);
  expect(await status('/health/live')).toBe(200);
  const { text } = await make('read');
  expect(await status('/v1/jobs', withKey(text))).toBe(200);
  const last = text.at(-1) === 'A' ? 'E' : 'A';
  expect(await status('/v1/jobs', withKey(text.slice(0, -1) + last))).toBe(401);
});

it('keeps no secret', async () => {
  const { text, key } = await make('admin');
  const secret = text.split('_').slice(2).join('_');
  expect(JSON.stringify(await server.leafcutter.store.keys.list())).not.toContain(secret);
  expect(key.hash).toHaveLength(64);
});

it('holds a key to its scope', async () => {
  const read = new LeafcutterClient({ url: server.url, key: (await make('read')).text });
  const write = new LeafcutterClient({ url: server.url, key: (await make('write')).text });
  const body = { recipe: 'bill', sources: ['https://example.com/a.pdf'] };
  await expect(read.submit(body)).rejects.toMatchObject({ status: 403, problem: { code: 'forbidden' } });
  const job = await write.submit(body);
  await expect(read.cancel(job.id)).rejects.toMatchObject({ status: 403 });
  expect((await read.job(job.id)).id).toBe(job.id);
  await write.cancel(job.id);
});

it('forgets a revoked key within its two seconds', async () => {
  const { text, key } = await make('read');
  await server.leafcutter.store.keys.revoke(key.id, Date.now());
  expect(await status('/v1/jobs', withKey(text))).toBe(401);
});

it('does not listen where others reach it while there is no key', async () => {
  const bare = await openServer();
  try {
    // One server a folder.
    await bare.server.close();
    const other = await createServer(bare.leafcutter, { version: 'test' });
    await expect(other.listen({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'invalid-option',
    });
    await createKey(bare.leafcutter.store.keys, { name: 'one', scope: 'read', nowMs: 1 });
    const url = await other.listen({ host: '0.0.0.0', port: 0 });
    expect((await fetch(`http://127.0.0.1:${new URL(url).port}/v1/jobs`)).status).toBe(401);
    await other.close();
  } finally {
    await bare.close();
    await bare.remove();
  }
});

it('keeps pages of other sites and names that lead here away from a server without keys', async () => {
  const bare = await openServer();
  try {
    const port = new URL(bare.url).port;
    const inject = (headers: Record<string, string>) =>
      bare.server.api.inject({ method: 'GET', url: '/v1/jobs', headers });
    expect((await inject({ host: `localhost:${port}` })).statusCode).toBe(200);
    expect((await inject({ host: `evil.example:${port}` })).statusCode).toBe(403);
    expect((await inject({ host: `127.0.0.1:${port}`, origin: 'https://evil.example' })).statusCode).toBe(
      403,
    );
    expect((await inject({ host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` })).statusCode).toBe(
      200,
    );
  } finally {
    await bare.close();
    await bare.remove();
  }
});

it('answers with headers that let a page do nothing but what it is for', async () => {
  const { headers } = await server.fetch('/health/live');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

it('holds each key to its rate', async () => {
  const slow = await openServer({ settings: { clientRequestsPerMinute: 5 } });
  try {
    const answers = [];
    for (let n = 0; n < 7; n++) answers.push(await slow.fetch('/v1/jobs'));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(answers[6]!.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(answers[6]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await slow.fetch('/health/live')).status).toBe(200);
  } finally {
    await slow.close();
    await slow.remove();
  }
});
