import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addUsage } from '../domain/usage.ts';
import { shareUsage } from './share-usage.ts';

test('the shares of any call add up to the call, to the token and to the millionth', () => {
  const whole = fc.nat(5_000_000);
  const usage = fc.record({
    calls: fc.nat(1),
    inputTokens: whole,
    outputTokens: whole,
    cachedTokens: whole,
    costMicros: whole,
  });
  const parts = fc.array(fc.record({ input: fc.nat(10_000), output: fc.nat(10_000) }), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(usage, parts, fc.boolean(), (used, shared, priced) => {
      const shares = shareUsage(used, shared, (own) =>
        priced ? own.inputTokens + 5 * own.outputTokens : null,
      );
      expect(addUsage(...shares)).toEqual(used);
      for (const share of shares)
        for (const value of Object.values(share)) expect(value).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300 },
  );
});

test('a document pays for what it sent and was answered', () => {
  const used = { calls: 1, inputTokens: 300, outputTokens: 40, cachedTokens: 0, costMicros: 500 };
  const shares = shareUsage(
    used,
    [
      { input: 1, output: 3 },
      { input: 2, output: 1 },
    ],
    ({ inputTokens, outputTokens }) => inputTokens + 5 * outputTokens,
  );
  expect(shares).toEqual([
    { calls: 1, inputTokens: 100, outputTokens: 30, cachedTokens: 0, costMicros: 250 },
    { calls: 0, inputTokens: 200, outputTokens: 10, cachedTokens: 0, costMicros: 250 },
  ]);
});
