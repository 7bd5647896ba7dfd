import { fdatasync, openSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { storeProblem } from '../store-problem.ts';
import { closeConnection, openConnection, openReadConnection } from './connection.ts';
import { groupCommit, type Request } from './group-commit.ts';
import { createOperations, READING } from './operations.ts';
import { SyncedReplies } from './synced-replies.ts';

/** To the worker: requests to run, or `close`. */
export type ToWorker = readonly Request[] | 'close';

/** From the worker, first: whether the store could be opened. */
export type Opened =
  | { readonly open: true }
  | { readonly open: false; readonly problem: import('../../problem/problem.ts').ProblemJson };

/** What the thread is started with. */
export interface StoreThread {
  readonly path: string;
  /** True: it runs operations that only read. */
  readonly readOnly: boolean;
}

const port = parentPort!;
const { path, readOnly } = workerData as StoreThread;

try {
  const database = readOnly ? openReadConnection(path) : openConnection(path);
  const runGroup = groupCommit(database, createOperations(database, path), path);
  const replies = new SyncedReplies({
    sync: createSync(`${path}-wal`),
    post: (group) => port.postMessage(group),
    failed: ({ id }, error) => ({ id, problem: storeProblem(error, path).toJSON() }),
  });
  port.on('message', (first: ToWorker) => {
    let closing = false;
    // All that has come in since the last commit goes into this one.
    const groups: (readonly Request[])[] = [];
    for (let message: ToWorker | undefined = first; message !== undefined; message = next()) {
      if (message === 'close') closing = true;
      else groups.push(message);
    }
    const requests = groups.flat();
    if (requests.length > 0) {
      const wrote = !requests.every(({ operation }) => READING.has(operation));
      replies.add(runGroup(requests), wrote);
    }
    if (closing) {
      replies.whenIdle(() => {
        if (readOnly) database.close();
        else closeConnection(database);
        port.close();
      });
    }
  });
  port.postMessage({ open: true } satisfies Opened);
} catch (error) {
  port.postMessage({ open: false, problem: storeProblem(error, path).toJSON() } satisfies Opened);
  port.close();
}

/** Syncs the write-ahead log: it is there from the first commit on, and stays the same file while the database is open. */
function createSync(log: string): (done: (error: unknown) => void) => void {
  let file: number | undefined;
  return (done) => {
    try {
      file ??= openSync(log, 'r+');
      fdatasync(file, done);
    } catch (error) {
      done(error);
    }
  };
}

function next(): ToWorker | undefined {
  return (receiveMessageOnPort(port) as { message: ToWorker } | undefined)?.message;
}
