import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import { REVIEW_THRESHOLD } from '../verify/verify.ts';

/** Why a person has to look at an answer: what contradicts it, and the values that are uncertain, least sure first. */
export interface ReviewReasons {
  readonly findings: readonly Finding[];
  readonly uncertain: readonly Evidence[];
}

/** The one rule of what goes to review, with its grounds; both lists are empty where nobody has to look. */
export function reviewReasons({
  evidence,
  findings,
}: {
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}): ReviewReasons {
  return {
    // An e-invoice may say more than its page prints; what the page says otherwise is for a person to settle.
    findings: findings.filter(({ severity, code }) => severity === 'error' || code === 'xml-page-mismatch'),
    uncertain: evidence
      .filter(({ confidence }) => confidence < REVIEW_THRESHOLD)
      .toSorted((a, b) => a.confidence - b.confidence),
  };
}

/** True for an answer that a person has to look at. */
export function needsReview(answer: Parameters<typeof reviewReasons>[0]): boolean {
  const { findings, uncertain } = reviewReasons(answer);
  return findings.length > 0 || uncertain.length > 0;
}
