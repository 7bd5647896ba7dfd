import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { CallRecord } from '../gemini-server/gemini-server.ts';

/** A request to generate as the server counts it. */
export interface SeenCall extends CallRecord {
  /** Name printed in the document that was asked about. */
  readonly document: string;
  /** Number of the process that asked, from 0. */
  readonly generation: number;
}

/** What the parent tells the server's process. */
export type ToServer =
  | { readonly type: 'watch'; readonly generation: number; readonly requests: number }
  | { readonly type: 'read' };

/** What the server's process tells its parent. */
export type FromServer =
  | { readonly type: 'listening'; readonly url: string }
  | { readonly type: 'watching' }
  | { readonly type: 'reached' }
  | Seen;

/** Everything the server has seen once nothing is in flight. */
export interface Seen {
  readonly type: 'seen';
  readonly calls: readonly SeenCall[];
  readonly filesUploaded: number;
  readonly filesLeft: readonly string[];
}

/** The server of server-process.ts, seen from outside. */
export interface RemoteServer {
  readonly url: string;
  /** Says which process asks from now on; resolves `reached` after so many of its requests. */
  watch(generation: number, requests: number): Promise<{ readonly reached: Promise<void> }>;
  /** Waits until nothing is in flight. */
  read(): Promise<Seen>;
  close(): Promise<void>;
}

/** Starts the loopback server with seeded faults in a process of its own. */
export async function startRemoteServer(seed: number): Promise<RemoteServer> {
  const child = fork(new URL('./server-process.ts', import.meta.url), [String(seed)]);
  const waiting = new Map<FromServer['type'], (message: FromServer) => void>();
  child.on('message', (message: FromServer) => waiting.get(message.type)?.(message));
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process of the loopback server has ended');
  });
  ended.catch(() => {});
  /** The next message of a type; who waited for it before waits in vain. */
  const heard = <Type extends FromServer['type']>(type: Type) =>
    Promise.race([
      ended,
      new Promise<Extract<FromServer, { type: Type }>>((resolve) =>
        waiting.set(type, resolve as (message: FromServer) => void),
      ),
    ]);
  const tell = (message: ToServer): void => void child.send(message);
  const { url } = await heard('listening');
  return {
    url,
    async watch(generation, requests) {
      const reached = heard('reached').then(() => {});
      reached.catch(() => {});
      const watching = heard('watching');
      tell({ type: 'watch', generation, requests });
      await watching;
      return { reached };
    },
    read() {
      const seen = heard('seen');
      tell({ type: 'read' });
      return seen;
    },
    async close() {
      child.disconnect();
      await ended.catch(() => {});
    },
  };
}
