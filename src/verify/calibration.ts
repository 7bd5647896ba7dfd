import type { Evidence } from '../domain/evidence.ts';
import { REVIEW_THRESHOLD } from './confidence.ts';

/** What a value is, as far as it matters for how often it is right. */
export type ValueClass = 'amount' | 'line' | 'date' | 'number';

/** Points of a rising curve from the score of a value to the share of such values that were right. */
export type Curve = readonly (readonly [score: number, share: number])[];

/**
 * Fitted by `npm run bench -- confidence` (isotonic regression, cross-validated; docs/confidence.md has the figures) on
 * values that rules read. Answers of models keep their score: nothing to fit them on is at hand without a model.
 */
const CURVES: Readonly<Record<ValueClass, Curve>> = {
  amount: [[0.742, 0.996]],
  line: [
    [0.723, 0.82],
    [0.939, 0.846],
    [0.95, 0.979],
  ],
  date: [
    [0.736, 0.975],
    [0.933, 0.989],
  ],
  number: [
    [0.635, 0.854],
    [0.841, 0.989],
  ],
};

/** The class of the value at a path; null for values that are none of these. */
function classOfPath(path: string): ValueClass | null {
  if (/\.(?:line_items|items|lines)\[\d+\]/.test(path)) return 'line';
  if (/(?:^|[._])(?:amount|total|net|gross|tax|due)$/.test(path)) return 'amount';
  if (/date$/i.test(path)) return 'date';
  return /(?:^|[._])number$/.test(path) ? 'number' : null;
}

/**
 * The share of right values for a score. Below the review threshold a score stays what it is: about half of such values
 * are right, and all are looked at.
 */
export function calibratedScore(curve: Curve, score: number): number {
  return score < REVIEW_THRESHOLD ? score : Math.max(REVIEW_THRESHOLD, onCurve(curve, score));
}

/** A score on a curve: straight lines between its points. */
function onCurve(curve: Curve, score: number): number {
  const after = curve.findIndex(([from]) => from >= score);
  if (after === 0) return curve[0]![1];
  if (after < 0) return curve[curve.length - 1]![1];
  const [x0, y0] = curve[after - 1]!;
  const [x1, y1] = curve[after]!;
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0);
}

/** Evidence whose confidence is the share of values like it that were right; only of values that rules read. */
export function calibrated(evidence: Evidence): Evidence {
  const kind = evidence.origin === 'rules' && evidence.match !== 'none' ? classOfPath(evidence.path) : null;
  if (kind === null) return evidence;
  return {
    ...evidence,
    confidence: Math.round(1000 * calibratedScore(CURVES[kind], evidence.confidence)) / 1000,
  };
}
