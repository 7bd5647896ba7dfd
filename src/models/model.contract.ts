import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { isProblem, type Problem } from '../problem/problem.ts';
import type { Model, ModelRequest } from './model.ts';

/** What the loopback server does with every request, in words common to all providers. */
export type ContractBehaviour =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'empty' }
  /** A refusal that says to come back in `retryAfterMs`. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  | { readonly kind: 'bare-429' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset'; readonly midway: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'broken-body' };

/** One adapter asking one loopback server. */
export interface ContractSetup {
  readonly model: Model;
  /** Requests to generate that have arrived. */
  requests(): number;
  /** Requests whose client left before the answer. */
  abandoned(): number;
  /** Texts of the last request, in order, and how many documents came with it. */
  lastRequest(): { readonly prompt: string; readonly documents: number; readonly schema: unknown };
  /** Files still at the provider, and names still in the log. */
  leftBehind(): Promise<number>;
  close(): Promise<void>;
}

/** Starts a server that behaves as told and a model that asks it. */
export type ContractFactory = (options: {
  readonly behaviour: ContractBehaviour;
  /** `wrong`: one that the server does not accept. */
  readonly key: 'right' | 'wrong';
  readonly timeoutMs: number;
}) => Promise<ContractSetup>;

/** A PDF's first and last bytes; no loopback server looks inside. */
export const CONTRACT_PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Page >>\nendobj\n%%EOF\n');

/** One pixel. */
export const CONTRACT_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const SECRET_TEXT = 'Patient Mustermann owes 4711';

/** A small request with a document, a text and a schema. */
export const CONTRACT_REQUEST: ModelRequest = {
  prompt: 'What is the total?',
  parts: [
    { type: 'text', text: SECRET_TEXT },
    { type: 'image', mediaType: 'image/png', bytes: CONTRACT_PNG },
  ],
  jsonSchema: {
    type: 'object',
    properties: { total: { type: 'string' } },
    required: ['total'],
    additionalProperties: false,
  },
};

/** Key that every setup uses, so that the suite can look for it where it must not be. */
export const CONTRACT_KEY = 'AIza-contract-key-0123456789';

/** What every model adapter promises. */
export function describeModelContract(name: string, start: ContractFactory): void {
  describe(`${name}: model contract`, () => {
    let open: ContractSetup | undefined;

    afterEach(async () => {
      await open?.close();
      open = undefined;
    });

    async function setup(
      behaviour: ContractBehaviour,
      more: { readonly key?: 'right' | 'wrong'; readonly timeoutMs?: number } = {},
    ): Promise<ContractSetup> {
      open = await start({ behaviour, key: more.key ?? 'right', timeoutMs: more.timeoutMs ?? 20_000 });
      return open;
    }

    async function fails(at: ContractSetup, signal = new AbortController().signal): Promise<Problem> {
      const problem = await at.model.generate(CONTRACT_REQUEST, signal).then(
        () => Promise.reject(new Error('resolved')),
        (error: unknown) => (isProblem(error) ? error : Promise.reject(error)),
      );
      const said = JSON.stringify({ ...problem, stack: '' }) + problem.message + String(problem.cause ?? '');
      expect(said).not.toContain(SECRET_TEXT);
      expect(said).not.toContain(CONTRACT_KEY);
      expect(await at.leftBehind()).toBe(0);
      return problem;
    }

    it('resolves a complete answer with its text and usage, in one request', async () => {
      const at = await setup({ kind: 'answer', value: { total: '12.50' } });
      const answer = await at.model.generate(CONTRACT_REQUEST, new AbortController().signal);
      expect(JSON.parse(answer.text)).toEqual({ total: '12.50' });
      expect(answer.usage.inputTokens).toBeGreaterThan(0);
      expect(answer.usage.outputTokens).toBeGreaterThan(0);
      expect(at.requests()).toBe(1);
      expect(await at.leftBehind()).toBe(0);
    });

    it('sends documents, texts, prompt and schema', async () => {
      const at = await setup({ kind: 'answer', value: { total: '1' } });
      await at.model.generate(CONTRACT_REQUEST, new AbortController().signal);
      const { prompt, documents, schema } = at.lastRequest();
      expect(documents).toBe(1);
      expect(prompt.indexOf(SECRET_TEXT)).toBeGreaterThanOrEqual(0);
      expect(prompt.indexOf('What is the total?')).toBeGreaterThan(prompt.indexOf(SECRET_TEXT));
      expect(schema).toMatchObject({ properties: { total: { type: 'string' } }, required: ['total'] });
    });

    it('writes the schema into the prompt when nothing is to enforce it', async () => {
      const at = await setup({ kind: 'answer', value: { total: '1' } });
      await at.model.generate({ ...CONTRACT_REQUEST, schemaMode: 'none' }, new AbortController().signal);
      expect(at.lastRequest().prompt).toContain('"total"');
      expect(at.lastRequest().schema ?? null).toBeNull();
    });

    it('hands prose on as it is: judging it is not the adapter’s work', async () => {
      const at = await setup({ kind: 'text', text: 'The total is 12.50.' });
      const answer = await at.model.generate(CONTRACT_REQUEST, new AbortController().signal);
      expect(answer.text).toBe('The total is 12.50.');
    });

    it.each([
      ['truncated', 'model-truncated', 'resize'],
      ['blocked', 'model-blocked', 'reroute'],
      ['empty', 'model-empty', 'repair'],
    ] as const)('a %s answer is %s and carries what it cost', async (kind, code, disposition) => {
      const at = await setup({ kind });
      const problem = await fails(at);
      expect(problem).toMatchObject({ code, disposition });
      expect(problem.usage?.inputTokens).toBeGreaterThan(0);
    });

    it('a refusal with a hint is throttled and says how long, and is not tried again', async () => {
      const at = await setup({ kind: 'throttled', retryAfterMs: 34_000 });
      expect(await fails(at)).toMatchObject({ code: 'throttled', retryAfterMs: 34_000 });
      expect(at.requests()).toBe(1);
    });

    it('a bare 429 is throttled without a hint', async () => {
      const problem = await fails(await setup({ kind: 'bare-429' }));
      expect(problem).toMatchObject({ code: 'throttled', violations: [] });
      expect(problem.retryAfterMs).toBeUndefined();
    });

    it.each([
      [500, 'model-overloaded'],
      [503, 'model-overloaded'],
      [404, 'model-not-found'],
      [403, 'model-unauthorized'],
    ] as const)('%d is %s, in one request', async (status, code) => {
      const at = await setup({ kind: 'status', status });
      expect((await fails(at)).code).toBe(code);
      expect(at.requests()).toBe(1);
    });

    it.each([false, true])('a cut connection is unreachable (midway: %s)', async (midway) => {
      const at = await setup({ kind: 'reset', midway });
      expect((await fails(at)).code).toBe('model-unreachable');
      expect(at.requests()).toBe(1);
    });

    it('an answer that is no answer of the provider is unreachable', async () => {
      expect((await fails(await setup({ kind: 'broken-body' }))).code).toBe('model-unreachable');
    });

    it('a server that hangs is given up after the timeout', async () => {
      const at = await setup({ kind: 'hang' }, { timeoutMs: 50 });
      expect(await fails(at)).toMatchObject({ code: 'model-timeout', disposition: 'retry' });
      await expect.poll(() => at.abandoned()).toBe(1);
    });

    it('an abort reaches the socket', async () => {
      const at = await setup({ kind: 'hang' });
      const caller = new AbortController();
      const failed = fails(at, caller.signal);
      await expect.poll(() => at.requests()).toBe(1);
      caller.abort();
      expect((await failed).code).toBe('cancelled');
      await expect.poll(() => at.abandoned()).toBe(1);
    });

    it('nothing is sent once the caller has cancelled', async () => {
      const at = await setup({ kind: 'answer', value: {} });
      expect((await fails(at, AbortSignal.abort())).code).toBe('cancelled');
      expect(at.requests()).toBe(0);
    });

    it('a wrong key stops everything', async () => {
      const at = await setup({ kind: 'answer', value: {} }, { key: 'wrong' });
      expect(await fails(at)).toMatchObject({ code: 'model-unauthorized', disposition: 'stop' });
    });

    it("leaves no listener on the caller's signal, however many calls", async () => {
      const at = await setup({ kind: 'answer', value: { total: '1' } });
      const caller = new AbortController();
      for (let call = 0; call < 20; call++) await at.model.generate(CONTRACT_REQUEST, caller.signal);
      expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
    });

    it('names its lane without the key', async () => {
      const at = await setup({ kind: 'answer', value: {} });
      expect(at.model.lane).not.toContain(CONTRACT_KEY);
      expect(at.model.lane.endsWith(`:${at.model.id.split('/').slice(1).join('/')}`)).toBe(true);
    });
  });
}
