import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAzureObjects } from './azure-objects.ts';
import { createFetch } from './create-fetch.ts';
import { createSource } from './create-source.ts';
import { openObjects } from './object-store.ts';
import type { Objects } from './objects.ts';

const ACCOUNT = 'devaccount';
const PUT_AT = 'Thu, 26 Nov 2026 04:00:00 GMT';
const KEY = Buffer.from('a key of a test').toString('base64');

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** As Azure describes the signing of requests with the key of an account. */
function signatureOf(request: IncomingMessage): string {
  const { headers, method, url } = request;
  const address = new URL(url!, 'http://store');
  const length = headers['content-length'];
  const plain = [
    'content-encoding',
    'content-language',
    'content-length',
    'content-md5',
    'content-type',
    'date',
  ];
  const more = ['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'];
  const value = (name: string): string =>
    name === 'content-length' && length === '0' ? '' : String(headers[name] ?? '');
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .toSorted()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const query = [...address.searchParams]
    .map(([name, text]) => [name.toLowerCase(), text] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `\n${name}:${text}`)
    .join('');
  const text = `${[method, ...plain.map(value), ...more.map(value)].join('\n')}\n${own}/${ACCOUNT}${address.pathname}${query}`;
  return createHmac('sha256', Buffer.from(KEY, 'base64')).update(text, 'utf8').digest('base64');
}

/** Enough of Azure Blob Storage: signed requests, blobs by path, listed two at a time. */
function startStore(blobs: Map<string, Buffer>, trouble: number[]): Server {
  return createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://store');
    const path = decodeURIComponent(url.pathname).slice(`/${ACCOUNT}/`.length);
    const fail = (status: number, code: string): void => {
      response.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);
    };
    const bad = trouble.shift();
    if (bad !== undefined) return fail(bad, 'ServerBusy');
    if (request.headers.authorization !== `SharedKey ${ACCOUNT}:${signatureOf(request)}`) {
      return fail(403, 'AuthenticationFailed');
    }
    if (url.searchParams.get('comp') === 'list') {
      const names = [...blobs.keys()]
        .filter((name) => name.startsWith(`${path}/${url.searchParams.get('prefix') ?? ''}`))
        .toSorted();
      const from = Number(url.searchParams.get('marker') ?? 0);
      const listed = names.slice(from, from + 2).map((name) => {
        const shown = name.slice(path.length + 1).replace('&', '&amp;');
        return `<Blob><Name>${shown}</Name><Properties><Content-Length>${blobs.get(name)!.length}</Content-Length></Properties></Blob>`;
      });
      const next = from + 2 < names.length ? String(from + 2) : '';
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(
        `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c"><Blobs>${listed.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
      );
      return;
    }
    if (request.method === 'PUT') {
      blobs.set(path, Buffer.concat(await collect(request as AsyncIterable<Buffer>)));
      response.writeHead(201, { etag: '"1"' }).end();
      return;
    }
    const found = blobs.get(path);
    if (!found) return fail(404, 'BlobNotFound');
    response.writeHead(200, { 'content-length': found.length, etag: '"1"', 'last-modified': PUT_AT });
    response.end(request.method === 'HEAD' ? undefined : found);
  });
}

let server: Server;
let folder: string;
let blobs: Map<string, Buffer>;
let trouble: number[];
let objects: Objects;
const { signal } = new AbortController();
const keyless = { accessKeyId: undefined, secretAccessKey: undefined, region: 'r' };
const none = { connection: undefined, account: undefined, key: undefined };

beforeEach(async () => {
  blobs = new Map();
  trouble = [];
  server = startStore(blobs, trouble).listen(0, '127.0.0.1');
  await once(server, 'listening');
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-azure-'));
  const { port } = server.address() as AddressInfo;
  const connection = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:${port}/${ACCOUNT};`;
  objects = openObjects({ s3: keyless, gs: keyless, az: { ...none, connection }, maxBytes: 1_000 });
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

it('lists the documents below a folder, page after page, and brings them to disk', async () => {
  for (const name of ['a.pdf', 'b & c.PDF', 'notes.txt', 'sub/d.png', 'sub/']) {
    blobs.set(`inbox/in/${name}`, Buffer.from(name));
  }
  blobs.set('inbox/other.pdf', Buffer.from('x'));
  trouble.push(503);
  const entries = await collect(createSource(['az://inbox/in/'], { objects }).list(signal));
  expect(entries.map(({ key, bytes }) => [key, bytes])).toEqual([
    ['az://inbox/in/a.pdf', 5],
    ['az://inbox/in/b & c.PDF', 9],
    ['az://inbox/in/sub/d.png', 9],
  ]);
  const file = await createFetch({ objects })(entries[1]!, folder, signal);
  expect(await readFile(file.path, 'utf8')).toBe('b & c.PDF');
  expect(file.sha256).toBe(createHash('sha256').update('b & c.PDF').digest('hex'));
});

it('puts files there and knows which are', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'content');
  expect(await objects.modifiedMs('az://blobs/ab/blob')).toBeNull();
  await objects.upload('az://blobs/ab/blob', path, 'unused');
  expect(await objects.modifiedMs('az://blobs/ab/blob')).toBe(Date.parse(PUT_AT));
  expect(blobs.get('blobs/ab/blob')?.toString()).toBe('content');
});

it('says what is wrong: nothing there, too large, no key, another key, not an address', async () => {
  blobs.set('inbox/large.pdf', Buffer.alloc(1_001));
  const get = (address: string, from = objects) => from.download(address, folder, signal);
  await expect(get('az://inbox/none.pdf')).rejects.toMatchObject({ code: 'file-not-found' });
  await expect(get('az://inbox/large.pdf')).rejects.toMatchObject({ code: 'file-too-large' });
  await expect(get('az://In/a.pdf')).rejects.toMatchObject({ code: 'url-refused' });
  await expect(get('az://inbox/a', openAzureObjects(none, 1))).rejects.toThrow(
    'AZURE_STORAGE_CONNECTION_STRING',
  );
  await expect(
    get('az://inbox/a', openAzureObjects({ ...none, connection: 'nonsense' }, 1)),
  ).rejects.toMatchObject({ code: 'invalid-option' });
  const { port } = server.address() as AddressInfo;
  const connection = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=b3RoZXI=;BlobEndpoint=http://127.0.0.1:${port}/${ACCOUNT};`;
  await expect(get('az://inbox/large.pdf', openAzureObjects({ ...none, connection }, 1))).rejects.toThrow(
    'the key may not read or write there',
  );
});
