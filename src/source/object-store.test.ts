import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFetch } from './create-fetch.ts';
import { createSource } from './create-source.ts';
import { openObjects } from './object-store.ts';
import type { Objects } from './objects.ts';

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Enough of S3: objects by path, listed two at a time, and a look at how a request is signed. */
function startStore(objects: Map<string, Buffer>, requests: string[]): Server {
  return createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://store');
    const path = decodeURIComponent(url.pathname.slice(1));
    requests.push(`${request.method} ${path}`);
    const bad = trouble.shift();
    if (bad === 'status') {
      response.writeHead(503).end();
      return;
    }
    if (bad === 'body') {
      response.writeHead(200, { 'content-length': 1_000 }).write('<ListBucketResult>');
      setImmediate(() => response.destroy());
      return;
    }
    if (!/^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/region-1\/s3\//.test(request.headers.authorization ?? '')) {
      response.writeHead(403).end();
      return;
    }
    if (url.searchParams.get('list-type') === '2') {
      const prefix = `${path}${url.searchParams.get('prefix')}`;
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
      const from = Number(url.searchParams.get('continuation-token') ?? 0);
      const contents = keys
        .slice(from, from + 2)
        .map(
          (key) =>
            `<Contents><Key>${key.slice(path.length).replace('&', '&amp;')}</Key><Size>${objects.get(key)!.length}</Size></Contents>`,
        );
      const next = from + 2 < keys.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : '';
      response.end(`<ListBucketResult>${contents.join('')}${next}</ListBucketResult>`);
      return;
    }
    if (request.method === 'PUT') {
      const body = Buffer.concat(await collect(request as AsyncIterable<Buffer>));
      const hash = createHash('sha256').update(body).digest('hex');
      if (request.headers['x-amz-content-sha256'] !== hash) {
        response.writeHead(400).end();
        return;
      }
      objects.set(path, body);
      response.end();
      return;
    }
    const found = objects.get(path);
    response
      .writeHead(found ? 200 : 404, { 'last-modified': PUT_AT })
      .end(request.method === 'HEAD' ? undefined : found);
  });
}

const PUT_AT = 'Thu, 26 Nov 2026 04:00:00 GMT';
const NO_AZURE = { connection: undefined, account: undefined, key: undefined };
let trouble: ('status' | 'body')[];
let server: Server;
let folder: string;
let objects: Objects;
let stored: Map<string, Buffer>;
let requests: string[];
const { signal } = new AbortController();

beforeEach(async () => {
  stored = new Map();
  requests = [];
  trouble = [];
  server = startStore(stored, requests).listen(0, '127.0.0.1');
  await once(server, 'listening');
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-objects-'));
  const access = {
    ...{ accessKeyId: 'id', secretAccessKey: 'secret', region: 'region-1' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  objects = openObjects({ s3: access, gs: access, az: NO_AZURE, maxBytes: 1_000 });
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

it('lists the documents below a folder, page after page, and brings them to disk', async () => {
  for (const name of ['a.pdf', 'b & c.PDF', 'notes.txt', 'sub/d.png', 'sub/']) {
    stored.set(`bucket/in/${name}`, Buffer.from(name));
  }
  stored.set('bucket/other.pdf', Buffer.from('x'));
  const entries = await collect(createSource(['s3://bucket/in/'], { objects }).list(signal));
  expect(entries.map(({ key }) => key)).toEqual([
    's3://bucket/in/a.pdf',
    's3://bucket/in/b & c.PDF',
    's3://bucket/in/sub/d.png',
  ]);
  const fetch = createFetch({ objects });
  const file = await fetch(entries[1]!, folder, signal);
  expect(await readFile(file.path, 'utf8')).toBe('b & c.PDF');
  expect(file.sha256).toBe(createHash('sha256').update('b & c.PDF').digest('hex'));
});

it('takes one object that is named whatever its name, in either kind of store', async () => {
  stored.set('bucket/scan', Buffer.from('bytes'));
  const entries = await collect(createSource(['gs://bucket/scan'], { objects }).list(signal));
  expect(entries).toEqual([{ key: 'gs://bucket/scan', name: 'gs://bucket/scan', bytes: 5 }]);
});

it('says what is wrong: nothing there, no key, too large, not an address', async () => {
  const [missing] = await collect(createSource(['s3://bucket/none/'], { objects }).list(signal));
  expect(missing?.problem?.code).toBe('file-not-found');
  stored.set('bucket/large.pdf', Buffer.alloc(1_001));
  await expect(objects.download('s3://bucket/large.pdf', folder, signal)).rejects.toMatchObject({
    code: 'file-too-large',
  });
  await expect(objects.download('s3://bucket/none.pdf', folder, signal)).rejects.toMatchObject({
    code: 'file-not-found',
  });
  await expect(objects.modifiedMs('s3://B')).rejects.toMatchObject({ code: 'url-refused' });
  const keyless = { accessKeyId: undefined, secretAccessKey: undefined, region: 'r' };
  const none = openObjects({ s3: keyless, gs: keyless, az: NO_AZURE, maxBytes: 1 });
  await expect(none.modifiedMs('gs://bucket/a')).rejects.toThrow('GS_ACCESS_KEY_ID');
});

it('puts files there whose bytes are what their hash says', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'content');
  const sha256 = createHash('sha256').update('content').digest('hex');
  expect(await objects.modifiedMs('s3://bucket/blob')).toBeNull();
  await objects.upload('s3://bucket/blob', path, sha256);
  expect(await objects.modifiedMs('s3://bucket/blob')).toBe(Date.parse(PUT_AT));
  await writeFile(path, 'changed');
  await expect(objects.upload('s3://bucket/blob', path, sha256)).rejects.toMatchObject({
    code: 'download-failed',
  });
});

it('asks again what the store cannot do just now, and says so when a list breaks off', async () => {
  stored.set('bucket/in/a.pdf', Buffer.from('a'));
  const list = () => collect(createSource(['s3://bucket/in/'], { objects }).list(signal));
  trouble = ['status', 'status'];
  expect((await list()).map(({ key }) => key)).toEqual(['s3://bucket/in/a.pdf']);
  expect(requests).toHaveLength(3);
  trouble = ['body'];
  expect(await list()).toMatchObject([{ problem: { code: 'download-failed', subject: 's3://bucket/in/' } }]);
});
