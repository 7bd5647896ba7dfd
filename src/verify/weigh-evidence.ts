import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import { calibrated } from './calibration.ts';
import { withArithmetic } from './confidence.ts';

/** What the arithmetic of a document says of its values. */
export interface ArithmeticVerdict {
  readonly findings: readonly Finding[];
  /** Paths whose values the arithmetic confirms. */
  readonly confirmed: readonly string[];
}

const DISPUTES = new Set([
  'line-arithmetic',
  'tax-arithmetic',
  'sub-total-mismatch',
  'total-mismatch',
  'gross-mismatch',
  'due-mismatch',
  'cgst-sgst-differ',
]);
const ROW_NUMBERS = /\.(?:quantity|rate|unit_price|amount)$/;

/**
 * Evidence with its confidence weighed by arithmetic: raised where the document's sums confirm the value, lowered
 * where they dispute it. A line that does not multiply disputes all its numbers, except an amount that the sums confirm.
 */
export function weighEvidence(evidence: readonly Evidence[], verdict: ArithmeticVerdict): Evidence[] {
  return weighScores(evidence, verdict).map(calibrated);
}

/** The same before calibration: scores, not shares of what is right. */
export function weighScores(evidence: readonly Evidence[], verdict: ArithmeticVerdict): Evidence[] {
  const confirmed = new Set(verdict.confirmed);
  const disputed = new Set<string>();
  const disputedRows = new Set<string>();
  for (const { code, path } of verdict.findings) {
    if (!DISPUTES.has(code)) continue;
    disputed.add(path);
    if (code === 'line-arithmetic') disputedRows.add(path.replace(ROW_NUMBERS, ''));
  }
  return evidence.map((one) => {
    if (one.match === 'none') return one;
    const isDisputed =
      disputed.has(one.path) ||
      (ROW_NUMBERS.test(one.path) && disputedRows.has(one.path.replace(ROW_NUMBERS, '')));
    if (confirmed.has(one.path)) return { ...one, confidence: withArithmetic(one.confidence, 'agrees') };
    return isDisputed ? { ...one, confidence: withArithmetic(one.confidence, 'disagrees') } : one;
  });
}
