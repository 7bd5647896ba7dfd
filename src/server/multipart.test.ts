import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { receiveMultipart } from './multipart.ts';

const options = { directory: '/nowhere', maxFileBytes: 1, maxFiles: 1, signal: new AbortController().signal };

function failing(error: unknown): Promise<unknown> {
  const request = {
    async *parts() {
      yield* [];
      throw error;
    },
  };
  return receiveMultipart(request as unknown as FastifyRequest, options);
}

it('takes a sender who leaves for no failure of the server, and a disk that fails for one', async () => {
  const left = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  await expect(failing(left)).rejects.toMatchObject({ code: 'invalid-request' });
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  await expect(failing(full)).rejects.toBe(full);
});
