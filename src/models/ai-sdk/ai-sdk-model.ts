import { generateText, wrapLanguageModel } from 'ai';
import { isProblem, Problem } from '../../problem/problem.ts';
import { startAttempt } from '../attempt.ts';
import type { HeaderReader } from '../headers.ts';
import { keyFingerprint } from '../key-fingerprint.ts';
import type { Model, ModelAnswer, ModelCapabilities, ModelRequest } from '../model.ts';
import { createPooledFetch } from '../pooled-fetch.ts';
import { quotaHints } from '../rate-limit-headers.ts';
import { answerOf, readSdkAnswer, type SdkAnswer } from './answer.ts';
import { toSdkProblem } from './errors.ts';
import { type AiSdkProvider, FORMATS } from './provider.ts';
import { toMessages, toOutput } from './request.ts';

/** How to reach one model. */
export interface AiSdkModelOptions {
  readonly provider: AiSdkProvider;
  /** Model name as the server knows it. */
  readonly model: string;
  /** Local servers need none. */
  readonly apiKey?: string;
  /** Needed for `openai-compatible`; up to and with `/v1`. */
  readonly baseUrl?: string;
  /** First part of id and lane, such as `ollama`; default: the provider. */
  readonly name?: string;
  /** Name of the project the key belongs to; default: a fingerprint of the key, or the server's host. */
  readonly project?: string;
  /** What is known better than the provider's defaults, such as the context of a local model. */
  readonly capabilities?: Partial<ModelCapabilities>;
  /** Longest time one call may take, in milliseconds; default 300,000. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970; default the system clock. */
  readonly now?: () => number;
}

/**
 * A model of OpenAI, Anthropic or any OpenAI-compatible server (Ollama, vLLM, llama.cpp) over the AI SDK, with its
 * retries, telemetry and downloads off. Throws `invalid-option` when the address is missing.
 */
export function createAiSdkModel(options: AiSdkModelOptions): Model {
  const { provider, now = Date.now, name = provider } = options;
  const format = FORMATS[provider];
  const baseUrl = options.baseUrl ?? format.defaultUrl;
  const id = `${name}/${options.model}`;
  if (baseUrl === null || !URL.canParse(baseUrl)) {
    throw new Problem('invalid-option', {
      detail: `${id} needs the address of its server, such as http://127.0.0.1:8000/v1`,
      subject: id,
    });
  }
  const project =
    options.project ??
    (options.apiKey === undefined ? new URL(baseUrl).host : keyFingerprint(options.apiKey));
  const capabilities = { ...format.capabilities, ...options.capabilities };
  const pool = createPooledFetch();
  const sdkModel = format.create({
    model: options.model,
    apiKey: options.apiKey,
    baseUrl,
    fetch: pool.fetch,
  });

  async function ask(
    request: ModelRequest,
    signal: AbortSignal,
  ): Promise<SdkAnswer & { readonly header: HeaderReader }> {
    let headers: Readonly<Record<string, string>> = {};
    const model = wrapLanguageModel({
      model: sdkModel,
      middleware: {
        async wrapGenerate({ doGenerate }) {
          const result = await doGenerate();
          headers = result.response?.headers ?? {};
          // The SDK prints warnings to the console, where only the command line may write.
          return { ...result, warnings: [] };
        },
      },
    });
    const { output, strict } = toOutput(request);
    const header: HeaderReader = (key) => headers[key] ?? null;
    try {
      const { text, finishReason, usage } = await generateText({
        model,
        messages: toMessages(request),
        output,
        providerOptions: format.options(strict),
        maxRetries: 0,
        abortSignal: signal,
        telemetry: { isEnabled: false },
        ...(request.maxOutputTokens === undefined
          ? {}
          : { maxOutputTokens: Math.min(request.maxOutputTokens, capabilities.maxOutputTokens) }),
      });
      return { text, finishReason, usage, header };
    } catch (error) {
      const answer = answerOf(error);
      if (answer) return { ...answer, header };
      throw error;
    }
  }

  return {
    id,
    lane: `${name}:${project}:${options.model}`,
    capabilities,
    parameters: {},
    async generate(request, signal): Promise<ModelAnswer> {
      if (!capabilities.pdfInput && request.parts.some((part) => part.type === 'pdf')) {
        throw new Problem('model-rejected', {
          detail: `${id} reads no PDF; send pictures of the pages`,
          subject: id,
        });
      }
      using attempt = startAttempt({ caller: signal, timeoutMs: options.timeoutMs ?? 300_000, model: id });
      try {
        if (attempt.signal.aborted) throw attempt.signal.reason;
        const answer = await attempt.race(ask(request, attempt.signal));
        const quota = quotaHints(answer.header, now());
        return { ...readSdkAnswer(answer, id), ...(quota.length > 0 ? { quota } : {}) };
      } catch (error) {
        // An answer that was paid for says so, even when the caller has left meanwhile.
        if (attempt.signal.aborted && !isProblem(error)) throw attempt.signal.reason;
        throw toSdkProblem(error, { model: id, schemaMode: request.schemaMode ?? 'full', nowMs: now() });
      }
    },
    close: () => pool.close(),
  };
}
