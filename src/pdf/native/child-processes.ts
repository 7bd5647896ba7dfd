import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, read, readFileSync, readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Problem } from '../../problem/problem.ts';
import { childEnvironment } from '../child-environment.ts';
import { joinAnswer } from '../pdfium/calls.ts';
import type { PoolReply, PoolRequest, StartWorker } from '../pool-worker.ts';
import { MAX_SCRIPT_HEAP_MB } from '../worker-threads.ts';
import { FrameReader, FrameWriter } from './frames.ts';
import { MappedFiles } from './mapped-files.ts';

/** Bytes that come beside a value: all of it, or one member. Small ones follow in the pipe. */
export interface BulkBytes {
  readonly member: string | null;
  /** The worker's number of the memory file that begins with them, and how many they are. */
  readonly file?: number;
  readonly bytes?: number;
}

/** What a child process is asked, and which memory files are read and may be written again. */
export interface ProcessRequest<Call> extends PoolRequest<Call> {
  readonly released: readonly number[];
}

/**
 * What a child process posts. A `ready` comes with its number of the memory file in which the request it works on
 * stands, in 64-bit floats; that this process can read such files is proven with it.
 */
export type ProcessReply = PoolReply & { readonly bulk?: BulkBytes; readonly present?: number };

/** What the processes of a pool run. */
export interface ProcessOptions {
  /** Module the processes run; it answers `PoolRequest` with `ProcessReply`. */
  readonly script: URL;
  readonly args: readonly string[];
}

const MAX_ANSWER_BYTES = 2 ** 31;

/**
 * Workers of a pool as processes, which end by SIGKILL: for libraries that can hang, eat memory or take a process
 * down. For Linux: memory and large answers are read through `/proc`.
 */
export function childProcesses<Call>({ script, args }: ProcessOptions): StartWorker<Call> {
  return async ({ onReply, onLost }) => {
    // Where it is not to be had, answers are copied.
    const system = await import('./linux.ts').catch(() => null);
    const maps = system === null ? null : new MappedFiles(system);
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${MAX_SCRIPT_HEAP_MB}`, fileURLToPath(script), ...args],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
        env: childEnvironment(),
      },
    );
    child.on('error', (error) => onLost(error.message));
    // Not `exit`: what it said before comes first.
    child.on('close', (code, signal) => {
      maps?.close();
      onLost(`it ended with ${signal ?? `code ${code}`}`);
      present?.close();
    });
    const [, , , requests, replies] = child.stdio as unknown as readonly (Socket | null)[];
    const reader = new FrameReader();
    let released: number[] = [];
    let present: PresentRequest | null = null;
    replies?.on('data', (piece: Buffer) => {
      try {
        for (const { message, bytes } of reader.push(piece)) {
          const reply = message as ProcessReply;
          const release = (file: number) => released.push(file);
          if (reply.present !== undefined) present = new PresentRequest(child.pid!, reply.present);
          onReply(receive(reply, { bytes, pid: child.pid!, release, maps }));
        }
      } catch (error) {
        // Whatever took the worker over, or its end before its memory was opened.
        onLost(`what it says cannot be read: ${(error as Error).message}`);
      }
    });
    // A process that ends breaks its pipes as well; why it ended says more.
    for (const pipe of [requests, replies]) pipe?.on('error', () => undefined);
    return {
      post(calls) {
        const writer = new FrameWriter();
        for (const call of calls) {
          writer.write({ ...call, released } satisfies ProcessRequest<Call>);
          released = [];
        }
        requests?.write(writer.take());
      },
      hold(holds) {
        for (const side of [child, requests, replies]) {
          if (holds) side?.ref();
          else side?.unref();
        }
      },
      async end() {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.ref();
        child.kill('SIGKILL');
        await ended;
      },
      presentId: () => present?.id() ?? null,
      residentBytes: () => (child.pid === undefined ? null : residentBytes(child.pid)),
    };
  };
}

/** The request a worker works on, or worked on when it ended. */
class PresentRequest {
  readonly #fd: number;
  readonly #number = new Float64Array(1);

  /** `file` is the worker's number of the memory file. Throws when it cannot be read. */
  constructor(pid: number, file: number) {
    this.#fd = openMemoryOf(pid, file);
  }

  id(): number {
    readSync(this.#fd, this.#number, 0, this.#number.byteLength, 0);
    return this.#number[0]!;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function openMemoryOf(pid: number, file: number): number {
  return openSync(`/proc/${pid}/fd/${Number(file)}`, 'r');
}

/** Puts a value and its bytes together again; those in a memory file follow while the worker goes on. */
function receive(
  reply: ProcessReply,
  worker: {
    bytes: Uint8Array<ArrayBuffer>;
    pid: number;
    release: (file: number) => void;
    maps: MappedFiles | null;
  },
): PoolReply {
  const { bulk } = reply;
  if (bulk === undefined) return reply;
  const { member, file, bytes: count } = bulk;
  const join = (bytes: Uint8Array<ArrayBuffer>) =>
    reply.kind === 'value' ? joinAnswer({ small: reply.value, bulk: bytes, member }) : null;
  // No copy of the reply with another value: for every page that would cost as much as all the rest here.
  const joined = (value: unknown): PoolReply => Object.assign(reply, { value });
  if (file === undefined) return joined(join(worker.bytes));
  // Now: a worker that ends afterwards takes nothing away.
  const fd = openMemoryOf(worker.pid, file);
  // Other answers are kept by those who asked, for as long as they like.
  if (member === 'pixels' && worker.maps !== null) {
    const release = () => worker.release(file);
    const pixels = worker.maps.view(fd, Number(file), { count: count!, release });
    if (pixels !== null) {
      closeSync(fd);
      return joined(join(pixels));
    }
  }
  const value = readWhole(fd, count!).then(join);
  value.catch(() => undefined).finally(() => worker.release(file));
  return joined(value);
}

const readFile = promisify(read);

async function readWhole(fd: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (bytes > MAX_ANSWER_BYTES) throw new RangeError(`an answer of ${bytes} bytes is too large`);
    const target = Buffer.allocUnsafeSlow(bytes);
    let done = 0;
    while (done < bytes) {
      const { bytesRead } = await readFile(fd, target, done, bytes - done, done);
      if (bytesRead === 0) throw new Error('it ended early');
      done += bytesRead;
    }
    return target;
  } catch (cause) {
    const detail = `The answer of a PDF worker could not be read: ${(cause as Error).message}`;
    throw new Problem('internal', { detail, cause });
  } finally {
    closeSync(fd);
  }
}

function residentBytes(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return found === null ? null : Number(found[1]) * 1024;
  } catch {
    // It has just ended; its end is told apart.
    return null;
  }
}
