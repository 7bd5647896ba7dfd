import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LeafcutterClient, RequestFailed } from '../../src/client/client.ts';
import { exampleFile } from './bill-forms.ts';
import { type OpenServer, openServer } from './open-server.ts';

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpus/hostile');
const present = existsSync(CORPUS);
if (!present)
  console.warn(`NOT TESTED: ${CORPUS} is not there, so no hostile file of the corpus is sent to the server`);

let server: OpenServer;
let client: LeafcutterClient;
beforeAll(async () => {
  server = await openServer();
  client = new LeafcutterClient({ url: server.url });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

/** What becomes of a file: the code it is refused with, or the states of its job and document. */
async function send(name: string, content: Blob): Promise<string> {
  try {
    const job = await client.submit({ recipe: 'bill', route: 'rules', files: [{ name, content }] });
    const { state } = await client.rested(job.id);
    const [document] = (await client.documents(job.id)).documents;
    const page = await client.page(document!.id, 1).catch((error: unknown) => {
      expect(error).toBeInstanceOf(RequestFailed);
      expect((error as RequestFailed).status).toBeLessThan(500);
    });
    expect(page === undefined || page.size > 0).toBe(true);
    if (document!.state === 'failed') expect(document!.problem?.code, name).toMatch(/^(?!internal)/);
    return `${state} ${document!.state}`;
  } catch (error) {
    expect(error, name).toBeInstanceOf(RequestFailed);
    expect((error as RequestFailed).problem?.code, name).toMatch(/^(unsupported-type|file-empty)$/);
    return 'refused';
  }
}

async function stillServes(): Promise<void> {
  const { content } = await exampleFile('two-bills.pdf');
  expect(await send('two-bills.pdf', content)).toMatch(/^completed (succeeded|needs_review)$/);
}

it.skipIf(!present)(
  'refuses or isolates every hostile file, and serves on',
  async () => {
    const names = (await readdir(CORPUS)).filter((name) => !name.endsWith('.json'));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(await send(name, new Blob([await readFile(join(CORPUS, name))]))).toMatch(
        /^(refused|failed failed|completed (succeeded|needs_review)|completed_with_errors partial)$/,
      );
    }
    await stillServes();
  },
  240_000,
);

/** A picture that says it has 3.6 thousand million pixels, in a few bytes. */
function hugePicture(): Blob {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.writeUInt8(8, 8);
  return new Blob([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

it('does not unpack a picture that is a bomb', async () => {
  const before = process.memoryUsage().rss;
  expect(await send('bomb.png', hugePicture())).toMatch(/failed/);
  expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(500);
  await stillServes();
});
