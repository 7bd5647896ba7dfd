import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Problem, toProblem } from '../../src/problem/problem.ts';
import { createChromaRetrieval } from '../../src/retrieval/chroma/chroma-retrieval.ts';
import type { ChromaAccess } from '../../src/retrieval/chroma/chroma-server.ts';
import { RETRIEVAL_CASES, retrievalContract } from '../../src/retrieval/retrieval.contract.ts';
import type { RetrievalStore } from '../../src/retrieval/retrieval.ts';
import { createSqliteRetrieval } from '../../src/retrieval/sqlite/sqlite-retrieval.ts';
import { type ChromaServerOfTest, startChromaServer } from '../chroma-server/chroma-server.ts';

/** A real Chroma server that the contract is tried on too, where one is named. */
const real = process.env.LEAFCUTTER_TEST_CHROMA;
const DATABASE = { tenant: 'default_tenant', database: 'default_database' };
const SPACE = 'test/space';

let folder: string;
let server: ChromaServerOfTest;
const ended: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-chroma-'));
  server = await startChromaServer();
});
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

let files = 0;
function open(access: Partial<ChromaAccess> = {}, path = join(folder, `${files++}.db`)): RetrievalStore {
  const passages = createSqliteRetrieval(path);
  return createChromaRetrieval({
    url: server.url,
    ...DATABASE,
    sleep: async () => {},
    passages,
    ...access,
  });
}

/** A server that ends with the test. */
async function serve(options: Parameters<typeof startChromaServer>[0] = {}): Promise<ChromaServerOfTest> {
  const started = await startChromaServer(options);
  ended.push(() => started.close());
  return started;
}

async function place(store: RetrievalStore, collection: string, count = 2): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `p${index}`);
  await store.add(
    collection,
    ids.map((id) => ({ id, pageNumber: 1, section: 'One', text: `Secret text of ${id}` })),
  );
  await store.addVectors(collection, {
    space: SPACE,
    vectors: new Map(ids.map((id, index) => [id, Float32Array.of(1, index / count)])),
  });
}

const problemOf = async (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => toProblem(error),
  );

describe.each([
  ['the imitation', () => server.url],
  ...(real === undefined ? [] : [['a real server', () => real] as const]),
] as const)('passages with vectors at Chroma, %s', (_, url) => {
  const contract = retrievalContract(async () => {
    const path = join(folder, `contract-${files++}.db`);
    const connect = async () => open({ url: url() }, path);
    const store = await connect();
    return { store, connect, dispose: () => store.close() };
  });

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(RETRIEVAL_CASES);
    expect(contract.ran()).toBe(contract.cases);
  });
});

describe('vectors at Chroma', () => {
  it('are sent and fetched 300 at a time, and no text is', async () => {
    const own = await serve();
    const store = open({ url: own.url });
    await place(store, 'job', 700);
    expect((await store.idsInSpace('job', SPACE)).size).toBe(700);
    await store.keepOnly('job', new Set(['p1']));
    const many = own.requests.filter(({ records }) => records > 1).map(({ records }) => records);
    expect(many).toEqual([300, 300, 100, 300, 300, 99]);
    await store.close();
  });

  it('go with their collection, and need no server where a job has no passages', async () => {
    const own = await serve();
    const store = open({ url: own.url });
    await store.keepOnly('bills', new Set());
    expect(own.requests).toEqual([]);
    await place(store, 'one');
    await place(store, 'two');
    expect(own.collections()).toHaveLength(3);
    await store.keepOnly('one', new Set());
    expect(own.collections()).toHaveLength(2);
    expect(await store.idsInSpace('two', SPACE)).toEqual(new Set(['p0', 'p1']));
    await store.close();
  });

  it('that were kept with the passages before are still found', async () => {
    const path = join(folder, 'before.db');
    const before = createSqliteRetrieval(path);
    await place(before, 'job');
    await before.close();
    const store = open({}, path);
    const query = { space: SPACE, vector: Float32Array.of(1, 0) };
    expect((await store.nearest('job', query, 1)).map(({ id }) => id)).toEqual(['p0']);
    // The next run of the job puts them where they belong now.
    expect(await store.idsInSpace('job', SPACE)).toEqual(new Set());
    await store.close();
  });

  it('are asked again for while the server is busy, and then it is said', async () => {
    let busy = 3;
    const own = await serve({
      instead: () => (busy-- > 0 ? { status: 503, text: '' } : undefined),
    });
    const pauses: number[] = [];
    const store = open({ url: own.url, sleep: async (ms) => void pauses.push(ms) });
    await place(store, 'job');
    expect(pauses).toEqual([200, 500, 1000]);
    busy = Number.POSITIVE_INFINITY;
    const problem = await problemOf(store.idsInSpace('job', SPACE));
    expect(problem.code).toBe('store-unavailable');
    expect(problem.detail).toMatch(
      /^Chroma at http:\/\/127\.0\.0\.1:\d+ \(tenant .*could not answer \(503\)/,
    );
    expect(pauses).toHaveLength(8);
    await store.close();
  });
});

describe('what is wrong with Chroma is said, with its address and what to do', () => {
  const key = 'ck-very-secret-key';

  it.each<[string, string | RegExp, () => Promise<Partial<ChromaAccess>>]>([
    [
      'nobody listens',
      /cannot be reached \(ECONNREFUSED\); start it or correct CHROMA_URL/,
      async () => {
        const gone = await startChromaServer();
        await gone.close();
        return { url: gone.url, apiKey: key };
      },
    ],
    [
      'the key is wrong',
      /does not take the key \(401 AuthError: Unauthorized\); correct CHROMA_API_KEY/,
      async () => ({ url: (await serve({ key: 'another' })).url, apiKey: key }),
    ],
    [
      'there is no such database',
      /refused \(.*Database \[none\].*\); correct CHROMA_TENANT and CHROMA_DATABASE, or make them there/,
      async () => ({ url: server.url, database: 'none', apiKey: key }),
    ],
    [
      'something else answers',
      /answered something else than the API of Chroma, version 2, says; correct CHROMA_URL/,
      async () => ({
        url: (await serve({ instead: () => ({ status: 200, text: '<html>' }) })).url,
        apiKey: key,
      }),
    ],
    [
      'something else refuses',
      /does not speak the API of Chroma, version 2 \(it answered 405\); correct CHROMA_URL/,
      async () => ({ url: (await serve({ instead: () => ({ status: 405, text: '' }) })).url, apiKey: key }),
    ],
  ])('%s', async (_, words, access) => {
    const given = await access();
    const store = open(given);
    for (const work of [() => place(store, 'job'), () => store.describe()]) {
      const problem = await problemOf(work());
      expect(problem.code).toBe('store-unavailable');
      expect(problem.detail).toMatch(words);
      expect(problem.detail).toContain(given.url);
      expect(JSON.stringify(problem)).not.toMatch(/very-secret|Secret text/);
    }
    await store.close();
  });

  it('a key goes to the server and to no other that it points to', async () => {
    const own = await serve({ key });
    const store = open({ url: own.url, apiKey: key });
    await place(store, 'job');
    expect(await store.describe()).toEqual({
      words: expect.stringContaining('FTS5'),
      vectors: `by Chroma 1.0.0 at ${own.url} (tenant default_tenant, database default_database)`,
    });
    await store.close();

    const pointing = createServer((_, res) => res.writeHead(307, { location: own.url }).end());
    await new Promise<void>((ready) => {
      pointing.listen(0, '127.0.0.1', ready);
    });
    ended.push(async () => void pointing.close());
    const asked = own.requests.length;
    const pointed = open({
      url: `http://127.0.0.1:${(pointing.address() as AddressInfo).port}`,
      apiKey: key,
    });
    expect((await problemOf(pointed.describe())).detail).toContain('redirect');
    expect(own.requests).toHaveLength(asked);
    await pointed.close();
  });
});
