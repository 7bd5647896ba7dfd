import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { type OpenServer, openServer } from './open-server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BILL = join(ROOT, 'examples/documents/grouped-hospital.pdf');

let server: OpenServer;
beforeAll(async () => {
  server = await openServer({ settings: { allowHosts: '127.0.0.1' } });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

it('describes itself in valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const description = await (await server.fetch('/openapi.json')).text();
  const { valid, errors } = await validator.validate(JSON.parse(description));
  expect(errors).toBeUndefined();
  expect([valid, validator.version]).toEqual([true, '3.1']);
  expect((await validator.validate(JSON.parse(description.replace('"responses"', '"answers"')))).valid).toBe(
    false,
  );
});

it('says of every address which methods it answers, to whoever uses another', async () => {
  const { paths } = (await (await server.fetch('/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  expect(Object.keys(paths).length).toBeGreaterThan(20);
  const shapes = Object.entries(paths).map(([path, routes]) => ({
    shape: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    described: Object.keys(routes).flatMap((method) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    ),
  }));
  for (const path of Object.keys(paths)) {
    const address = path.replace(/\{[^}]+\}/g, 'x');
    // /api/quiz/submit is also a quiz that could be called so.
    const described = shapes.flatMap(({ shape, described }) => (shape.test(address) ? described : []));
    const allowed = [...new Set([...described, 'OPTIONS'])].sort().join(', ');
    const other = await server.fetch(address, { method: 'PUT', body: 'x' });
    expect([other.status, other.headers.get('allow')], path).toEqual([405, allowed]);
    expect(other.headers.get('content-type'), path).toContain('application/problem+json');
    expect(await other.json()).toMatchObject({ code: 'method-not-allowed', status: 405 });
    const asked = await server.fetch(address, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('allow')], path).toEqual([204, allowed]);
  }
  const nowhere = await server.fetch('/v1/nowhere', { method: 'PUT' });
  expect([nowhere.status, nowhere.headers.get('allow')]).toEqual([404, null]);
});

it('shows its documents without anything from elsewhere', async () => {
  const page = await server.fetch('/docs/');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  const parts = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  expect(parts.length).toBeGreaterThan(3);
  for (const part of parts) {
    const { origin, href } = new URL(part, `${server.url}/docs/`);
    expect(origin).toBe(server.url);
    expect((await fetch(href)).status, href).toBe(200);
  }
});

it('does what the examples of docs/api.md say, as they stand', async () => {
  const bytes = await readFile(BILL);
  const site = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const cwd = await mkdtemp(join(tmpdir(), 'leafcutter-docs-'));
  try {
    for (const name of ['a.pdf', 'b.pdf']) await copyFile(BILL, join(cwd, name));
    const client = new LeafcutterClient({ url: server.url });
    const files = [{ name: 'a.pdf', content: new Blob([bytes]) }];
    const job = await client.submit({ recipe: 'bill', route: 'rules', files });
    await client.rested(job.id);
    const { documents } = await client.documents(job.id);
    const text = await readFile(join(ROOT, 'docs/api.md'), 'utf8');
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!);
    const commands = blocks.flatMap((block) => block.match(/^curl (?:.*\\\n)*.*$/gm) ?? []);
    expect(commands.length).toBeGreaterThanOrEqual(3);
    for (const command of commands) {
      const here = command
        .replaceAll('http://127.0.0.1:4280', server.url)
        .replaceAll('https://example.com', `http://127.0.0.1:${(site.address() as AddressInfo).port}`)
        .replace('/documents/ID/', `/documents/${documents[0]!.id}/`);
      const { stdout } = await promisify(execFile)('bash', ['-c', `${here} -s -w '\\n%{http_code}'`], {
        cwd,
      });
      expect(stdout.trim().split('\n').at(-1), `${command}\n${stdout}`).toMatch(/^20[02]$/);
    }
  } finally {
    site.close();
    await rm(cwd, { recursive: true, force: true });
  }
});
