import { afterEach, expect, it } from 'vitest';
import { LeafcutterClient, type ServerEvent } from '../../src/client/client.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

const open: OpenServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    await server.close();
    await server.remove();
  }
});

async function start(gate = gatedRecipe(), settings: Record<string, string | number> = {}) {
  const server = await openServer({ recipes: [gate.recipe], settings });
  open.push(server);
  return { gate, server, client: new LeafcutterClient({ url: server.url }) };
}

const namesOf = async (client: LeafcutterClient, jobId: string): Promise<string[]> => {
  const names = [];
  for await (const { document } of client.results(jobId)) names.push(document.name);
  return names;
};

it('pauses, goes on, and does no document twice', async () => {
  const { gate, client } = await start();
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(8) });
  await gate.waitFor(3);
  expect((await client.pause(job.id)).state).toBe('running');
  gate.let(3);
  const paused = await client.rested(job.id);
  expect(paused.state).toBe('paused');
  const begun = gate.begun();
  expect(paused.documents.succeeded).toBeLessThan(8);
  gate.let(100);
  expect((await client.job(job.id)).state).toBe('paused');
  expect(gate.begun()).toBe(begun);
  await client.resume(job.id);
  expect((await client.rested(job.id)).state).toBe('completed');
  expect(await namesOf(client, job.id)).toEqual(tinyFiles(8).map(({ name }) => name));
});

it('cancels at once, gives what there was, and retries what was left', async () => {
  const { gate, client } = await start();
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(6) });
  await gate.waitFor(1);
  gate.let(1);
  for (;;) if ((await client.job(job.id)).documents.succeeded === 1) break;
  expect((await client.cancel(job.id)).state).toBe('cancelled');
  expect((await client.job(job.id)).documents).toMatchObject({ succeeded: 1, cancelled: 5 });
  await expect(client.resume(job.id)).rejects.toMatchObject({ problem: { code: 'conflict' } });
  gate.let(100);
  expect(await client.retry(job.id)).toMatchObject({ retried: 5 });
  expect((await client.rested(job.id)).state).toBe('completed');
  await client.remove(job.id);
  await expect(client.job(job.id)).rejects.toMatchObject({ status: 404 });
});

it('works on so many jobs at once, interactive ones first', async () => {
  const { gate, client } = await start(gatedRecipe(), { maxJobs: 1 });
  const submit = (name: string, priority: 'batch' | 'interactive') =>
    client.submit({ recipe: 'gated', name, priority, files: tinyFiles(1, name) });
  const first = await submit('first', 'batch');
  await gate.waitFor(1);
  const second = await submit('second', 'batch');
  const third = await submit('third', 'batch');
  const urgent = await submit('urgent', 'interactive');
  const positions = async () =>
    Promise.all([first, second, third, urgent].map(async ({ id }) => (await client.job(id)).queue_position));
  expect(await positions()).toEqual([null, 2, 3, 1]);
  await client.cancel(second.id);
  expect(await positions()).toEqual([null, null, 2, 1]);
  gate.let(100);
  const ended = await Promise.all([first, third, urgent].map(({ id }) => client.rested(id)));
  expect(ended.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
  const [, thirdJob, urgentJob] = ended;
  expect(urgentJob!.started_at! < thirdJob!.started_at!).toBe(true);
});

it('gives results in every format while the job runs', async () => {
  const { gate, client } = await start();
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(6) });
  await gate.waitFor(1);
  gate.let(2);
  for (;;) if ((await client.job(job.id)).documents.succeeded === 2) break;
  const order = 'completion';
  const some = [];
  for await (const result of client.results(job.id, order)) some.push(result);
  expect(some).toHaveLength(2);
  const base = `${open[0]!.url}/v1/jobs/${job.id}/results?order=${order}`;
  const lines = (await (await fetch(`${base}&format=jsonl`)).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(some);
  expect((await (await fetch(`${base}&format=csv`)).text()).trim().split('\r\n')).toHaveLength(3);
  const book = Buffer.from(await (await fetch(`${base}&format=xlsx`)).arrayBuffer());
  expect(book.subarray(0, 2).toString()).toBe('PK');
  gate.let(100);
  await client.rested(job.id);
});

it('goes on with every job after a restart, and with a stream where it broke', async () => {
  const before = gatedRecipe();
  const { gate, server, client } = await start(before, { maxJobs: 1 });
  const running = await client.submit({ recipe: 'gated', files: tinyFiles(6) });
  const queued = await client.submit({ recipe: 'gated', files: tinyFiles(2, 'queued') });
  const paused = await client.submit({ recipe: 'gated', files: tinyFiles(2, 'paused') });
  await client.pause(paused.id);
  await gate.waitFor(1);
  const events: ServerEvent[] = [];
  const stream = client.events(running.id);
  for await (const event of stream) {
    events.push(event);
    if (event.event === 'snapshot') break;
  }
  const closing = server.close();
  gate.let(3);
  await closing;
  open.splice(open.indexOf(server), 1);

  const after = gatedRecipe({ open: true });
  const again = await openServer({
    directory: server.directory,
    recipes: [after.recipe],
    settings: { maxJobs: 1 },
  });
  open.push(again);
  const { url } = again;
  const back = new LeafcutterClient({ url });
  const more: ServerEvent[] = [];
  for await (const event of back.events(running.id, { lastEventId: events[0]!.id! })) more.push(event);
  // Numbers of a process that is gone mean nothing: the reader starts over with a snapshot.
  expect(more[0]!.event).toBe('snapshot');
  expect(more.at(-1)).toMatchObject({ event: 'end', data: { state: 'completed' } });
  expect((await back.rested(queued.id)).state).toBe('completed');
  expect((await back.job(paused.id)).state).toBe('paused');
  expect(await namesOf(back, running.id)).toEqual(tinyFiles(6).map(({ name }) => name));
  expect(before.begun() + after.begun()).toBeLessThanOrEqual(6 + 2 + 3);
});
