import { ApiError } from '@google/genai';
import { isProblem, Problem, type ProblemOptions, toProblem } from '../../problem/problem.ts';
import type { ProblemCode } from '../../problem/registry.ts';
import { type HeaderReader, retryAfterMs } from '../headers.ts';
import type { SchemaMode } from '../model.ts';
import { faultCode, unreachable } from '../unreachable.ts';
import { type ErrorBody, parseErrorBody } from './error-body.ts';
import { msUntilPacificMidnight } from './pacific-midnight.ts';

/** What is known about the failed call besides the error. */
export interface ErrorContext {
  /** Model id, for the sentence in the Problem. */
  readonly model: string;
  readonly schemaMode: SchemaMode;
  /** Of the last answer; the SDK's errors hold none. */
  readonly header: HeaderReader;
  /** False when the call failed before anything was sent. */
  readonly sent: boolean;
  /** True when each call needs a token of the machine's Google credentials first. */
  readonly vertex: boolean;
  readonly nowMs: number;
}

/**
 * The Problem for whatever the SDK threw. Only codes and reasons of the provider are quoted, never its message: it may
 * repeat a piece of the document or of the key.
 */
export function toGeminiProblem(error: unknown, context: ErrorContext): Problem {
  if (isProblem(error)) return error;
  if (!(error instanceof ApiError)) return otherProblem(error, context);
  const body = parseErrorBody(error.message);
  const problem = (code: ProblemCode, detail: string, more?: Partial<ProblemOptions>): Problem =>
    new Problem(code, { detail: `${context.model} ${detail}`, subject: context.model, ...more });
  const wait = body.retryAfterMs ?? retryAfterMs(context.header, context.nowMs);
  const retry = wait === undefined ? {} : { retryAfterMs: wait };

  switch (error.status) {
    case 400:
      return badRequest(body, context, problem);
    case 401:
      return problem('model-unauthorized', 'did not accept the key; check GEMINI_API_KEY');
    case 403:
      // Also what a file answers that is not there (yet).
      return /\bfile\b/i.test(body.message)
        ? problem('model-rejected', 'did not find the uploaded file', { disposition: 'retry' })
        : problem('model-unauthorized', 'refused access; check the key, its project and billing');
    case 404:
      return problem('model-not-found', 'is not known to the provider; check its name');
    case 413:
      return problem('model-rejected', 'found the request too large', { disposition: 'resize' });
    case 429:
      return quotaProblem(body, context, problem, wait);
    case 408:
    case 504:
      return problem('model-timeout', `gave up before it had an answer (${error.status})`, retry);
    default:
      return error.status >= 500
        ? problem(
            'model-overloaded',
            `is overloaded or failing (${error.status} ${body.status})`.trim(),
            retry,
          )
        : problem('model-rejected', `refused the request (${error.status} ${body.status})`.trim());
  }
}

type MakeProblem = (code: ProblemCode, detail: string, more?: Partial<ProblemOptions>) => Problem;

function badRequest(body: ErrorBody, context: ErrorContext, problem: MakeProblem): Problem {
  if (body.reasons.includes('API_KEY_INVALID') || /api key (not valid|expired)/i.test(body.message)) {
    return problem('model-unauthorized', 'did not accept the key; check GEMINI_API_KEY');
  }
  if (body.status === 'FAILED_PRECONDITION') {
    return problem('model-unauthorized', 'is not available to this project here; check region and billing');
  }
  if (/token count .*exceeds|exceeds the maximum number of tokens/i.test(body.message)) {
    return problem('model-rejected', 'found the document too long', { disposition: 'resize' });
  }
  const aboutSchema = /schema|too many states/i.test(body.message);
  // The bare message stands for a schema beyond the budget as well as for a damaged or encrypted PDF. The caller has
  // opened the PDF before, so the schema is the first suspect.
  const bare = /request contains an invalid argument/i.test(body.message);
  if (context.schemaMode !== 'none' && (aboutSchema || bare)) {
    return problem('schema-unsupported', `cannot follow the schema (asked in mode ${context.schemaMode})`);
  }
  return problem('model-rejected', `refused the request as invalid (400 ${body.status})`.trim());
}

function quotaProblem(
  body: ErrorBody,
  context: ErrorContext,
  problem: MakeProblem,
  wait: number | undefined,
): Problem {
  const { violations } = body;
  const untilMidnight = { retryAfterMs: msUntilPacificMidnight(context.nowMs) };
  // RetryInfo may say one second even when the quota of the day is gone.
  const day = violations.find((violation) => violation.window === 'day');
  if (day) {
    return problem('quota-exhausted', `has used up its ${day.dimension} of the day`, {
      violations,
      ...untilMidnight,
    });
  }
  if (/credits are depleted|spend(ing)? cap/i.test(body.message)) {
    return problem('quota-exhausted', 'is stopped by the spending cap or empty credit of its project', {
      violations: violations.length > 0 ? violations : [{ dimension: 'spend', window: 'other' }],
      ...untilMidnight,
    });
  }
  return problem('throttled', 'asks to wait (429)', {
    violations,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function otherProblem(error: unknown, context: ErrorContext): Problem {
  if (context.sent || faultCode(error) !== undefined) return unreachable(error, context.model);
  // Before a request to Vertex AI goes out, a token is fetched; in any other case this program itself is at fault.
  if (!context.vertex) return toProblem(error, context.model);
  return new Problem('model-unauthorized', {
    detail: `No usable Google credentials for ${context.model}; run "gcloud auth application-default login"`,
    subject: context.model,
  });
}
