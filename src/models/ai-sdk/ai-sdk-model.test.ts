import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ChatBehaviour,
  type ChatFormat,
  startChatServer,
} from '../../../test/chat-server/chat-server.ts';
import {
  CONTRACT_KEY,
  CONTRACT_PDF,
  CONTRACT_PNG,
  CONTRACT_REQUEST,
  type ContractBehaviour,
  describeModelContract,
} from '../model.contract.ts';
import type { ModelRequest } from '../model.ts';
import { createAiSdkModel } from './ai-sdk-model.ts';
import type { AiSdkProvider } from './provider.ts';

const PROVIDERS: readonly (readonly [AiSdkProvider, ChatFormat, string])[] = [
  ['openai', 'openai-responses', 'gpt-5-mini'],
  ['anthropic', 'anthropic', 'claude-haiku-4-5'],
  ['openai-compatible', 'openai-chat', 'qwen3-vl'],
];

function behave(behaviour: ContractBehaviour): ChatBehaviour {
  switch (behaviour.kind) {
    case 'answer':
      return { kind: 'text', text: JSON.stringify(behaviour.value) };
    case 'empty':
      return { kind: 'text', text: '' };
    case 'blocked':
      return { kind: 'refusal' };
    case 'throttled':
      return {
        kind: 'error',
        status: 429,
        headers: { 'retry-after': String(behaviour.retryAfterMs / 1_000) },
      };
    case 'bare-429':
      return { kind: 'error', status: 429 };
    case 'status':
      return { kind: 'error', status: behaviour.status };
    default:
      return behaviour;
  }
}

for (const [provider, , model] of PROVIDERS) {
  describeModelContract(provider, async ({ behaviour, key, timeoutMs }) => {
    const server = await startChatServer({
      keys: [key === 'right' ? CONTRACT_KEY : 'another'],
      behave: () => behave(behaviour),
    });
    const adapter = createAiSdkModel({
      provider,
      model,
      apiKey: CONTRACT_KEY,
      baseUrl: server.url,
      timeoutMs,
    });
    return {
      model: adapter,
      requests: () => server.requests.length,
      abandoned: () => server.abandoned,
      lastRequest: () => {
        const { prompt, documents, schema } = server.requests.at(-1)!;
        return { prompt, documents: documents.length, schema };
      },
      leftBehind: async () => 0,
      async close() {
        await adapter.close();
        await server.close();
      },
    };
  });
}

describe.each(PROVIDERS)('createAiSdkModel for %s', (provider, format, model) => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function start(behaviour: ChatBehaviour, now?: () => number) {
    const server = await startChatServer({ behave: () => behaviour });
    const adapter = createAiSdkModel({
      provider,
      model,
      apiKey: CONTRACT_KEY,
      baseUrl: server.url,
      ...(now ? { now } : {}),
    });
    closers.push(
      () => server.close(),
      () => adapter.close(),
    );
    return { server, adapter };
  }

  const none = new AbortController().signal;
  const good: ChatBehaviour = { kind: 'text', text: '{"total":"1"}' };

  it('speaks its format and sends the bytes of the document', async () => {
    const { server, adapter } = await start(good);
    await adapter.generate(CONTRACT_REQUEST, none);
    const [request] = server.requests;
    expect(request).toMatchObject({ format, model, apiKey: CONTRACT_KEY });
    expect(request!.documents).toEqual([{ mediaType: 'image/png', bytes: CONTRACT_PNG }]);
  });

  it('sends PDFs where the provider takes them', async () => {
    const { server, adapter } = await start(good);
    const request: ModelRequest = {
      ...CONTRACT_REQUEST,
      parts: [{ type: 'pdf', bytes: CONTRACT_PDF, pageCount: 1 }],
    };
    if (adapter.capabilities.pdfInput) {
      await adapter.generate(request, none);
      expect(server.requests[0]!.documents).toEqual([{ mediaType: 'application/pdf', bytes: CONTRACT_PDF }]);
    } else {
      await expect(adapter.generate(request, none)).rejects.toMatchObject({
        code: 'model-rejected',
        disposition: 'reroute',
      });
      expect(server.requests).toHaveLength(0);
    }
  });

  it('reads usage with cached tokens', async () => {
    const { adapter } = await start(good);
    const { usage } = await adapter.generate(CONTRACT_REQUEST, none);
    expect(usage).toEqual({ inputTokens: 700, outputTokens: 40, cachedTokens: 100 });
  });

  it('hands on what the headers say about the quota', async () => {
    const nowMs = Date.parse('2026-11-20T12:00:00Z');
    const headers: Record<string, string> =
      provider === 'anthropic'
        ? {
            'anthropic-ratelimit-tokens-limit': '30000',
            'anthropic-ratelimit-tokens-remaining': '29000',
            'anthropic-ratelimit-tokens-reset': '2026-11-20T12:00:02Z',
          }
        : {
            'x-ratelimit-limit-tokens': '30000',
            'x-ratelimit-remaining-tokens': '29000',
            'x-ratelimit-reset-tokens': '2s',
          };
    const { adapter } = await start({ ...good, headers }, () => nowMs);
    const { quota } = await adapter.generate(CONTRACT_REQUEST, none);
    expect(quota).toEqual([{ dimension: 'tokens', limit: 30_000, remaining: 29_000, resetMs: 2_000 }]);
  });

  it('never holds the request in its errors', async () => {
    const { adapter } = await start({ kind: 'error', status: 500 });
    const problem = await adapter.generate(CONTRACT_REQUEST, none).catch((error: unknown) => error as Error);
    expect(problem).toMatchObject({ code: 'model-overloaded' });
    expect((problem as Error).cause).toBeUndefined();
  });

  it('writes nothing to the console', async () => {
    const warn = vi.spyOn(console, 'warn');
    const emit = vi.spyOn(process, 'emitWarning');
    const { adapter } = await start(good);
    const jsonSchema = {
      type: 'object',
      properties: {
        notes: {
          type: 'object',
          additionalProperties: { type: 'string' },
          propertyNames: { type: 'string' },
        },
      },
    };
    for (const schemaMode of ['full', 'relaxed', 'none'] as const) {
      await adapter.generate({ ...CONTRACT_REQUEST, jsonSchema, schemaMode }, none);
    }
    expect(warn).not.toHaveBeenCalled();
    expect(emit).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each([
    ['Invalid schema for response_format', 'schema-unsupported', 'reroute'],
    ["This model's maximum context length is 128000 tokens", 'model-rejected', 'resize'],
    ['Something else', 'model-rejected', 'reroute'],
    [
      'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      'quota-exhausted',
      'park',
    ],
    ['Your credit balance is too low to access the API.', 'quota-exhausted', 'park'],
  ])('400 "%s" is %s → %s', async (message, code, disposition) => {
    const nowMs = Date.parse('2026-11-30T00:00:00Z');
    const { adapter } = await start({ kind: 'error', status: 400, message }, () => nowMs);
    const failed = adapter.generate(CONTRACT_REQUEST, none);
    await expect(failed).rejects.toMatchObject({
      code,
      disposition,
      ...(message.includes('regain') ? { retryAfterMs: 86_400_000 } : {}),
    });
  });
});

describe('OpenAI', () => {
  async function once(behaviour: ChatBehaviour, request: ModelRequest = CONTRACT_REQUEST) {
    const server = await startChatServer({ behave: () => behaviour });
    const adapter = createAiSdkModel({
      provider: 'openai',
      model: 'gpt-5-mini',
      apiKey: 'k',
      baseUrl: server.url,
    });
    try {
      const settled = await adapter
        .generate(request, new AbortController().signal)
        .catch((error: unknown) => error);
      return { settled, request: server.requests[0]! };
    } finally {
      await adapter.close();
      await server.close();
    }
  }

  it('is told to keep nothing, and to be strict only where the schema allows it', async () => {
    const good: ChatBehaviour = { kind: 'text', text: '{}' };
    const closed = await once(good);
    expect(closed.request.body.store).toBe(false);
    expect(closed.request.strict).toBe(true);
    const open = await once(good, {
      ...CONTRACT_REQUEST,
      jsonSchema: { type: 'object', properties: { a: {} } },
    });
    expect(open.request.strict).toBe(false);
  });

  it('names the limit that a refusal names in words', async () => {
    const { settled } = await once({
      kind: 'error',
      status: 429,
      code: 'rate_limit_exceeded',
      message:
        'Rate limit reached for gpt-5-mini in organization org-x on tokens per min (TPM): Limit 200000, Used 190000, Requested 20000. Please try again in 1.25s.',
    });
    expect(settled).toMatchObject({
      code: 'throttled',
      retryAfterMs: 1_250,
      violations: [{ dimension: 'tokens', window: 'minute', limit: 200_000 }],
    });
  });

  it('a quota of the day parks the job', async () => {
    const { settled } = await once({
      kind: 'error',
      status: 429,
      message:
        'Rate limit reached on requests per day (RPD): Limit 200, Used 200. Please try again in 7m12s.',
    });
    expect(settled).toMatchObject({ code: 'quota-exhausted', retryAfterMs: 432_000 });
  });

  it('an empty account parks the job', async () => {
    const { settled } = await once({
      kind: 'error',
      status: 429,
      code: 'insufficient_quota',
      message: 'You exceeded your current quota, please check your plan and billing details.',
    });
    expect(settled).toMatchObject({ code: 'quota-exhausted', violations: [{ dimension: 'spend' }] });
  });
});

it('a compatible server needs an address', () => {
  expect(() => createAiSdkModel({ provider: 'openai-compatible', model: 'x' })).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  );
});
