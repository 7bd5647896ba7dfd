import { expect, test } from 'vitest';
import type { Evidence } from '../domain/evidence.ts';
import { calibrated, calibratedScore } from './calibration.ts';

const evidence = (path: string, confidence: number, more: Partial<Evidence> = {}): Evidence => ({
  path,
  value: '12.00',
  pageNumber: 1,
  box: [0, 0, 1, 1],
  quote: '12.00',
  match: 'exact',
  confidence,
  origin: 'rules',
  ...more,
});

test('a curve is followed from the review threshold on, and level beyond its points', () => {
  const curve = [
    [0.6, 0.4],
    [0.8, 0.9],
  ] as const;
  // A doubtful value stays one, and a score above the threshold does not fall below it.
  expect(calibratedScore(curve, 0.3)).toBe(0.3);
  expect(calibratedScore(curve, 0.55)).toBe(0.5);
  expect(calibratedScore(curve, 0.7)).toBeCloseTo(0.65);
  expect(calibratedScore(curve, 0.95)).toBe(0.9);
});

test.each(['vendor_invoices[0].total_amount', 'bills[0].items[3].amount', 'vendor_invoices[0].invoice_date'])(
  'more evidence for %s never means less confidence',
  (path) => {
    const said = Array.from({ length: 21 }, (_, at) => calibrated(evidence(path, at / 20)).confidence);
    expect(said).toEqual(said.toSorted((a, b) => a - b));
    expect(said.at(-1)).toBeGreaterThan(0.9);
  },
);

test('what was not found, and what others than rules said, keeps its confidence', () => {
  const missing = evidence('vendor_invoices[0].total_amount', 0.05, { match: 'none' });
  const model = evidence('vendor_invoices[0].total_amount', 0.6, { origin: 'model' });
  expect([missing, model].map(calibrated)).toEqual([missing, model]);
});
