/** One violated limit as Google names it. */
export interface QuotaRefusal {
  readonly quotaId: string;
  readonly quotaMetric: string;
  /** Limit per window, as text. */
  readonly quotaValue?: string;
}

/** What the server does with one request to generate. */
export type Behaviour =
  /** A complete answer: `value` as JSON, else what the server's `answer` gives. */
  | {
      readonly kind: 'answer';
      readonly value?: unknown;
      readonly latencyMs?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A complete answer with this text as it is: prose, broken JSON, JSON in a code fence. */
  | { readonly kind: 'text'; readonly text: string; readonly latencyMs?: number }
  /** 429 with QuotaFailure and RetryInfo, as Google sends it; `retryDelay` such as `34s`. */
  | {
      readonly kind: 'quota';
      readonly violations: readonly QuotaRefusal[];
      readonly retryDelay?: string;
      readonly latencyMs?: number;
    }
  /** 429 without any detail; headers as a proxy in between may add them. */
  | {
      readonly kind: 'bare-429';
      readonly latencyMs?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Any status with Google's error body. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      readonly latencyMs?: number;
    }
  /** Never answers; ends when the client leaves. */
  | { readonly kind: 'hang' }
  /** Cuts the connection, before the answer or in the middle of it. */
  | { readonly kind: 'reset'; readonly midway?: boolean; readonly latencyMs?: number }
  /** HTTP 200 whose body is not JSON. */
  | { readonly kind: 'broken-body'; readonly latencyMs?: number }
  /** Stops in the middle of the answer at the output limit. */
  | { readonly kind: 'truncated'; readonly latencyMs?: number }
  /** Stops for any other reason, such as SAFETY or RECITATION. */
  | { readonly kind: 'finish'; readonly finishReason: string; readonly latencyMs?: number }
  /** Refuses the prompt before answering. */
  | { readonly kind: 'blocked-prompt'; readonly blockReason: string; readonly latencyMs?: number }
  /** Says it is complete and holds no text. */
  | { readonly kind: 'empty'; readonly latencyMs?: number };

/** Google's names of the common limits, for scripts. */
export const QUOTA = {
  requestsPerMinute: {
    quotaId: 'GenerateRequestsPerMinutePerProjectPerModel',
    quotaMetric: 'generativelanguage.googleapis.com/generate_content_paid_tier_requests',
  },
  tokensPerMinute: {
    quotaId: 'GenerateContentInputTokensPerModelPerMinute',
    quotaMetric: 'generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count',
  },
  requestsPerDay: {
    quotaId: 'GenerateRequestsPerDayPerProjectPerModel',
    quotaMetric: 'generativelanguage.googleapis.com/generate_content_paid_tier_requests',
  },
} as const;
