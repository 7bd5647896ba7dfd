import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { JSONValue, wrapLanguageModel } from 'ai';
import type { ModelCapabilities } from '../model.ts';

/** Which wire format a server speaks. */
export type AiSdkProvider = 'openai' | 'anthropic' | 'openai-compatible';

/** One way to speak to a family of servers. */
export interface ProviderFormat {
  /** Address without a `baseUrl` option; null: there is none. */
  readonly defaultUrl: string | null;
  readonly capabilities: ModelCapabilities;
  /** What has to be said with every call, given whether the schema is sent as strict. */
  options(strict: boolean): Record<string, Record<string, JSONValue>>;
  /** The AI SDK's model. */
  create(options: {
    readonly model: string;
    readonly apiKey: string | undefined;
    readonly baseUrl: string;
    readonly fetch: typeof globalThis.fetch;
  }): Parameters<typeof wrapLanguageModel>[0]['model'];
}

const COMMON = { imageInput: true, schemaOutput: true, files: false, batch: false } as const;

/**
 * The formats by name. Context, output and tokens a page are estimates that hold for the usual models of a provider; the
 * `capabilities` option corrects them for one model.
 */
export const FORMATS: Readonly<Record<AiSdkProvider, ProviderFormat>> = {
  openai: {
    defaultUrl: 'https://api.openai.com/v1',
    capabilities: {
      ...COMMON,
      pdfInput: true,
      caching: true,
      contextTokens: 400_000,
      maxOutputTokens: 128_000,
      imageLongEdge: 2_048,
      // The page's picture in high detail and its text layer, both charged.
      tokensPerPage: 1_500,
    },
    // Without `store: false` OpenAI keeps documents and answers for 30 days.
    options: (strict) => ({ openai: { store: false, strictJsonSchema: strict } }),
    create: ({ model, apiKey, baseUrl, fetch }) =>
      createOpenAI({ apiKey: apiKey ?? '', baseURL: baseUrl, fetch }).responses(model),
  },
  anthropic: {
    defaultUrl: 'https://api.anthropic.com/v1',
    capabilities: {
      ...COMMON,
      pdfInput: true,
      // Only with explicit marks, which this adapter does not set.
      caching: false,
      contextTokens: 200_000,
      maxOutputTokens: 64_000,
      imageLongEdge: 1_568,
      tokensPerPage: 2_500,
    },
    options: () => ({}),
    create: ({ model, apiKey, baseUrl, fetch }) =>
      createAnthropic({ apiKey: apiKey ?? '', baseURL: baseUrl, fetch }).languageModel(model),
  },
  'openai-compatible': {
    defaultUrl: null,
    capabilities: {
      ...COMMON,
      // Ollama, vLLM, llama.cpp and LM Studio document no way to take a PDF.
      pdfInput: false,
      caching: false,
      contextTokens: 32_768,
      maxOutputTokens: 8_192,
      imageLongEdge: 1_536,
      tokensPerPage: 1_500,
    },
    options: (strict) => ({ openaiCompatible: { strictJsonSchema: strict } }),
    create: ({ model, apiKey, baseUrl, fetch }) =>
      createOpenAICompatible({
        name: 'openaiCompatible',
        baseURL: baseUrl,
        fetch,
        supportsStructuredOutputs: true,
        ...(apiKey === undefined ? {} : { apiKey }),
      }).chatModel(model),
  },
};
