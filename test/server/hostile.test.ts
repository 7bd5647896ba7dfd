import { readdir } from 'node:fs/promises';
import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProblemBody } from '../../src/api/problem.ts';
import { LeafcutterClient } from '../../src/client/client.ts';
import { safeName } from '../../src/server/received-file.ts';
import { gatedRecipe, tinyFiles, tinyPdf } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let client: LeafcutterClient;
beforeAll(async () => {
  server = await openServer({
    recipes: [gatedRecipe({ open: true }).recipe],
    settings: { maxFileMegabytes: 1, maxUploadFiles: 20, maxPages: 1 },
    server: { bodyIdleMs: 300 },
  });
  client = new LeafcutterClient({ url: server.url });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

/** Sends a body as it is, and reads what comes back. */
async function post(path: string, body: string | FormData, type?: string): Promise<[number, ProblemBody]> {
  const answer = await server.fetch(path, {
    method: 'POST',
    body,
    ...(type ? { headers: { 'content-type': type } } : {}),
  });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return [answer.status, (await answer.json()) as ProblemBody];
}

function form(
  files: readonly { name: string; content: Blob }[],
  fields: Record<string, string> = {},
): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ recipe: 'gated', ...fields })) data.set(name, value);
  for (const { name, content } of files) data.append('files', content, name);
  return data;
}

async function leftBehind(): Promise<string[]> {
  const ofJobs = await readdir(join(server.directory, 'jobs'));
  const { store } = server.leafcutter;
  const known = await Promise.all(ofJobs.map((id) => store.getJob(id)));
  const ofNone = ofJobs.filter((_, index) => known[index] === null);
  return [...(await readdir(join(server.directory, 'uploads', 'incoming'))), ...ofNone];
}

it('refuses what is too much, by what is too much, and keeps none of it', async () => {
  const big = [{ name: 'big.pdf', content: new Blob([new Uint8Array(1_100_000)]) }];
  expect(await post('/v1/jobs', form(big))).toMatchObject([413, { code: 'file-too-large' }]);
  expect(await post('/v1/jobs', form(tinyFiles(21)))).toMatchObject([413, { code: 'request-too-large' }]);
  const fields = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`field${n}`, 'x']));
  expect(await post('/v1/jobs', form(tinyFiles(1), fields))).toMatchObject([
    413,
    { code: 'request-too-large' },
  ]);
  const long = { name: 'x'.repeat(300_000) };
  expect(await post('/v1/jobs', form(tinyFiles(1), long))).toMatchObject([
    413,
    { code: 'request-too-large' },
  ]);
  const parts = Array.from({ length: 10_000 }, (_, n) => ({ name: `${n}.pdf`, content: new Blob(['x']) }));
  expect(await post('/v1/jobs', form(parts))).toMatchObject([413, { code: 'request-too-large' }]);
  expect(await post('/v1/jobs', '{"recipe":'.padEnd(3_000_000, ' '), 'application/json')).toMatchObject([
    413,
    { code: 'request-too-large' },
  ]);
  expect(await leftBehind()).toEqual([]);
  expect((await client.jobs()).jobs).toEqual([]);
});

it('tells a file by its content, not by its name', async () => {
  const page = [{ name: 'bill.pdf', content: new Blob(['<html><script>alert(1)</script>']) }];
  expect(await post('/v1/jobs', form(page))).toMatchObject([
    415,
    { code: 'unsupported-type', subject: 'bill.pdf' },
  ]);
  expect(await post('/v1/jobs', form([{ name: 'a.pdf', content: new Blob([]) }]))).toMatchObject([
    422,
    { code: 'file-empty' },
  ]);
  const job = await client.submit({ recipe: 'gated', files: [{ name: 'bill.exe', content: tinyPdf('x') }] });
  expect((await client.rested(job.id)).state).toBe('completed');
  expect(await leftBehind()).toEqual([]);
});

it('isolates a damaged file, with its problem, from those beside it', async () => {
  const damaged = { name: 'damaged.pdf', content: new Blob(['%PDF-1.7\nnothing of a document']) };
  const job = await client.submit({ recipe: 'gated', files: [...tinyFiles(1), damaged] });
  expect((await client.rested(job.id)).state).toBe('completed_with_errors');
  const { documents } = await client.documents(job.id);
  expect(documents.map(({ state, problem }) => [state, problem?.code])).toEqual([
    ['succeeded', undefined],
    ['failed', 'pdf-damaged'],
  ]);
});

it('refuses more pages than are taken', async () => {
  const twoPages = await tinyPdf('two').text();
  const content = new Blob([
    twoPages
      .replace('/Kids [3 0 R] /Count 1', '/Kids [3 0 R 3 0 R] /Count 2')
      .replace(/startxref[\s\S]*/, ''),
  ]);
  expect(await post('/v1/jobs', form([{ name: 'two.pdf', content }]))).toMatchObject([
    413,
    { code: 'request-too-large', subject: 'two.pdf' },
  ]);
});

it('keeps files where they belong, whatever they are called', async () => {
  const names = [
    '../../../etc/passwd',
    '..\\..\\boot.ini',
    '/abs/olute.pdf',
    'nul.pdf',
    '.pdf',
    '\u202efdp.exe',
  ];
  const job = await client.submit({
    recipe: 'gated',
    files: names.map((name) => ({ name, content: tinyPdf(name.replaceAll(/[()\\]/g, '')) })),
  });
  await client.rested(job.id);
  const { documents } = await client.documents(job.id);
  expect(documents.map(({ name }) => name)).toEqual([
    'passwd',
    'boot.ini',
    'olute.pdf',
    '_nul.pdf',
    'pdf',
    'fdp.exe',
  ]);
  expect(safeName('a\u0000b\n<c>:d.pdf')).toBe('ab_c__d.pdf');
  expect(safeName('...')).toBe('document');
  expect(Buffer.byteLength(safeName(`${'é'.repeat(400)}.pdf`))).toBeLessThanOrEqual(180);
  expect(safeName(`${'é'.repeat(400)}.pdf`)).toMatch(/é\.pdf$/);
});

it('gives up a body that stalls', async () => {
  const { port } = new URL(server.url);
  const boundary = 'b';
  const answer = await new Promise<{ status: number; code: string }>((resolve, reject) => {
    const request = httpRequest(
      {
        port,
        path: '/v1/jobs',
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': 100_000 },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, code: JSON.parse(text).code }));
      },
    );
    request.on('error', reject);
    request.write(
      `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="slow.pdf"\r\n\r\n%PDF-1.4 and then nothing`,
    );
  });
  expect(answer).toEqual({ status: 408, code: 'request-timeout' });
  expect(await leftBehind()).toEqual([]);
});

it('leaves nothing of an upload that breaks off', async () => {
  const { port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const request = httpRequest({
      port,
      path: '/v1/jobs',
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': 100_000 },
    });
    request.on('error', () => resolve());
    request.write(
      '--b\r\nContent-Disposition: form-data; name="f"; filename="broken.pdf"\r\n\r\n%PDF-1.4',
      () => setImmediate(() => request.destroy()),
    );
    request.on('close', () => resolve());
  });
  while ((await leftBehind()).length > 0) await new Promise((turn) => setImmediate(turn));
  expect((await client.jobs({ state: 'queued' })).jobs).toEqual([]);
});

it('refuses bodies that are not what they say', async () => {
  expect(await post('/v1/jobs', 'no parts', 'multipart/form-data; boundary=x')).toMatchObject([400, {}]);
  expect(await post('/v1/jobs', 'no boundary', 'multipart/form-data')).toMatchObject([400, {}]);
  expect(await post('/v1/jobs', '{', 'application/json')).toMatchObject([400, { code: 'invalid-request' }]);
  expect(await post('/v1/jobs', '<a/>', 'application/xml')).toMatchObject([
    415,
    { code: 'unsupported-media-type' },
  ]);
  const proto = '{"__proto__":{"admin":true},"recipe":"gated","sources":["https://a.test/"]}';
  expect(await post('/v1/jobs', proto, 'application/json')).toMatchObject([400, { code: 'invalid-request' }]);
});

it('reads neither files of its machine nor models that point elsewhere', async () => {
  const json = (body: unknown) => post('/v1/jobs', JSON.stringify(body), 'application/json');
  for (const source of [
    '/etc/passwd',
    'file:///etc/passwd',
    '-',
    '../x.pdf',
    'upload:../../x',
    'ftp://a.test/x',
  ]) {
    const [status] = await json({ recipe: 'gated', sources: [source] });
    expect([400, 404]).toContain(status);
  }
  const models = { fast: 'openai-compatible/x@http://127.0.0.1:9' };
  expect(await json({ recipe: 'gated', sources: ['https://a.test/'], models })).toMatchObject([
    400,
    { code: 'invalid-option' },
  ]);
});

it('fetches neither private addresses nor what redirects to them', async () => {
  const redirecting = createHttpServer((_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
  });
  await new Promise<void>((listening) => redirecting.listen(0, '127.0.0.1', listening));
  const { port } = redirecting.address() as AddressInfo;
  const open = await openServer({
    recipes: [gatedRecipe({ open: true }).recipe],
    settings: { allowHosts: 'localhost' },
  });
  try {
    const other = new LeafcutterClient({ url: open.url });
    const job = await other.submit({
      recipe: 'gated',
      sources: [`http://127.0.0.1:${port}/a.pdf`, 'http://[::1]/b.pdf', `http://localhost:${port}/c.pdf`],
    });
    expect((await other.rested(job.id)).state).toBe('failed');
    const { documents } = await other.documents(job.id);
    expect(documents.map(({ problem }) => problem?.code)).toEqual([
      'url-refused',
      'url-refused',
      'url-refused',
    ]);
  } finally {
    await open.close();
    await open.remove();
    redirecting.close();
  }
});

it('answers what is no request as it answers every other refusal', async () => {
  const { port } = new URL(server.url);
  const say = (text: string): Promise<string> =>
    new Promise((end, failed) => {
      let said = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      socket.setEncoding('utf8').on('data', (chunk) => {
        said += chunk;
      });
      socket.on('close', () => end(said)).on('error', failed);
    });
  const garbage = await say('GARBAGE\r\n\r\n');
  expect(garbage).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*application\/problem\+json/s);
  expect(JSON.parse(garbage.split('\r\n\r\n')[1]!)).toMatchObject({ code: 'invalid-request', status: 400 });
  const huge = await say(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
  expect(huge).toMatch(/^HTTP\/1\.1 413 .*"code":"request-too-large"/s);
  const smuggled = await say(
    'POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  expect(smuggled).toMatch(/^HTTP\/1\.1 400 .*"code":"invalid-request"/s);
});

it('refuses a form that says the same thing twice, or has thousands of parts', async () => {
  const twice = new FormData();
  for (const recipe of ['bill', 'fields']) twice.append('recipe', recipe);
  const answer = await server.fetch('/v1/jobs', { method: 'POST', body: twice });
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { detail: 'The field recipe came 2 times' },
  ]);
  const many = Array.from(
    { length: 10_000 },
    (_, n) => `--x\r\nContent-Disposition: form-data; name="f"; filename="${n}.pdf"\r\n\r\n%PDF\r\n`,
  );
  const [status, problem] = await post(
    '/v1/jobs',
    `${many.join('')}--x--`,
    'multipart/form-data; boundary=x',
  );
  expect([status, problem]).toMatchObject([413, { code: 'request-too-large' }]);
});

it('answers who is still writing a body of megabytes, of a type that is not taken, or to where nothing is', async () => {
  const huge = `{"recipe":"${'x'.repeat(12_000_000)}"}`;
  for (let n = 0; n < 3; n++) {
    expect(await post('/v1/jobs', huge, 'application/json')).toMatchObject([
      413,
      { code: 'request-too-large' },
    ]);
  }
  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'garbage']) {
    const [status, { code, detail }] = await post('/v1/jobs', 'recipe=gated', type);
    expect([type, status, code]).toEqual([type, 415, 'unsupported-media-type']);
    expect(detail).toContain('multipart/form-data');
  }
  const answer = await server.fetch(`/v1/jobs/${'a'.repeat(9_000)}`);
  expect(answer.status).toBe(413);
  expect((await answer.text()).length).toBeLessThan(600);
});

it('reads names as browsers write them, and lets nothing of them be more than a name', async () => {
  const names = [
    'two\nlines.pdf',
    'a "quote".pdf',
    '\u202Efdp.exe',
    '../../\ud83e\uddfe \u05e9\u05dc\u05d5\u05dd.pdf',
    'x\r\nA: b.pdf',
    '..',
  ];
  const uploads = await client.upload(names.map((name) => ({ name, content: tinyPdf(name.slice(0, 2)) })));
  const named = { name: '\u202e\n', recipe: 'gated', files: tinyFiles(1) };
  expect((await client.submit(named)).name).toBeNull();
  expect((await client.submit({ ...named, name: ' Q2\u202e\n2026' })).name).toBe('Q22026');
  expect(uploads.map(({ name }) => name)).toEqual([
    'twolines.pdf',
    'a _quote_.pdf',
    'fdp.exe',
    '\ud83e\uddfe \u05e9\u05dc\u05d5\u05dd.pdf',
    'xA_ b.pdf',
    'document',
  ]);
});

it('sets no documents of a job at work back to work, and says so in words for clients', async () => {
  const gate = gatedRecipe();
  const open = await openServer({ recipes: [gate.recipe] });
  try {
    const own = new LeafcutterClient({ url: open.url });
    const { id } = await own.submit({ recipe: 'gated', files: tinyFiles(1) });
    await gate.waitFor(1);
    await expect(own.retry(id)).rejects.toMatchObject({
      status: 409,
      message: `Job ${id} is at work; cancel it, or wait until it has ended, to set documents back to work`,
    });
    gate.let(1);
    expect((await own.rested(id)).state).toBe('completed');
  } finally {
    await open.close();
    await open.remove();
  }
});
