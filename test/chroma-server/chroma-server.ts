import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChromaAnswer, ChromaRefusal, readRecords, readText } from './records.ts';

/** A request as it came. */
export interface ChromaRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Ids in the body. */
  readonly records: number;
}

/** A running server. */
export interface ChromaServerOfTest {
  readonly url: string;
  readonly requests: readonly ChromaRequest[];
  /** Names of the collections that are there. */
  readonly collections: () => readonly string[];
  close(): Promise<void>;
}

interface Collection {
  readonly id: string;
  readonly name: string;
  readonly metadata: unknown;
  dimension: number | null;
  readonly vectors: Map<string, readonly number[]>;
}

const VERSION = '1.0.0';
const COLLECTIONS =
  /^\/api\/v2\/tenants\/([^/]+)\/databases\/([^/]+)(?:\/collections(?:\/([^/]+))?(?:\/(\w+))?)?$/;

/**
 * Starts a server on the loopback address that speaks the part of Chroma's HTTP API (v2) that vectors need, with the words of
 * Chroma 1.0.0 for what it refuses, and the quotas of Chroma Cloud: 300 records in one request. Vectors are compared exactly.
 */
export async function startChromaServer(
  options: {
    /** The one key that is taken; default: any, and none. */
    readonly key?: string;
    readonly database?: string;
    /** Answers in place of the server, as a proxy or a busy server does; undefined: it answers itself. */
    readonly instead?: (
      request: ChromaRequest,
    ) => { readonly status: number; readonly text: string } | undefined;
    readonly port?: number;
  } = {},
): Promise<ChromaServerOfTest> {
  const requests: ChromaRequest[] = [];
  const known = new Map<string, Collection>();

  function answer(method: string, path: string, text: string, type: string | undefined): ChromaAnswer {
    if (path === '/api/v2/version') return VERSION;
    if (path === '/api/v2/heartbeat') return { 'nanosecond heartbeat': Date.now() * 1_000_000 };
    const [, tenant = '', database = '', collection, call] = COLLECTIONS.exec(path) ?? [];
    if (tenant === '') throw new ChromaRefusal(404, null);
    const isThere = tenant === 'default_tenant' && database === (options.database ?? 'default_database');
    const show = ({ vectors: _, ...rest }: Collection) => ({ ...rest, tenant, database, version: 0 });
    if (!path.includes('/collections')) {
      if (isThere) return { id: '00000000-0000-0000-0000-000000000000', name: database, tenant };
      throw new ChromaRefusal(
        404,
        'NotFoundError',
        `Database [${database}] not found. Are you sure it exists?`,
      );
    }
    if (collection === undefined) {
      if (method === 'GET') return isThere ? [...known.values()].map(show) : [];
      const { name, metadata, get_or_create } = readText(text, type, ['name']);
      if (!isThere)
        throw new ChromaRefusal(400, 'InvalidArgumentError', `Database [${database}] does not exist`);
      if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]$/.test(String(name))) {
        const words = `Expected a name containing 3-512 characters from [a-zA-Z0-9._-], starting and ending with a character in [a-zA-Z0-9]. Got: ${name}`;
        throw new ChromaRefusal(400, 'InvalidArgumentError', `Validation error: name: ${words}`);
      }
      const there = known.get(String(name));
      if (there && get_or_create === true) return show(there);
      if (there) throw new ChromaRefusal(409, 'ChromaError', `Collection [${name}] already exists`);
      const made: Collection = {
        id: randomUUID(),
        name: String(name),
        metadata: metadata ?? null,
        dimension: null,
        vectors: new Map(),
      };
      known.set(made.name, made);
      return show(made);
    }
    if (call === undefined) {
      const found = isThere ? known.get(collection) : undefined;
      if (!found) throw new ChromaRefusal(404, 'NotFoundError', `Collection [${collection}] does not exist`);
      if (method === 'GET') return show(found);
      known.delete(collection);
      return {};
    }
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(collection)) {
      throw new ChromaRefusal(400, 'InvalidArgumentError', 'Collection ID is not a valid UUIDv4');
    }
    const found = [...known.values()].find(({ id }) => id === collection);
    const records = readRecords(call, text, type);
    if (!found) throw new ChromaRefusal(404, 'NotFoundError', `Collection [${collection}] does not exist.`);
    return records(found);
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const [path = ''] = (req.url ?? '').split('?');
    const request = {
      method: req.method ?? '',
      path,
      headers: req.headers,
      records: (/"ids":\[([^\]]*)\]/.exec(text)?.[1] ?? '').split(',').filter(Boolean).length,
    };
    requests.push(request);
    const other = options.instead?.(request);
    if (other) return void res.writeHead(other.status).end(other.text);
    try {
      if (options.key !== undefined && req.headers['x-chroma-token'] !== options.key) {
        throw new ChromaRefusal(401, 'AuthError', 'Unauthorized');
      }
      send(res, 200, answer(request.method, path, text, req.headers['content-type']));
    } catch (error) {
      if (!(error instanceof ChromaRefusal)) throw error;
      if (error.error === null) return void res.writeHead(error.status).end();
      send(res, error.status, { error: error.error, message: error.message });
    }
  }

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) =>
      send(res, 500, { error: 'ChromaError', message: String(error) }),
    );
  });
  await new Promise<void>((ready) => {
    server.listen(options.port ?? 0, '127.0.0.1', ready);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    collections: () => [...known.keys()],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}

function send(res: ServerResponse, status: number, answer: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}
