import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Leafcutter } from '../leafcutter.ts';
import { runWorker } from './worker.ts';

it('says which port is taken, and takes no documents then', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  let worked = false;
  const leafcutter = {
    work() {
      worked = true;
      return { documents: 0, drain: async () => {} };
    },
  } as Pick<Leafcutter, 'work'> as Leafcutter;
  const options = {
    ...{ signal: new AbortController().signal, graceMs: 0, healthHost: '127.0.0.1' },
    onTrouble() {},
  };
  await expect(runWorker(leafcutter, { ...options, healthPort: port })).rejects.toMatchObject({
    code: 'invalid-option',
    detail: expect.stringContaining(`127.0.0.1:${port}: another program listens there`),
  });
  expect(worked).toBe(false);
  other.close();
});
