import type { QuotaRefusal } from './behaviour.ts';

/** Tokens of one call as the server counts them. */
export interface TokenCount {
  readonly input: number;
  readonly output: number;
  /** Part of the input that came from a cached content. */
  readonly cached?: number;
}

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** A GenerateContentResponse. */
export function answerBody(options: {
  readonly text: string | null;
  readonly finishReason: string;
  readonly model: string;
  readonly tokens: TokenCount;
}): object {
  return {
    candidates: [
      {
        index: 0,
        finishReason: options.finishReason,
        ...(options.text === null ? {} : { content: { role: 'model', parts: [{ text: options.text }] } }),
      },
    ],
    usageMetadata: usage(options.tokens),
    modelVersion: options.model,
    responseId: 'loopback',
  };
}

/** The answer to a prompt that was refused. */
export function blockedPromptBody(blockReason: string, input: number): object {
  return { promptFeedback: { blockReason }, usageMetadata: usage({ input, output: 0 }) };
}

function usage(tokens: TokenCount): object {
  return {
    promptTokenCount: tokens.input,
    candidatesTokenCount: tokens.output,
    totalTokenCount: tokens.input + tokens.output,
    ...(tokens.cached ? { cachedContentTokenCount: tokens.cached } : {}),
  };
}

/** Google's error body. */
export function errorBody(
  status: number,
  message: string,
  details: readonly object[] = [],
): { readonly error: object } {
  return {
    error: {
      code: status,
      message,
      status: STATUS_NAMES[status] ?? 'UNKNOWN',
      ...(details.length > 0 ? { details } : {}),
    },
  };
}

/** The body of a 429 that names its limits. */
export function quotaBody(
  violations: readonly QuotaRefusal[],
  retryDelay: string | undefined,
  model: string,
): object {
  return errorBody(
    429,
    `You exceeded your current quota, please check your plan and billing details.${
      retryDelay ? ` Please retry in ${retryDelay}.` : ''
    }`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: violations.map((violation) => ({
          ...violation,
          quotaDimensions: { location: 'global', model },
        })),
      },
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [{ description: 'Learn more about Gemini API quotas', url: 'https://ai.google.dev/' }],
      },
      ...(retryDelay ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] : []),
    ],
  );
}

/** The details that tell a wrong key from another 400. */
export function errorInfo(reason: string): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'generativelanguage.googleapis.com' },
  };
}
