import { Worker } from 'node:worker_threads';
import type { PoolReply, StartWorker } from './pool-worker.ts';

/** What the threads of a pool run. */
export interface ThreadOptions {
  /** Module the threads run; it answers `PoolRequest` with `PoolReply`. */
  readonly script: URL;
  /** Given to every thread as its `workerData`; asked for once, and again after it failed. */
  readonly workerData?: () => Promise<unknown>;
}

/** Heap of a worker's own script; the library's memory is counted apart. */
export const MAX_SCRIPT_HEAP_MB = 256;

/** Words come and go: more room for them would only be filled before it is tidied. */
const MAX_YOUNG_HEAP_MB = 12;

/** Workers of a pool as threads of this process: for libraries that cannot take the process down. */
export function workerThreads<Call>(options: ThreadOptions): StartWorker<Call> {
  let shared: Promise<unknown> | null = null;
  return async ({ onReply, onLost }) => {
    shared ??= options.workerData?.() ?? Promise.resolve(undefined);
    let workerData: unknown;
    try {
      workerData = await shared;
    } catch (error) {
      shared = null;
      throw error;
    }
    const worker = new Worker(options.script, {
      workerData,
      name: 'leafcutter-pdf',
      // Options meant for the main program, such as --input-type, would keep the worker's file from loading.
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: MAX_SCRIPT_HEAP_MB,
        maxYoungGenerationSizeMb: MAX_YOUNG_HEAP_MB,
      },
    });
    worker.on('message', (reply: PoolReply) => onReply(reply));
    worker.on('messageerror', (error) => onLost(error.message));
    worker.on('error', (error) => onLost(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => onLost(`it ended with code ${code}`));
    return {
      post: (requests) => {
        for (const request of requests) worker.postMessage(request);
      },
      hold: (holds) => (holds ? worker.ref() : worker.unref()),
      end: async () => {
        await worker.terminate();
      },
      presentId: () => null,
      residentBytes: () => null,
    };
  };
}
