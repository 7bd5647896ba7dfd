import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
const gated = gatedRecipe({ open: true });
beforeAll(async () => {
  server = await openServer({ recipes: [gated.recipe], server: { requireKey: true } });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

it('counts what was done, by patterns of addresses, for those who have a key', async () => {
  expect((await server.fetch('/metrics')).status).toBe(401);
  const { text: key } = await createKey(server.leafcutter.store.keys, {
    name: 'scraper',
    scope: 'write',
    nowMs: 1,
  });
  const client = new LeafcutterClient({ url: server.url, key });
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(3) });
  await client.rested(job.id);
  const headers = { authorization: `Bearer ${key}` };
  await server.fetch(`/made/up/${job.id}`, { headers });
  const answer = await server.fetch('/metrics', { headers });
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain('leafcutter_documents_total{recipe="gated",state="succeeded"} 3\n');
  expect(text).toContain('leafcutter_jobs_ended_total{recipe="gated",state="completed"} 1\n');
  expect(text).toMatch(/leafcutter_http_requests_total\{method="POST",route="\/v1\/jobs",status="202"\} 1\n/);
  expect(text).toMatch(/leafcutter_http_requests_total\{method="GET",route="none",status="404"\} 1\n/);
  expect(text).not.toContain(job.id);
});
