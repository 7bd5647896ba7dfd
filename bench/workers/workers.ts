/**
 * Several processes on one PostgreSQL: how much faster two and four workers are than one, with many documents and with one
 * that is large, whether they keep within a quota that they share and use it up, told or not, and what the queue costs
 * beside the bare engine it stands on.
 *
 * Run: `npm run bench -- workers [--documents 2000] [--pages 400] [--latency 2000] [--only scale,parts,quota,unknown,queue]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type PostgresServer, startPostgres } from '../../test/postgres/postgres-server.ts';
import { writeChargesPdf } from '../../test/support/charges-pdf.ts';
import { printTable } from '../print-table.ts';
import {
  ask,
  type Cluster,
  ended,
  freshDatabase,
  MODEL,
  mostInAMinute,
  start,
  startProvider,
  writePages,
} from './cluster.ts';
import { measureQueue } from './queue-cost.ts';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '2000' },
    pages: { type: 'string', default: '400' },
    latency: { type: 'string', default: '2000' },
    'in-flight': { type: 'string', default: '25' },
    quota: { type: 'string', default: '1200' },
    workers: { type: 'string', default: '1,2,4' },
    only: { type: 'string', default: 'scale,parts,quota,unknown,queue' },
  },
});
const documents = Number(values.documents);
const pages = Number(values.pages);
const latencyMs = Number(values.latency);
const quota = Number(values.quota);
const only = new Set(values.only.split(','));

/** Runs the documents with so many workers that are up already; answers how long the job took. */
async function runJob(
  cluster: Cluster,
  workers: number,
  input: { readonly path: string; readonly documents: number } = { path: 'in', documents },
): Promise<{ readonly tookMs: number; readonly ok: boolean }> {
  const processes = Array.from({ length: workers }, () => start(cluster, ['worker']));
  try {
    // Up: each has said how many documents it takes.
    for (let up = 0; up < workers; await sleep(200)) {
      const [row] = await ask<{ up: string }>(
        cluster.databaseUrl,
        'SELECT count(*) AS up FROM leafcutter.processes WHERE places > 0',
      ).catch(() => [{ up: '0' }]);
      up = Number(row!.up);
    }
    const args = [
      'run',
      'bill',
      input.path,
      '--route',
      'fast',
      '--model',
      `fast=${MODEL}`,
      '--out',
      `out-${workers}.jsonl`,
    ];
    const runner = start({ ...cluster, settings: { ...cluster.settings, LEAFCUTTER_WORK: 'false' } }, args);
    await ended(runner);
    const [job] = await ask<{ took: string; done: string }>(
      cluster.databaseUrl,
      `SELECT ended_ms - started_ms AS took, (SELECT count(*) FROM leafcutter.results) AS done FROM leafcutter.jobs`,
    );
    const ok = Number(job?.done) === input.documents;
    if (!ok) process.stderr.write(`${runner.words().slice(-2_000)}\n`);
    return { tookMs: Number(job?.took), ok };
  } finally {
    for (const each of processes) each.kill('SIGTERM');
    await Promise.all(processes.map(ended));
  }
}

/** The same job with one number of workers after another, each on a store of its own. */
async function* byWorkers(
  server: PostgresServer,
  directory: string,
  { name, input }: { readonly name: string; readonly input?: Parameters<typeof runJob>[2] },
) {
  let one = 0;
  for (const workers of values.workers.split(',').map(Number)) {
    const provider = await startProvider(latencyMs);
    try {
      const cluster = {
        directory,
        databaseUrl: await freshDatabase(server, `${name}_${workers}`),
        providerUrl: provider.url,
        settings: { LEAFCUTTER_MAX_IN_FLIGHT: values['in-flight'] },
      };
      const { tookMs, ok } = await runJob(cluster, workers, input);
      const { answered } = await provider.read();
      if (workers === 1) one = tookMs;
      process.stderr.write(`${workers} workers: ${(tookMs / 1000).toFixed(1)} s\n`);
      const twice = answered.filter(([, times]) => times > 1).length;
      yield { workers, tookMs, times: (one / tookMs).toFixed(2), questions: answered.length, twice, ok };
    } finally {
      provider.close();
    }
  }
}

async function measureScale(server: PostgresServer, directory: string): Promise<void> {
  const rows: string[][] = [];
  for await (const { workers, tookMs, times, twice, ok } of byWorkers(server, directory, { name: 'scale' })) {
    rows.push([
      String(workers),
      (tookMs / 1000).toFixed(1),
      ((documents / tookMs) * 1000).toFixed(1),
      times,
      workers === 1 ? '1' : workers === 2 ? '1.9' : '3.6',
      String(twice),
      ok ? 'yes' : 'NO',
    ]);
  }
  printTable(
    `${documents.toLocaleString('en')} one-page PDFs, a model of ${latencyMs / 1000} s, ${values['in-flight']} calls in flight in each worker`,
    ['workers', 's', 'documents/s', '× one', 'at least', 'paid twice', 'all done'],
    rows,
  );
}

/** One document whose pages are asked side by side, beside the time that the calls in flight allow. */
async function measureParts(server: PostgresServer, directory: string): Promise<void> {
  await writeChargesPdf(join(directory, 'large.pdf'), 'large', pages);
  const inFlight = Number(values['in-flight']);
  const rows: string[][] = [];
  const work = { name: 'parts', input: { path: 'large.pdf', documents: 1 } };
  for await (const { workers, tookMs, times, questions, twice, ok } of byWorkers(server, directory, work)) {
    rows.push([
      String(workers),
      (tookMs / 1000).toFixed(1),
      ((Math.ceil(pages / (workers * inFlight)) * latencyMs) / 1000).toFixed(1),
      times,
      String(questions),
      String(twice),
      ok ? 'yes' : 'NO',
    ]);
  }
  printTable(
    `One PDF of ${pages.toLocaleString('en')} pages, a model of ${latencyMs / 1000} s, ${inFlight} calls in flight in each worker`,
    ['workers', 's', 'at best', '× one', 'questions', 'paid twice', 'done'],
    rows,
  );
}

async function measureQuota(server: PostgresServer, directory: string): Promise<void> {
  const provider = await startProvider(500, quota);
  try {
    const cluster = {
      directory,
      databaseUrl: await freshDatabase(server, 'quota'),
      providerUrl: provider.url,
      settings: { LEAFCUTTER_RPM: String(quota) },
    };
    const { tookMs, ok } = await runJob(cluster, 4);
    const { times, refused } = await provider.read();
    // The first and the last second are those of the run, not of the quota.
    const [first = 0] = times;
    const last = times.at(-1) ?? 0;
    const perMinute = (times.length / (last - first)) * 60_000;
    printTable(
      `A quota of ${quota.toLocaleString('en')} requests a minute shared by 4 workers, ${documents.toLocaleString('en')} documents`,
      ['what', 'must be', 'is'],
      [
        ['most requests in any minute', `at most ${quota}`, String(mostInAMinute(times))],
        ['refused by the provider', '0', String(refused)],
        ['used of the quota while it ran', 'at least 95 %', `${((perMinute / quota) * 100).toFixed(1)} %`],
        ['all documents done', 'yes', ok ? 'yes' : 'NO'],
        ['took', '', `${(tookMs / 1000).toFixed(1)} s`],
      ],
    );
  } finally {
    provider.close();
  }
}

/** The same with a bucket that nobody names: it holds a minute's requests and refills all the time. */
async function measureUnknown(server: PostgresServer, directory: string): Promise<void> {
  const rows: string[][] = [];
  for (const workers of values.workers.split(',').map(Number)) {
    const provider = await startProvider(latencyMs, quota, 'bucket');
    try {
      const cluster = {
        directory,
        databaseUrl: await freshDatabase(server, `unknown_${workers}`),
        providerUrl: provider.url,
      };
      const { tookMs, ok } = await runJob(cluster, workers);
      const { times, refused } = await provider.read();
      const spanMs = times.at(-1)! - times[0]!;
      const offered = quota * (1 + spanMs / 60_000);
      rows.push([
        String(workers),
        `${refused} (${((100 * refused) / (refused + times.length)).toFixed(1)} %)`,
        `${((100 * times.length) / offered).toFixed(1)} %`,
        (tookMs / 1000).toFixed(1),
        ok ? 'yes' : 'NO',
      ]);
      process.stderr.write(`${workers} workers: ${rows.at(-1)!.join(' | ')}\n`);
    } finally {
      provider.close();
    }
  }
  printTable(
    `${documents.toLocaleString('en')} one-page PDFs, a model of ${latencyMs / 1000} s behind a bucket of ${quota.toLocaleString('en')} requests a minute that nobody names`,
    ['workers', 'refused', 'used of what the bucket held and refilled', 's', 'all done'],
    rows,
  );
}

const directory = await mkdtemp(join(tmpdir(), 'leafcutter-workers-'));
const server = await startPostgres({ safe: true });
try {
  if (only.has('parts')) await measureParts(server, directory);
  if (['queue', 'quota', 'unknown', 'scale'].some((one) => only.has(one))) {
    await writePages(join(directory, 'in'), documents);
  }
  if (only.has('queue')) await measureQueue(server, documents);
  if (only.has('quota')) await measureQuota(server, directory);
  if (only.has('unknown')) await measureUnknown(server, directory);
  if (only.has('scale')) await measureScale(server, directory);
} finally {
  await server.dispose();
  await rm(directory, { recursive: true, force: true });
}
