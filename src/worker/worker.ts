import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Leafcutter } from '../leafcutter.ts';
import { type Problem, toProblem } from '../problem/problem.ts';

/** How a worker is run. */
export interface WorkerOptions {
  /** Ends the worker: it drains. */
  readonly signal: AbortSignal;
  /** How long documents in work may take to their end once it is told to; after it they go back into the queue. */
  readonly graceMs: number;
  /** Port of this machine that answers whether it lives (`/health/live`) and works (`/health/ready`); null: none. */
  readonly healthPort: number | null;
  /** Where health is answered: `127.0.0.1`, unless a cluster asks from outside. */
  readonly healthHost: string;
  /** Hears what keeps it from its work; it goes on by itself when that is over. */
  readonly onTrouble: (problem: Problem) => void;
  /** Hears that it is at work, and at which port health is answered; null: at none. */
  readonly onStart?: (healthPort: number | null) => void;
}

/** Trouble within so long counts against `/health/ready`. */
const TROUBLED_MS = 30_000;

/** Works on documents of any job of the store until `signal` aborts, then drains. Throws `invalid-option`. */
export async function runWorker(leafcutter: Leafcutter, options: WorkerOptions): Promise<void> {
  const { signal, graceMs, healthPort, healthHost } = options;
  let troubledMs = Number.NEGATIVE_INFINITY;
  let documents = (): number => 0;
  const health = createServer((request, response) => {
    const ready = !signal.aborted && performance.now() - troubledMs > TROUBLED_MS;
    const found = request.url === '/health/live' || request.url === '/health/ready';
    const status = !found ? 404 : request.url === '/health/ready' && !ready ? 503 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? { ready, documents: documents() } : { status }));
  });
  try {
    if (healthPort !== null) await listenAt(health, healthPort, healthHost);
    const work = leafcutter.work((problem) => {
      troubledMs = performance.now();
      options.onTrouble(problem);
    });
    documents = () => work.documents;
    options.onStart?.(healthPort === null ? null : (health.address() as AddressInfo).port);
    if (!signal.aborted) await once(signal, 'abort');
    await work.drain(graceMs);
  } finally {
    health.close();
  }
}

/** Throws `invalid-option` for a port that is taken. */
async function listenAt(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw toProblem(error);
  }
}
