import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChromaServerOfTest, startChromaServer } from './chroma-server.ts';

/** A real Chroma server to hold the imitation against: `chroma run`, empty, or with data that is worth nothing. */
const real = process.env.LEAFCUTTER_TEST_CHROMA;

let imitation: ChromaServerOfTest;
beforeAll(async () => {
  imitation = await startChromaServer();
});
afterAll(() => imitation.close());

const DATABASE = '/api/v2/tenants/default_tenant/databases/default_database';

// What stands here was seen at Chroma 1.0.0; with a real server named, all of it is asked there too.
describe.each([
  ['the imitation', () => imitation.url],
  ...(real === undefined ? [] : [['a real server', () => real] as const]),
] as const)('Chroma as %s speaks it', (_, url) => {
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url() + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, answer: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const refusal = (status: number, error: string, message: string) => ({
    status,
    answer: { error, message },
  });
  const good = (answer: unknown) => ({ status: 200, answer });
  const rest = { embeddings: null, documents: null, uris: null, metadatas: null };

  it('collections', async () => {
    const name = `t-${randomUUID()}`;
    const path = `${DATABASE}/collections`;
    const metadata = { space: 'a/b' };
    const collection = {
      name,
      metadata,
      dimension: null,
      tenant: 'default_tenant',
      database: 'default_database',
    };
    const made = await ask('POST', path, { name, metadata, get_or_create: true });
    expect(made).toEqual(good(expect.objectContaining(collection)));
    const again = await ask('POST', path, { name, get_or_create: true });
    expect((again.answer as { id: string }).id).toBe((made.answer as { id: string }).id);
    expect(await ask('POST', path, { name })).toEqual(
      refusal(409, 'ChromaError', `Collection [${name}] already exists`),
    );
    expect(await ask('GET', `${path}/${name}`)).toEqual(good(expect.objectContaining(collection)));
    expect(await ask('DELETE', `${path}/${name}`)).toEqual(good({}));
    const gone = refusal(404, 'NotFoundError', `Collection [${name}] does not exist`);
    expect(await ask('DELETE', `${path}/${name}`)).toEqual(gone);
    expect(await ask('GET', `${path}/${name}`)).toEqual(gone);
    const named =
      'Expected a name containing 3-512 characters from [a-zA-Z0-9._-], starting and ending with a character in [a-zA-Z0-9]. Got: x!';
    expect(await ask('POST', path, { name: 'x!' })).toEqual(
      refusal(400, 'InvalidArgumentError', `Validation error: name: ${named}`),
    );
    const none = '/api/v2/tenants/default_tenant/databases/none';
    expect(await ask('POST', `${none}/collections`, { name: 'abcd' })).toEqual(
      refusal(400, 'InvalidArgumentError', 'Database [none] does not exist'),
    );
    expect(await ask('GET', none)).toEqual(
      refusal(404, 'NotFoundError', 'Database [none] not found. Are you sure it exists?'),
    );
    expect(await ask('GET', DATABASE)).toEqual(good(expect.objectContaining({ name: 'default_database' })));
    expect(await ask('GET', '/api/v2/version')).toEqual(good(expect.stringMatching(/^\d+\.\d+/)));
    expect(await ask('GET', '/api/v2/nothing')).toEqual({ status: 404, answer: null });
  });

  it('records', async () => {
    const name = `t-${randomUUID()}`;
    const { answer } = await ask('POST', `${DATABASE}/collections`, { name, get_or_create: true });
    const at = (call: string, id = (answer as { id: string }).id) => `${DATABASE}/collections/${id}/${call}`;
    const unfit = (what: string) =>
      refusal(422, 'ChromaError', `Failed to deserialize the JSON body into the target type: ${what}`);

    const empty = { query_embeddings: [[1, 0, 0]], n_results: 5, include: [] };
    expect(await ask('POST', at('query'), empty)).toEqual(
      good({ ids: [[]], ...rest, distances: null, include: [] }),
    );
    const three = {
      ids: ['a', 'b', 'c'],
      embeddings: [
        [1, 0, 0],
        [0, 1, 0],
        [0.6, 0.8, 0],
      ],
    };
    expect(await ask('POST', at('upsert'), three)).toEqual(good({}));
    expect(await ask('POST', at('upsert'), { ids: [], embeddings: [] })).toEqual(good({}));
    expect(await ask('GET', `${DATABASE}/collections/${name}`)).toEqual(
      good(expect.objectContaining({ dimension: 3 })),
    );
    const wrong = 'Collection expecting embedding with dimension of 3, got 2';
    expect(await ask('POST', at('upsert'), { ids: ['d'], embeddings: [[1, 0]] })).toEqual(
      refusal(400, 'InvalidArgumentError', wrong),
    );
    expect(await ask('POST', at('query'), { ...empty, query_embeddings: [[1, 0]] })).toEqual(
      refusal(400, 'InvalidArgumentError', wrong),
    );
    expect(await ask('POST', at('upsert'), { ids: ['d', 'e'], embeddings: [[1, 0, 0]] })).toEqual(
      refusal(
        400,
        'InvalidArgumentError',
        'Inconsistent number of IDs, embeddings, documents, URIs and metadatas',
      ),
    );
    expect(await ask('POST', at('upsert'), '{"ids":["z"]}')).toEqual(
      unfit('missing field `embeddings` at line 1 column 13'),
    );
    expect(await ask('POST', at('upsert'), '{"ids":["z"],"embeddings":[["q"]]}')).toEqual(
      unfit(
        'embeddings: data did not match any variant of untagged enum EmbeddingsPayload at line 1 column 34',
      ),
    );
    expect(await ask('POST', at('query'), '{"n_results":5}')).toEqual(
      unfit('missing field `query_embeddings` at line 1 column 15'),
    );
    const near = await ask('POST', at('query'), { ...empty, n_results: 2, include: ['distances'] });
    expect(near).toEqual(
      good({
        ids: [['a', 'c']],
        ...rest,
        distances: [[0, expect.closeTo(0.8, 5)]],
        include: ['distances'],
      }),
    );
    expect(await ask('POST', at('get'), { include: [], limit: 2, offset: 1 })).toEqual(
      good({ ids: ['b', 'c'], ...rest, include: [] }),
    );
    expect(await ask('POST', at('get'), { include: [], ids: ['c', 'q'] })).toEqual(
      good({ ids: ['c'], ...rest, include: [] }),
    );
    expect(await ask('POST', at('delete'), { ids: ['a', 'zzz'] })).toEqual(good({ deleted: 2 }));
    expect(await ask('GET', at('count'))).toEqual(good(2));
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await ask('POST', at('get', nobody), { include: [] })).toEqual(
      refusal(404, 'NotFoundError', `Collection [${nobody}] does not exist.`),
    );
    expect(await ask('POST', at('get', 'notuuid'), { include: [] })).toEqual(
      refusal(400, 'InvalidArgumentError', 'Collection ID is not a valid UUIDv4'),
    );
    await ask('DELETE', `${DATABASE}/collections/${name}`);
  });
});
