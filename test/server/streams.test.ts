import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type JobBody, LeafcutterClient, type ServerEvent } from '../../src/client/client.ts';
import type { LeafcutterEvent } from '../../src/domain/event.ts';
import { defineRecipe, type Recipe } from '../../src/recipes/recipe.ts';
import { createKey } from '../../src/server/api-key.ts';
import { EventLog } from '../../src/server/event-log.ts';
import { JobChanges } from '../../src/server/job-changes.ts';
import { SharedLooks } from '../../src/server/shared-looks.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { openServer } from './open-server.ts';

const progress = (done: number): LeafcutterEvent => ({
  type: 'document-progress',
  jobId: 'job',
  documentId: 'job-0',
  done,
  total: 9,
  message: 'x'.repeat(500),
});

/** A reader that asks for a stream and then takes nothing. */
function stalledReader(url: string, path: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

it('numbers events, and knows which it no longer has', () => {
  const log = new EventLog('epoch', (problem) => problem);
  expect(log.reaches('job', 0)).toBe(true);
  expect(log.reaches('job', 1)).toBe(false);
  for (let n = 0; n < 3_000; n++) log.listen(progress(n));
  expect(log.next('job')).toBe(3_000);
  expect(log.reaches('job', 0)).toBe(false);
  expect(log.reaches('job', 952)).toBe(true);
  expect(log.reaches('job', 951)).toBe(false);
  expect(log.reaches('job', 3_000)).toBe(true);
  // Readers have not been told of any yet.
  expect(log.read('job', 2_998, 1_000_000).next).toBe(2_998);
  expect(log.tell('job')).toBe(3_000);
  const { bytes, next } = log.read('job', 2_998, 1_000_000);
  expect(next).toBe(3_000);
  expect([...bytes.toString().matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual([
    'epoch-2999',
    'epoch-3000',
  ]);
  expect(log.read('job', 2_998, 1_000_000).bytes).toBe(bytes);
  expect(log.read('job', 1_000, 2_000).next).toBeLessThan(1_010);
});

it('gives readers who keep up the same bytes, made once, whenever each of them comes to read', () => {
  const log = new EventLog('epoch', (problem) => problem);
  const woken: number[] = [];
  for (const reader of [1, 2]) log.onEvents('job', () => woken.push(reader));
  log.listen(progress(0));
  log.listen(progress(1));
  expect(woken).toEqual([]);
  log.tell('job');
  expect(woken).toEqual([1, 2]);
  const first = log.read('job', 0, 1_000_000);
  // The second reader comes later, when more has happened: it reads as far as the first one.
  log.listen(progress(2));
  expect(log.read('job', 0, 1_000_000)).toBe(first);
  expect(first.next).toBe(2);
  log.forget('job');
});

it('takes one look for all who ask while another is under way, and never one that began before they asked', async () => {
  let begun = 0;
  const ends: (() => void)[] = [];
  const looks = new SharedLooks(async () => {
    const number = ++begun;
    await new Promise<void>((end) => ends.push(end));
    return number;
  });
  const first = looks.of('job');
  const later = [looks.of('job'), looks.of('job'), looks.of('job')];
  expect(begun).toBe(1);
  ends[0]!();
  expect(await first).toBe(1);
  while (ends.length < 2) await turn();
  ends[1]!();
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
});

it('takes up a stream where it broke, without a gap or a repeat', async () => {
  const gate = gatedRecipe();
  const server = await openServer({ recipes: [gate.recipe] });
  try {
    const client = new LeafcutterClient({ url: server.url });
    const job = await client.submit({ recipe: 'gated', files: tinyFiles(5) });
    await gate.waitFor(1);
    const ended: string[] = [];
    let lastEventId: string | undefined;
    for await (const { id, event, data } of client.events(job.id)) {
      lastEventId = id ?? lastEventId;
      if (event === 'snapshot') gate.let(1);
      if (event === 'document-end') ended.push((data as { name: string }).name);
      if (event === 'document-end') break;
    }
    gate.let(100);
    await client.rested(job.id);
    const later = client.events(job.id, { lastEventId: lastEventId! });
    for await (const { event, data } of later) {
      expect(event).not.toBe('snapshot');
      if (event === 'document-end') ended.push((data as { name: string }).name);
    }
    expect(ended.toSorted()).toEqual(tinyFiles(5).map(({ name }) => name));
  } finally {
    await server.close();
    await server.remove();
  }
});

/** A recipe that reports progress without end until it is told to stop. */
function floodingRecipe() {
  let stopped = false;
  const recipe = defineRecipe({
    name: 'flooding',
    version: '1',
    description: 'Reports progress',
    options: z.object({}),
    result: z.object({}),
    tables: [],
    async run(document, step) {
      for (let done = 0; !stopped; done++) {
        step.progress(done, done + 1, 'x'.repeat(2_000));
        if (done % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      const pages = document.pages.map((pageNumber) => ({ pageNumber, status: 'succeeded' as const }));
      return { data: {}, evidence: [], findings: [], pages };
    },
  }) as unknown as Recipe;
  return {
    recipe,
    stop: () => {
      stopped = true;
    },
  };
}

it('lets a reader go that takes nothing, and serves the others meanwhile', async () => {
  const flood = floodingRecipe();
  const server = await openServer({
    recipes: [flood.recipe],
    server: { streamTimes: { heartbeatMs: 100, stalledMs: 300 } },
  });
  try {
    const client = new LeafcutterClient({ url: server.url });
    const job = await client.submit({ recipe: 'flooding', files: tinyFiles(1) });
    const socket = await stalledReader(server.url, job.links.events);
    while (server.server.streams === 0) await turn();
    const events = client.events(job.id);
    for (let n = 0; n < 100; n++) expect((await events.next()).done).toBe(false);
    // Its stream ends while the job goes on; the other one stays.
    while (server.server.streams > 1) await events.next();
    flood.stop();
    let last = '';
    for await (const { event } of events) last = event;
    expect(last).toBe('end');
    socket.destroy();
  } finally {
    flood.stop();
    await server.close();
    await server.remove();
  }
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

it('tells which jobs changed from a number on, each once, and when it no longer knows', () => {
  const changes = new JobChanges('epoch');
  changes.note('a');
  changes.note('b');
  changes.listen(progress(1));
  changes.note('a');
  expect(changes.next).toBe(3);
  expect(changes.since(0)).toEqual([
    { jobId: 'b', number: 1 },
    { jobId: 'a', number: 2 },
  ]);
  expect(changes.since(2)).toEqual([{ jobId: 'a', number: 2 }]);
  expect(changes.since(3)).toEqual([]);
  expect(changes.reaches(4)).toBe(false);
  for (let n = 0; n < 1_024; n++) changes.note(`job ${n}`);
  expect(changes.since(0)).toHaveLength(1_024);
  expect(changes.reaches(2)).toBe(false);
  expect(changes.reaches(3)).toBe(true);
});

it('streams the list of jobs: new ones, how far they are and which are gone, and goes on where it broke', async () => {
  const gate = gatedRecipe();
  const server = await openServer({ recipes: [gate.recipe], server: { requireKey: true } });
  try {
    const { keys } = server.leafcutter.store;
    const keyOf = async (scope: 'read' | 'write'): Promise<string> =>
      (await createKey(keys, { name: scope, scope, nowMs: Date.now() })).text;
    const clientOf = async (scope: 'read' | 'write'): Promise<LeafcutterClient> =>
      new LeafcutterClient({ url: server.url, key: await keyOf(scope) });
    const client = await clientOf('write');
    const tooLong = { 'last-event-id': 'x'.repeat(101), authorization: `Bearer ${await keyOf('read')}` };
    expect((await server.fetch('/v1/jobs/events', { headers: tooLong })).status).toBe(400);
    const reader = await clientOf('read');
    expect((await server.fetch('/v1/jobs/events')).status).toBe(401);
    const before = await client.submit({ recipe: 'gated', files: tinyFiles(1), name: 'before' });
    const leaving = new AbortController();
    const events = reader.jobChanges({ signal: leaving.signal });
    const next = async (stream = events): Promise<ServerEvent> => (await stream.next()).value as ServerEvent;
    const first = await next();
    expect(first).toMatchObject({
      event: 'snapshot',
      data: { jobs: [{ id: before.id }], next_before: null },
    });
    const job = await client.submit({ recipe: 'gated', files: tinyFiles(2), name: 'later' });
    const of = async (
      id: string,
      holds: (body: JobBody) => boolean,
      stream = events,
    ): Promise<ServerEvent> => {
      for (;;) {
        const event = await next(stream);
        const body = event.data as JobBody;
        if (event.event === 'job' && body.id === id && holds(body)) return event;
      }
    };
    await of(job.id, ({ documents }) => documents.total === 2);
    gate.let(100);
    const end = await of(job.id, ({ state }) => state === 'completed');
    expect(end.data).toEqual(await client.job(job.id));
    await client.rested(before.id);
    leaving.abort();
    await client.remove(job.id);
    const again = reader.jobChanges({ lastEventId: end.id! });
    const seen: ServerEvent[] = [];
    while (!seen.some(({ event }) => event === 'removed')) seen.push(await next(again));
    expect(seen.map(({ event }) => event)).not.toContain('snapshot');
    expect(seen.at(-1)).toMatchObject({ event: 'removed', data: { id: job.id } });
    // Numbers of another process mean nothing here.
    const other = reader.jobChanges({ lastEventId: 'other-1' });
    expect(await next(other)).toMatchObject({ event: 'snapshot', data: { jobs: [{ id: before.id }] } });
    await Promise.all([again.return(undefined), other.return(undefined)]);
  } finally {
    gate.let(100);
    await server.close();
    await server.remove();
  }
});
