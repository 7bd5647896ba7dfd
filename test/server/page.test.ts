import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenServer, openServer } from './open-server.ts';

let folder: string;
let server: OpenServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>The page</title>');
  await writeFile(join(folder, 'assets', 'index-1a2b3c.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'not for the page');
  server = await openServer({ server: { page: folder, requireKey: true } });
});
afterAll(async () => {
  await server.close();
  await server.remove();
  await rm(folder, { recursive: true });
});
const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml' } };

it('gives the page for every address that browsers ask for and no program has', async () => {
  for (const path of ['/', '/jobs/some-id', '/documents/some-id?tab=items', '/secret.txt']) {
    const answer = await server.fetch(path, asBrowser);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('The page');
    expect(answer.headers.get('content-type')).toContain('text/html');
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=0');
  }
});

it('gives the page at its root to whoever asks', async () => {
  expect(await (await server.fetch('/')).text()).toContain('The page');
});

it('keeps built files forever, and has nothing else', async () => {
  const file = await server.fetch('/assets/index-1a2b3c.js');
  expect(file.headers.get('content-type')).toContain('javascript');
  expect(file.headers.get('cache-control')).toContain('immutable');
  for (const path of [
    '/assets/none.js',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/../secret.txt',
  ]) {
    const answer = await server.fetch(path);
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain('not for the page');
  }
});

it('tells programs in their own way that nothing is there', async () => {
  const answer = await server.fetch('/somewhere', { headers: { accept: 'application/json' } });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  for (const path of ['/v1/nothing', '/api/nothing']) {
    expect((await server.fetch(path, asBrowser)).status, path).toBeGreaterThanOrEqual(401);
  }
});
