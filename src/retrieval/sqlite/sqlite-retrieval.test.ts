import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RETRIEVAL_CASES, type RetrievalHarness, retrievalContract } from '../retrieval.contract.ts';
import { createSqliteRetrieval } from './sqlite-retrieval.ts';

async function openHarness(): Promise<RetrievalHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-retrieval-'));
  const path = join(folder, 'passages.db');
  const store = createSqliteRetrieval(path);
  return {
    store,
    connect: async () => createSqliteRetrieval(path),
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('passages in SQLite', () => {
  const contract = retrievalContract(openHarness);

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(RETRIEVAL_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });

  it('makes no file to remove passages from', async () => {
    const path = join(tmpdir(), 'leafcutter-no-passages', 'passages.db');
    const store = createSqliteRetrieval(path);
    await store.keepOnly('job', new Set());
    await store.close();
    expect(existsSync(path)).toBe(false);
  });
});
