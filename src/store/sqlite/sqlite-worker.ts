import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { storeProblem } from '../store-problem.ts';
import { closeConnection, openConnection, openReadConnection } from './connection.ts';
import { groupCommit, type Request } from './group-commit.ts';
import { createOperations } from './operations.ts';

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
  port.on('message', (first: ToWorker) => {
    const requests: Request[] = [];
    let closing = false;
    // All that has come in since the last commit goes into this one.
    for (let message: ToWorker | undefined = first; message !== undefined; message = next()) {
      if (message === 'close') closing = true;
      else requests.push(...message);
    }
    if (requests.length > 0) port.postMessage(runGroup(requests));
    if (closing) {
      if (readOnly) database.close();
      else closeConnection(database);
      port.close();
    }
  });
  port.postMessage({ open: true } satisfies Opened);
} catch (error) {
  port.postMessage({ open: false, problem: storeProblem(error, path).toJSON() } satisfies Opened);
  port.close();
}

function next(): ToWorker | undefined {
  return (receiveMessageOnPort(port) as { message: ToWorker } | undefined)?.message;
}
