import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BillAnswerBody, BillFailureBody } from '../../src/api/bill-endpoint.ts';
import { LeafcutterClient } from '../../src/client/client.ts';
import { exampleFile } from './bill-forms.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let client: LeafcutterClient;
beforeAll(async () => {
  server = await openServer();
  client = new LeafcutterClient({ url: server.url });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

const ask = (document: unknown): Promise<Response> =>
  server.fetch('/extract-bill-data', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ document }),
  });

async function upload(name: string): Promise<string> {
  const [{ id } = { id: '' }] = await client.upload([await exampleFile(name)]);
  return id;
}

it('answers in the published form', async () => {
  const answer = await ask(await upload('discounted-wrong-total.pdf'));
  expect(answer.status).toBe(200);
  const { is_success, token_usage, data } = (await answer.json()) as BillAnswerBody;
  expect(is_success).toBe(true);
  expect(token_usage).toEqual({ total_tokens: 0, input_tokens: 0, output_tokens: 0 });
  const items = data.pagewise_line_items.flatMap(({ bill_items }) => bill_items);
  expect(data.total_item_count).toBe(items.length);
  expect(items.length).toBeGreaterThan(0);
  expect(data.pagewise_line_items[0]!.page_no).toBe('1');
  for (const { item_amount } of items) expect(typeof item_amount).toBe('number');
  const total = items.reduce((sum, { item_amount }) => sum + (item_amount ?? 0), 0);
  expect(data.reconciled_amount).toBeCloseTo(total, 2);
});

it('keeps three uploads at the same moment apart', async () => {
  const names = ['discounted-wrong-total.pdf', 'two-bills.pdf', 'grouped-hospital.pdf'];
  const alone = [];
  for (const name of names) alone.push(await (await ask(await upload(name))).json());
  const together = await Promise.all(names.map(async (name) => (await ask(await upload(name))).json()));
  expect(together).toEqual(alone);
  expect(new Set(together.map((answer) => JSON.stringify(answer))).size).toBe(3);
});

it('says in its own form what failed', async () => {
  const failed = async (document: unknown): Promise<[number, BillFailureBody]> => {
    const answer = await ask(document);
    return [answer.status, (await answer.json()) as BillFailureBody];
  };
  const nothing = { total_tokens: 0, input_tokens: 0, output_tokens: 0 };
  expect(await failed('f'.repeat(32))).toMatchObject([404, { is_success: false, token_usage: nothing }]);
  expect(await failed('http://127.0.0.1:1/bill.pdf')).toMatchObject([422, { is_success: false }]);
  expect(await failed('/etc/passwd')).toMatchObject([400, { is_success: false }]);
  expect(await failed(7)).toMatchObject([400, { is_success: false }]);
});
