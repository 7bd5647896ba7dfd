import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, read, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { PoolReply, PoolRequest, StartWorker } from '../pool.ts';
import { MAX_SCRIPT_HEAP_MB } from '../worker-threads.ts';

/** Bytes of a value that come in a memory file of the worker: all of it, or one member. */
export interface BulkBytes {
  readonly fd: number;
  readonly bytes: number;
  readonly member: string | null;
}

/** What a child process is asked, and which memory files are read and may be written again. */
export interface ProcessRequest<Call> extends PoolRequest<Call> {
  readonly released: readonly number[];
}

/** What a child process posts. A `ready` with a memory file proves that this process can read such files. */
export type ProcessReply = PoolReply & { readonly bulk?: BulkBytes };

/** What the processes of a pool run. */
export interface ProcessOptions {
  /** Module the processes run; it answers `PoolRequest` with `ProcessReply`. */
  readonly script: URL;
  readonly args: readonly string[];
}

/** What Node and the library may need to load; the rest, keys included, is not for a process that reads strangers' files. */
const PASSED_ON = ['LD_LIBRARY_PATH', 'PATH', 'TZ'];

/**
 * Workers of a pool as processes, which end by SIGKILL: for libraries that can hang, eat memory or take a process
 * down. For Linux: memory and large answers are read through `/proc`.
 */
export function childProcesses<Call>({ script, args }: ProcessOptions): StartWorker<Call> {
  return async ({ onReply, onLost }) => {
    const child = fork(script, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${MAX_SCRIPT_HEAP_MB}`],
      env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
    });
    let released: number[] = [];
    child.on('message', (reply: ProcessReply) =>
      onReply(receive(reply, child.pid!, (fd) => released.push(fd))),
    );
    child.on('error', (error) => onLost(error.message));
    child.on('exit', (code, signal) => onLost(`it ended with ${signal ?? `code ${code}`}`));
    return {
      post(request) {
        const message: ProcessRequest<Call> = { ...request, released };
        released = [];
        child.send(message, (error) => error && onLost(error.message));
      },
      hold(holds) {
        for (const side of [child, child.channel]) {
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
      residentBytes: () => (child.pid === undefined ? null : residentBytes(child.pid)),
    };
  };
}

/** Puts a value and its bytes together again; the bytes follow while the worker goes on. */
function receive({ bulk, ...reply }: ProcessReply, pid: number, release: (fd: number) => void): PoolReply {
  if (bulk === undefined) return reply;
  let fd: number;
  try {
    // Now: a worker that ends afterwards takes nothing away.
    fd = openSync(`/proc/${pid}/fd/${bulk.fd}`, 'r');
  } catch (error) {
    const reason = `its memory cannot be read: ${(error as Error).message}`;
    return reply.kind === 'value' ? { kind: 'broken', id: reply.id, reason } : { kind: 'unable', reason };
  }
  const whole = readWhole(fd, bulk.bytes).finally(() => release(bulk.fd));
  if (reply.kind !== 'value') {
    whole.catch(() => undefined);
    return reply;
  }
  const { value } = reply;
  const { member } = bulk;
  return {
    ...reply,
    value: whole.then((bytes) => (member === null ? bytes : { ...(value as object), [member]: bytes })),
  };
}

const readFile = promisify(read);

async function readWhole(fd: number, bytes: number): Promise<Uint8Array> {
  try {
    const target = Buffer.allocUnsafeSlow(bytes);
    let done = 0;
    while (done < bytes) {
      const { bytesRead } = await readFile(fd, target, done, bytes - done, done);
      if (bytesRead === 0) throw new Error('The answer of a PDF worker ended early');
      done += bytesRead;
    }
    return target;
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
