import type { Behaviour } from './behaviour.ts';
import { countPages, type GeminiRequest } from './request.ts';
import { answerBody, blockedPromptBody, errorBody, errorInfo, quotaBody, type TokenCount } from './wire.ts';

/** One response, worked out and not yet sent. */
export type Plan = {
  readonly kind: Behaviour['kind'];
  readonly latencyMs: number;
  readonly tokens: TokenCount;
  /** True for an answer that a client can use. */
  readonly complete: boolean;
  readonly retryDelayMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | { readonly send: 'json'; readonly status: number; readonly body: object }
  | { readonly send: 'raw'; readonly status: number; readonly text: string }
  | { readonly send: 'reset'; readonly midway: boolean }
  | { readonly send: 'nothing' }
);

/** What of the server's options decides a response. */
export interface PlanOptions {
  readonly answer?: (request: GeminiRequest) => unknown;
  readonly latencyMs?: number | ((request: GeminiRequest) => number);
  readonly tokens?: (request: GeminiRequest, text: string) => TokenCount;
}

const FREE: TokenCount = { input: 0, output: 0 };

/** Works out the response to a request. */
export async function planResponse(
  request: GeminiRequest,
  behaviour: Behaviour,
  options: PlanOptions,
): Promise<Plan> {
  const { model } = request;
  const latencyMs =
    ('latencyMs' in behaviour ? behaviour.latencyMs : undefined) ??
    (typeof options.latencyMs === 'function' ? options.latencyMs(request) : options.latencyMs) ??
    0;
  const counted = options.tokens ?? defaultTokens;
  const count = (asked: GeminiRequest, text: string): TokenCount => ({
    cached: asked.cachedTokens,
    ...counted(asked, text),
  });
  const base = {
    kind: behaviour.kind,
    latencyMs,
    tokens: FREE,
    complete: false,
    ...('headers' in behaviour && behaviour.headers ? { headers: behaviour.headers } : {}),
  };
  const finished = (text: string | null, finishReason: string, complete: boolean): Plan => {
    const tokens = count(request, text ?? '');
    const body = answerBody({ text, finishReason, model, tokens });
    return { ...base, tokens, complete, send: 'json', status: 200, body };
  };
  const json = (status: number, body: object): Plan => ({ ...base, send: 'json', status, body });

  switch (behaviour.kind) {
    case 'answer': {
      const value = behaviour.value ?? (await options.answer?.(request)) ?? {};
      return finished(JSON.stringify(value), 'STOP', true);
    }
    case 'text':
      return finished(behaviour.text, 'STOP', true);
    case 'truncated': {
      const text = JSON.stringify((await options.answer?.(request)) ?? { items: [] });
      return finished(text.slice(0, Math.max(1, Math.floor(text.length / 2))), 'MAX_TOKENS', false);
    }
    case 'finish':
      return finished(null, behaviour.finishReason, false);
    case 'empty':
      return finished(null, 'STOP', false);
    case 'blocked-prompt': {
      const tokens = { input: count(request, '').input, output: 0 };
      return { ...json(200, blockedPromptBody(behaviour.blockReason, tokens.input)), tokens };
    }
    case 'quota': {
      const { retryDelay } = behaviour;
      const body = quotaBody(behaviour.violations, retryDelay, model);
      const seconds = Number.parseFloat(retryDelay ?? '');
      return {
        ...json(429, body),
        ...(Number.isFinite(seconds) ? { retryDelayMs: seconds * 1_000 } : {}),
      };
    }
    case 'bare-429':
      return json(429, errorBody(429, 'Resource has been exhausted (e.g. check quota).'));
    case 'error': {
      const details = behaviour.reason === undefined ? [] : [errorInfo(behaviour.reason)];
      return json(
        behaviour.status,
        errorBody(behaviour.status, behaviour.message ?? 'The loopback server was told to fail.', details),
      );
    }
    case 'broken-body':
      return { ...base, send: 'raw', status: 200, text: '{"candidates": [{"content"' };
    case 'reset':
      return { ...base, send: 'reset', midway: behaviour.midway ?? false };
    case 'hang':
      return { ...base, tokens: { input: count(request, '').input, output: 0 }, send: 'nothing' };
  }
}

function defaultTokens(request: GeminiRequest, text: string): TokenCount {
  const pages = request.documents.reduce((total, document) => total + countPages(document), 0);
  return { input: 560 * pages + Math.ceil(request.prompt.length / 4), output: Math.ceil(text.length / 4) };
}
