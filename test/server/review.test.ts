import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient, type ReviewedBody } from '../../src/client/client.ts';
import { exampleFile } from './bill-forms.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let client: LeafcutterClient;
let documentId: string;
beforeAll(async () => {
  server = await openServer();
  client = new LeafcutterClient({ url: server.url });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

interface Bills {
  readonly bills: readonly {
    readonly seller: string | null;
    readonly items: readonly { amount: string }[];
  }[];
}
const billsOf = ({ result }: ReviewedBody): Bills => result?.data as Bills;

async function readBill(): Promise<string> {
  const job = await client.submit({
    recipe: 'bill',
    route: 'rules',
    files: [await exampleFile('discounted-wrong-total.pdf')],
  });
  await client.rested(job.id);
  return (await client.documents(job.id)).documents[0]!.id;
}

it('changes a value, keeps who, when, before and after, and marks its evidence', async () => {
  documentId = await readBill();
  const before = await client.reviews(documentId);
  expect(before).toMatchObject({ document: { state: 'needs_review' }, reviews: [], revision: 0 });
  const old = billsOf(before).bills[0]!.items[0]!.amount;
  const path = 'bills[0].items[0].amount';
  const after = await client.review(documentId, { reviewer: 'Ada', fields: [{ path, value: '12.50' }] });
  expect(billsOf(after).bills[0]!.items[0]!.amount).toBe('12.50');
  expect(after.reviews).toMatchObject([{ who: 'Ada', action: 'edit', path, before: old, after: '12.50' }]);
  expect(after.document.state).toBe('needs_review');
  const [was] = before.result!.evidence.filter((evidence) => evidence.path === path);
  expect(after.result!.evidence.filter((evidence) => evidence.path === path)).toEqual([
    { ...was, value: '12.50', quote: null, match: 'none', confidence: 1, origin: 'person' },
  ]);
});

it('works out anew what follows from a changed value, and asks again only what is not answered', async () => {
  const id = await readBill();
  const printed = 'bills[0].printed_total';
  const mismatches = ({ result }: ReviewedBody) =>
    result!.findings.filter(({ code }) => code === 'total-mismatch').map(({ expected }) => expected);
  const before = await client.reviews(id);
  expect(mismatches(before)).toEqual(['6980.00']);
  expect(before.sums).toMatchObject([{ computed: '6980.00', printed_path: printed, agrees: false }]);
  const right = await client.review(id, { fields: [{ path: printed, value: '6980.00' }] });
  expect(right.result?.data).toMatchObject({ bills: [{ difference: '0.00', reconciled: true }] });
  expect(mismatches(right)).toEqual([]);
  expect(right.sums).toMatchObject([{ computed: '6980.00', printed: '6980.00', agrees: true }]);

  const other = await readBill();
  const kept = await client.review(other, { fields: [{ path: printed, value: '7080.00' }] });
  expect(kept.result?.data).toMatchObject({ bills: [{ difference: '100.00', reconciled: false }] });
  expect(mismatches(kept)).toEqual([]);
  const named = await client.review(other, { fields: [{ path: 'bills[0].seller', value: 'Lakeside' }] });
  expect(mismatches(named)).toEqual([]);
  const worse = await client.review(other, {
    fields: [{ path: 'bills[0].items[0].amount', value: '80.00' }],
  });
  expect(mismatches(worse)).toEqual(['6970.00']);
  const refused = client.review(other, { fields: [{ path: 'bills[0].items[0].amount', value: '1,0' }] });
  await expect(refused).rejects.toThrow('write a plain decimal');
});

it('keeps what is known of rows that stay when one is taken out or added', async () => {
  const id = await readBill();
  const before = await client.reviews(id);
  const rows = billsOf(before).bills[0]!.items;
  const boxAt = ({ result }: ReviewedBody, row: number) =>
    result!.evidence.find(({ path }) => path === `bills[0].items[${row}].name`)?.box;
  const less = await client.review(id, { fields: [{ path: 'bills[0].items', value: rows.toSpliced(1, 1) }] });
  expect(boxAt(less, 1)).toEqual(boxAt(before, 2));
  expect(boxAt(less, 8)).toEqual(boxAt(before, 9));
  expect(boxAt(less, 9)).toBeUndefined();
  expect(less.result?.data).toMatchObject({ bills: [{ computed_total: '5880.00' }] });
  const more = await client.review(id, {
    fields: [{ path: 'bills[0].items', value: [...rows.toSpliced(1, 1), { ...rows[1]!, name: 'Added' }] }],
  });
  expect(boxAt(more, 0)).toEqual(boxAt(before, 0));
  expect(boxAt(more, 9)).toBeUndefined();
});

it('gives what was confirmed as a truth file, and nothing that nobody checked', async () => {
  const id = await readBill();
  await expect(client.truth(id)).rejects.toThrow('not confirmed');
  await client.review(id, { confirm: true });
  expect(await client.truth(id)).toMatchObject({ schema: 'corpus-truth/1', kind: 'bill', reconciles: false });
});

it('is reviewed when it is confirmed, also in what is exported', async () => {
  const done = await client.review(documentId, { confirm: true });
  expect(done).toMatchObject({ document: { state: 'succeeded' }, result: { review: 'done' }, revision: 2 });
  const { job_id: jobId } = done.document;
  expect((await client.job(jobId)).documents).toMatchObject({ needs_review: 0, succeeded: 1 });
  expect(await (await client.export(jobId, 'csv', 'items')).text()).toContain('12.50');
});

it('refuses what does not fit, what is not there and what someone else was faster with', async () => {
  const refused = (review: Parameters<typeof client.review>[1]) =>
    client.review(documentId, review).then(
      () => null,
      (error) => error.problem?.code,
    );
  expect(await refused({ fields: [{ path: 'bills[0].items[0].amount', value: 12 }] })).toBe(
    'invalid-request',
  );
  expect(await refused({ fields: [{ path: 'bills[0].nothing', value: '1' }] })).toBe('invalid-request');
  expect(await refused({ fields: [{ path: '__proto__.polluted', value: '1' }] })).toBe('invalid-request');
  expect(await refused({ fields: [{ path: 'bills[0]..x', value: '1' }] })).toBe('invalid-request');
  expect(await refused({ fields: [] })).toBe('invalid-request');
  expect(await refused({ confirm: true, revision: 1 })).toBe('conflict');
  expect((await client.reviews(documentId)).revision).toBe(2);
  expect(await client.review('nobody', { confirm: true }).catch((error) => error.problem.code)).toBe(
    'document-not-found',
  );
});
