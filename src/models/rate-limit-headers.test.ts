import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './headers.ts';
import { goDurationMs, quotaHints } from './rate-limit-headers.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const reader = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;

describe('quotaHints', () => {
  it("reads OpenAI's headers", () => {
    const header = reader({
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-limit-tokens': '200000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    });
    expect(quotaHints(header, NOW)).toEqual([
      { dimension: 'requests', limit: 500, remaining: 499, resetMs: 120 },
      { dimension: 'tokens', limit: 200_000, remaining: 0, resetMs: 360_000 },
    ]);
  });

  it("reads Anthropic's headers, input tokens where the sum is not stated", () => {
    const header = reader({
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-11-20T12:00:30Z',
      'anthropic-ratelimit-input-tokens-limit': '30000',
      'anthropic-ratelimit-input-tokens-remaining': '12000',
    });
    expect(quotaHints(header, NOW)).toEqual([
      { dimension: 'requests', limit: 50, remaining: 49, resetMs: 30_000 },
      { dimension: 'tokens', limit: 30_000, remaining: 12_000 },
    ]);
  });

  it('says nothing when nothing is said', () => {
    expect(quotaHints(reader({}), NOW)).toEqual([]);
    expect(quotaHints(reader({ 'x-ratelimit-limit-requests': 'many' }), NOW)).toEqual([]);
  });
});

it.each([
  ['1s', 1_000],
  ['6m0s', 360_000],
  ['1h2m3.5s', 3_723_500],
  ['320ms', 320],
  ['1d', 86_400_000],
  ['59.2', 59_200],
  ['', undefined],
  ['soon', undefined],
  ['1s later', undefined],
])('duration %o is %s ms', (text, expected) => {
  expect(goDurationMs(text)).toBe(expected);
});

it.each([
  [{ 'retry-after': '30' }, 30_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:20 GMT' }, 20_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': '30', 'retry-after-ms': '1500' }, 1_500],
  [{ 'retry-after': 'never' }, undefined],
  [{}, undefined],
])('%o waits %s ms', (headers, expected) => {
  expect(retryAfterMs(reader(headers), NOW)).toBe(expected);
});
