import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DocumentDetailBody, DocumentListBody, ResultListBody } from '../../src/api/document.ts';
import type { EstimateBody, JobBody } from '../../src/api/job.ts';
import type { ProblemBody } from '../../src/api/problem.ts';
import type { ModelListBody, RecipeListBody, UploadListBody } from '../../src/api/service.ts';
import { type OpenServer, openServer } from './open-server.ts';

const DOCUMENTS = resolve(import.meta.dirname, '../../examples/documents');

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { requestBody?: { content: object } }>>;
}

let server: OpenServer;
beforeAll(async () => {
  server = await openServer();
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

/** A form with the named bills, to be read by rules. */
async function billForm(names: readonly string[], fields: Record<string, string> = {}): Promise<FormData> {
  const form = new FormData();
  form.set('recipe', 'bill');
  form.set('route', 'rules');
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const name of names) {
    const bytes = await readFile(join(DOCUMENTS, name));
    form.append('files', new Blob([bytes], { type: 'application/octet-stream' }), name);
  }
  return form;
}

async function submit(form: FormData, headers: Record<string, string> = {}): Promise<JobBody> {
  const answer = await server.fetch('/v1/jobs', { method: 'POST', body: form, headers });
  expect(answer.status).toBe(202);
  const job = (await answer.json()) as JobBody;
  expect(answer.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
  return job;
}

/** The body of an answer that is JSON. */
async function body<Body>(answer: Promise<Response>): Promise<Body> {
  return (await (await answer).json()) as Body;
}

async function rested(jobId: string): Promise<JobBody> {
  const answer = await server.fetch(`/v1/jobs/${jobId}?wait=30`);
  return (await answer.json()) as JobBody;
}

it('takes files, answers at once and gives the results', async () => {
  const submitted = await submit(
    await billForm(['two-bills.pdf', 'grouped-hospital.pdf'], { name: 'Two files' }),
  );
  expect(submitted).toMatchObject({ name: 'Two files', recipe: { name: 'bill' }, route: 'rules' });
  const job = await rested(submitted.id);
  expect(job.state).toBe('completed');
  expect(job.documents).toMatchObject({ total: 2, ended: 2 });
  expect(job.ended_at).not.toBeNull();

  const { documents } = await body<DocumentListBody>(server.fetch(job.links.documents));
  expect(documents.map(({ name }) => name)).toEqual(['two-bills.pdf', 'grouped-hospital.pdf']);
  expect(JSON.stringify(documents)).not.toContain(server.directory);

  const page = await body<ResultListBody>(server.fetch(`${job.links.results}?limit=1`));
  expect(page).toMatchObject({ next_after: 1, complete: false });
  expect(page.results[0]!.data).toMatchObject({ bills: [{}, {}] });
  const last = await body<ResultListBody>(server.fetch(`${job.links.results}?limit=5&after=1`));
  expect(last).toMatchObject({ next_after: null, complete: true });

  const lines = (await (await server.fetch(`${job.links.results}?format=jsonl`)).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).document.name)).toEqual([
    'two-bills.pdf',
    'grouped-hospital.pdf',
  ]);
  const csv = await (await server.fetch(`${job.links.results}?format=csv&table=bills`)).text();
  expect(csv.trim().split('\r\n')).toHaveLength(4);
  expect((await server.fetch(`${job.links.results}?format=csv&table=nothing`)).status).toBe(400);

  const { id } = documents[0]!;
  const detail = await body<DocumentDetailBody>(server.fetch(`/v1/documents/${id}`));
  expect(detail.result?.document.id).toBe(id);
  const picture = await server.fetch(`/v1/documents/${id}/pages/1.webp?long_edge=200`);
  expect(picture.headers.get('content-type')).toBe('image/webp');
  const bytes = Buffer.from(await picture.arrayBuffer());
  expect(bytes.subarray(8, 12).toString()).toBe('WEBP');
  const again = await server.fetch(`/v1/documents/${id}/pages/1.webp?long_edge=200`, {
    headers: { 'if-none-match': picture.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

it('takes JSON with earlier uploads, and estimates with them', async () => {
  const form = await billForm(['discounted-wrong-total.pdf']);
  const { uploads } = await body<UploadListBody>(server.fetch('/v1/uploads', { method: 'POST', body: form }));
  const [upload] = uploads;
  expect(uploads).toMatchObject([{ name: 'discounted-wrong-total.pdf' }]);
  expect(upload!.pages).toBeGreaterThan(0);
  const json = (body: unknown): RequestInit => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const sources = [`upload:${upload!.id}`];
  const estimate = await body<EstimateBody>(
    server.fetch('/v1/estimates', json({ recipe: 'bill', route: 'rules', sources })),
  );
  expect(estimate).toMatchObject({ documents: 1, calls: 0, cost_micros: 0, pages: upload!.pages });
  const answer = await server.fetch('/v1/jobs', json({ recipe: 'bill', route: 'rules', sources }));
  expect(answer.status).toBe(202);
  const job = (await answer.json()) as JobBody;
  await server.fetch(`/v1/uploads/${upload!.id}`, { method: 'DELETE' });
  expect(await rested(job.id)).toMatchObject({ documents: { total: 1, failed: 0 } });
});

it('answers a replay with the first job, and refuses the key for anything else', async () => {
  const headers = { 'idempotency-key': 'once' };
  const [first, second] = await Promise.all([
    submit(await billForm(['two-bills.pdf']), headers),
    submit(await billForm(['two-bills.pdf']), headers),
  ]);
  expect(second.id).toBe(first.id);
  const other = await server.fetch('/v1/jobs', {
    method: 'POST',
    body: await billForm(['grouped-hospital.pdf']),
    headers,
  });
  expect(other.status).toBe(422);
  expect(((await other.json()) as ProblemBody).code).toBe('idempotency-mismatch');
  expect((await submit(await billForm(['two-bills.pdf']))).id).not.toBe(first.id);
});

it('streams what happens to a job until it rests', async () => {
  const job = await submit(await billForm(['two-bills.pdf', 'grouped-hospital.pdf']));
  const stream = await server.fetch(job.links.events);
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const text = await stream.text();
  expect(text).toContain('event: snapshot\n');
  expect(text.trimEnd().split('\n\n').at(-1)).toMatch(/^event: end\ndata: \{.*"state":"completed"/);
  const id = [...text.matchAll(/^id: (.+)$/gm)].at(-1)![1]!;
  const back = await server.fetch(job.links.events, { headers: { 'last-event-id': id } });
  expect(back.status).toBe(204);
});

it('says what it is made of', async () => {
  const { recipes } = await body<RecipeListBody>(server.fetch('/v1/recipes'));
  expect(recipes.find(({ name }) => name === 'bill')?.data).toMatchObject({ properties: { bills: {} } });
  expect(await body<ModelListBody>(server.fetch('/v1/models'))).toEqual({ models: [], lanes: [] });
  expect((await server.fetch('/health/ready')).status).toBe(200);
  const openapi = await body<OpenApi>(server.fetch('/openapi.json'));
  expect(openapi.openapi).toBe('3.1.0');
  expect(Object.keys(openapi.paths['/v1/jobs']?.post?.requestBody?.content ?? {})).toEqual([
    'application/json',
    'multipart/form-data',
  ]);
  expect((await server.fetch('/docs')).status).toBe(200);
});

it('retries without a body what is retried by default', async () => {
  const job = await submit(await billForm(['two-bills.pdf']));
  await rested(job.id);
  const answer = await server.fetch(`/v1/jobs/${job.id}/retry`, { method: 'POST' });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ retried: 0, job: { state: 'completed' } });
});
