import { GoogleGenAI } from '@google/genai';
import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, type GeminiServer, QUOTA, startGeminiServer } from './gemini-server.ts';

// The SDK as it comes: whatever it needs of the wire format is tested here without any of our own code.

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(options: Parameters<typeof startGeminiServer>[0] = {}) {
  const server = await startGeminiServer(options);
  closers.push(() => server.close());
  const sdk = new GoogleGenAI({
    vertexai: false,
    apiKey: 'key',
    apiVersion: 'v1beta',
    httpOptions: { baseUrl: server.url },
  });
  const ask = (text: string, extra: object[] = []) =>
    sdk.models.generateContent({
      model: 'gemini-3.8-flash',
      contents: [{ role: 'user', parts: [...extra, { text }] }],
      config: { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } },
    });
  return { server, sdk, ask };
}

async function settled(server: GeminiServer): Promise<GeminiServer['stats']> {
  await expect.poll(() => server.stats.inFlight).toBe(0);
  return server.stats;
}

describe('generateContent', () => {
  it('hands prompt, documents and schema to the answer function', async () => {
    const pdf = Buffer.from('%PDF-1.4 << /Type /Page >> << /Type /Pages >> << /Type /Page >>');
    const { server, ask } = await start({
      answer: ({ prompt, documents, schema, model }) => ({
        prompt,
        bytes: documents[0]!.bytes.toString(),
        type: documents[0]!.mediaType,
        schema,
        model,
      }),
    });
    const inlineData = { mimeType: 'application/pdf', data: pdf.toString('base64') };
    const answer = await ask('How much?', [{ inlineData }]);
    expect(JSON.parse(answer.text!)).toEqual({
      prompt: 'How much?',
      bytes: pdf.toString(),
      type: 'application/pdf',
      schema: { type: 'object' },
      model: 'gemini-3.8-flash',
    });
    expect(answer.usageMetadata?.promptTokenCount).toBe(2 * 560 + 3);
    expect(server.stats.tokens).toMatchObject({ input: 2 * 560 + 3, wasted: 0 });
  });

  it('counts calls at work, by question, and those asked again after a success', async () => {
    const all = Promise.withResolvers<void>();
    const { server, ask } = await start({
      answer: async ({ inFlight }) => {
        if (inFlight === 3) all.resolve();
        await all.promise;
        return {};
      },
    });
    await Promise.all([ask('a'), ask('b'), ask('c')]);
    await ask('a');
    const stats = await settled(server);
    expect(stats.maxInFlight).toBe(3);
    expect(Object.values(stats.callsByQuestion).sort()).toEqual([1, 1, 2]);
    expect(stats.duplicatesAfterSuccess).toBe(1);
    expect(stats).toMatchObject({ requests: 4, answered: 4, byStatus: { 200: 4 } });
  });

  it('asking again after a failure is no duplicate, and what a failure cost is wasted', async () => {
    const { server, ask } = await start({
      behave: ({ attempt }): Behaviour | undefined => (attempt === 1 ? { kind: 'truncated' } : undefined),
    });
    expect((await ask('a')).candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
    await ask('a');
    const stats = await settled(server);
    expect(stats.duplicatesAfterSuccess).toBe(0);
    expect(stats.tokens.wasted).toBe(stats.calls[0]!.inputTokens + stats.calls[0]!.outputTokens);
    expect(stats.tokens.wasted).toBeGreaterThan(0);
  });

  it('sees who comes back too early, except what was under way already', async () => {
    let nowMs = 0;
    const { server, ask } = await start({
      now: () => nowMs,
      behave: ({ index }): Behaviour | undefined =>
        index === 0
          ? { kind: 'quota', violations: [QUOTA.requestsPerMinute], retryDelay: '34.5s' }
          : undefined,
    });
    const askAt = async (atMs: number) => {
      nowMs = atMs;
      await ask(`at ${atMs}`);
      return server.stats.earlyRetries;
    };
    await expect(ask('a')).rejects.toMatchObject({ status: 429 });
    expect(await askAt(50)).toBe(0);
    expect(await askAt(51)).toBe(1);
    expect(await askAt(34_499)).toBe(2);
    expect(await askAt(34_500)).toBe(2);
  });

  it('sees who leaves before the answer', async () => {
    const { server, sdk } = await start({ behave: () => ({ kind: 'hang' }) });
    const controller = new AbortController();
    const failed = expect(
      sdk.models.generateContent({
        model: 'm',
        contents: 'a',
        config: { abortSignal: controller.signal },
      }),
    ).rejects.toThrow();
    await expect.poll(() => server.stats.inFlight).toBe(1);
    controller.abort();
    await failed;
    expect(await settled(server)).toMatchObject({ abandoned: 1, answered: 0 });
  });

  it.each([
    [{ kind: 'bare-429' }, 429, 'RESOURCE_EXHAUSTED'],
    [{ kind: 'error', status: 503 }, 503, 'UNAVAILABLE'],
    [{ kind: 'error', status: 404 }, 404, 'NOT_FOUND'],
  ] satisfies [Behaviour, number, string][])('%o is an ApiError', async (behaviour, status, name) => {
    const { ask } = await start({ behave: () => behaviour });
    await expect(ask('a')).rejects.toMatchObject({ status, message: expect.stringContaining(name) });
  });

  it('refuses a wrong key as Google does', async () => {
    const { ask } = await start({ keys: ['another'] });
    await expect(ask('a')).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('API_KEY_INVALID'),
    });
  });

  it('a script that throws says so', async () => {
    const { ask } = await start({
      answer: () => {
        throw new Error('the script is wrong');
      },
    });
    await expect(ask('a')).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('the script is wrong'),
    });
  });
});

describe('files', () => {
  it('takes uploads of several chunks, processes, lists, reads and deletes them', async () => {
    const { server, sdk, ask } = await start({
      processingPolls: 1,
      answer: ({ documents }) => ({
        bytes: documents[0]!.bytes.byteLength,
        uploaded: documents[0]!.uploaded,
      }),
    });
    const size = 17 * 1024 * 1024;
    const file = await sdk.files.upload({
      file: new Blob([Buffer.alloc(size, 1)], { type: 'application/pdf' }),
      config: { name: 'files/mine-1' },
    });
    expect(file).toMatchObject({ name: 'files/mine-1', state: 'PROCESSING', sizeBytes: String(size) });
    const fileData = { fileUri: file.uri!, mimeType: 'application/pdf' };
    await expect(ask('a', [{ fileData }])).rejects.toMatchObject({ status: 400 });
    expect(await sdk.files.get({ name: file.name! })).toMatchObject({ state: 'ACTIVE' });
    expect(JSON.parse((await ask('a', [{ fileData }])).text!)).toEqual({ bytes: size, uploaded: true });
    const listed: (string | undefined)[] = [];
    for await (const one of await sdk.files.list()) listed.push(one.name);
    expect(listed).toEqual(['files/mine-1']);
    await sdk.files.delete({ name: 'files/mine-1' });
    await expect(sdk.files.delete({ name: 'files/mine-1' })).rejects.toMatchObject({ status: 403 });
    expect(server.stats.files).toEqual({
      uploaded: 1,
      deleted: 1,
      uploadedBytes: size,
      left: [],
      unfinished: 0,
    });
  });

  it("another key's file is not there", async () => {
    const { server, sdk } = await start();
    await sdk.files.upload({ file: new Blob(['x'], { type: 'text/plain' }), config: { name: 'files/a' } });
    const other = new GoogleGenAI({
      vertexai: false,
      apiKey: 'b',
      apiVersion: 'v1beta',
      httpOptions: { baseUrl: server.url },
    });
    await expect(other.files.get({ name: 'files/a' })).rejects.toMatchObject({ status: 403 });
    expect(server.stats.files.left).toEqual(['files/a']);
  });

  it('refuses names that Google refuses', async () => {
    const { sdk } = await start();
    const file = new Blob(['x'], { type: 'text/plain' });
    await expect(sdk.files.upload({ file, config: { name: 'files/Not_Allowed' } })).rejects.toMatchObject({
      status: 400,
    });
  });
});
