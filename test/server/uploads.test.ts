import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
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
