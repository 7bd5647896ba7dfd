import { expect, it, vi } from 'vitest';
import type { LeafcutterEvent } from '../domain/event.ts';
import { KeyQuotas } from './key-quotas.ts';

type Parts = ConstructorParameters<typeof KeyQuotas>[0];

function quotasOf({ pagesCounted = false } = {}) {
  const job = { spec: { request: { keyId: 'k', pagesCounted } } };
  const keys: Readonly<Record<string, string>> = {
    upload: '/uploads/1.pdf',
    address: 'https://x.test/1.pdf',
  };
  const getJob = vi.fn().mockResolvedValue(job);
  const keyUse = { addPages: vi.fn(async () => {}), charge: vi.fn(async () => {}) };
  const getDocument = async (id: string) => ({ source: { key: keys[id] } });
  const store = { getJob, getDocument, keyUse } as unknown as Parts['store'];
  const quotas = new KeyQuotas({ store, now: () => 1, onError: () => {} });
  const end = (documentId: string, pages: number) =>
    quotas.listen({ type: 'document-end', jobId: 'j', documentId, pages } as LeafcutterEvent);
  return { quotas, getJob, keyUse, end };
}

it('counts later what the store could not take', async () => {
  const { quotas, getJob, keyUse, end } = quotasOf();
  getJob.mockRejectedValueOnce(new Error('away'));
  end('upload', 7);
  await expect(quotas.close()).rejects.toThrow('away');
  keyUse.addPages.mockRejectedValueOnce(new Error('away again'));
  await expect(quotas.close()).rejects.toThrow('away again');
  await quotas.close();
  await quotas.close();
  expect(keyUse.addPages.mock.calls).toEqual([
    ['k', '1970-01-01', 7],
    ['k', '1970-01-01', 7],
  ]);
});

it('counts pages once: of uploads when the job was taken, of addresses when they end', async () => {
  const { quotas, keyUse, end } = quotasOf({ pagesCounted: true });
  end('upload', 7);
  end('address', 2);
  await quotas.close();
  expect(keyUse.addPages.mock.calls).toEqual([['k', '1970-01-01', 2]]);
});

it('has a job that rests charged, also when no call of it was heard of', async () => {
  const { quotas, keyUse } = quotasOf();
  quotas.rested('j');
  await quotas.close();
  expect(keyUse.charge.mock.calls).toEqual([['j', '1970-01-01']]);
});
