import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { PostgresServer } from '../../test/postgres/postgres-server.ts';
import { onePage } from '../one-page.ts';
import type { FromModel, QuotaKind } from './model-process.ts';

const LEAFCUTTER = resolve(import.meta.dirname, '../../bin/leafcutter.js');
const FOLDER_SIZE = 5_000;
/** Model that every process asks. */
export const MODEL = 'gemini/gemini-3.8-flash';

/** Everything the provider has seen. */
export type Seen = Extract<FromModel, { type: 'seen' }>;

/** A provider in a process of its own. */
export interface Provider {
  readonly url: string;
  read(): Promise<Seen>;
  close(): void;
}

/** Starts a provider of this latency; `perMinute` 0: without a quota. */
export async function startProvider(
  latencyMs: number,
  perMinute = 0,
  kind: QuotaKind = 'sliding',
): Promise<Provider> {
  const child = fork(new URL('./model-process.ts', import.meta.url), [
    String(latencyMs),
    String(perMinute),
    kind,
  ]);
  const heard = async (): Promise<FromModel> => (await once(child, 'message'))[0] as FromModel;
  const listening = await heard();
  if (listening.type !== 'listening') throw new Error('the provider did not start');
  return {
    url: listening.url,
    async read() {
      const seen = heard();
      child.send('read');
      return (await seen) as Seen;
    },
    close: () => child.disconnect(),
  };
}

/** Writes so many small PDFs, each with a text of its own. */
export async function writePages(folder: string, documents: number): Promise<void> {
  for (let start = 0; start < documents; start += FOLDER_SIZE) {
    const part = join(folder, String(start).padStart(7, '0'));
    await mkdir(part, { recursive: true });
    for (let number = start; number < Math.min(documents, start + FOLDER_SIZE); number++) {
      await writeFile(join(part, `${number}.pdf`), onePage(number));
    }
  }
}

/** Makes a database of its own on the server; answers its address. */
export async function freshDatabase(server: PostgresServer, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

/** Asks the database directly. */
export async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** What processes of Leafcutter share. */
export interface Cluster {
  readonly directory: string;
  readonly databaseUrl: string;
  readonly providerUrl: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a process of Leafcutter; its words are kept and shown when they are wanted. */
export function start(cluster: Cluster, args: readonly string[]): ChildProcess & { words(): string } {
  const child = spawn(process.execPath, [LEAFCUTTER, ...args], {
    cwd: cluster.directory,
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: cluster.databaseUrl,
      GEMINI_API_KEY: 'key',
      GOOGLE_GEMINI_BASE_URL: cluster.providerUrl,
      LEAFCUTTER_OCR: 'off',
      LEAFCUTTER_PDF_BACKEND: 'wasm',
      LEAFCUTTER_PDF_WORKERS: '1',
      ...cluster.settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-20_000);
    });
  }
  return Object.assign(child, { words: () => words });
}

/** Resolves when the process has ended. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Most events in any minute. */
export function mostInAMinute(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, time] of sorted.entries()) {
    while (sorted[first]! <= time - 60_000) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
