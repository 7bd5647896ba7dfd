import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isProblem } from '../problem/problem.ts';
import { createFetch } from './create-fetch.ts';
import type { DownloadOptions } from './download.ts';

let folder: string;
const servers: { close(): unknown; closeAllConnections?(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-download-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server on loopback, called by a name that only the test's own name resolution knows. */
async function serve(listener: RequestListener): Promise<string> {
  return `http://docs.test:${await portOf(createServer(listener))}`;
}

const lookups: string[] = [];
const OPTIONS: DownloadOptions = {
  allowHosts: ['docs.test'],
  resolve: async (host) => {
    lookups.push(host);
    return [{ address: '127.0.0.1', family: 4 }];
  },
};
const going = new AbortController().signal;

function get(url: string, more: DownloadOptions = {}, signal = going) {
  return createFetch({ ...OPTIONS, ...more })({ key: url, name: url }, folder, signal);
}

/** The problem's code and words; fails when there is none, or when anything is left in the folder. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isProblem(error)) throw new Error(`expected a problem, not ${String(error)}`, { cause: error });
  expect(readdirSync(folder)).toEqual([]);
  return `${error.code}: ${error.detail}`;
}

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300_000, 'leaf')]);

it('streams a document to disk and hashes it on the way', async () => {
  const seen: unknown[] = [];
  const base = await serve((request, response) => {
    seen.push(request.url, request.headers['accept-encoding']);
    response.setHeader('content-type', 'application/pdf').end(PDF);
  });
  const file = await get(`${base}/a%20b.pdf?x=1`);
  expect(readFileSync(file.path).equals(PDF)).toBe(true);
  expect(file).toMatchObject({ bytes: PDF.length, sha256: createHash('sha256').update(PDF).digest('hex') });
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([file.path]);
  expect(seen).toEqual(['/a%20b.pdf?x=1', 'identity']);
});

it('connects to the address it has checked: one look at the name is all there is', async () => {
  const base = await serve((_, response) => response.end(PDF));
  lookups.length = 0;
  await get(`${base}/a.pdf`);
  // The name exists nowhere but in the test, so the connection was made to what the test answered, once.
  expect(lookups).toEqual(['docs.test']);
});

it('refuses a name that leads to a private address', async () => {
  let asked = 0;
  const base = await serve((_, response) => {
    asked++;
    response.end(PDF);
  });
  expect(await refusal(get(`${base}/a.pdf`, { allowHosts: [] }))).toMatch(
    /^url-refused: docs.test .*private address/,
  );
  expect(await refusal(get(base.replace('docs.test', '127.0.0.1')))).toMatch(/^url-refused/);
  expect(await refusal(get(base.replace('docs.test', '[::ffff:127.0.0.1]')))).toMatch(/^url-refused/);
  expect(asked).toBe(0);
});

it('follows redirects, relative ones too, up to five', async () => {
  const base = await serve((request, response) => {
    const left = Number(request.url!.slice(1));
    if (left === 0) response.end(PDF);
    else response.writeHead([301, 302, 303, 307, 308][left % 5]!, { location: `./${left - 1}` }).end('moved');
  });
  expect((await get(`${base}/5`)).bytes).toBe(PDF.length);
  rmSync(join(folder, readdirSync(folder)[0]!));
  expect(await refusal(get(`${base}/6`))).toMatch(/^download-failed: .*more than 5 times/);
});

it('checks where a redirect leads', async () => {
  let secrets = 0;
  const inside = await portOf(
    createServer((_, response) => {
      secrets++;
      response.end('secret');
    }),
  );
  const targets = [
    ...[`http://127.0.0.1:${inside}/`, `http://[::1]:${inside}/`, `http://2130706433:${inside}/`],
    ...[`http://other.test:${inside}/`, 'http://169.254.169.254/latest/meta-data/'],
    ...['file:///etc/passwd', 'ftp://docs.test/x', `http://me:secret@docs.test:${inside}/`],
  ];
  const base = await serve((request, response) => {
    response.writeHead(302, { location: targets[Number(request.url!.slice(1))] }).end();
  });
  for (const index of targets.keys()) {
    expect(await refusal(get(`${base}/${index}`))).toMatch(/^url-refused/);
  }
  const nowhere = await serve((_, response) => response.writeHead(302, { location: 'http://[' }).end());
  expect(await refusal(get(nowhere))).toMatch(/^download-failed: .*no address/);
  expect(secrets).toBe(0);
});

it('says what the server answered when it is no document', async () => {
  const answers: Record<string, RequestListener> = {
    '/404': (_, response) => response.writeHead(404).end('not here'),
    '/403': (_, response) => response.writeHead(403).end('no'),
    '/500': (_, response) => response.writeHead(500).end(),
    '/204': (_, response) => response.writeHead(204).end(),
    '/304': (_, response) => response.writeHead(302).end(),
    '/page': (_, response) => response.setHeader('content-type', 'Text/HTML; charset=utf-8').end('<p>log in'),
    '/lying': (_, response) =>
      response.setHeader('content-type', 'application/pdf').end('\uFEFF\n <!DOCTYPE html><html>'),
    '/gzip': (_, response) => response.setHeader('content-encoding', 'gzip').end('x'),
    '/empty': (_, response) => response.end(),
  };
  const base = await serve((request, response) =>
    answers[new URL(request.url!, 'http://x').pathname]!(request, response),
  );
  const said = (path: string) => refusal(get(`${base}${path}?token=secret`));
  expect(await said('/404')).toMatch(/^download-failed: http:\/\/docs.test:\d+\/404 could not .*status 404/);
  expect(await said('/403')).toMatch(/^download-failed: .*status 403; download it and name the file/);
  expect(await said('/500')).toMatch(/^download-failed: .*status 500/);
  expect(await said('/204')).toMatch(/^download-failed: .*status 204/);
  expect(await said('/304')).toMatch(/^download-failed: .*status 302/);
  expect(await said('/page')).toMatch(/^download-failed: .*web page, not a document/);
  expect(await said('/lying')).toMatch(/^download-failed: .*web page, not a document/);
  expect(await said('/gzip')).toMatch(/^download-failed: .*packs its answer \(gzip\)/);
  expect(await said('/empty')).toMatch(/^file-empty/);
  expect(await said('/404')).not.toContain('secret');
});

it('stops at the largest size, whatever the server says of it', async () => {
  let sent = 0;
  const base = await serve((request, response) => {
    if (request.url === '/honest') {
      response.setHeader('content-length', 2_000_000).write(Buffer.alloc(1000));
      return;
    }
    const more = () => {
      sent += 100_000;
      if (!response.destroyed) response.write(Buffer.alloc(100_000), () => setImmediate(more));
    };
    more();
  });
  const small = { maxBytes: 1_000_000 };
  expect(await refusal(get(`${base}/honest`, small))).toMatch(/^file-too-large: .*larger than 1 MB/);
  expect(await refusal(get(`${base}/endless`, small))).toMatch(/^file-too-large/);
  expect(sent).toBeLessThan(50_000_000);
});

it('keeps no document that is shorter than the server said', async () => {
  const port = await portOf(
    createTcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n%PDF-1.7'));
    }),
  );
  expect(await refusal(get(`http://docs.test:${port}/`))).toMatch(/^download-failed: .*connection broke/);
});

it('says so when the answer is no HTTP, or nobody answers, or nobody knows the host', async () => {
  const port = await portOf(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')));
  expect(await refusal(get(`http://docs.test:${port}/`))).toMatch(/^download-failed: .*connection broke/);
  const closed = createTcpServer();
  const free = await portOf(closed);
  closed.close();
  expect(await refusal(get(`http://docs.test:${free}/`))).toMatch(
    /^download-failed: .*refused the connection/,
  );
  const resolve = async () => {
    throw Object.assign(new Error('nobody'), { code: 'ENOTFOUND' });
  };
  expect(await refusal(get('http://docs.test/', { resolve }))).toMatch(/^download-failed: .*no such host/);
});

it('gives up when the time is over, before the answer or within it', async () => {
  const base = await serve((request, response) => {
    if (request.url === '/body') response.write('%PDF-1.7');
  });
  const soon = { timeoutMs: 100 };
  expect(await refusal(get(`${base}/head`, soon))).toMatch(/^download-failed: .*longer than 0.1 seconds/);
  expect(await refusal(get(`${base}/body`, soon))).toMatch(/^download-failed: .*longer than 0.1 seconds/);
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const base = await serve((_, response) => {
    response.write('%PDF-1.7');
    stop.abort();
  });
  expect(await refusal(get(base, {}, stop.signal))).toMatch(/^cancelled/);
  expect(await refusal(get(base, {}, AbortSignal.abort()))).toMatch(/^cancelled/);
});

it('fetches a path by leaving it where it is', async () => {
  const path = join(import.meta.dirname, 'download.ts');
  const file = await createFetch()({ key: path, name: 'download.ts' }, folder, going);
  expect(file).toMatchObject({ path, bytes: readFileSync(path).length });
  expect(readdirSync(folder)).toEqual([]);
});
