// How fast the server answers while a batch runs: node bench/server.ts [seconds a phase]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLeafcutter } from '../src/app.ts';
import { LeafcutterClient } from '../src/client/client.ts';
import { createServer } from '../src/server/server.ts';
import { writeChargesPdf } from '../test/support/charges-pdf.ts';
import { printTable } from './print-table.ts';

const CLIENTS = 50;
const MANY_CLIENTS = 100;
const READERS = 200;
const STALLED = 20;
/** Between a client's looks at its job. */
const THINK_MS = 200;
/** Distinct documents of one page in the batch; enough for all phases. */
const BATCH = 6_000;
const UPLOAD = 100;
/** Goals of DESIGN.md, section 8. */
const GOALS = { requestMs: 50, loopMs: 20 };

interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly rssMegabytes: number;
  /** Of one core, by the thread that answers: what is waited for beyond it is waited for elsewhere. */
  readonly threadShare: number;
}

/** The server, in a process of its own: what is measured is its event loop and not that of the clients. */
async function serve(directory: string): Promise<void> {
  const leafcutter = await createLeafcutter({
    environment: {},
    settings: { dataDirectory: directory, ocr: 'off', clientRequestsPerMinute: 0 },
  });
  const server = await createServer(leafcutter, { version: 'bench', maxEventLoopDelayMs: 0 });
  const url = await server.listen({ port: 0 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let cpu = process.threadCpuUsage();
  let sinceMs = performance.now();
  process.on('message', (message) => {
    if (message === 'reset') {
      delay.reset();
      cpu = process.threadCpuUsage();
      sinceMs = performance.now();
    }
    if (message === 'read') {
      const ms = (nanoseconds: number): number => nanoseconds / 1e6;
      process.send!({
        p50: ms(delay.percentile(50)),
        p99: ms(delay.percentile(99)),
        max: ms(delay.max),
        rssMegabytes: process.memoryUsage().rss / 1e6,
        threadShare: usedMs(process.threadCpuUsage(cpu)) / (performance.now() - sinceMs),
      } satisfies LoopDelay);
    }
    if (message === 'end')
      void server
        .close()
        .then(() => leafcutter.close())
        .then(() => process.exit(0));
  });
  process.send!(url);
}

const usedMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

interface Times {
  readonly submit: number[];
  readonly status: number[];
  failures: number;
}

/** Submits one small job after another, and looks at each until it rests. */
async function client(
  url: string,
  file: Blob,
  number: number,
  times: Times,
  until: () => boolean,
): Promise<void> {
  const api = new LeafcutterClient({ url });
  const timed = async <Value>(
    kind: 'submit' | 'status',
    work: () => Promise<Value>,
  ): Promise<Value | null> => {
    const startedMs = performance.now();
    try {
      return await work();
    } catch {
      times.failures++;
      return null;
    } finally {
      times[kind].push(performance.now() - startedMs);
    }
  };
  await sleep(Math.random() * THINK_MS);
  while (!until()) {
    const files = [{ name: `client-${number}.pdf`, content: file }];
    const job = await timed('submit', () =>
      api.submit({ recipe: 'bill', route: 'rules', priority: 'interactive', files }),
    );
    for (let looks = 0; job && looks < 10 && !until(); looks++) {
      await sleep(THINK_MS);
      const now = await timed('status', () => api.job(job.id));
      if (now?.ended_at) break;
    }
  }
}

function stalledReader(url: string, path: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
      resolve(socket);
    });
    socket.on('error', () => {});
  });
}

/** The readers of a job's events, in a process of their own: what the clients wait for is not them. Tells what it read. */
async function readEvents(url: string, path: string): Promise<void> {
  let events = 0;
  const leaving = new AbortController();
  const read = async (): Promise<void> => {
    try {
      const answer = await fetch(`${url}${path}`, { signal: leaving.signal });
      for await (const chunk of answer.body!)
        events += Buffer.from(chunk).toString('latin1').split('\nevent: ').length - 1;
    } catch {
      // The phase is over.
    }
  };
  const sockets = await Promise.all(Array.from({ length: STALLED }, () => stalledReader(url, path)));
  const readers = Array.from({ length: READERS - STALLED }, read);
  process.send!('reading');
  await once(process, 'message');
  leaving.abort();
  for (const socket of sockets) socket.destroy();
  await Promise.all(readers);
  process.send!(events);
  process.disconnect();
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

const both = (values: readonly number[]): string =>
  `${percentile(values, 0.5).toFixed(1)} / ${percentile(values, 0.99).toFixed(1)}`;

async function run(seconds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-bench-server-'));
  const child: ChildProcess = fork(import.meta.filename, ['--serve', join(directory, 'store')]);
  const ask = async (message: string): Promise<LoopDelay> => {
    child.send(message);
    return (await once(child, 'message'))[0] as LoopDelay;
  };
  try {
    const [url] = (await once(child, 'message')) as [string];
    const api = new LeafcutterClient({ url });
    const path = join(directory, 'bill.pdf');
    await writeChargesPdf(path, 'bench', 1);
    const text = (await readFile(path)).toString('latin1');
    // Trailing bytes make every document its own: equal ones would be answered once.
    const fileOf = (mark: string): Blob => new Blob([Buffer.from(`${text}\n% ${mark}\n`, 'latin1')]);
    const sources: string[] = [];
    for (let sent = 0; sent < BATCH; sent += UPLOAD) {
      const files = Array.from({ length: UPLOAD }, (_, n) => ({
        name: `${sent + n}.pdf`,
        content: fileOf(`${sent + n}`),
      }));
      sources.push(...(await api.upload(files)).map(({ id }) => `upload:${id}`));
    }
    const rows: string[][] = [];
    for (const [clients, withReaders] of [
      [CLIENTS, false],
      [CLIENTS, true],
      [MANY_CLIENTS, false],
    ] as const) {
      const batch = await api.submit({ recipe: 'bill', route: 'rules', sources });
      while ((await api.job(batch.id)).documents.ended < 20) await sleep(50);
      const readers = withReaders
        ? fork(import.meta.filename, ['--read', url, `/v1/jobs/${batch.id}/events`])
        : null;
      if (readers) await once(readers, 'message');
      await sleep(500);
      const before = (await api.job(batch.id)).documents.ended;
      child.send('reset');
      const startedMs = performance.now();
      const times: Times = { submit: [], status: [], failures: 0 };
      const over = (): boolean => performance.now() - startedMs > seconds * 1000;
      await Promise.all(
        Array.from({ length: clients }, (_, n) =>
          client(url, fileOf(`client ${n} ${clients} ${withReaders}`), n, times, over),
        ),
      );
      const loop = await ask('read');
      const after = (await api.job(batch.id)).documents.ended;
      readers?.send('end');
      const [events] = readers ? ((await once(readers, 'message')) as [number]) : [0];
      await api.cancel(batch.id);
      await api.rested(batch.id);
      rows.push([
        withReaders ? `${clients} clients, ${READERS} readers (${STALLED} stalled)` : `${clients} clients`,
        `${times.submit.length} (${times.failures} failed)`,
        both(times.submit),
        String(times.status.length),
        both(times.status),
        `${loop.p50.toFixed(1)} / ${loop.p99.toFixed(1)} / ${loop.max.toFixed(0)}`,
        ((after - before) / seconds).toFixed(0),
        String(events),
        loop.rssMegabytes.toFixed(0),
        `${(loop.threadShare * 100).toFixed(0)} %`,
        loadavg()[0]!.toFixed(0),
      ]);
    }
    printTable(
      `The server while a batch runs (${seconds} s a row)`,
      [
        'load',
        'submits',
        'submit p50 / p99 ms',
        'looks',
        'status p50 / p99 ms',
        'loop p50 / p99 / max ms',
        'batch documents/s',
        'events read',
        'RSS MB',
        'thread CPU',
        'load of the machine',
      ],
      rows,
    );
    console.log(
      `Goals: submit and status p99 under ${GOALS.requestMs} ms, event loop delay p99 under ${GOALS.loopMs} ms.`,
    );
    child.send('end');
    await once(child, 'exit');
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

const [first, second, third] = process.argv.slice(2);
if (first === '--serve') await serve(second!);
else if (first === '--read') await readEvents(second!, third!);
else await run(Number(first ?? 10));
