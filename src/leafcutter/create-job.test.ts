import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { createJob } from './create-job.ts';

it('has a job to itself until all its documents are there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-create-'));
  const store = await openSqliteStore({ path: join(folder, 'store.db') });
  const runners: (number | null)[] = [];
  const plan = {
    recipe: { name: 'bill', version: '1' },
    route: 'rules',
    models: {},
    source: {
      async *list() {
        for (const name of ['a', 'b', 'c']) {
          const [job] = await store.listJobs({ limit: 1 });
          runners.push(job ? await store.runs.runner(job.id) : null);
          yield { key: name, name };
        }
      },
    },
  };
  const { job, documents } = await createJob(
    { store, chunkSize: 1 },
    { plan: plan as never, options: { recipe: 'bill', sources: [] } as never, identity: { listNow: true } },
  );
  expect({ documents, runners }).toEqual({ documents: 3, runners: [null, process.pid, process.pid] });
  expect(await store.runs.runner(job.id)).toBeNull();
  expect(await store.getJob(job.id)).toMatchObject({ listed: true });
  await store.close();
  await rm(folder, { recursive: true });
});
