// How fast the server answers while a batch runs: node bench/server.ts [seconds a phase]
import { type ChildProcess, fork } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
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

/** What the server's process tells of a phase. */
interface ServerFigures {
  /** Delay of its event loop. */
  readonly loop: LoopDelay;
  readonly rssMegabytes: number;
  /** Of one core: by the thread that answers, and by the whole process without its PDF workers. */
  readonly threadShare: number;
  readonly processShare: number;
  /** From a request's headers to the last byte of its answer, ms: what no client and no other process adds to. */
  readonly submit: readonly number[];
  readonly status: readonly number[];
}

/** In milliseconds. */
interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What the process of the readers tells of a phase. */
interface ReaderFigures {
  readonly events: number;
  readonly megabytes: number;
  readonly share: number;
}

/** Measures this process from `restart` on. */
class Meter {
  readonly #delay = monitorEventLoopDelay({ resolution: 1 });
  #thread = process.threadCpuUsage();
  #process = process.cpuUsage();
  #sinceMs = performance.now();

  restart(): void {
    this.#delay.enable();
    this.#delay.reset();
    this.#thread = process.threadCpuUsage();
    this.#process = process.cpuUsage();
    this.#sinceMs = performance.now();
  }

  loop(): LoopDelay {
    const ms = (nanoseconds: number): number => nanoseconds / 1e6;
    const { max } = this.#delay;
    return { p50: ms(this.#delay.percentile(50)), p99: ms(this.#delay.percentile(99)), max: ms(max) };
  }

  /** Processor time of a core's, by this thread and by this process. */
  shares(): { readonly thread: number; readonly process: number } {
    const tookMs = performance.now() - this.#sinceMs;
    return {
      thread: usedMs(process.threadCpuUsage(this.#thread)) / tookMs,
      process: usedMs(process.cpuUsage(this.#process)) / tookMs,
    };
  }
}

/** How long requests take within this process, by kind, until `take` is called. */
function watchRequests(): { take(): { submit: number[]; status: number[] } } {
  let times: { submit: number[]; status: number[] } = { submit: [], status: [] };
  const startedMs = new WeakMap<IncomingMessage, number>();
  subscribe('http.server.request.start', (message) => {
    startedMs.set((message as { request: IncomingMessage }).request, performance.now());
  });
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as { request: IncomingMessage };
    const tookMs = performance.now() - startedMs.get(request)!;
    if (request.method === 'POST' && request.url === '/v1/jobs') times.submit.push(tookMs);
    if (request.method === 'GET' && /^\/v1\/jobs\/[^/]*$/.test(request.url ?? '')) times.status.push(tookMs);
  });
  return {
    take() {
      const taken = times;
      times = { submit: [], status: [] };
      return taken;
    },
  };
}

/** The server, in a process of its own: what is measured is its event loop and not that of the clients. */
async function serve(directory: string): Promise<void> {
  const leafcutter = await createLeafcutter({
    environment: {},
    settings: { dataDirectory: directory, ocr: 'off', clientRequestsPerMinute: 0 },
  });
  const server = await createServer(leafcutter, { version: 'bench', maxEventLoopDelayMs: 0 });
  const url = await server.listen({ port: 0 });
  const meter = new Meter();
  const requests = watchRequests();
  process.on('message', (message) => {
    if (message === 'reset') {
      meter.restart();
      requests.take();
    }
    if (message === 'read') {
      const { thread, process: whole } = meter.shares();
      process.send!({
        loop: meter.loop(),
        rssMegabytes: process.memoryUsage().rss / 1e6,
        threadShare: thread,
        processShare: whole,
        ...requests.take(),
      } satisfies ServerFigures);
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

const EVENT = Buffer.from('\nevent: ');

/** Reads a stream as cheaply as can be and calls back for each event: what is measured is the server, on the same cores. */
function reader(url: string, path: string, onBytes: (bytes: number, events: number) => void): Socket {
  const { hostname, port } = new URL(url);
  const buffer = Buffer.allocUnsafe(64 * 1024);
  const socket = connect({
    port: Number(port),
    host: hostname,
    onread: {
      buffer,
      callback(bytes) {
        let events = 0;
        const chunk = buffer.subarray(0, bytes);
        // One that is cut in two is not counted: a few in a million.
        for (let at = chunk.indexOf(EVENT); at >= 0; at = chunk.indexOf(EVENT, at + EVENT.length)) events++;
        onBytes(bytes, events);
        return true;
      },
    },
  });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  return socket.on('error', () => {});
}

/** The readers of a job's events, in a process of their own: what the clients wait for is not them. Tells what it read. */
async function readEvents(url: string, path: string): Promise<void> {
  let events = 0;
  let bytes = 0;
  const sockets = await Promise.all(Array.from({ length: STALLED }, () => stalledReader(url, path)));
  for (let n = STALLED; n < READERS; n++) {
    const read = reader(url, path, (length, found) => {
      bytes += length;
      events += found;
    });
    sockets.push(read);
  }
  const meter = new Meter();
  meter.restart();
  process.send!('reading');
  process.on('message', (message) => {
    if (message === 'reset') {
      events = 0;
      bytes = 0;
      meter.restart();
    } else {
      process.send!({
        events,
        megabytes: bytes / 1e6,
        share: meter.shares().process,
      } satisfies ReaderFigures);
      for (const socket of sockets) socket.destroy();
      process.disconnect();
    }
  });
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

const both = (values: readonly number[]): string =>
  `${percentile(values, 0.5).toFixed(1)} / ${percentile(values, 0.99).toFixed(1)}`;

async function run(seconds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-bench-server-'));
  const child: ChildProcess = fork(import.meta.filename, ['--serve', join(directory, 'store')]);
  const ask = async <Figures>(of: ChildProcess, message: string): Promise<Figures> => {
    of.send(message);
    return (await once(of, 'message'))[0] as Figures;
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
      readers?.send('reset');
      const meter = new Meter();
      meter.restart();
      const startedMs = performance.now();
      const times: Times = { submit: [], status: [], failures: 0 };
      const over = (): boolean => performance.now() - startedMs > seconds * 1000;
      await Promise.all(
        Array.from({ length: clients }, (_, n) =>
          client(url, fileOf(`client ${n} ${clients} ${withReaders}`), n, times, over),
        ),
      );
      const own = { loop: meter.loop(), share: meter.shares().process };
      const server = await ask<ServerFigures>(child, 'read');
      const after = (await api.job(batch.id)).documents.ended;
      const read = readers ? await ask<ReaderFigures>(readers, 'end') : null;
      await api.cancel(batch.id);
      await api.rested(batch.id);
      const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
      rows.push([
        withReaders ? `${clients} clients, ${READERS} readers (${STALLED} stalled)` : `${clients} clients`,
        `${times.submit.length} (${times.failures} failed)`,
        both(times.submit),
        both(server.submit),
        String(times.status.length),
        both(times.status),
        both(server.status),
        `${server.loop.p50.toFixed(1)} / ${server.loop.p99.toFixed(1)} / ${server.loop.max.toFixed(0)}`,
        `${own.loop.p99.toFixed(1)} / ${own.loop.max.toFixed(0)}`,
        ((after - before) / seconds).toFixed(0),
        read ? `${read.events} (${read.megabytes.toFixed(0)} MB)` : '',
        server.rssMegabytes.toFixed(0),
        `${percent(server.threadShare)} / ${percent(server.processShare)}`,
        `${percent(own.share)} / ${read ? percent(read.share) : ''}`,
        loadavg()[0]!.toFixed(0),
      ]);
    }
    printTable(
      `The server while a batch runs (${seconds} s a row)`,
      [
        'load',
        'submits',
        'submit p50 / p99 ms',
        'within the server',
        'looks',
        'status p50 / p99 ms',
        'within the server',
        'loop p50 / p99 / max ms',
        "clients' loop p99 / max ms",
        'batch documents/s',
        'events read',
        'RSS MB',
        'CPU: answering thread / process',
        'CPU: clients / readers',
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
