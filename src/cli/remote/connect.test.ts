import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { connect } from './connect.ts';

const SERVER = 'http://127.0.0.1:4280/';

afterEach(() => vi.unstubAllGlobals());

it('works here unless a server is named, and where --home says so', async () => {
  expect(await connect({}, {})).toBeNull();
  expect(await connect({ home: 'x' }, { LEAFCUTTER_SERVER: SERVER })).toBeNull();
  expect((await connect({}, { LEAFCUTTER_SERVER: SERVER }))?.url).toBe('http://127.0.0.1:4280');
});

it.each([
  [{ server: 'ftp://x' }, 'write its address'],
  [{ server: 'http://me:secret@x' }, 'takes no name and password'],
  [{ server: SERVER, home: 'x' }, 'exclude each other'],
  [{ server: SERVER, keyFile: 'nowhere' }, 'nowhere is not there; check the name'],
])('refuses %j', async (given, words) => {
  await expect(connect(given, {})).rejects.toMatchObject({
    code: 'invalid-option',
    detail: expect.stringContaining(words),
  });
});

it('sends no empty key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-key-'));
  try {
    const keyFile = join(folder, 'key');
    await writeFile(keyFile, '\n');
    await expect(connect({ server: SERVER, keyFile }, {})).rejects.toMatchObject({
      code: 'invalid-option',
      detail: expect.stringContaining('is empty'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('says that a server is not there', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => closed.once('listening', listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((end) => closed.close(end));
  const remote = (await connect({ server: `http://127.0.0.1:${port}` }, {}))!;
  await expect(remote.client.jobs()).rejects.toMatchObject({
    code: 'server-unreachable',
    detail: expect.stringContaining('cannot be reached (ECONNREFUSED)'),
  });
});

it('tries again where a server that was there is busy or gone, for a while', async () => {
  vi.useFakeTimers();
  try {
    const answers: (() => Response)[] = [
      () => new Response('{}', { status: 503, headers: { 'retry-after': '7' } }),
      () => {
        throw new TypeError('fetch failed');
      },
      () => new Response('{"jobs":[],"next_before":null}'),
    ];
    const asked = vi.fn(async () => answers.shift()!());
    vi.stubGlobal('fetch', asked);
    const listing = (await connect({ server: SERVER }, {}))!.client.jobs();
    await vi.advanceTimersByTimeAsync(6_900);
    expect(asked).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await listing).toEqual({ jobs: [], next_before: null });
    expect(asked).toHaveBeenCalledTimes(3);
  } finally {
    vi.useRealTimers();
  }
});
