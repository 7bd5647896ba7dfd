import { describe, expect, it } from 'vitest';
import { confidence, REVIEW_THRESHOLD, withArithmetic } from './confidence.ts';
import { checkDates, checkIdentifiers } from './plausibility.ts';

const at = (path: string, date: string) => ({ path, date });

describe('checkDates', () => {
  it('accepts ordinary dates', () => {
    expect(checkDates({ issue: at('date', '2024-01-08'), due: at('due', '2024-02-08') })).toEqual([]);
    expect(checkDates({ issue: null })).toEqual([]);
  });

  it('warns of what is hardly right', () => {
    const codes = (input: Parameters<typeof checkDates>[0]) =>
      checkDates(input).map(({ code, path }) => `${code} ${path}`);
    expect(codes({ issue: at('date', '1924-01-08') })).toEqual(['date-implausible date']);
    expect(codes({ issue: at('date', '2024-01-08'), due: at('due', '2023-12-08') })).toEqual([
      'due-before-issue due',
    ]);
    expect(codes({ issue: at('date', '2024-01-08'), due: at('due', '2042-01-08') })).toEqual([
      'date-implausible due',
    ]);
  });
});

it('checks the digits of registered numbers', () => {
  expect(checkIdentifiers([{ path: 'iban', value: 'DE89 3704 0044 0532 0130 00' }])).toEqual([]);
  expect(checkIdentifiers([{ path: 'iban', value: 'DE89 3704 0044 0532 0103 00' }])).toMatchObject([
    { code: 'identifier-checksum', path: 'iban' },
  ]);
  expect(checkIdentifiers([{ path: 'gstin', value: '27AAPFU0939F1ZV' }])).toEqual([]);
  expect(checkIdentifiers([{ path: 'gstin', value: '27AAPFU0939F1ZW' }])).toHaveLength(1);
});

describe('confidence', () => {
  it('falls from exact to none, with poor recognition and away from the row', () => {
    const of = (more: Partial<Parameters<typeof confidence>[0]>) =>
      confidence({ match: 'exact', origin: 'model', ...more });
    const order = [
      of({}),
      of({ match: 'normalised' }),
      of({ ocrConfidence: 0.8 }),
      of({ match: 'fuzzy' }),
      of({ displaced: true }),
      of({ match: 'none' }),
    ];
    expect([...order].sort((a, b) => b - a)).toEqual(order);
    expect(of({ match: 'none' })).toBeLessThan(REVIEW_THRESHOLD);
    expect(of({ match: 'none', arithmetic: 'agrees' })).toBeLessThan(REVIEW_THRESHOLD);
    expect(of({ match: 'fuzzy' })).toBeGreaterThan(REVIEW_THRESHOLD);
    expect(of({ match: 'none', origin: 'person' })).toBeGreaterThan(0.9);
  });

  it('rises and falls with the arithmetic', () => {
    expect(withArithmetic(0.6, 'agrees')).toBe(0.9);
    expect(withArithmetic(0.6, 'disagrees')).toBe(0.36);
    expect(confidence({ match: 'fuzzy', origin: 'model', arithmetic: 'agrees' })).toBe(
      withArithmetic(0.7, 'agrees'),
    );
  });
});
