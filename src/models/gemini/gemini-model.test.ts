import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, QUOTA, startGeminiServer } from '../../../test/gemini-server/gemini-server.ts';
import { createMemoryFileLog } from '../memory-file-log.ts';
import {
  CONTRACT_KEY,
  CONTRACT_PDF,
  CONTRACT_REQUEST,
  type ContractBehaviour,
  describeModelContract,
} from '../model.contract.ts';
import type { Model, ModelRequest } from '../model.ts';
import { createGeminiModel } from './gemini-model.ts';
import { INLINE_MAX_BYTES } from './request.ts';

function behave(behaviour: ContractBehaviour): Behaviour {
  switch (behaviour.kind) {
    case 'blocked':
      return { kind: 'finish', finishReason: 'SAFETY' };
    case 'throttled':
      return {
        kind: 'quota',
        violations: [{ ...QUOTA.requestsPerMinute, quotaValue: '15' }],
        retryDelay: `${behaviour.retryAfterMs / 1_000}s`,
      };
    case 'status':
      return { kind: 'error', status: behaviour.status };
    default:
      return behaviour;
  }
}

describeModelContract('gemini', async ({ behaviour, key, timeoutMs }) => {
  let last: Parameters<NonNullable<Parameters<typeof startGeminiServer>[0]>['behave'] & {}>[0] | undefined;
  const server = await startGeminiServer({
    keys: [key === 'right' ? CONTRACT_KEY : 'another'],
    behave: (request) => {
      last = request;
      return behave(behaviour);
    },
  });
  const remoteFiles = createMemoryFileLog();
  const model = createGeminiModel({
    model: 'gemini-3.8-flash',
    apiKey: CONTRACT_KEY,
    baseUrl: server.url,
    remoteFiles,
    timeoutMs,
  });
  return {
    model,
    requests: () => server.stats.requests,
    abandoned: () => server.stats.abandoned,
    lastRequest: () => ({
      prompt: last!.prompt,
      documents: last!.documents.length,
      schema: last!.schema,
    }),
    leftBehind: async () => server.stats.files.left.length + remoteFiles.names().length,
    async close() {
      await model.close();
      await server.close();
    },
  };
});

describe('createGeminiModel', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function start(
    server: Parameters<typeof startGeminiServer>[0] = {},
    more: Partial<Parameters<typeof createGeminiModel>[0]> = {},
  ) {
    const at = await startGeminiServer(server);
    const log = createMemoryFileLog();
    const model = createGeminiModel({
      model: 'gemini-3.8-flash',
      apiKey: CONTRACT_KEY,
      baseUrl: at.url,
      remoteFiles: log,
      ...more,
    });
    closers.push(
      () => at.close(),
      () => model.close(),
    );
    return { at, log, model };
  }

  const none = new AbortController().signal;

  it('keeps connections', async () => {
    const { at, model } = await start();
    for (let call = 0; call < 10; call++) await model.generate(CONTRACT_REQUEST, none);
    expect(at.stats.connections).toBeLessThanOrEqual(2);
  });

  it('names every quota that a refusal names', async () => {
    const { model } = await start({
      behave: () => ({
        kind: 'quota',
        violations: [{ ...QUOTA.tokensPerMinute, quotaValue: '250000' }, QUOTA.requestsPerDay],
        retryDelay: '1s',
      }),
    });
    await expect(model.generate(CONTRACT_REQUEST, none)).rejects.toMatchObject({
      code: 'quota-exhausted',
      violations: [
        { dimension: 'tokens', window: 'minute', limit: 250_000 },
        { dimension: 'requests', window: 'day' },
      ],
    });
  });

  it('reads what a proxy adds to the headers', async () => {
    const { model } = await start({
      behave: ({ index }): Behaviour =>
        index === 0
          ? { kind: 'bare-429', headers: { 'retry-after': '3' } }
          : {
              kind: 'answer',
              headers: { 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '59' },
            },
    });
    await expect(model.generate(CONTRACT_REQUEST, none)).rejects.toMatchObject({
      code: 'throttled',
      retryAfterMs: 3_000,
    });
    const { quota } = await model.generate(CONTRACT_REQUEST, none);
    expect(quota).toEqual([{ dimension: 'requests', limit: 60, remaining: 59 }]);
  });

  it('asks with the relaxed schema only when told to', async () => {
    const schemas: unknown[] = [];
    const { model } = await start({
      behave: ({ schema }) => {
        schemas.push(schema);
        const bounded = JSON.stringify(schema).includes('maxItems');
        return bounded
          ? { kind: 'error', status: 400, message: 'Request contains an invalid argument.' }
          : { kind: 'answer', value: {} };
      },
    });
    const request: ModelRequest = {
      ...CONTRACT_REQUEST,
      jsonSchema: { type: 'array', items: { type: 'string' }, maxItems: 5 },
    };
    await expect(model.generate(request, none)).rejects.toMatchObject({ code: 'schema-unsupported' });
    expect(schemas).toHaveLength(1);
    await model.generate({ ...request, schemaMode: 'relaxed' }, none);
    expect(schemas[1]).toEqual({ type: 'array', items: { type: 'string' } });
  });

  it('shows documents and texts in their order, the prompt last', async () => {
    const orders: unknown[] = [];
    const { model } = await start({
      behave: ({ order }) => {
        orders.push(order);
        return undefined;
      },
    });
    await model.generate(CONTRACT_REQUEST, none);
    expect(orders).toEqual([['text', 'document', 'text']]);
  });

  it('sends parameters only when they are set, and shows them in the key of the question', async () => {
    const configs: Record<string, unknown>[] = [];
    const server = {
      behave: (request: { generationConfig: Readonly<Record<string, unknown>> }) => {
        configs.push(request.generationConfig);
        return undefined;
      },
    };
    const plain = await start(server);
    await plain.model.generate({ ...CONTRACT_REQUEST, maxOutputTokens: 1e9 }, none);
    const set = await start(server, { mediaResolution: 'low', thinkingLevel: 'minimal' });
    await set.model.generate(CONTRACT_REQUEST, none);
    expect(configs[0]).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: CONTRACT_REQUEST.jsonSchema,
      maxOutputTokens: 65_536,
    });
    expect(configs[1]).toMatchObject({
      mediaResolution: 'MEDIA_RESOLUTION_LOW',
      thinkingConfig: { thinkingLevel: 'MINIMAL' },
    });
    expect(plain.model.parameters).toEqual({});
    expect(set.model.parameters).toEqual({ mediaResolution: 'low', thinkingLevel: 'minimal' });
  });

  describe('large documents', () => {
    const big = Buffer.alloc(INLINE_MAX_BYTES + 9 * 1024 * 1024, 7);
    CONTRACT_PDF.copy(big);
    const request: ModelRequest = {
      ...CONTRACT_REQUEST,
      parts: [{ type: 'pdf', bytes: big, pageCount: 3 }],
    };

    async function nothingLeft(at: Awaited<ReturnType<typeof start>>): Promise<void> {
      await expect.poll(() => at.at.stats.files.left).toEqual([]);
      await at.model.close();
      expect(at.at.stats.files.left).toEqual([]);
      expect(at.log.names()).toEqual([]);
    }

    it('are uploaded in chunks, waited for, read and deleted', async () => {
      const seen: { uploaded: boolean; same: boolean }[] = [];
      const actions: string[] = [];
      const log: string[][] = [];
      const at = await start({
        processingPolls: 2,
        behaveFiles: ({ action }) => {
          actions.push(action);
          log.push([...at.log.names()]);
          return undefined;
        },
        behave: ({ documents }) => {
          seen.push(...documents.map(({ uploaded, bytes }) => ({ uploaded, same: bytes.equals(big) })));
          return undefined;
        },
      });
      await at.model.generate(request, none);
      await expect.poll(() => actions.at(-1)).toBe('delete');
      expect(seen).toEqual([{ uploaded: true, same: true }]);
      expect(actions).toEqual(['start', 'chunk', 'finalize', 'get', 'get', 'delete']);
      // The name is durable before the first byte leaves.
      expect(log[0]).toHaveLength(1);
      expect(log.every(([name]) => name === log[0]![0])).toBe(true);
      await nothingLeft(at);
    });

    it('small ones travel inside, until together they are large', async () => {
      const at = await start();
      const half = big.subarray(0, INLINE_MAX_BYTES / 2);
      const part = { type: 'pdf', bytes: half, pageCount: 1 } as const;
      await at.model.generate({ ...request, parts: [part, part] }, none);
      expect(at.at.stats.files.uploaded).toBe(0);
      await at.model.generate({ ...request, parts: [part, part, part] }, none);
      expect(at.at.stats.files.uploaded).toBe(1);
      await nothingLeft(at);
    });

    it.each([
      ['the model fails', { behave: () => ({ kind: 'error', status: 503 }) }, 'model-overloaded'],
      ['processing fails', { processingFails: true }, 'model-rejected'],
      [
        'the upload is refused',
        { behaveFiles: ({ action }) => (action === 'start' ? 429 : undefined) },
        'throttled',
      ],
      [
        'the connection breaks while uploading',
        { behaveFiles: ({ action }) => (action === 'finalize' ? 'reset' : undefined) },
        'model-unreachable',
      ],
    ] satisfies [string, Parameters<typeof startGeminiServer>[0], string][])(
      'nothing is left when %s',
      async (_, server, code) => {
        const at = await start(server);
        await expect(at.model.generate(request, none)).rejects.toMatchObject({ code });
        await nothingLeft(at);
      },
    );

    it.each(['timeout', 'cancel'] as const)(
      'nothing is left after a %s while the model works',
      async (how) => {
        const at = await start(
          { behave: () => ({ kind: 'hang' }) },
          { timeoutMs: how === 'timeout' ? 50 : 60_000 },
        );
        const caller = new AbortController();
        const failed = expect(at.model.generate(request, caller.signal)).rejects.toMatchObject({
          code: how === 'timeout' ? 'model-timeout' : 'cancelled',
        });
        if (how === 'cancel') {
          await expect.poll(() => at.at.stats.inFlight, { timeout: 10_000 }).toBe(1);
          caller.abort();
        }
        await failed;
        expect(at.at.stats.files).toMatchObject({ uploaded: 1, deleted: 1 });
        await nothingLeft(at);
      },
    );

    it.each(['start', 'chunk', 'finalize', 'get'] as const)(
      'nothing is left after a cancel while %s hangs',
      async (action) => {
        let reached = false;
        const at = await start({
          behaveFiles: (seen) => {
            if (seen.action !== action) return undefined;
            reached = true;
            return 'hang';
          },
        });
        const caller = new AbortController();
        const failed = expect(at.model.generate(request, caller.signal)).rejects.toMatchObject({
          code: 'cancelled',
        });
        await expect.poll(() => reached, { timeout: 10_000 }).toBe(true);
        caller.abort();
        await failed;
        await nothingLeft(at);
      },
    );

    it('wait for a place below the ceiling of uploads', async () => {
      let running = 0;
      let most = 0;
      const at = await start(
        {},
        {
          uploads: {
            async run(work) {
              most = Math.max(most, ++running);
              try {
                return await work();
              } finally {
                running -= 1;
              }
            },
          },
        },
      );
      await at.model.generate(CONTRACT_REQUEST, none);
      expect(most).toBe(0);
      const waits: boolean[] = [];
      await at.model.generate({ ...request, onWaiting: (waiting) => waits.push(waiting) }, none);
      expect(most).toBe(1);
      expect(waits).toEqual([true, false]);
      await nothingLeft(at);
    });

    it('an upload that hangs is given up after its own timeout', async () => {
      const at = await start(
        { behaveFiles: ({ action }) => (action === 'chunk' ? 'hang' : undefined) },
        {
          uploadTimeoutMs: 100,
        },
      );
      await expect(at.model.generate(request, none)).rejects.toMatchObject({ code: 'model-timeout' });
      await nothingLeft(at);
    });

    it('an answer does not wait until its file is deleted', async () => {
      let answered = false;
      const answeredAtDeletion: boolean[] = [];
      const at = await start({
        behaveFiles: ({ action }) => {
          if (action === 'delete') answeredAtDeletion.push(answered);
          return undefined;
        },
      });
      await at.model.generate(request, none);
      answered = true;
      await nothingLeft(at);
      expect(answeredAtDeletion).toEqual([true]);
    });

    it('a deletion that fails keeps the name for a sweep and does not spoil the answer', async () => {
      let failing = true;
      let failed = false;
      const at = await start({
        behaveFiles: ({ action }) => {
          if (action !== 'delete' || !failing) return undefined;
          failed = true;
          return 503;
        },
      });
      await at.model.generate(request, none);
      await expect.poll(() => failed).toBe(true);
      expect(at.at.stats.files.left).toEqual(at.log.names());
      // Our own process is alive, so the file could be in use: it stays.
      expect(await at.model.sweepRemoteFiles!()).toBe(0);
      failing = false;
      await at.model.close();
      await nothingLeft(at);
    });
  });

  it('Vertex takes documents inline, has no files and another lane', () => {
    const model: Model = createGeminiModel({
      model: 'gemini-3.8-flash',
      vertex: { project: 'acme', location: 'europe-west4' },
      remoteFiles: createMemoryFileLog(),
    });
    expect(model.lane).toBe('gemini:acme/europe-west4:gemini-3.8-flash');
    expect(model.capabilities.files).toBe(false);
    expect(model.sweepRemoteFiles).toBeUndefined();
  });
});
