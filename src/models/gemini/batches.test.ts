import { afterEach, expect, it } from 'vitest';
import { type GeminiServer, startGeminiServer } from '../../../test/gemini-server/gemini-server.ts';
import { createMemoryFileLog } from '../memory-file-log.ts';
import { CONTRACT_PDF } from '../model.contract.ts';
import type { BatchLine, BatchReply, Model, ModelBatches } from '../model.ts';
import { createGeminiModel } from './gemini-model.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;

async function start(
  options: Parameters<typeof startGeminiServer>[0] = {},
  more: { readonly apiKey?: string; readonly timeoutMs?: number } = {},
): Promise<{ server: GeminiServer; model: Model; batches: ModelBatches }> {
  const server = await startGeminiServer(options);
  closers.push(() => server.close());
  const model = createGeminiModel({
    model: 'gemini-3.8-flash',
    apiKey: more.apiKey ?? 'key',
    baseUrl: server.url,
    remoteFiles: createMemoryFileLog(),
    ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
  });
  closers.push(() => model.close());
  return { server, model, batches: model.batches! };
}

async function* lines(count: number): AsyncGenerator<BatchLine> {
  for (let index = 0; index < count; index++) {
    yield {
      key: `key-${index}`,
      request: {
        prompt: `Question ${index}`,
        parts: [{ type: 'pdf', bytes: CONTRACT_PDF, pageCount: 1 }],
        jsonSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      },
    };
  }
}

async function ended(batches: ModelBatches, name: string): Promise<string> {
  for (;;) {
    const state = await batches.poll(name, signal);
    if (state !== 'running') return state;
  }
}

async function collected(batches: ModelBatches, name: string): Promise<Map<string, BatchReply>> {
  const replies = new Map<string, BatchReply>();
  for await (const reply of batches.collect(name, signal)) replies.set(reply.key, reply);
  return replies;
}

it('ties every answer to its question, in whatever order they come, and leaves nothing behind', async () => {
  const { server, model, batches } = await start({
    answer: ({ prompt, documents, schema }) => ({
      n: Number(prompt.split(' ').at(-1)),
      documents: documents.length,
      schema: schema !== null,
    }),
  });
  expect(model.capabilities.batch).toBe(true);
  const name = await batches.submit({ id: 'leafcutter-a', lines: lines(5) }, signal);
  expect(await batches.poll(name, signal)).toBe('running');
  expect(await ended(batches, name)).toBe('succeeded');
  const replies = await collected(batches, name);
  expect([...replies.keys()]).toEqual(['key-4', 'key-3', 'key-2', 'key-1', 'key-0']);
  for (let index = 0; index < 5; index++) {
    const { answer } = replies.get(`key-${index}`)!;
    expect(JSON.parse(answer!.text)).toEqual({ n: index, documents: 1, schema: true });
    expect(answer!.usage.inputTokens).toBeGreaterThan(560);
  }
  await batches.delete({ id: 'leafcutter-a', name }, signal);
  expect(server.stats.batches).toEqual({ created: 1, cancelled: 0, deleted: 1, left: [] });
  expect(server.stats.files.left).toEqual([]);
  expect(await batches.poll(name, signal)).toBe('gone');
});

it('tells lines that failed, that cannot be used, and that are missing apart', async () => {
  const { batches } = await start({
    behave: ({ prompt }) => {
      if (prompt.endsWith('0')) return { kind: 'error', status: 503 };
      if (prompt.endsWith('1')) return { kind: 'truncated' };
      if (prompt.endsWith('2')) return { kind: 'finish', finishReason: 'SAFETY' };
      return prompt.endsWith('3') ? { kind: 'hang' } : undefined;
    },
  });
  const name = await batches.submit({ id: 'leafcutter-a', lines: lines(5) }, signal);
  await ended(batches, name);
  const replies = await collected(batches, name);
  expect([...replies.keys()].toSorted()).toEqual(['key-0', 'key-1', 'key-2', 'key-4']);
  expect(replies.get('key-0')!.problem!.code).toBe('model-overloaded');
  expect(replies.get('key-0')!.problem!.usage).toBeUndefined();
  expect(replies.get('key-1')!.problem!.code).toBe('model-truncated');
  expect(replies.get('key-1')!.problem!.usage!.inputTokens).toBeGreaterThan(0);
  expect(replies.get('key-2')!.problem!.code).toBe('model-blocked');
  expect(replies.get('key-4')!.answer).toBeDefined();
});

it('keeps what was answered of a batch that expired, and has nothing of one that failed', async () => {
  const { batches } = await start({
    endBatch: ({ index }) => (index === 0 ? { state: 'EXPIRED', answered: 2 } : { state: 'FAILED' }),
  });
  const expired = await batches.submit({ id: 'leafcutter-a', lines: lines(5) }, signal);
  expect(await ended(batches, expired)).toBe('expired');
  expect((await collected(batches, expired)).size).toBe(2);
  const failed = await batches.submit({ id: 'leafcutter-b', lines: lines(5) }, signal);
  expect(await ended(batches, failed)).toBe('failed');
  expect((await collected(batches, failed)).size).toBe(0);
});

it('finds a batch whose creation was never answered by the id it was given', async () => {
  let creations = 0;
  const { batches } = await start(
    { behaveBatches: ({ action }) => (action === 'create' && ++creations === 2 ? 'hang' : undefined) },
    { timeoutMs: 1_000 },
  );
  await batches.submit({ id: 'leafcutter-a', lines: lines(1) }, signal);
  await expect(batches.submit({ id: 'leafcutter-b', lines: lines(1) }, signal)).rejects.toMatchObject({
    code: 'model-timeout',
  });
  await batches.submit({ id: 'leafcutter-c', lines: lines(1) }, signal);
  const name = await batches.find('leafcutter-b', signal);
  expect(name).toMatch(/^batches\//);
  expect(await ended(batches, name!)).toBe('succeeded');
  expect((await collected(batches, name!)).size).toBe(1);
  expect(await batches.find('leafcutter-c', signal)).toMatch(/^batches\//);
  expect(await batches.find('leafcutter-d', signal)).toBeNull();
});

it('cancels a batch, also one that has ended, and deletes one that was never created', async () => {
  const { server, batches } = await start({ batchPolls: 1_000 });
  const name = await batches.submit({ id: 'leafcutter-a', lines: lines(2) }, signal);
  await batches.cancel(name, signal);
  expect(await batches.poll(name, signal)).toBe('cancelled');
  await batches.cancel(name, signal);
  await batches.delete({ id: 'leafcutter-a', name }, signal);
  await batches.cancel(name, signal);
  await batches.delete({ id: 'leafcutter-b', name: null }, signal);
  expect(server.stats.files.left).toEqual([]);
});

it('sends nothing before its lines have ended, and nothing at all when they fail', async () => {
  const { server, batches } = await start();
  async function* failing(): AsyncGenerator<BatchLine> {
    yield* lines(2);
    expect(server.stats.files).toMatchObject({ uploaded: 0, unfinished: 0 });
    throw new Error('no more');
  }
  await expect(batches.submit({ id: 'leafcutter-a', lines: failing() }, signal)).rejects.toThrow('no more');
  expect(server.stats.files).toMatchObject({ uploaded: 0, unfinished: 0 });
  expect(server.stats.batches.created).toBe(0);
});

it('classifies refusals as calls do', async () => {
  const { batches } = await start({
    keys: ['key'],
    behaveBatches: ({ action }) => (action === 'create' ? 429 : undefined),
  });
  await expect(batches.submit({ id: 'leafcutter-a', lines: lines(1) }, signal)).rejects.toMatchObject({
    code: 'throttled',
  });
  const stranger = await start({ keys: ['other'] });
  await expect(stranger.batches.poll('batches/1', signal)).rejects.toMatchObject({
    code: 'model-unauthorized',
  });
});
