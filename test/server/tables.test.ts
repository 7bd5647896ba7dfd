import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient, type RequestFailed } from '../../src/client/client.ts';
import { exampleFile } from './bill-forms.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let client: LeafcutterClient;
let jobId: string;
beforeAll(async () => {
  server = await openServer();
  client = new LeafcutterClient({ url: server.url });
  const names = ['discounted-wrong-total.pdf', 'two-bills.pdf'];
  const damaged = { name: 'damaged.pdf', content: new Blob(['%PDF-1.7 and nothing of it']) };
  const files = [...(await Promise.all(names.map(exampleFile))), damaged];
  jobId = (await client.submit({ recipe: 'bill', route: 'rules', files })).id;
  await client.rested(jobId);
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

it('gives the rows of a table page by page, those of one document together', async () => {
  const all = await client.rows(jobId, { table: 'bills' });
  expect(all).toMatchObject({ next_after: null, complete: true });
  expect(all.rows.map(({ values }) => values[all.columns.indexOf('document')])).toEqual([
    'discounted-wrong-total.pdf',
    'two-bills.pdf',
    'two-bills.pdf',
  ]);
  const pages = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = await client.rows(jobId, { table: 'bills', limit: 1, after });
    pages.push(...page.rows);
    after = page.next_after;
  }
  expect(pages).toEqual(all.rows);
});

it('finds rows by what stands in them', async () => {
  const found = await client.rows(jobId, { text: 'RENAL function' });
  expect(found.rows.length).toBeGreaterThan(0);
  for (const { values } of found.rows) expect(values.join(' ')).toContain('Renal Function');
  expect((await client.rows(jobId, { text: 'nowhere to be found' })).rows).toEqual([]);
  await expect(client.rows(jobId, { table: 'nothing' })).rejects.toThrow('its tables: items, bills');
  await expect(client.rows('nobody')).rejects.toThrow('There is no job');
});

it('surveys a job in groups of its documents, and counts failures by their code', async () => {
  const { documents } = await client.documents(jobId);
  const states = documents.map(({ state }) => state);
  expect(states).toEqual(['needs_review', 'succeeded', 'failed']);
  expect(await client.survey(jobId, 1)).toEqual({
    group_size: 1,
    groups: [{ needs_review: 1 }, { succeeded: 1 }, { failed: 1 }],
    failures: [{ code: 'pdf-damaged', documents: 1 }],
  });
  expect((await client.survey(jobId, 2)).groups).toEqual([{ needs_review: 1, succeeded: 1 }, { failed: 1 }]);
});

it('tells the size and the words of a page', async () => {
  const [document] = (await client.documents(jobId)).documents;
  const page = await client.pageText(document!.id, 1);
  expect(page).toMatchObject({ page_number: 1, origin: 'text-layer' });
  const word = page.words.find(({ text }) => text === 'Lakeside')!;
  expect(word.box[2]).toBeLessThanOrEqual(page.width);
  const beyond = await client.page(document!.id, 99).catch((error: RequestFailed) => error.problem);
  expect(beyond).toMatchObject({ code: 'page-unreadable', subject: 'discounted-wrong-total.pdf' });
  expect(JSON.stringify(beyond)).not.toContain(server.directory);
});
