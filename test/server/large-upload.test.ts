import { readdir, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { gatedRecipe } from './gated-recipe.ts';
import { openServer } from './open-server.ts';

const MEGABYTE = 1_000_000;
const BODY_MEGABYTES = 500;
/** Far less than the body, and more than what the rest of the process does meanwhile. */
const MOST_GROWTH_MEGABYTES = 150;

it('streams 500 MB to disk without holding them', async () => {
  const server = await openServer({
    recipes: [gatedRecipe({ open: true }).recipe],
    settings: { maxFileMegabytes: 600 },
  });
  let most = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  try {
    const chunk = Buffer.alloc(MEGABYTE, 0x20);
    async function* body(): AsyncGenerator<Buffer> {
      yield Buffer.from(
        '--b\r\nContent-Disposition: form-data; name="f"; filename="big.pdf"\r\n\r\n%PDF-1.4\n',
      );
      for (let sent = 0; sent < BODY_MEGABYTES; sent++) yield chunk;
      yield Buffer.from('\r\n--b--\r\n');
    }
    const answer = new Promise<number>((resolve, reject) => {
      const request = httpRequest(
        `${server.url}/v1/uploads`,
        { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode!));
        },
      );
      request.on('error', reject);
      pipeline(Readable.from(body(), { objectMode: false }), request).catch(reject);
    });
    expect(await answer).toBe(201);
    const uploads = join(server.directory, 'uploads');
    const [id] = (await readdir(uploads)).filter((name) => name !== 'incoming');
    expect((await stat(join(uploads, id!, 'file', 'big.pdf'))).size).toBeGreaterThan(
      BODY_MEGABYTES * MEGABYTE,
    );
    expect((most - before) / MEGABYTE).toBeLessThan(MOST_GROWTH_MEGABYTES);
  } finally {
    clearInterval(watch);
    await server.close();
    await server.remove();
  }
});
