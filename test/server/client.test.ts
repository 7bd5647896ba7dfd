import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient, RequestFailed } from '../../src/client/client.ts';
import { exampleFile } from './bill-forms.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let client: LeafcutterClient;
beforeAll(async () => {
  server = await openServer();
  client = new LeafcutterClient({ url: `${server.url}/` });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

it('takes a bill from its upload to its pages', async () => {
  expect((await client.recipes()).recipes.map(({ name }) => name)).toContain('bill');
  expect((await client.models()).models).toEqual([]);
  const [upload] = await client.upload([await exampleFile('two-bills.pdf')]);
  const sources = [`upload:${upload!.id}`];
  expect(await client.estimate({ recipe: 'bill', route: 'rules', sources })).toMatchObject({
    documents: 1,
    calls: 0,
  });
  const job = await client.submit({
    recipe: 'bill',
    route: 'rules',
    name: 'mine',
    sources,
    idempotencyKey: 'a',
  });
  expect(
    (await client.submit({ recipe: 'bill', route: 'rules', name: 'mine', sources, idempotencyKey: 'a' })).id,
  ).toBe(job.id);
  expect(job.documents.total).toBe(1);
  const events = [];
  for await (const { event } of client.events(job.id)) events.push(event);
  expect([events[0], events.at(-1)]).toEqual(['snapshot', 'end']);
  const results = [];
  for await (const result of client.results(job.id)) results.push(result);
  expect(results.map(({ document }) => document.name)).toEqual(['two-bills.pdf']);
  const { id } = results[0]!.document;
  expect((await client.document(id)).document.state).toMatch(/succeeded|needs_review/);
  expect((await client.page(id, 1, 100)).type).toBe('image/webp');
  expect((await client.export(job.id, 'jsonl')).size).toBeGreaterThan(100);
  expect((await client.jobs({ limit: 1 })).jobs[0]!.name).toBe('mine');
});

it('throws what the server said', async () => {
  const failure = await client.job('nobody').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RequestFailed);
  expect(failure).toMatchObject({ status: 404, problem: { code: 'job-not-found' } });
});
