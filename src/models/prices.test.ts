import { describe, expect, it } from 'vitest';
import { isDecimal } from '../domain/decimal.ts';
import { type ModelPrice, PRICE_LIST } from './price-list.ts';
import { costMicros, priceNote, pricesOf } from './prices.ts';

const NOVEMBER = Date.parse('2026-11-20');
const JANUARY = Date.parse('2027-01-01');

function tokens(inputTokens: number, outputTokens: number, cachedTokens = 0) {
  return { inputTokens, outputTokens, cachedTokens };
}

describe('costMicros', () => {
  it('adds input, cached input and output', () => {
    // 900 × 0.75 + 100 × 0.075 + 200 × 3.75
    expect(costMicros('gemini/gemini-3.8-flash', tokens(1_000, 200, 100), NOVEMBER)).toBe(1_433);
  });

  it('follows the price over time, to the day', () => {
    const cost = (atMs: number) => costMicros('gemini/gemini-3.8-flash', tokens(1_000_000, 0), atMs);
    expect(cost(JANUARY - 1)).toBe(750_000);
    expect(cost(JANUARY)).toBe(1_500_000);
  });

  it('charges the whole call at the long rate once its input is long', () => {
    const cost = (input: number) =>
      costMicros('gemini/gemini-3.1-pro-preview', tokens(input, 1_000), NOVEMBER);
    expect(cost(200_000)).toBe(400_000 + 12_000);
    expect(cost(200_001)).toBe(800_004 + 18_000);
  });

  it('batch costs half', () => {
    expect(costMicros('openai/gpt-5-mini', tokens(1_000, 1_000), NOVEMBER, { batch: true })).toBe(1_125);
  });

  it('is exact where floats are not', () => {
    expect(costMicros('gemini/gemini-2.5-flash-lite', tokens(3, 0), NOVEMBER)).toBe(0);
    expect(costMicros('gemini/gemini-2.5-flash-lite', tokens(5, 0), NOVEMBER)).toBe(1);
    expect(costMicros('gemini/gemini-2.5-flash-lite', tokens(9_007_199_254_740_991, 0), NOVEMBER)).toBe(
      900_719_925_474_099,
    );
  });

  it.each([
    ['anthropic/claude-haiku-4-5-20251001', 1_000_000],
    ['gemini/gemini-3.5-flash-lite', 300_000],
    ['gemini/gemini-3.5-flash-latest', 1_500_000],
    ['gemini/gemini-3.8-flash-ultra', null],
    ['openai/gpt-5-mini-2025-08-07', 250_000],
    ['openai/gpt-5', null],
    ['openai-compatible/gpt-5-mini', null],
    ['ollama/qwen3-vl', 0],
  ])('%s: a million tokens cost %s', (model, expected) => {
    expect(costMicros(model, tokens(1_000_000, 0), NOVEMBER)).toBe(expected);
  });

  it("the user's prices win", () => {
    const prices: ModelPrice[] = [{ model: 'openai/gpt-5-mini', input: '9', output: '9', cached: '0' }];
    expect(costMicros('openai/gpt-5-mini', tokens(10, 10), NOVEMBER, { prices })).toBe(180);
    expect(costMicros('openai/gpt-5-mini', tokens(10, 10), NOVEMBER, { prices, batch: true })).toBe(180);
  });
});

it('says in words when no price is known', () => {
  expect(priceNote('openai/gpt-99', NOVEMBER)).toContain('openai/gpt-99');
  expect(priceNote('openai/gpt-5-mini', NOVEMBER)).toBeNull();
  expect(priceNote('ollama/x', NOVEMBER)).toBeNull();
});

describe('the list', () => {
  it.each(PRICE_LIST.map((price) => [price.model, price] as const))(
    '%s is exact and in order',
    (_, price) => {
      const rates = [price, ...(price.long ? [price.long] : [])];
      for (const { input, output, cached } of rates) {
        expect([input, output, cached].every(isDecimal)).toBe(true);
        expect(Number(cached)).toBeLessThan(Number(input));
        expect(Number(input)).toBeLessThan(Number(output));
      }
    },
  );

  it('has one price for each model at every time', () => {
    for (const { model } of PRICE_LIST) {
      for (const atMs of [NOVEMBER, JANUARY - 1, JANUARY, JANUARY + 1]) {
        const valid = PRICE_LIST.filter(
          (price) =>
            price.model === model &&
            (!price.from || atMs >= Date.parse(price.from)) &&
            (!price.until || atMs < Date.parse(price.until)),
        );
        expect(valid).toHaveLength(1);
        expect(pricesOf(model, atMs)).toBe(valid[0]);
      }
    }
  });
});
