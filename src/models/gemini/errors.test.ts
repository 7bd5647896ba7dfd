import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import type { SchemaMode } from '../model.ts';
import { durationMs } from './error-body.ts';
import { toGeminiProblem } from './errors.ts';

const NOON = Date.parse('2026-11-20T20:00:00Z'); // noon in California
const HALF_DAY_MS = 12 * 3_600_000;

function problemOf(
  status: number,
  error: object | string,
  more: { schemaMode?: SchemaMode; headers?: Record<string, string> } = {},
) {
  const message = typeof error === 'string' ? error : JSON.stringify({ error: { code: status, ...error } });
  return toGeminiProblem(new ApiError({ status, message }), {
    model: 'gemini/x',
    schemaMode: more.schemaMode ?? 'full',
    header: (name) => more.headers?.[name] ?? null,
    sent: true,
    vertex: false,
    nowMs: NOON,
  });
}

function quota(quotaId: string, quotaMetric: string, quotaValue?: string) {
  return { quotaId, quotaMetric, quotaValue, quotaDimensions: { location: 'global', model: 'x' } };
}

function quotaFailure(...violations: object[]) {
  return { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations };
}

function retryInfo(retryDelay: string) {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay };
}

const PER_MINUTE = quota(
  'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
  'generativelanguage.googleapis.com/generate_content_free_tier_requests',
  '15',
);
const TOKENS = quota(
  'GenerateContentInputTokensPerModelPerMinute',
  'generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count',
  '250000',
);
const PER_DAY = quota(
  'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
  'generativelanguage.googleapis.com/generate_content_free_tier_requests',
  '1500',
);

describe('429', () => {
  it('names every violated limit and waits as long as RetryInfo says', () => {
    const problem = problemOf(429, {
      status: 'RESOURCE_EXHAUSTED',
      message: 'You exceeded your current quota. Please retry in 34.07s.',
      details: [quotaFailure(PER_MINUTE, TOKENS), retryInfo('34.074821s')],
    });
    expect(problem).toMatchObject({ code: 'throttled', disposition: 'wait', retryAfterMs: 34_075 });
    expect(problem.violations).toEqual([
      { dimension: 'requests', window: 'minute', limit: 15, name: PER_MINUTE.quotaId },
      { dimension: 'tokens', window: 'minute', limit: 250_000, name: TOKENS.quotaId },
    ]);
  });

  it('reads the wait from the words when RetryInfo is missing', () => {
    expect(problemOf(429, { message: 'Please retry in 2.5s.' }).retryAfterMs).toBe(2_500);
  });

  it('a violated day quota waits for midnight in California, whatever RetryInfo says', () => {
    const problem = problemOf(429, { details: [quotaFailure(PER_MINUTE, PER_DAY), retryInfo('1s')] });
    expect(problem).toMatchObject({
      code: 'quota-exhausted',
      disposition: 'park',
      retryAfterMs: HALF_DAY_MS,
    });
    expect(problem.violations).toHaveLength(2);
  });

  it('a bare one is throttled without a hint, or with the header of a proxy', () => {
    const bare = { status: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted (e.g. check quota).' };
    const problem = problemOf(429, bare);
    expect(problem).toMatchObject({ code: 'throttled', violations: [] });
    expect(problem.retryAfterMs).toBeUndefined();
    expect(problemOf(429, bare, { headers: { 'retry-after': '7' } }).retryAfterMs).toBe(7_000);
  });

  it.each([
    'Your prepayment credits are depleted. Please go to AI Studio.',
    'Your project has exceeded its monthly spending cap.',
  ])('parks the job on "%s"', (message) => {
    expect(problemOf(429, { message })).toMatchObject({
      code: 'quota-exhausted',
      retryAfterMs: HALF_DAY_MS,
      violations: [{ dimension: 'spend' }],
    });
  });

  it('knows a limit on spending from one on requests', () => {
    const problem = problemOf(429, {
      details: [quotaFailure(quota('PaidTierSpendPerProject10Minutes', 'x/spend_usd', '10'))],
    });
    expect(problem).toMatchObject({
      code: 'throttled',
      violations: [{ dimension: 'spend', window: 'other', limit: 10 }],
    });
  });
});

describe('400', () => {
  const bare = { status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' };

  it.each(['full', 'relaxed'] as const)('a bare one in mode %s puts the schema in doubt', (schemaMode) => {
    expect(problemOf(400, bare, { schemaMode })).toMatchObject({
      code: 'schema-unsupported',
      disposition: 'reroute',
    });
  });

  it('a bare one without a schema is a refused document', () => {
    expect(problemOf(400, bare, { schemaMode: 'none' }).code).toBe('model-rejected');
  });

  it('too many states is the schema', () => {
    const message = 'The specified schema produces a constraint that has too many states for serving.';
    expect(problemOf(400, { message }).code).toBe('schema-unsupported');
  });

  it('a key that is not valid stops', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    expect(problemOf(400, { ...bare, details })).toMatchObject({
      code: 'model-unauthorized',
      disposition: 'stop',
    });
  });

  it('a document that is too long is made smaller', () => {
    const message = 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).';
    expect(problemOf(400, { message })).toMatchObject({ code: 'model-rejected', disposition: 'resize' });
  });
});

it.each([
  [401, 'model-unauthorized'],
  [403, 'model-unauthorized'],
  [404, 'model-not-found'],
  [408, 'model-timeout'],
  [413, 'model-rejected'],
  [422, 'model-rejected'],
  [500, 'model-overloaded'],
  [502, 'model-overloaded'],
  [503, 'model-overloaded'],
  [504, 'model-timeout'],
])('%d is %s', (status, code) => {
  expect(problemOf(status, { message: 'no', status: 'X' }).code).toBe(code);
  expect(problemOf(status, '<html>a proxy</html>').code).toBe(code);
});

it('a file that is not there is asked for again, not taken for a wrong key', () => {
  const message = 'You do not have permission to access the File abc or it may not exist.';
  expect(problemOf(403, { message })).toMatchObject({ code: 'model-rejected', disposition: 'retry' });
});

it('never repeats what the provider wrote', () => {
  const secret = 'AIzaSyD-secret and a line of the document';
  for (const status of [400, 401, 403, 404, 418, 429, 500]) {
    const problem = problemOf(status, { message: secret, status: 'X' });
    expect(JSON.stringify({ ...problem, stack: '' }) + problem.message).not.toContain('secret');
    expect(problem.cause).toBeUndefined();
  }
});

it('tells network faults by their code', () => {
  const context = {
    model: 'gemini/x',
    schemaMode: 'full',
    header: () => null,
    sent: true,
    vertex: false,
    nowMs: NOON,
  } as const;
  const refused = new TypeError('fetch failed', {
    cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
  });
  expect(toGeminiProblem(refused, context)).toMatchObject({
    code: 'model-unreachable',
    detail: 'gemini/x cannot be reached: nothing listens at its address',
  });
  expect(toGeminiProblem(new SyntaxError('Unexpected token < in "<html>secret"'), context)).toMatchObject({
    code: 'model-unreachable',
    detail: 'gemini/x cannot be reached: its answer could not be read',
  });
});

it('before anything was sent, Vertex lacks credentials and else the defect is ours', () => {
  const context = {
    model: 'gemini/x',
    schemaMode: 'full',
    header: () => null,
    sent: false,
    nowMs: NOON,
  } as const;
  const error = new Error('no');
  expect(toGeminiProblem(error, { ...context, vertex: true }).code).toBe('model-unauthorized');
  expect(toGeminiProblem(error, { ...context, vertex: false }).code).toBe('internal');
});

it.each([
  ['34s', 34_000],
  ['45.837906927s', 45_838],
  ['0s', 0],
  ['1m', undefined],
  ['', undefined],
])('duration %s is %s ms', (text, expected) => {
  expect(durationMs(text)).toBe(expected);
});
