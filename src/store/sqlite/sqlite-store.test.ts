import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoreHarness } from '../contract/case.contract.ts';
import { STORE_CASES, storeContract } from '../store.contract.ts';
import type { Store } from '../store.ts';
import { openSqliteStore } from './sqlite-store.ts';

async function openHarness(): Promise<StoreHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-store-'));
  const opened: Store[] = [];
  const connect: StoreHarness['connect'] = async (as) => {
    const ended = as && `${spawnSync(process.execPath, ['-e', '']).pid}:1`;
    const store = await openSqliteStore({
      path: join(folder, 'store.db'),
      ...(ended ? { owner: ended } : {}),
    });
    opened.push(store);
    return store;
  };
  return {
    store: await connect(),
    connect,
    async dispose() {
      await Promise.all(opened.map((store) => store.close()));
      await rm(folder, { recursive: true });
    },
  };
}

describe('the SQLite store', () => {
  const contract = storeContract(openHarness);

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(STORE_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });
});
