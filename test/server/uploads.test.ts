import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { UploadFolder } from '../../src/server/upload-folder.ts';
import { gatedRecipe, tinyPdf } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let client: LeafcutterClient;
beforeAll(async () => {
  server = await openServer({ recipes: [gatedRecipe({ open: true }).recipe] });
  client = new LeafcutterClient({ url: server.url });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

it('calls documents as they are named, and knows the same files again when they are uploaded anew', async () => {
  const submit = async (mark: string) => {
    const [upload] = await client.upload([{ name: 'a.pdf', content: tinyPdf(mark) }]);
    return client.submit({
      recipe: 'gated',
      sources: [{ source: `upload:${upload!.id}`, name: 'inbox/\u202e2026/a.pdf' }],
      idempotencyKey: 'by content',
    });
  };
  const job = await submit('same');
  expect((await client.documents(job.id)).documents.map(({ name }) => name)).toEqual(['inbox/2026/a.pdf']);
  expect((await submit('same')).id).toBe(job.id);
  await expect(submit('other')).rejects.toMatchObject({ problem: { code: 'idempotency-mismatch' } });
});

it('keeps a file of any type where that is asked for: its job says what is wrong with it', async () => {
  const text = { name: 'a.txt', content: new Blob(['no document']) };
  await expect(client.upload([text])).rejects.toMatchObject({ status: 415 });
  const [upload] = await client.upload([text], undefined, { accept: 'any' });
  const job = await client.submit({ recipe: 'gated', sources: [`upload:${upload!.id}`] });
  await client.rested(job.id);
  const { documents } = await client.documents(job.id, { state: ['failed', 'partial'] });
  expect(documents.map(({ problem }) => problem?.code)).toEqual(['unsupported-type']);
});

const sha256Of = async (content: Blob): Promise<string> =>
  createHash('sha256')
    .update(new Uint8Array(await content.arrayBuffer()))
    .digest('hex');

it('finds what the same key has sent, while an upload or a job has it, and nothing of others', async () => {
  const { keys } = server.leafcutter.store;
  const asKey = async (name: string, scope: 'read' | 'write' = 'write') =>
    new LeafcutterClient({
      url: server.url,
      key: (await createKey(keys, { name, scope, nowMs: 1 })).text,
    });
  const [mine, theirs, reader] = await Promise.all([asKey('mine'), asKey('theirs'), asKey('r', 'read')]);
  const content = tinyPdf('known');
  const asked = [{ sha256: await sha256Of(content), name: '../again.pdf' }];
  const other = { sha256: '0'.repeat(64), name: 'b.pdf' };
  expect(await mine.knownUploads(asked)).toEqual([null]);
  const [first] = await mine.upload([{ name: 'a.pdf', content }]);

  expect(await theirs.knownUploads(asked)).toEqual([null]);
  expect(await client.knownUploads(asked)).toEqual([null]);
  await expect(reader.knownUploads(asked)).rejects.toMatchObject({ problem: { code: 'forbidden' } });
  const [none, found] = await mine.knownUploads([other, ...asked]);
  expect(none).toBeNull();
  expect(found).toMatchObject({ name: 'again.pdf', sha256: first!.sha256, bytes: first!.bytes, pages: 1 });
  expect(found!.id).not.toBe(first!.id);

  const remove = (id: string) => server.fetch(`/v1/uploads/${id}`, { method: 'DELETE' });
  await remove(first!.id);
  const job = await mine.submit({ recipe: 'gated', sources: [`upload:${found!.id}`] });
  await mine.rested(job.id);
  await remove(found!.id);
  // The job has it still.
  const [third] = await mine.knownUploads(asked);
  expect(third).toMatchObject({ sha256: first!.sha256 });
  await remove(third!.id);
  await mine.remove(job.id);
  expect(await mine.knownUploads(asked)).toEqual([null]);
});

it('refuses look-ups that name no hash, and takes many at once', async () => {
  const lookUp = (body: unknown) =>
    server.fetch('/v1/uploads/lookup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  for (const sha256 of ['', '../../../etc/passwd', 'A'.repeat(64)]) {
    const answer = await lookUp({ files: [{ sha256, name: 'a.pdf' }] });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid-request' });
  }
  const many = Array.from({ length: 501 }, (_, index) => ({
    sha256: index.toString(16).padStart(64, '0'),
    name: 'a.pdf',
  }));
  expect((await lookUp({ files: many })).status).toBe(400);
  expect(await client.knownUploads(many)).toEqual(many.map(() => null));
});

it('forgets where files were that are gone', async () => {
  const content = tinyPdf('swept');
  const [upload] = await client.upload([{ name: 'a.pdf', content }]);
  const notes = join(server.directory, 'uploads', 'known', 'local');
  expect(await readdir(notes)).toContain(upload!.sha256);
  const uploads = new UploadFolder({
    directory: server.directory,
    pdf: server.leafcutter.pdf,
    maxPages: 1,
    ttlHours: 1,
  });
  await uploads.sweep(Date.now());
  expect(await readdir(notes)).toContain(upload!.sha256);
  await uploads.remove(upload!.id);
  await uploads.sweep(Date.now());
  expect(await readdir(notes)).not.toContain(upload!.sha256);
});
