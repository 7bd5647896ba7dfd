import { expect, it, vi } from 'vitest';
import type { Store } from '../store/store.ts';
import { readUse } from './key-limits.ts';
import { KeyQuotas } from './key-quotas.ts';

it('counts later what the store could not take', async () => {
  const records = new Map<string, Uint8Array>();
  const job = { spec: { request: { keyId: 'k' } } };
  const store = {
    getJob: vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(job),
    getDerived: async (key: string) => records.get(key) ?? null,
    putDerived: async (key: string, bytes: Uint8Array) => void records.set(key, bytes),
  } as unknown as Store;
  const quotas = new KeyQuotas({ store, now: () => 1, onError: () => {} });
  quotas.listen({ type: 'document-end', jobId: 'j', pages: 7 } as Parameters<KeyQuotas['listen']>[0]);
  await expect(quotas.close()).rejects.toThrow('away');
  await quotas.close();
  expect((await readUse(store, 'k', 1)).pages).toBe(7);
});
