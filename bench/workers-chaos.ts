/**
 * Servers and workers on one PostgreSQL, killed with kill -9 again and again, the database restarted and its connections
 * cut half open, while a job runs: what is lost, doubled or paid twice, and whether a reader of the events sees the end.
 *
 * Run: `npm run bench -- workers-chaos [--seconds 150] [--documents 600] [--large 5x60] [--seed 1]`; `--large` puts
 * so many documents of so many pages among the small ones.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { uniform } from '../test/governor/sampling.ts';
import { startPostgres } from '../test/postgres/postgres-server.ts';
import { writeChargesPdf } from '../test/support/charges-pdf.ts';
import { printTable } from './print-table.ts';
import { ask, ended, freshDatabase, start, startProvider, writePages } from './workers/cluster.ts';
import { openProxy } from './workers/half-open-proxy.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '150' },
    documents: { type: 'string', default: '600' },
    large: { type: 'string', default: '0x0' },
    seed: { type: 'string', default: '1' },
  },
});
const seconds = Number(values.seconds);
const small = Number(values.documents);
const [large = 0, largePages = 0] = values.large.split('x').map(Number);
const documents = small + large;
const seed = Number(values.seed);
const WORKERS = 3;
// Below those that the system gives out by itself.
const PORTS = [23_281, 23_282];
const IN_FLIGHT = 4;
const EVERY_MS = 7_000;
/** After the last blow the job has so long to its end. */
const END_WITHIN_MS = 300_000;

const directory = await mkdtemp(join(tmpdir(), 'leafcutter-workers-chaos-'));
const server = await startPostgres({ safe: true });
const proxy = await openProxy(server.port);
const provider = await startProvider(1_500);
const violations: string[] = [];
const blows = new Map<string, number>();
const count = (what: string): void => void blows.set(what, (blows.get(what) ?? 0) + 1);
type Process = ReturnType<typeof start>;
const workers: Process[] = [];
const servers: Process[] = [];

try {
  await writePages(join(directory, 'in'), small);
  const direct = await freshDatabase(server, 'chaos');
  const through = new URL(direct);
  through.port = String(proxy.port);
  const cluster = {
    directory,
    databaseUrl: through.href,
    providerUrl: provider.url,
    settings: {
      LEAFCUTTER_MAX_IN_FLIGHT: String(IN_FLIGHT),
      LEAFCUTTER_MAX_DOCUMENTS: '12',
      LEAFCUTTER_MAX_UPLOAD_FILES: String(documents),
    },
  };
  const startWorker = (index: number): void => {
    workers[index] = start(cluster, ['worker']);
  };
  const startServer = (index: number): void => {
    servers[index] = start(cluster, ['serve', '--no-work', '--port', String(PORTS[index])]);
  };
  startServer(0);
  await answers(PORTS[0]!);
  startServer(1);
  for (let index = 0; index < WORKERS; index++) startWorker(index);
  await answers(PORTS[1]!);

  const form = new FormData();
  form.set('recipe', 'bill');
  form.set('route', 'fast');
  const append = async (path: string, name: string): Promise<void> =>
    form.append('files', new Blob([await readFile(path)], { type: 'application/pdf' }), name);
  // The first large one at once, the others evenly among the small ones.
  const apart = Math.ceil(small / Math.max(1, large));
  for (let number = 0, written = 0; number < Math.max(small, large); number++) {
    if (number % apart === 0 && written < large) {
      const path = join(directory, `large-${written}.pdf`);
      await writeChargesPdf(path, `large-${written}`, largePages);
      await append(path, `large-${written++}.pdf`);
    }
    if (number < small) await append(join(directory, 'in', '0000000', `${number}.pdf`), `${number}.pdf`);
  }
  const submitted = await fetch(`http://127.0.0.1:${PORTS[0]}/v1/jobs`, { method: 'POST', body: form });
  if (submitted.status !== 202) throw new Error(`${submitted.status} ${await submitted.text()}`);
  const { id } = (await submitted.json()) as { id: string };

  const reader = followEvents(id);
  const startedMs = performance.now();
  let workerKills = 0;
  let rounds = 0;
  const state = async (): Promise<string> =>
    (await ask<{ state: string }>(direct, 'SELECT state FROM leafcutter.jobs').catch(() => []))[0]?.state ??
    '';
  const isOver = async (): Promise<boolean> => /completed|failed|cancelled/.test(await state());
  while (performance.now() - startedMs < seconds * 1_000 && !(await isOver())) {
    await sleep(EVERY_MS * (0.5 + uniform(seed, 'pause', rounds)));
    const which = uniform(seed, 'blow', rounds++);
    if (which < 0.4) {
      const index = Math.floor(uniform(seed, 'worker', rounds) * WORKERS);
      workers[index]!.kill('SIGKILL');
      workerKills++;
      count('workers killed');
      await ended(workers[index]!);
      startWorker(index);
    } else if (which < 0.65) {
      // In turn: whichever a reader of the events is with, it loses it.
      const index = (blows.get('servers killed') ?? 0) % PORTS.length;
      servers[index]!.kill('SIGKILL');
      count('servers killed');
      await ended(servers[index]!);
      startServer(index);
    } else if (which < 0.85) {
      const cut = proxy.freeze();
      count('times all connections cut half open');
      process.stderr.write(`${cut} connections cut half open\n`);
    } else {
      const how = uniform(seed, 'how', rounds) < 0.5 ? 'fast' : 'immediate';
      await server.stop(how);
      await sleep(1_000);
      await server.start();
      count(how === 'fast' ? 'database restarted' : 'database crashed');
    }
    process.stderr.write(`${Math.round((performance.now() - startedMs) / 1_000)} s, blow ${rounds}\n`);
  }
  const underFireMs = performance.now() - startedMs;
  const doneUnderFire = await ask<{ done: string }>(
    direct,
    'SELECT count(*) AS done FROM leafcutter.results',
  );
  for (const until = performance.now() + END_WITHIN_MS; !(await isOver()); await sleep(1_000)) {
    if (performance.now() < until) continue;
    violations.push(`the job is ${await state()} ${END_WITHIN_MS / 1_000} s after the last blow`);
    const left = await ask<{ state: string; documents: string }>(
      direct,
      'SELECT state, count(*) AS documents FROM leafcutter.documents GROUP BY 1',
    );
    violations.push(left.map((row) => `${row.state} ${row.documents}`).join(', '));
    for (const each of [...workers, ...servers]) process.stderr.write(`${each.words().slice(-600)}\n--\n`);
    break;
  }
  const tookMs = performance.now() - startedMs;

  const [books] = await ask<Record<string, string>>(
    direct,
    `SELECT (SELECT count(*) FROM leafcutter.documents) AS documents,
       (SELECT count(*) FROM leafcutter.documents WHERE state IN ('pending', 'running', 'waiting')) AS open,
       (SELECT count(*) FROM leafcutter.results) AS results,
       (SELECT count(DISTINCT commit_number) FROM leafcutter.results) AS commits,
       (SELECT max(commit_number) FROM leafcutter.results) AS last_commit,
       (SELECT count(*) FROM leafcutter.documents WHERE state = 'failed') AS failed,
       (SELECT count(*) FROM leafcutter.attempts WHERE outcome = 'answered') AS answered,
       (SELECT sum(calls) FROM leafcutter.attempts) AS calls,
       (SELECT calls FROM leafcutter.job_totals) AS total_calls`,
  );
  const value = (name: string): number => Number(books![name]);
  const failures = await ask<{ result: string }>(
    direct,
    "SELECT body::json ->> 'problem' AS result FROM leafcutter.results WHERE body::json ->> 'status' = 'failed' LIMIT 5",
  );
  for (const { result } of failures) violations.push(String(result));
  const [pages] = await ask<Record<'read' | 'failed', string>>(
    direct,
    `SELECT count(*) AS read, count(*) FILTER (WHERE page ->> 'status' = 'failed') AS failed
     FROM leafcutter.results, json_array_elements(body::json -> 'pages') AS page`,
  );
  const seen = await provider.read();
  const provided = seen.answered.reduce((sum, [, times]) => sum + times, 0);
  const again = seen.answered.reduce((sum, [, times]) => sum + times - 1, 0);
  const atKills = workerKills * IN_FLIGHT;
  const must = (holds: boolean, what: string): void => void (holds || violations.push(what));
  must(value('documents') === documents, `${value('documents')} documents of ${documents}`);
  must(value('open') === 0, `${value('open')} documents have no end`);
  must(value('failed') === 0, `${value('failed')} documents failed`);
  const expectedPages = small + large * largePages;
  must(Number(pages!.read) === expectedPages, `${pages!.read} pages of ${expectedPages} in the results`);
  must(Number(pages!.failed) === 0, `${pages!.failed} pages failed`);
  must(value('results') === documents && value('commits') === documents, 'a result is missing or doubled');
  must(value('calls') === value('total_calls'), 'the attempts are not the total of the job');
  must(provided - value('calls') <= atKills, `${provided - value('calls')} paid calls are in no ledger`);
  must(value('calls') <= provided, 'the ledger has calls that nobody answered');
  must(again <= atKills, `${again} answers were paid twice, ${atKills} were in flight at kills`);
  const events = await reader.end();
  must(events.sawEnd, 'the reader of the events never saw the end of the job');

  printTable(
    `${small} documents${large > 0 ? ` and ${large} of ${largePages} pages` : ''}, ${WORKERS} workers and ${PORTS.length} servers under fire for ${(underFireMs / 1_000).toFixed(0)} s; seed ${seed}`,
    ['what', 'must be', 'is'],
    [
      ...[...blows].map(([what, times]) => [what, '', String(times)]),
      [
        'documents done under fire; in all',
        documents.toString(),
        `${doneUnderFire[0]?.done}; ${value('results')}`,
      ],
      [
        'documents without an end, failed, doubled',
        '0',
        `${value('open')}, ${value('failed')}, ${value('results') - value('commits')}`,
      ],
      ['pages in the results; failed', `${expectedPages}; 0`, `${pages!.read}; ${pages!.failed}`],
      ['calls paid, by the provider', '', String(provided)],
      ['calls in the ledger', 'paid less lost', String(value('calls'))],
      ['paid and lost at a kill', `at most ${atKills} in flight then`, String(provided - value('calls'))],
      ['answers paid twice', 'at most those lost', String(again)],
      [
        'streams of events: connections, events, end seen',
        'yes',
        `${events.connections}, ${events.events}, ${events.sawEnd ? 'yes' : 'NO'}`,
      ],
      ['took', '', `${(tookMs / 1_000).toFixed(0)} s`],
    ],
  );
  for (const violation of violations) process.stdout.write(`VIOLATED: ${violation}\n`);
  if (violations.length > 0) process.exitCode = 1;
} finally {
  for (const each of [...workers, ...servers]) each.kill('SIGKILL');
  await Promise.all([...workers, ...servers].map(ended));
  provider.close();
  proxy.close();
  await server.dispose();
  await rm(directory, { recursive: true, force: true });
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const status = await fetch(`http://127.0.0.1:${port}/health/live`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(200);
  }
  throw new Error(`nothing answers at port ${port}: ${servers.map((each) => each.words()).join('\n')}`);
}

/** Reads the events of a job as a page does: connects again, to whichever server answers, until the job has ended. */
function followEvents(id: string) {
  const closing = new AbortController();
  const report = { connections: 0, events: 0, sawEnd: false };
  const read = (async () => {
    for (let turn = 0; !report.sawEnd && !closing.signal.aborted; turn++) {
      try {
        const url = `http://127.0.0.1:${PORTS[turn % PORTS.length]}/v1/jobs/${id}/events`;
        const response = await fetch(url, { signal: closing.signal });
        if (!response.ok || !response.body) throw new Error(String(response.status));
        report.connections++;
        for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
          report.events += chunk.match(/^event:/gm)?.length ?? 0;
          if (/"state":"(completed|completed_with_errors|failed)"/.test(chunk)) report.sawEnd = true;
        }
      } catch {
        await sleep(500);
      }
    }
  })();
  return {
    async end() {
      await Promise.race([read, sleep(20_000)]);
      closing.abort();
      await read;
      return report;
    },
  };
}
