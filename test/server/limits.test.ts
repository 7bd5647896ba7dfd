import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { LeafcutterClient, type RequestFailed } from '../../src/client/client.ts';
import { Sweeper } from '../../src/server/sweeper.ts';
import { UploadFolder } from '../../src/server/upload-folder.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

const DOCUMENTS = resolve(import.meta.dirname, '../../examples/documents');
const HOUR_MS = 3_600_000;

let server: OpenServer;
afterEach(async () => {
  await server.close();
  await server.remove();
});

it('removes jobs and uploads when their time is over, with their files, and nothing before', async () => {
  server = await openServer({ recipes: [gatedRecipe({ open: true }).recipe] });
  const client = new LeafcutterClient({ url: server.url });
  const submit = (name: string, hours?: number) =>
    client.submit({
      recipe: 'gated',
      files: tinyFiles(1, name),
      ...(hours === undefined ? {} : { expires_in_hours: hours }),
    });
  const short = await client.rested((await submit('short', 1)).id);
  const long = await client.rested((await submit('long')).id);
  const [upload] = await client.upload(tinyFiles(1, 'upload'));
  expect(Date.parse(short.expires_at!) - Date.parse(short.ended_at!)).toBe(HOUR_MS);
  const { leafcutter, directory } = server;
  const uploads = new UploadFolder({ directory, pdf: leafcutter.pdf, maxPages: 1, ttlHours: 1 });
  const removed: string[] = [];
  const sweeper = new Sweeper({
    store: leafcutter.store,
    uploads,
    onRemoved: (jobId) => removed.push(jobId),
    onError(error) {
      throw error;
    },
  });
  await sweeper.sweep(Date.parse(short.expires_at!) - 1);
  expect((await client.jobs()).jobs).toHaveLength(2);
  await sweeper.sweep(Date.parse(short.expires_at!));
  expect((await client.jobs()).jobs.map(({ id }) => id)).toEqual([long.id]);
  expect(removed).toEqual([short.id]);
  expect(await readdir(join(directory, 'jobs'))).toEqual([long.id]);
  const folder = join(directory, 'uploads', upload!.id);
  expect(existsSync(folder)).toBe(true);
  await sweeper.sweep(Date.parse(upload!.expires_at));
  expect(existsSync(folder)).toBe(false);
});

it('refuses new work before memory suffers, and goes on telling how work goes', async () => {
  server = await openServer({
    recipes: [gatedRecipe({ open: true }).recipe],
    settings: { memoryMonitoring: true, memoryLimitMegabytes: 64, memoryThrottleMegabytes: 64 },
  });
  const client = new LeafcutterClient({ url: server.url });
  const shed = async (): Promise<RequestFailed | null> => {
    try {
      await client.submit({ recipe: 'gated', sources: ['https://example.com/a.pdf'] });
      return null;
    } catch (error) {
      return error as RequestFailed;
    }
  };
  let refused: RequestFailed | null = null;
  // Memory is looked at now and then.
  while (refused === null) refused = await shed();
  expect(refused).toMatchObject({ status: 503, problem: { code: 'overloaded', retry_after_ms: 5_000 } });
  const answer = await server.fetch('/v1/estimates', { method: 'POST' });
  expect(answer.headers.get('retry-after')).toBe('5');
  expect((await client.jobs()).jobs.length).toBeGreaterThanOrEqual(0);
  expect((await server.fetch('/health/live')).status).toBe(200);
});

it('lets only so many jobs wait', async () => {
  const gate = gatedRecipe();
  server = await openServer({ recipes: [gate.recipe], settings: { maxJobs: 1, maxQueuedJobs: 1 } });
  const client = new LeafcutterClient({ url: server.url });
  const submit = (name: string) => client.submit({ recipe: 'gated', files: tinyFiles(1, name) });
  await submit('running');
  await gate.waitFor(1);
  await submit('waiting');
  await expect(submit('too many')).rejects.toMatchObject({ status: 503, problem: { code: 'overloaded' } });
  gate.let(10);
});

it('fails a fetched document of too many pages, as it refuses an uploaded one', async () => {
  const bytes = await readFile(join(DOCUMENTS, 'two-bills.pdf'));
  const site = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  server = await openServer({ settings: { maxPages: 1, allowHosts: '127.0.0.1' } });
  try {
    const client = new LeafcutterClient({ url: server.url });
    await expect(client.upload([{ name: 'a.pdf', content: new Blob([bytes]) }])).rejects.toMatchObject({
      problem: { code: 'request-too-large' },
    });
    const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/two.pdf`;
    const job = await client.submit({ recipe: 'bill', route: 'rules', sources: [address] });
    await client.rested(job.id);
    const { documents } = await client.documents(job.id);
    expect(documents[0]).toMatchObject({ state: 'failed', problem: { code: 'request-too-large' } });
    expect(documents[0]!.problem!.detail).toContain(`${address} has 2 pages`);
  } finally {
    site.close();
  }
});
