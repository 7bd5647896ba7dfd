import { GoogleGenAI } from '@google/genai';
import { isProblem, Problem } from '../../problem/problem.ts';
import { type Attempt, startAttempt } from '../attempt.ts';
import { keyFingerprint } from '../key-fingerprint.ts';
import type { Model, ModelAnswer, ModelRequest, RemoteFileLog, SchemaMode, UploadCeiling } from '../model.ts';
import { cachePricesOf } from '../prices.ts';
import { promptWithSchema } from '../prompt-with-schema.ts';
import { quotaHints } from '../rate-limit-headers.ts';
import { createGeminiBatches } from './batches.ts';
import { geminiCapabilities, type MediaResolution, minCachedTokens } from './capabilities.ts';
import { toGeminiProblem } from './errors.ts';
import { readAnswer } from './finish.ts';
import { createPromptCaches, type KeptPrompt } from './prompt-caches.ts';
import { createRemoteFiles, isAbsent, type Upload } from './remote-files.ts';
import {
  type BinaryPart,
  type Placement,
  placeParts,
  type ThinkingLevel,
  toConfig,
  toContents,
} from './request.ts';
import { type HeldUpload, SharedUploads, type UploadPart } from './shared-uploads.ts';
import { createTransport, type ExchangeView } from './transport.ts';

/** How to reach one Gemini model of one project. */
export interface GeminiModelOptions {
  /** Model name, such as `gemini-3.8-flash`. */
  readonly model: string;
  /** Key of the Gemini API; not needed with `vertex`. */
  readonly apiKey?: string;
  /** Name of the project the key belongs to, for keys that share one quota; default: a fingerprint of the key. */
  readonly project?: string;
  /** Default: Google's. */
  readonly baseUrl?: string;
  /** Ask through Vertex AI with the machine's Google credentials. Vertex takes no uploads, so documents go inline. */
  readonly vertex?: { readonly project: string; readonly location: string };
  readonly remoteFiles: RemoteFileLog;
  /** Bounds uploads over all models; default: none. */
  readonly uploads?: UploadCeiling;
  /** Detail of pages; default: the provider's, medium for PDF. */
  readonly mediaResolution?: MediaResolution;
  /** Default: the provider's. */
  readonly thinkingLevel?: ThinkingLevel;
  /** Longest time one call may take, in milliseconds; default 300,000. */
  readonly timeoutMs?: number;
  /** Longest time one upload may take, in milliseconds; default 300,000. */
  readonly uploadTimeoutMs?: number;
  /** Milliseconds since 1970; default the system clock. */
  readonly now?: () => number;
}

/** Set, because the SDK's own default changes between its versions. */
const API_VERSION = 'v1beta';
const VERTEX_API_VERSION = 'v1';
/** Longest time it may take to have a prompt kept or deleted. */
const PROMPT_TIMEOUT_MS = 30_000;
const GEMINI_URL = 'https://generativelanguage.googleapis.com';

/**
 * A Gemini model over Google's SDK, whose retries, continuation and own connections stay unused. Errors as the `Model`
 * interface says; documents above 4 MB are uploaded, and deleted again at the end of the call, or of the calls that share
 * them.
 */
export function createGeminiModel(options: GeminiModelOptions): Model {
  const { vertex, mediaResolution, thinkingLevel, now = Date.now } = options;
  const id = `gemini/${options.model}`;
  const project = vertex
    ? `${vertex.project}/${vertex.location}`
    : (options.project ?? keyFingerprint(options.apiKey ?? ''));
  const capabilities = geminiCapabilities({
    model: options.model,
    vertex: vertex !== undefined,
    mediaResolution,
  });
  const transport = createTransport();
  const sdk = new GoogleGenAI({
    // Always said: what is left out here, the SDK takes from the environment.
    ...(vertex ? { vertexai: true, ...vertex } : { vertexai: false, apiKey: options.apiKey ?? '' }),
    apiVersion: vertex ? VERTEX_API_VERSION : API_VERSION,
    httpOptions: {
      fetch: transport.fetch,
      ...(options.baseUrl !== undefined
        ? { baseUrl: options.baseUrl }
        : vertex
          ? {}
          : { baseUrl: GEMINI_URL }),
    },
  });
  const files = createRemoteFiles({
    sdk,
    transport,
    log: options.remoteFiles,
    lane: `gemini:${project}`,
    model: id,
    now,
  });

  /** Runs SDK calls as one attempt and throws Problems only. */
  async function attempt<Value>(
    options: { readonly caller: AbortSignal; readonly timeoutMs: number; readonly schemaMode: SchemaMode },
    work: (attempt: Attempt, exchange: ExchangeView) => Promise<Value>,
  ): Promise<Value> {
    using attempt = startAttempt({ caller: options.caller, timeoutMs: options.timeoutMs, model: id });
    const { signal } = attempt;
    if (signal.aborted) throw signal.reason;
    return await transport.run(signal, async (exchange) => {
      try {
        return await work(attempt, exchange);
      } catch (error) {
        // An answer that was paid for says so, even when the caller has left meanwhile.
        if (signal.aborted && !isProblem(error)) throw signal.reason;
        throw toGeminiProblem(error, {
          model: id,
          schemaMode: options.schemaMode,
          header: exchange.header,
          sent: exchange.sent(),
          vertex: vertex !== undefined,
          nowMs: now(),
        });
      }
    });
  }

  /** Uploads one document part, once there is a place for it. */
  function uploadPart(part: BinaryPart, caller: AbortSignal, begun: (own: Upload) => void): Promise<string> {
    const timeoutMs = options.uploadTimeoutMs ?? 300_000;
    const upload = (): Promise<string> =>
      attempt({ caller, timeoutMs, schemaMode: 'none' }, async ({ race, signal }) => {
        const own = await files.begin();
        begun(own);
        return race(files.upload(own, part, signal));
      });
    return options.uploads?.run(upload, caller) ?? upload();
  }

  /** Uploads what does not fit into the request, or waits for who uploads it; answers by placement. */
  async function holdUploads(
    request: ModelRequest,
    placements: readonly Placement[],
    held: Map<number, HeldUpload>,
    caller: AbortSignal,
  ): Promise<void> {
    const shared = request.files instanceof SharedUploads ? request.files : null;
    for (const [index, { part, upload }] of placements.entries()) {
      if (!upload) continue;
      let isWaiting = true;
      request.onWaiting?.(true);
      const send: UploadPart = (begun) =>
        uploadPart(part, caller, (own) => {
          isWaiting = false;
          request.onWaiting?.(false);
          begun(own);
        });
      held.set(
        index,
        await (shared ?? new SharedUploads(files)).hold(shared ? part.id : undefined, send, caller),
      );
      if (isWaiting) request.onWaiting?.(false);
    }
  }

  const prompts = createPromptCaches({
    sdk,
    model: options.model,
    minTokens: minCachedTokens(options.model),
    lane: `gemini:${project}:${options.model}:prompts`,
    log: options.remoteFiles,
    prices: (atMs) => cachePricesOf(id, atMs),
    attempt: (caller, work) =>
      attempt({ caller, timeoutMs: PROMPT_TIMEOUT_MS, schemaMode: 'none' }, ({ race }) => race(work())),
    now,
  });

  /** A prompt kept at the provider for this request; null: it is sent along. */
  async function keptPrompt(request: ModelRequest, caller: AbortSignal): Promise<KeptPrompt | null> {
    // A call of nothing but its prompt has nothing to show besides.
    if (vertex || request.parts.length === 0) return null;
    return prompts.use(promptWithSchema(request), request.expectedCalls ?? 1, caller);
  }

  function ask(
    request: ModelRequest,
    placements: readonly Placement[],
    held: ReadonlyMap<number, HeldUpload>,
    kept: KeptPrompt | null,
    caller: AbortSignal,
  ): Promise<ModelAnswer> {
    const timeoutMs = options.timeoutMs ?? 300_000;
    const schemaMode = request.schemaMode ?? 'full';
    const uris = new Map([...held].map(([index, { uri }]) => [index, uri]));
    return attempt({ caller, timeoutMs, schemaMode }, async ({ race }, { header }) => {
      const call = sdk.models
        .generateContent({
          model: options.model,
          contents: toContents(request, placements, uris, { promptKept: kept !== null }),
          config: {
            ...toConfig(request, {
              mediaResolution,
              thinkingLevel,
              maxOutputTokens: capabilities.maxOutputTokens,
            }),
            ...(kept ? { cachedContent: kept.name } : {}),
          },
        })
        .catch((error: unknown) => {
          if (!isAbsent(error)) throw error;
          for (const upload of held.values()) upload.forget();
          if (!kept) throw error;
          prompts.forget(kept.name);
          throw new Problem('model-rejected', {
            detail: `${id} does not keep its prompt any more; it is sent along`,
            subject: id,
            disposition: 'retry',
          });
        });
      const answer = readAnswer(await race(call), id);
      const quota = quotaHints(header, now());
      return quota.length > 0 ? { ...answer, quota } : answer;
    });
  }

  const batches = createGeminiBatches({
    sdk,
    model: options.model,
    id,
    configure: (request) =>
      toConfig(request, { mediaResolution, thinkingLevel, maxOutputTokens: capabilities.maxOutputTokens }),
    attempt: (caller, timeoutMs, work) => attempt({ caller, timeoutMs, schemaMode: 'none' }, work),
    timeoutMs: options.timeoutMs ?? 300_000,
    uploadTimeoutMs: options.uploadTimeoutMs ?? 300_000,
    now,
  });

  return {
    id,
    lane: `gemini:${project}:${options.model}`,
    capabilities,
    parameters: {
      ...(mediaResolution === undefined ? {} : { mediaResolution }),
      ...(thinkingLevel === undefined ? {} : { thinkingLevel }),
    },
    async generate(request, signal) {
      const placements = placeParts(request.parts, capabilities.files);
      const held = new Map<number, HeldUpload>();
      const release = (): Promise<unknown> => Promise.all([...held.values()].map((one) => one.release()));
      try {
        await holdUploads(request, placements, held, signal);
        const kept = await keptPrompt(request, signal);
        const answer = await ask(request, placements, held, kept, signal).catch((error: unknown) => {
          if (kept) prompts.giveBack(kept);
          throw error;
        });
        void release();
        return kept ? { ...answer, usage: withKeeping(answer.usage, kept) } : answer;
      } catch (error) {
        await release();
        throw error;
      }
    },
    ...(capabilities.files ? { shareFiles: () => new SharedUploads(files) } : {}),
    ...(capabilities.batch ? { batches } : {}),
    ...(capabilities.files
      ? { sweepRemoteFiles: async () => (await files.sweep()) + (await prompts.sweep()) }
      : {}),
    async close() {
      await files.close();
      await prompts.close();
      await transport.close();
    },
  };
}

/** What the first call with a kept prompt uses besides: the reading of the prompt, and its storage. */
function withKeeping(usage: ModelAnswer['usage'], { spent }: KeptPrompt): ModelAnswer['usage'] {
  return {
    ...usage,
    inputTokens: usage.inputTokens + spent.tokens,
    storedTokenHours: spent.storedTokenHours,
  };
}
