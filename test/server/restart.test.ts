import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { openServer } from './open-server.ts';

const FORM = 'multipart/form-data; boundary=b';
const HALF = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.4 and so';

it('tells who is still sending when it ends, and keeps nothing of what came', async () => {
  const server = await openServer({ server: { drainMs: 50 } });
  try {
    const answers = ['/v1/uploads', '/v1/jobs'].map((path) => {
      const { promise, resolve, reject } = Promise.withResolvers<[number, string | undefined, string]>();
      const sending = request(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': FORM } });
      sending.on('error', reject).on('response', (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve([response.statusCode!, response.headers['retry-after'], body]));
      });
      sending.write(HALF);
      return promise;
    });
    const received = async (): Promise<number> =>
      (await readdir(join(server.directory, 'uploads', 'incoming'))).length +
      (await readdir(join(server.directory, 'jobs'))).length;
    await expect.poll(received).toBe(2);
    await server.close();
    for (const [status, retryAfter, body] of await Promise.all(answers)) {
      expect([status, retryAfter]).toEqual([503, '5']);
      expect(JSON.parse(body)).toMatchObject({ code: 'overloaded', status: 503 });
    }
    expect(await received()).toBe(0);
  } finally {
    await server.close();
    await server.remove();
  }
});

it('removes what a server that was killed had begun to receive, and no file of a job', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-left-'));
  const { recipe } = gatedRecipe({ open: true });
  const first = await openServer({ directory, recipes: [recipe] });
  const { id } = await new LeafcutterClient({ url: first.url }).submit({
    recipe: 'gated',
    files: tinyFiles(1),
  });
  await first.close();
  await writeFile(join(directory, 'uploads', 'incoming', 'half.part'), '%PDF-1.4 and so');
  await mkdir(join(directory, 'jobs', 'nobody', '0'), { recursive: true });
  await writeFile(join(directory, 'jobs', 'nobody', '0', 'half.pdf'), '%PDF-1.4 and so');
  const second = await openServer({ directory, recipes: [recipe] });
  try {
    await expect.poll(() => readdir(join(directory, 'jobs'))).toEqual([id]);
    expect(await readdir(join(directory, 'uploads', 'incoming'))).toEqual([]);
    expect(await readdir(join(directory, 'jobs', id, '0'))).toEqual(['file-0.pdf']);
  } finally {
    await second.close();
    await rm(directory, { recursive: true, force: true });
  }
});
