import { afterEach, expect, test } from 'vitest';
import { type GeminiServerOptions, startGeminiServer } from '../../../test/gemini-server/gemini-server.ts';
import { createMemoryFileLog } from '../memory-file-log.ts';
import { CONTRACT_PDF } from '../model.contract.ts';
import type { Model, ModelRequest } from '../model.ts';
import { costMicros } from '../prices.ts';
import { createGeminiModel } from './gemini-model.ts';

const MODEL = 'gemini-3.8-flash';
const LONG = 'Read with care. '.repeat(1_200);
const PROMPT_TOKENS = LONG.length / 4;
const PAGE_TOKENS = 560;
const none = new AbortController().signal;
const START_MS = Date.UTC(2026, 10, 25);

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: GeminiServerOptions = {}) {
  const clock = { nowMs: START_MS };
  const server = await startGeminiServer({ cachesNow: () => clock.nowMs, ...options });
  closing.push(() => server.close());
  const log = createMemoryFileLog();
  const start = (): Model => {
    const model = createGeminiModel({
      model: MODEL,
      apiKey: 'key',
      project: 'project',
      baseUrl: server.url,
      remoteFiles: log,
      now: () => clock.nowMs,
    });
    closing.push(() => model.close());
    return model;
  };
  return { clock, server, log, start };
}

const request = (expectedCalls: number, prompt = LONG): ModelRequest => ({
  prompt,
  parts: [{ type: 'pdf', bytes: CONTRACT_PDF, pageCount: 1 }],
  jsonSchema: { type: 'object' },
  expectedCalls,
});

test('a long prompt is kept once and used by every call, which pays for what it uses', async () => {
  const { server, log, start } = await open();
  const model = start();
  const answers = await Promise.all([1, 2, 3, 4].map(() => model.generate(request(100), none)));
  expect(server.stats.caches).toMatchObject({ created: 1, deleted: 0 });
  for (const { usage } of answers) expect(usage.cachedTokens).toBe(PROMPT_TOKENS);
  // One of them tells what keeping it has cost.
  const inputs = answers.map(({ usage }) => usage.inputTokens).toSorted((a, b) => a - b);
  const own = inputs[0]!;
  expect(own).toBeGreaterThanOrEqual(PAGE_TOKENS + PROMPT_TOKENS);
  expect(inputs).toEqual([own, own, own, own + PROMPT_TOKENS]);
  const stored = answers.map(({ usage }) => usage.storedTokenHours ?? 0);
  expect(stored.reduce((sum, value) => sum + value, 0)).toBe(PROMPT_TOKENS / 4);
  expect(log.names()).toHaveLength(1);
  await model.close();
  expect(server.stats.caches).toMatchObject({ deleted: 1, left: [] });
  expect(log.names()).toEqual([]);
});

test('the price has fresh input, cached input and storage', () => {
  const usage = { inputTokens: 10_000, outputTokens: 0, cachedTokens: 4_000, storedTokenHours: 2_000 };
  // 6,000 at 0.75, 4,000 at 0.075, 2,000 token-hours at 0.50 for a million.
  expect(costMicros(`gemini/${MODEL}`, usage, START_MS)).toBe(4_500 + 300 + 1_000);
});

test.each([
  ['it is too short', request(1_000, 'What is the total?')],
  ['too few calls are to come', request(1)],
])('a prompt is sent along when %s', async (_why, asked) => {
  const { server, log, start } = await open();
  const { usage } = await start().generate(asked, none);
  expect(usage.cachedTokens).toBe(0);
  expect(server.stats.caches.created).toBe(0);
  expect(log.names()).toEqual([]);
});

test.each([400, 429, 503])('a prompt that cannot be kept (%i) is sent along', async (status) => {
  const { server, start } = await open({
    behaveCaches: ({ action }) => (action === 'create' ? status : undefined),
  });
  const model = start();
  for (let call = 0; call < 3; call++) {
    expect((await model.generate(request(100), none)).usage.cachedTokens).toBe(0);
  }
  expect(server.stats.answered).toBe(3);
});

test('a kept prompt is kept on while it is used, and made anew once it has expired', async () => {
  const { clock, server, start } = await open();
  const model = start();
  await model.generate(request(100), none);
  clock.nowMs += 13 * 60_000;
  await model.generate(request(100), none);
  await expect.poll(() => server.stats.caches.updated).toBe(1);
  clock.nowMs += 10 * 60_000;
  const { usage } = await model.generate(request(100), none);
  expect(usage.storedTokenHours).toBe(PROMPT_TOKENS / 4);
  clock.nowMs += 60 * 60_000;
  expect((await model.generate(request(100), none)).usage.cachedTokens).toBe(0);
  expect((await model.generate(request(100), none)).usage.cachedTokens).toBe(PROMPT_TOKENS);
  expect(server.stats.caches.created).toBe(2);
});

test('a prompt that the provider has lost is asked again, with the prompt kept anew', async () => {
  const { server, start } = await open();
  const model = start();
  await model.generate(request(100), none);
  const at = `${server.url}/v1beta/cachedContents`;
  const headers = { 'x-goog-api-key': 'key' };
  const { cachedContents } = (await (await fetch(at, { headers })).json()) as {
    cachedContents: { name: string }[];
  };
  await fetch(`${server.url}/v1beta/${cachedContents[0]!.name}`, { method: 'DELETE', headers });
  await expect(model.generate(request(100), none)).rejects.toMatchObject({
    code: 'model-rejected',
    disposition: 'retry',
  });
  expect((await model.generate(request(100), none)).usage.cachedTokens).toBe(PROMPT_TOKENS);
  expect(server.stats.caches.created).toBe(2);
});

test('what a process that was killed has kept is deleted at the next start, and nothing else', async () => {
  const { clock, server, log, start } = await open();
  // As that process left it: logged, and there; and a second one that was never created.
  const long = (clock.nowMs - 2 * 60 * 60_000).toString(36);
  const names = ['abcdef-1-0000000001', 'abcdef-1-0000000002'].map((end) => `files/lc-${long}-${end}`);
  for (const name of names) await log.begin({ lane: `gemini:project:${MODEL}:prompts`, name });
  const keep = (displayName: string): Promise<Response> =>
    fetch(`${server.url}/v1beta/cachedContents`, {
      method: 'POST',
      headers: { 'x-goog-api-key': 'key' },
      body: JSON.stringify({ displayName, model: MODEL, systemInstruction: { parts: [{ text: LONG }] } }),
    });
  await keep(names[0]!);
  await keep('of somebody else');
  expect(await start().sweepRemoteFiles?.()).toBe(1);
  expect(server.stats.caches.left).toEqual(['of somebody else']);
  expect(log.names()).toEqual([]);
});

test('a call that is cancelled while its prompt is put there does not keep others from it', async () => {
  const { start } = await open();
  const model = start();
  const controller = new AbortController();
  const first = model.generate(request(100), controller.signal);
  setImmediate(() => controller.abort(new Error('cancelled')));
  await expect(first).rejects.toThrow();
  // This one finds that nothing was kept, the next one has it kept.
  await model.generate(request(100), none);
  const { usage } = await model.generate(request(100), none);
  expect(usage.cachedTokens).toBe(PROMPT_TOKENS);
});
