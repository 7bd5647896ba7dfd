import type { QuotaViolation } from '../../problem/problem.ts';

/** What a Google error body says, read leniently: proxies and old servers leave members out. */
export interface ErrorBody {
  readonly status: string;
  readonly message: string;
  /** `reason` of every ErrorInfo, such as `API_KEY_INVALID`. */
  readonly reasons: readonly string[];
  readonly violations: readonly QuotaViolation[];
  /** From RetryInfo, else from the words "Please retry in …s". */
  readonly retryAfterMs: number | undefined;
}

/** Reads the JSON that the SDK puts into `ApiError.message`. Anything else gives an empty body. */
export function parseErrorBody(text: string): ErrorBody {
  const error = member(parseJson(text), 'error');
  const message = string(member(error, 'message'));
  const details = array(member(error, 'details'));
  const ofType = (name: string): unknown[] =>
    details.filter((detail) => string(member(detail, '@type')).endsWith(name));
  const retryDelay = ofType('RetryInfo').map((info) => durationMs(string(member(info, 'retryDelay'))))[0];
  return {
    status: string(member(error, 'status')),
    message,
    reasons: ofType('ErrorInfo').map((info) => string(member(info, 'reason'))),
    violations: ofType('QuotaFailure')
      .flatMap((failure) => array(member(failure, 'violations')))
      .map(toViolation),
    retryAfterMs: retryDelay ?? durationMs(/retry in (\d+(?:\.\d+)?s)/i.exec(message)?.[1] ?? ''),
  };
}

/** `"34s"` or `"45.837906927s"` in milliseconds, rounded up; undefined when it is neither. */
export function durationMs(text: string): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text)?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1_000);
}

function toViolation(violation: unknown): QuotaViolation {
  const quotaId = string(member(violation, 'quotaId'));
  const metric = string(member(violation, 'quotaMetric'));
  const words = `${quotaId} ${metric}`;
  const limit = Number.parseFloat(string(member(violation, 'quotaValue')));
  return {
    dimension: /spend|cost|budget/i.test(words) ? 'spend' : /token/i.test(words) ? 'tokens' : 'requests',
    window: /per_?day/i.test(quotaId) ? 'day' : /per_?minute/i.test(quotaId) ? 'minute' : 'other',
    ...(Number.isFinite(limit) ? { limit } : {}),
    ...(quotaId || metric ? { name: quotaId || metric } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Proxies answer HTML; the HTTP status then has to do.
    return null;
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
