import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';

/** How a Chroma server is reached. */
export interface ChromaAccess {
  /** Address of the server, such as `http://127.0.0.1:8000`; a path before `/api/v2` is kept. */
  readonly url: string;
  readonly tenant: string;
  readonly database: string;
  /** Sent as `x-chroma-token`, and to this address alone. */
  readonly apiKey?: string | undefined;
  /** Waits before a call is made again; default: real time. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** A collection as the server knows it; calls about its records name its id. */
export interface ChromaCollection {
  readonly name: string;
  readonly id: string;
  /** Numbers in each of its vectors; null before the first is there. */
  readonly dimension: number | null;
}

/**
 * The calls of Chroma's HTTP API (`/api/v2`) that a retrieval needs; records are ids and vectors. What the server cannot do
 * just now it is asked again within seconds. Errors: `store-unavailable`, which names the server and what to do.
 */
export interface ChromaServer {
  /** Address, tenant and database, for people. */
  readonly place: string;
  /** Asks once for its version and whether the database is there; answers the version. */
  version(): Promise<string>;
  /** Null: there is none of this name. */
  find(name: string): Promise<ChromaCollection | null>;
  /** Finds a collection or makes it; of several that make it at once all get the same. */
  open(name: string, metadata: Readonly<Record<string, string>>): Promise<ChromaCollection>;
  remove(name: string): Promise<void>;
  /** Sets the vectors of some records; false where the collection is gone meanwhile. */
  upsert(collection: ChromaCollection, records: readonly ChromaRecord[]): Promise<boolean>;
  /** Ids of all records. */
  ids(collection: ChromaCollection): Promise<readonly string[]>;
  delete(collection: ChromaCollection, ids: readonly string[]): Promise<void>;
  /** Ids of the nearest, best first: never more than 300. */
  nearest(collection: ChromaCollection, vector: Float32Array, limit: number): Promise<readonly string[]>;
}

/** A vector under its id. */
export type ChromaRecord = readonly [id: string, vector: Float32Array];

/** Records in one call, written or answered: Chroma Cloud takes no more (docs.trychroma.com, Quotas & Limits). */
const MOST_RECORDS = 300;
const TIMEOUT_MS = 30_000;
const PAUSES_MS = [200, 500, 1_000, 2_000, 4_000];

const CollectionAnswer = z.object({ id: z.string(), dimension: z.number().nullish() });
const GetAnswer = z.object({ ids: z.array(z.string()) });
const QueryAnswer = z.object({ ids: z.array(z.array(z.string())) });
const ErrorAnswer = z.object({ error: z.string(), message: z.string() });

/** Reaches a Chroma server; nothing is sent before the first call. */
export function createChromaServer(access: ChromaAccess): ChromaServer {
  const { tenant, database, apiKey, sleep = pause } = access;
  const base = access.url.replace(/\/+$/, '');
  const place = `${base} (tenant ${tenant}, database ${database})`;
  const databasePath = `/api/v2/tenants/${encodeURIComponent(tenant)}/databases/${encodeURIComponent(database)}`;
  const collections = `${databasePath}/collections`;
  const problem = (what: string, cause?: unknown): Problem =>
    new Problem('store-unavailable', { detail: `Chroma at ${place} ${what}`, subject: base, cause });

  /** One exchange; what cannot be answered just now is thrown as a `Passing`. */
  async function exchange(method: Method, path: string, body?: unknown): Promise<Reply> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(apiKey === undefined ? {} : { 'x-chroma-token': apiKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // The key is for this address alone.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      const failure = problem(
        `cannot be reached (${reasonOf(error)}); start it or correct CHROMA_URL, or unset that to keep vectors with the passages`,
        error,
      );
      throw isTimeout(error) ? failure : new Passing(failure);
    }
    const { status } = response;
    const answer = parse(text);
    if (status < 400) return { status, answer, refusal: null };
    const told = ErrorAnswer.safeParse(answer);
    const refusal = told.success
      ? `${status} ${told.data.error}: ${told.data.message.slice(0, 300)}`
      : `${status}`;
    if (status === 429 || status >= 500) {
      throw new Passing(problem(`could not answer (${refusal}); look at its log, then run again`));
    }
    if (status === 401 || status === 403) {
      throw problem(
        `does not take the key (${refusal}); correct CHROMA_API_KEY, and CHROMA_TENANT and CHROMA_DATABASE that it is for`,
      );
    }
    if (status !== 404 && !told.success) {
      throw problem(
        `does not speak the API of Chroma, version 2 (it answered ${status}); correct CHROMA_URL`,
      );
    }
    return { status, answer, refusal };
  }

  async function send(method: Method, path: string, body?: unknown): Promise<Reply> {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await exchange(method, path, body);
      } catch (error) {
        if (!(error instanceof Passing)) throw error;
        await sleep(pauseMs);
      }
    }
    return once(method, path, body);
  }

  async function once(method: Method, path: string, body?: unknown): Promise<Reply> {
    try {
      return await exchange(method, path, body);
    } catch (error) {
      throw error instanceof Passing ? error.problem : error;
    }
  }

  function read<Answer>({ refusal, answer }: Reply, shape: z.ZodType<Answer>, about: string): Answer {
    if (refusal !== null) throw refused(refusal, about);
    const read = shape.safeParse(answer);
    if (read.success) return read.data;
    throw problem('answered something else than the API of Chroma, version 2, says; correct CHROMA_URL');
  }

  function refused(refusal: string, about: string): Problem {
    const advice = /Database|Tenant/.test(refusal)
      ? 'correct CHROMA_TENANT and CHROMA_DATABASE, or make them there'
      : `if it goes on, delete the collection ${about} there, it is made again when the job runs again`;
    return problem(`refused (${refusal}); ${advice}`);
  }

  const collectionOf = (name: string, reply: Reply): ChromaCollection => {
    const { id, dimension } = read(reply, CollectionAnswer, name);
    return { name, id, dimension: dimension ?? null };
  };
  const pathOf = ({ id }: ChromaCollection, call: string): string =>
    `${collections}/${encodeURIComponent(id)}/${call}`;

  return {
    place,
    async version() {
      const version = read(await once('GET', '/api/v2/version'), z.string(), '');
      const { refusal } = await once('GET', databasePath);
      if (refusal !== null) throw refused(refusal, '');
      return version;
    },
    async find(name) {
      const reply = await send('GET', `${collections}/${name}`);
      return reply.status === 404 ? null : collectionOf(name, reply);
    },
    async open(name, metadata) {
      return collectionOf(name, await send('POST', collections, { name, metadata, get_or_create: true }));
    },
    async remove(name) {
      const { status, refusal } = await send('DELETE', `${collections}/${name}`);
      if (refusal !== null && status !== 404) throw refused(refusal, name);
    },
    async upsert(collection, records) {
      for (const batch of batchesOf(records)) {
        const { status, refusal } = await send('POST', pathOf(collection, 'upsert'), {
          ids: batch.map(([id]) => id),
          embeddings: batch.map(([, vector]) => Array.from(vector)),
        });
        if (status === 404) return false;
        if (refusal !== null) throw refused(refusal, collection.name);
      }
      return true;
    },
    async ids(collection) {
      const all: string[] = [];
      for (let more = true; more; ) {
        const page = { include: [], limit: MOST_RECORDS, offset: all.length };
        const reply = await send('POST', pathOf(collection, 'get'), page);
        if (reply.status === 404) return [];
        const { ids } = read(reply, GetAnswer, collection.name);
        all.push(...ids);
        more = ids.length === MOST_RECORDS;
      }
      return all;
    },
    async delete(collection, ids) {
      for (const batch of batchesOf(ids)) {
        const { status, refusal } = await send('POST', pathOf(collection, 'delete'), { ids: batch });
        if (refusal !== null && status !== 404) throw refused(refusal, collection.name);
      }
    },
    async nearest(collection, vector, limit) {
      const reply = await send('POST', pathOf(collection, 'query'), {
        query_embeddings: [Array.from(vector)],
        n_results: Math.min(limit, MOST_RECORDS),
        include: [],
      });
      if (reply.status === 404) return [];
      return read(reply, QueryAnswer, collection.name).ids[0] ?? [];
    },
  };
}

type Method = 'GET' | 'POST' | 'DELETE';

interface Reply {
  readonly status: number;
  readonly answer: unknown;
  /** Why it was refused, in the server's words; null: it was not. */
  readonly refusal: string | null;
}

/** A failure that may be gone in a moment. */
class Passing extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON fits no shape, and is told as such.
    return undefined;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function reasonOf(error: unknown): string {
  if (isTimeout(error)) return `no answer within ${TIMEOUT_MS / 1000} seconds`;
  const { cause } = error as { cause?: { code?: unknown; message?: unknown } };
  return String(cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : error));
}

function* batchesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += MOST_RECORDS) yield items.slice(at, at + MOST_RECORDS);
}
