import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Problem, problemFromJson, toProblem } from '../../problem/problem.ts';
import { unavailable } from '../store-problem.ts';
import type { Reply, Request } from './group-commit.ts';
import type { Operations } from './operations.ts';
import { SendWindow } from './send-window.ts';
import type { Opened, StoreThread, ToWorker } from './sqlite-worker.ts';

/** The other side of the thread that owns the database. */
export interface SqliteClient {
  /** Runs an operation there; resolves when its effect is on disk, rejects with its Problem. */
  call<Name extends keyof Operations>(
    operation: Name,
    ...args: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>>;
  /** Finishes what was called, then ends the thread. Calls after it reject with `store-unavailable`. */
  close(): Promise<void>;
}

/** Operations that hold what was paid for: they do not wait in memory until the disk is done with others. */
const PRECIOUS: ReadonlySet<string> = new Set<keyof Operations>(['saveAnswer', 'saveShares']);
/** Operations whose caller tells somebody a job is taken: they do not wait for others to travel with. */
const AWAITED: ReadonlySet<string> = new Set<keyof Operations>(['openJob', 'openListedJob']);

interface Waiting {
  resolve(value: unknown): void;
  reject(problem: Problem): void;
}

/**
 * Starts a thread for the database at `path` (absolute) and waits until it is open: the one that owns it, or one that only
 * reads.
 */
export async function openSqliteClient(path: string, { readOnly = false } = {}): Promise<SqliteClient> {
  // The sources run as they are, the package compiled: the worker's file has the ending of this one.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./sqlite-worker.${ending}`, import.meta.url), {
    workerData: { path, readOnly } satisfies StoreThread,
    // Options meant for the main program, such as --input-type, would keep the worker's file from loading.
    execArgv: [],
    // Rows come and go: more room for them would only be filled before it is tidied.
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  });
  const exited = new Promise((done) => worker.once('exit', done));
  const opened = await once(worker, 'message').then(
    ([message]) => message as Opened,
    (error: unknown) => {
      throw unavailable(path, `its thread failed: ${toProblem(error).detail}`, error);
    },
  );
  if (!opened.open) {
    await exited;
    throw problemFromJson(opened.problem);
  }

  const waiting = new Map<number, Waiting>();
  let outbox: Request[] = [];
  let lastId = 0;
  /** While the thread works on what was sent, what is called waits, and travels and is committed together. */
  let unanswered = 0;
  let closed: Problem | undefined;
  let closing: Promise<unknown> | undefined;

  /** Where nothing is committed there is nothing to share. */
  const window = readOnly ? null : new SendWindow();
  let timer: NodeJS.Timeout | undefined;
  /** Somebody waits for what is in the outbox. */
  let awaited = false;

  const send = (message: ToWorker): void => worker.postMessage(message);
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (outbox.length === 0) return;
    if (unanswered > 0 && !outbox.some(({ operation }) => PRECIOUS.has(operation))) return;
    unanswered += outbox.length;
    window?.sent(performance.now());
    send(outbox);
    outbox = [];
    awaited = false;
  };
  /** Sends soon, and `later` says what soon is where there is nothing to wait for. */
  const schedule = (later: (flush: () => void) => void): void => {
    if (timer !== undefined && !awaited) return;
    const waitMs = awaited ? 0 : (window?.waitMs(performance.now()) ?? 0);
    if (waitMs > 0) timer = setTimeout(flush, waitMs);
    else later(flush);
  };
  const giveUp = (problem: Problem): void => {
    closed ??= problem;
    for (const { reject } of waiting.values()) reject(problem);
    waiting.clear();
  };
  worker.on('message', (replies: readonly Reply[]) => {
    for (const reply of replies) {
      const caller = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('problem' in reply) caller?.reject(problemFromJson(reply.problem));
      else caller?.resolve(reply.value);
    }
    unanswered -= replies.length;
    // Not before those who were answered had their turn: most of them call again.
    if (waiting.size > 0) schedule(setImmediate);
    // Whoever closes waits for the thread's end: that alone keeps the program alive until then.
    else if (closing === undefined) worker.unref();
  });
  worker.on('error', (error) => giveUp(unavailable(path, `its thread failed: ${error.message}`, error)));
  worker.on('exit', () => giveUp(unavailable(path, 'it is closed')));
  // A store that nobody waits for must not keep the program alive: what was answered is on disk.
  worker.unref();

  return {
    call<Name extends keyof Operations>(operation: Name, ...args: Parameters<Operations[Name]>) {
      return new Promise<ReturnType<Operations[Name]>>((resolve, reject) => {
        if (closed !== undefined) {
          reject(closed);
          return;
        }
        if (waiting.size === 0) worker.ref();
        const id = ++lastId;
        waiting.set(id, { resolve: (value) => resolve(value as ReturnType<Operations[Name]>), reject });
        window?.called(performance.now());
        awaited ||= AWAITED.has(operation);
        if (outbox.push({ id, operation, args }) === 1) schedule(queueMicrotask);
        // All that arrived in this turn of the event loop travels together.
        else if (PRECIOUS.has(operation) || AWAITED.has(operation)) schedule(setImmediate);
      });
    },
    async close() {
      if (closing === undefined) {
        closed ??= unavailable(path, 'it is closed');
        worker.ref();
        clearTimeout(timer);
        if (outbox.length > 0) send(outbox);
        outbox = [];
        send('close');
        closing = exited;
      }
      await closing;
    },
  };
}
