import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { Webhooks } from '../../src/server/webhooks.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.toReversed()) await close();
  closers = [];
});

/** A receiver that answers with one status after another, the last one for good. */
async function receiver(statuses: readonly number[]) {
  const received: Received[] = [];
  let wake = (): void => {};
  const server: Server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(statuses[Math.min(received.length, statuses.length) - 1]!).end();
    wake();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async waitFor(count: number) {
      while (received.length < count) await new Promise<void>((next) => (wake = next));
    },
  };
}

async function open(allowHosts: string): Promise<{ server: OpenServer; client: LeafcutterClient }> {
  const server = await openServer({
    recipes: [gatedRecipe({ open: true }).recipe],
    settings: { allowHosts },
  });
  closers.push(server.remove, server.close);
  return { server, client: new LeafcutterClient({ url: server.url }) };
}

const submission = (url: string) => ({
  recipe: 'gated',
  files: tinyFiles(1),
  webhook: { url, secret: SECRET },
});

it('tells a webhook of the end, signed', async () => {
  const hook = await receiver([204]);
  const { client } = await open('127.0.0.1');
  const job = await client.submit(submission(hook.url));
  await hook.waitFor(1);
  const [{ headers, body }] = hook.received as [Received];
  const said = new Webhook(SECRET).verify(body, headers as Record<string, string>);
  expect(said).toMatchObject({ type: 'job.completed', data: { id: job.id, state: 'completed' } });
  expect(body).not.toContain('whsec_');
  expect(JSON.stringify(await client.job(job.id))).not.toContain('whsec_');
});

it('does not tell webhooks on private networks that were not allowed', async () => {
  const hook = await receiver([204]);
  const { client, server } = await open('');
  const job = await client.submit(submission(hook.url));
  await client.rested(job.id);
  const { messages } = server.leafcutter.store;
  while (((await messages.due(Number.MAX_SAFE_INTEGER, 1))[0]?.attempts ?? 0) === 0) await turn();
  expect(hook.received).toEqual([]);
});

it('repeats a message on the schedule until it is taken, with the same id, across processes', async () => {
  // A store without a server, which would send the message too.
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-webhooks-'));
  const store = await openSqliteStore({ path: join(folder, 'store.db') });
  closers.push(
    () => rm(folder, { recursive: true }),
    () => store.close(),
  );
  let nowMs = Date.now();
  const statuses = [500, 0, 302, 200];
  const ids: string[] = [];
  const make = () =>
    new Webhooks({
      store,
      post: async (_address, { headers }) => {
        ids.push(headers['webhook-id']!);
        const status = statuses[ids.length - 1]!;
        if (status === 0) throw new Error('not reached');
        return status;
      },
      body: async () => ({}) as never,
      now: () => nowMs,
      random: () => 0,
      onError: (error) => {
        throw error;
      },
    });
  await store.messages.add({
    id: 'msg_1',
    jobId: 'x',
    url: 'http://x.test/',
    secret: SECRET,
    body: '{}',
    nextMs: nowMs,
  });
  for (const [tries, pauseMs] of [
    [1, 5_000],
    [2, 300_000],
    [3, 1_800_000],
    [4, null],
  ] as const) {
    const webhooks = make();
    await webhooks.recover();
    while (ids.length < tries) await turn();
    await webhooks.close();
    const nextMs = await store.messages.nextMs();
    expect(nextMs).toBe(pauseMs === null ? null : nowMs + pauseMs);
    nowMs = (nextMs ?? nowMs) - 1;
    const early = make();
    await early.recover();
    await early.close();
    expect(ids).toHaveLength(tries);
    nowMs += 1;
  }
  expect(new Set(ids)).toEqual(new Set(['msg_1']));
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
