import { dirname, resolve } from 'node:path';
import { isProcessRunning, THIS_PROCESS } from '../process-identity.ts';
import type { Store, StoreReader } from '../store.ts';
import { storeOver } from '../store-over.ts';
import { openJobRuns } from './job-runs.ts';
import { openSqliteClient } from './sqlite-client.ts';

/**
 * Opens the store in the SQLite file `path`, creating it and its folder when they are missing. Several processes may
 * have it open at once. It must be on a local disk. Throws `store-unavailable`, `disk-full`.
 */
export async function openSqliteStore({
  path,
  owner = THIS_PROCESS,
}: {
  readonly path: string;
  /** Whose files at providers and whose jobs are put down here; default: this process. */
  readonly owner?: string;
}): Promise<Store> {
  const client = await openSqliteClient(resolve(path));
  return storeOver(client.call, {
    owner,
    running: async () => isProcessRunning,
    runs: openJobRuns(client, { owner, home: dirname(resolve(path)) }),
    close: () => client.close(),
  });
}

/**
 * Opens the SQLite file of a store once more for reading alone, in a thread of its own: answers do not wait for what is
 * being written. What was written before a call is seen by it. Throws `store-unavailable`.
 */
export async function openSqliteReader(path: string): Promise<StoreReader & { close(): Promise<void> }> {
  const client = await openSqliteClient(resolve(path), { readOnly: true });
  return storeOver(client.call, {
    owner: THIS_PROCESS,
    running: async () => isProcessRunning,
    runs: openJobRuns(client, { owner: THIS_PROCESS, home: dirname(resolve(path)) }),
    close: () => client.close(),
  });
}
