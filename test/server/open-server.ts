import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLeafcutter, type LeafcutterOptions } from '../../src/app.ts';
import type { Leafcutter } from '../../src/leafcutter.ts';
import { createServer, type LeafcutterServer, type ServerOptions } from '../../src/server/server.ts';

/** A server on a free port of this machine over a Leafcutter of its own. */
export interface OpenServer {
  readonly url: string;
  readonly directory: string;
  readonly leafcutter: Leafcutter;
  readonly server: LeafcutterServer;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Ends it gently; the folder stays, another one may be opened in it. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

export interface OpenServerOptions {
  readonly directory?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly settings?: LeafcutterOptions['settings'];
  readonly recipes?: LeafcutterOptions['recipes'];
  readonly server?: Partial<ServerOptions>;
}

/** Opens a server that reads by rules alone unless the settings say otherwise. */
export async function openServer(options: OpenServerOptions = {}): Promise<OpenServer> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'leafcutter-server-')));
  const leafcutter = await createLeafcutter({
    environment: {},
    settings: {
      dataDirectory: directory,
      pdfWorkers: 1,
      ocr: 'off',
      memoryMonitoring: false,
      clientRequestsPerMinute: 0,
      ...options.settings,
    },
    ...(options.recipes ? { recipes: options.recipes } : {}),
  });
  const server = await createServer(leafcutter, {
    version: 'test',
    maxEventLoopDelayMs: 0,
    ...options.server,
  });
  const url = await server.listen({ port: options.port ?? 0 });
  return {
    url,
    directory,
    leafcutter,
    server,
    fetch: (path, init) => fetch(`${url}${path}`, init),
    async close() {
      await server.close();
      await leafcutter.close();
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
