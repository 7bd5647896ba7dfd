import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { dayOf, type KeyLimits, NO_LIMITS, writeLimits } from '../../src/server/key-limits.ts';
import { type OpenServer, openServer } from '../server/open-server.ts';
import { writeChargesPdf } from '../support/charges-pdf.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';

const here = postgresPrograms() !== null;
let postgres: PostgresServer;
let servers: OpenServer[] = [];
let files: { readonly name: string; readonly content: Blob }[] = [];

beforeAll(async () => {
  if (!here) return;
  postgres = await startPostgres();
  const first = await openServer({ settings: { databaseUrl: postgres.url, pdfBackend: 'wasm' } });
  const { directory } = first;
  servers = [
    first,
    await openServer({ directory, settings: { databaseUrl: postgres.url, pdfBackend: 'wasm' } }),
  ];
  files = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const path = join(directory, `${name}.pdf`);
      await writeChargesPdf(path, name, 1);
      return { name: `${name}.pdf`, content: new Blob([await readFile(path)]) };
    }),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await servers[0]?.remove();
  await postgres?.dispose();
}, 60_000);

/** A key with these limits, and a client of each server that uses it. */
async function limited(limits: Partial<KeyLimits>) {
  const { store } = servers[0]!.leafcutter;
  const { key, text } = await createKey(store.keys, { name: 'limited', scope: 'write', nowMs: 1 });
  await writeLimits(store, key.id, { ...NO_LIMITS, ...limits });
  const clients = servers.map(({ url }) => new LeafcutterClient({ url, key: text }));
  return { id: key.id, clients };
}

const fulfilled = (ends: readonly PromiseSettledResult<unknown>[]): number =>
  ends.filter(({ status }) => status === 'fulfilled').length;

describe.skipIf(!here)('two servers of one database', () => {
  // The first: of other jobs nothing is counted yet.
  it('count each document once between them, whoever worked on it', async () => {
    const { clients } = await limited({});
    const jobs = await Promise.all(
      clients.map((client) => client.submit({ recipe: 'bill', route: 'rules', files })),
    );
    await Promise.all(jobs.map((job, index) => clients[index]!.rested(job.id)));
    await vi.waitFor(async () => expect(await counted()).toBe(2 * files.length), {
      timeout: 10_000,
      interval: 200,
    });
  }, 60_000);

  it('take together as many jobs and pages of a key as it may have', async () => {
    const { id, clients } = await limited({ jobsPerDay: 6, pagesPerDay: 4 });
    const submit = (n: number) =>
      clients[n % 2]!.submit({ recipe: 'bill', route: 'rules', files: [files[n % 4]!] });
    const ends = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => submit(n)));
    expect(fulfilled(ends)).toBe(4);
    for (const end of ends) {
      if (end.status === 'rejected')
        expect(end.reason).toMatchObject({ problem: { code: 'too-many-requests' } });
    }
    const { keyUse } = servers[0]!.leafcutter.store;
    expect(await keyUse.read(id, dayOf(Date.now()))).toMatchObject({ jobs: 4, pages: 4 });
  });

  it('let through together as many requests of a key in a minute as it may make', async () => {
    const { clients } = await limited({ requestsPerMinute: 20 });
    const ends = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => clients[n % 2]!.jobs({ limit: 1 })),
    );
    expect(fulfilled(ends)).toBe(20);
  });
});

/** Documents that both servers together say have ended. */
async function counted(): Promise<number> {
  const { text: key } = await createKey(servers[0]!.leafcutter.store.keys, {
    name: 'scraper',
    scope: 'read',
    nowMs: 1,
  });
  let sum = 0;
  for (const server of servers) {
    const answer = await server.fetch('/metrics', { headers: { authorization: `Bearer ${key}` } });
    for (const [, value] of (await answer.text()).matchAll(/^leafcutter_documents_total\{.*\} (\d+)$/gm))
      sum += Number(value);
  }
  return sum;
}
