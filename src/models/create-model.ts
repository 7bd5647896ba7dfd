import type { Config } from '../config/config.ts';
import type { Tier } from '../domain/question.ts';
import { Problem } from '../problem/problem.ts';
import { createAiSdkModel } from './ai-sdk/ai-sdk-model.ts';
import { geminiCapabilities } from './gemini/capabilities.ts';
import { createGeminiEmbedder } from './gemini/gemini-embedder.ts';
import { createGeminiModel } from './gemini/gemini-model.ts';
import type { Embedder, Model, RemoteFileLog, UploadCeiling } from './model.ts';
import { parseModelSpec } from './model-spec.ts';
import { createReplayModel } from './replay/replay-model.ts';

/** The settings that models need. */
export type ModelSettings = Pick<
  Config,
  | 'geminiApiKeys'
  | 'geminiBaseUrl'
  | 'vertex'
  | 'vertexProject'
  | 'vertexLocation'
  | 'openaiApiKey'
  | 'anthropicApiKey'
  | 'fastModel'
  | 'strongModel'
  | 'callTimeoutSeconds'
  | 'uploadTimeoutSeconds'
>;

/** What models share with the rest of the process. */
export interface CreateModelOptions {
  readonly config: ModelSettings;
  readonly remoteFiles: RemoteFileLog;
  readonly uploads?: UploadCeiling;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Where a model is when its spec does not say: Ollama's own default. */
const OLLAMA_URL = 'http://127.0.0.1:11434';

/**
 * The model that a spec names, once for each key that serves it (several Gemini keys are several quota lanes). Specs:
 * `gemini/…`, `openai/…`, `anthropic/…`, `ollama/…[@URL]`, `openai-compatible/…@URL`, `replay/PATH`; each may end in
 * `@URL` for another address. Throws `invalid-option` for a spec that names nothing known, `no-model` when its key is
 * missing.
 */
export function createModels(spec: string, options: CreateModelOptions): Model[] {
  const { provider, model, url } = parseModelSpec(spec);
  const { config, now } = options;
  const common = { model, now, timeoutMs: config.callTimeoutSeconds * 1_000 };
  switch (provider) {
    case 'gemini':
      return geminiModels(spec, model, url, options);
    case 'openai':
      return [
        createAiSdkModel({
          ...common,
          provider,
          apiKey: needKey(spec, config.openaiApiKey, 'OPENAI_API_KEY'),
          ...(url === null ? {} : { baseUrl: withVersion(url) }),
        }),
      ];
    case 'anthropic':
      return [
        createAiSdkModel({
          ...common,
          provider,
          apiKey: needKey(spec, config.anthropicApiKey, 'ANTHROPIC_API_KEY'),
          ...(url === null ? {} : { baseUrl: withVersion(url) }),
        }),
      ];
    case 'ollama':
    case 'openai-compatible': {
      if (url === null && provider !== 'ollama') {
        throw new Problem('invalid-option', {
          detail: `"${spec}" needs the address of its server: write ${spec}@http://127.0.0.1:8000`,
          subject: spec,
        });
      }
      const baseUrl = withVersion(url ?? OLLAMA_URL);
      return [createAiSdkModel({ ...common, provider: 'openai-compatible', name: provider, baseUrl })];
    }
    case 'replay':
      return [createReplayModel({ path: model })];
  }
}

/** Stands for a key where nothing is sent. */
const NO_KEY = 'none';

/** As `createModels`, for what is only planned: no key is needed, and what is made must be asked nothing. */
export function createPlannedModels(spec: string, options: CreateModelOptions): Model[] {
  const { geminiApiKeys, openaiApiKey = NO_KEY, anthropicApiKey = NO_KEY } = options.config;
  const keys = geminiApiKeys.length > 0 ? geminiApiKeys : [NO_KEY];
  return createModels(spec, {
    ...options,
    config: { ...options.config, geminiApiKeys: keys, openaiApiKey, anthropicApiKey },
  });
}

const GEMINI_STRONG = 'gemini/gemini-3.1-pro-preview';

/** What costs are compared with where nobody has a key: the strong model that the first of them would bring. */
export const YARDSTICK = {
  id: GEMINI_STRONG,
  tokensPerPage: geminiCapabilities({ model: GEMINI_STRONG, vertex: false, mediaResolution: undefined })
    .tokensPerPage,
} as const;

/**
 * Specs of the models to use when the user names none on the command line: the configured ones, else a pair of the
 * first provider with a key. Empty when there is no key: then nothing leaves the machine.
 */
export function defaultModels(config: ModelSettings): Readonly<Partial<Record<Tier, string>>> {
  if (config.fastModel !== undefined || config.strongModel !== undefined) {
    return {
      ...(config.fastModel === undefined ? {} : { fast: config.fastModel }),
      ...(config.strongModel === undefined ? {} : { strong: config.strongModel }),
    };
  }
  if (config.vertex || config.geminiApiKeys.length > 0) {
    return { fast: 'gemini/gemini-3.8-flash', strong: GEMINI_STRONG };
  }
  if (config.openaiApiKey !== undefined) {
    return { fast: 'openai/gpt-5-mini', strong: 'openai/gpt-5.6-terra' };
  }
  if (config.anthropicApiKey !== undefined) {
    return { fast: 'anthropic/claude-haiku-4-5', strong: 'anthropic/claude-sonnet-5' };
  }
  return {};
}

/** The provider's general embedding at the time of writing. */
const GEMINI_EMBEDDING = 'gemini-embedding-001';

/** The embedding of the first provider with a key that has one; null: passages are compared by their words. */
export function createEmbedder(
  { vertex, geminiApiKeys: [apiKey], geminiBaseUrl, callTimeoutSeconds }: ModelSettings,
  now: () => number,
): (Embedder & { close(): Promise<void> }) | null {
  if (vertex || apiKey === undefined) return null;
  return createGeminiEmbedder({
    model: GEMINI_EMBEDDING,
    apiKey,
    timeoutMs: callTimeoutSeconds * 1_000,
    now,
    ...(geminiBaseUrl === undefined ? {} : { baseUrl: geminiBaseUrl }),
  });
}

function geminiModels(
  spec: string,
  model: string,
  url: string | null,
  { config, remoteFiles, uploads, now }: CreateModelOptions,
): Model[] {
  const baseUrl = url ?? config.geminiBaseUrl;
  const common = {
    model,
    remoteFiles,
    now,
    timeoutMs: config.callTimeoutSeconds * 1_000,
    uploadTimeoutMs: config.uploadTimeoutSeconds * 1_000,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(uploads === undefined ? {} : { uploads }),
  };
  if (config.vertex) {
    if (config.vertexProject === undefined) {
      throw new Problem('invalid-option', {
        detail: `"${spec}" through Vertex AI needs GOOGLE_CLOUD_PROJECT`,
        subject: spec,
      });
    }
    const vertex = { project: config.vertexProject, location: config.vertexLocation ?? 'global' };
    return [createGeminiModel({ ...common, vertex })];
  }
  if (config.geminiApiKeys.length === 0) needKey(spec, undefined, 'GEMINI_API_KEY');
  return config.geminiApiKeys.map((apiKey) => createGeminiModel({ ...common, apiKey }));
}

function needKey(spec: string, key: string | undefined, variable: string): string {
  if (key !== undefined) return key;
  throw new Problem('no-model', { detail: `"${spec}" needs a key: set ${variable}`, subject: spec });
}

/** Servers are named by their host alone, as in their own documents; the SDKs want the path with the version. */
function withVersion(url: string): string {
  return new URL(url).pathname === '/' ? `${url.replace(/\/$/, '')}/v1` : url;
}
