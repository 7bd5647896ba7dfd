import type { Decimal } from '../domain/decimal.ts';

/** Prices in US dollars for a million tokens. */
export interface TokenPrices {
  readonly input: Decimal;
  readonly output: Decimal;
  /** Input served from the provider's cache. */
  readonly cached: Decimal;
}

/** What a model costs during a time. */
export interface ModelPrice extends TokenPrices {
  /** `provider/model`; also stands for dated versions of it, such as `-20251001`, `-latest` or `-preview`. */
  readonly model: string;
  /** First day, `YYYY-MM-DD` in UTC; absent: since ever. */
  readonly from?: string;
  /** First day on which it is no longer valid; absent: not known to end. */
  readonly until?: string;
  /** Other prices for the whole call once its input has more tokens than this. */
  readonly long?: TokenPrices & { readonly aboveInputTokens: number };
  /** Input kept at the provider by its explicit cache, for an hour; absent: not known. */
  readonly storage?: Decimal;
  /** What a batch call costs of an interactive one; absent: batch calls have no price of their own. */
  readonly batchFactor?: Decimal;
}

const HALF = '0.5';

function price(model: string, input: Decimal, output: Decimal, cached: Decimal): ModelPrice {
  return { model, input, output, cached, batchFactor: HALF };
}

/** The day the three newest flash models double in price, as Google announced it. */
const FLASH_DOUBLES = '2027-01-01';

function flash(model: string): readonly ModelPrice[] {
  return [
    { ...price(model, '0.75', '3.75', '0.075'), storage: '0.50', until: FLASH_DOUBLES },
    { ...price(model, '1.50', '7.50', '0.15'), storage: '1.00', from: FLASH_DOUBLES },
  ];
}

/**
 * List prices known in October 2026. Gemini: Google's pricing page of 2026-10-07, except the output price of 2.5-pro,
 * which was not looked up. OpenAI and Anthropic: input and output as quoted by others; their cached price is taken as a
 * tenth of input and half price for batches as their rule. Thinking is billed as output. Storage of the 3.8 family is
 * taken to double with its other prices. Tools and priority tiers are not in it.
 */
export const PRICE_LIST: readonly ModelPrice[] = [
  ...flash('gemini/gemini-3.8-flash'),
  ...flash('gemini/gemini-3.7-flash'),
  ...flash('gemini/gemini-3.6-flash'),
  price('gemini/gemini-3.5-flash', '1.50', '9.00', '0.15'),
  price('gemini/gemini-3.5-flash-lite', '0.30', '2.50', '0.03'),
  price('gemini/gemini-3.1-flash-lite', '0.25', '1.50', '0.025'),
  {
    ...price('gemini/gemini-3.1-pro', '2.00', '12.00', '0.20'),
    storage: '4.50',
    long: { aboveInputTokens: 200_000, input: '4.00', output: '18.00', cached: '0.40' },
  },
  { ...price('gemini/gemini-2.5-flash', '0.30', '2.50', '0.03'), storage: '1.00' },
  price('gemini/gemini-2.5-flash-lite', '0.10', '0.40', '0.01'),
  {
    ...price('gemini/gemini-2.5-pro', '1.25', '10.00', '0.125'),
    storage: '4.50',
    long: { aboveInputTokens: 200_000, input: '2.50', output: '15.00', cached: '0.25' },
  },
  price('openai/gpt-5-mini', '0.25', '2.00', '0.025'),
  price('openai/gpt-5.6-terra', '2.00', '12.00', '0.20'),
  price('openai/gpt-6-luna', '0.10', '0.50', '0.01'),
  price('anthropic/claude-haiku-4-5', '1.00', '5.00', '0.10'),
  price('anthropic/claude-sonnet-5', '2.00', '10.00', '0.20'),
];
