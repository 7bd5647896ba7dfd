import { APICallError, LoadAPIKeyError, NoContentGeneratedError, RetryError } from 'ai';
import { isProblem, Problem, type ProblemOptions, type QuotaViolation } from '../../problem/problem.ts';
import type { ProblemCode } from '../../problem/registry.ts';
import { type HeaderReader, retryAfterMs } from '../headers.ts';
import type { SchemaMode } from '../model.ts';
import { goDurationMs, quotaHints } from '../rate-limit-headers.ts';
import { unreachable } from '../unreachable.ts';

/** What is known about the failed call besides the error. */
export interface SdkErrorContext {
  /** Model id, for the sentence in the Problem. */
  readonly model: string;
  readonly schemaMode: SchemaMode;
  readonly nowMs: number;
}

/**
 * The Problem for whatever the AI SDK threw. Its errors hold the whole request, document included, so nothing of them
 * is kept: neither as cause, nor the provider's message, which may repeat a part of the key.
 */
export function toSdkProblem(error: unknown, context: SdkErrorContext): Problem {
  if (isProblem(error)) return error;
  if (RetryError.isInstance(error)) return toSdkProblem(error.lastError, context);
  const problem = (code: ProblemCode, detail: string, more?: Partial<ProblemOptions>): Problem =>
    new Problem(code, { detail: `${context.model} ${detail}`, subject: context.model, ...more });
  if (LoadAPIKeyError.isInstance(error)) return problem('model-unauthorized', 'has no key');
  if (NoContentGeneratedError.isInstance(error)) return problem('model-empty', 'answered nothing');
  if (!APICallError.isInstance(error) || error.statusCode === undefined || error.statusCode < 300) {
    return unreachable(error, context.model);
  }
  return statusProblem(error, error.statusCode, context, problem);
}

type MakeProblem = (code: ProblemCode, detail: string, more?: Partial<ProblemOptions>) => Problem;

function statusProblem(
  error: APICallError,
  status: number,
  context: SdkErrorContext,
  problem: MakeProblem,
): Problem {
  const header: HeaderReader = (name) => error.responseHeaders?.[name] ?? null;
  const said = error.responseBody ?? error.message;
  const wait = retryAfterMs(header, context.nowMs) ?? waitInWords(said);
  const retry = wait === undefined ? {} : { retryAfterMs: wait };
  // Both providers send this as 400 as well as 429.
  if (/insufficient_quota|credit balance is too low|reached your specified api usage limits/i.test(said)) {
    const back = Date.parse(/regain access on (\d{4}-\d\d-\d\d) at \d\d:\d\d utc/i.exec(said)?.[1] ?? '');
    return problem('quota-exhausted', 'is stopped by the spending limit or empty credit of its account', {
      violations: [{ dimension: 'spend', window: 'other' }],
      ...(Number.isNaN(back) ? retry : { retryAfterMs: Math.max(0, back - context.nowMs) }),
    });
  }
  switch (status) {
    case 400:
    case 422:
      return badRequest(said, context, problem);
    case 401:
    case 403:
      return problem('model-unauthorized', 'did not accept the key; check it and its project');
    case 402:
      return problem('quota-exhausted', 'has no credit left', {
        violations: [{ dimension: 'spend', window: 'other' }],
      });
    case 404:
      return problem('model-not-found', 'is not known to the server; check its name and address');
    case 408:
    case 504:
      return problem('model-timeout', `gave up before it had an answer (${status})`, retry);
    case 413:
      return problem('model-rejected', 'found the request too large', { disposition: 'resize' });
    case 429: {
      const violations = violationsOf(said, header, context.nowMs);
      return violations.some(({ window }) => window === 'day')
        ? problem('quota-exhausted', 'has used up its quota of the day', { violations, ...retry })
        : problem('throttled', 'asks to wait (429)', { violations, ...retry });
    }
    default:
      // 529 is Anthropic's "overloaded"; 409 a lock that a moment later is gone.
      return status >= 500 || status === 409
        ? problem('model-overloaded', `is overloaded or failing (${status})`, retry)
        : problem('model-rejected', `refused the request (${status})`);
  }
}

function badRequest(said: string, context: SdkErrorContext, problem: MakeProblem): Problem {
  if (/context[ _]length|maximum context|prompt is too long|too many tokens/i.test(said)) {
    return problem('model-rejected', 'found the document too long', { disposition: 'resize' });
  }
  if (/invalid[ _]api[ _]key/i.test(said)) return problem('model-unauthorized', 'did not accept the key');
  if (
    context.schemaMode !== 'none' &&
    /schema|response_format|output_config|grammar|text\.format/i.test(said)
  ) {
    return problem('schema-unsupported', `cannot follow the schema (asked in mode ${context.schemaMode})`);
  }
  return problem('model-rejected', 'refused the request as invalid (400)');
}

/** OpenAI says "Please try again in 1.2s" where a header is missing. */
function waitInWords(said: string): number | undefined {
  return goDurationMs(/try again in ((?:\d+(?:\.\d+)?(?:ms|[dhms]))+)/i.exec(said)?.[1] ?? null);
}

/** The limit a refusal names in words ("tokens per min (TPM): Limit 200000"), else those its headers show as used up. */
function violationsOf(said: string, header: HeaderReader, nowMs: number): QuotaViolation[] {
  const words = /on (?:input |output )?(requests|tokens) per (min|day)\b[^:]*:? *limit:? *(\d+)?/i.exec(said);
  if (words) {
    return [
      {
        dimension: words[1]!.toLowerCase() as 'requests' | 'tokens',
        window: words[2]!.toLowerCase() === 'day' ? 'day' : 'minute',
        ...(words[3] === undefined ? {} : { limit: Number(words[3]) }),
      },
    ];
  }
  return quotaHints(header, nowMs)
    .filter(({ remaining }) => remaining === 0)
    .map(({ dimension, limit }) => ({
      dimension,
      window: 'minute',
      ...(limit === undefined ? {} : { limit }),
    }));
}
