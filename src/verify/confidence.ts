import type { MatchKind, Origin } from '../domain/evidence.ts';

/** What speaks for a value. */
export interface Support {
  readonly match: MatchKind;
  /** 0 to 1: how much of the value stands where it was found; default 1. */
  readonly quality?: number;
  readonly origin: Origin;
  /** Mean recognition confidence of the words that carry it; absent for a text layer. */
  readonly ocrConfidence?: number;
  /** True: found away from the other values of its row, or shared with another row. Default false. */
  readonly displaced?: boolean;
  /** Whether the arithmetic of the document agrees with it; absent when nothing can be computed. */
  readonly arithmetic?: 'agrees' | 'disagrees';
}

// Chances that a value is right given how it was found, before anything else is known. First estimates, to be
// replaced by frequencies measured on labelled documents.
const BY_MATCH: Readonly<Record<MatchKind, number>> = {
  exact: 0.97,
  normalised: 0.95,
  fuzzy: 0.7,
  none: 0.05,
};

/** A value of an embedded e-invoice that the page does not show, or that a person typed, does not rest on the page. */
const BY_ORIGIN_UNSEEN: Readonly<Record<Origin, number>> = {
  xml: 0.95,
  person: 0.99,
  model: 0.05,
  rules: 0.05,
};

/** Values below this are shown to a person; every value that was not found lies below it. */
export const REVIEW_THRESHOLD = 0.5;

/**
 * Confidence 0 to 1 that a value is right.
 *
 * `p = base(match) × quality × ocr × placement`, with `ocr = 0.5 + 0.5 × c` for mean recognition confidence c and
 * `placement` 0.6 for a displaced value. Agreeing arithmetic leaves a quarter of the doubt, `1 - (1 - p) / 4`;
 * disagreeing arithmetic leaves six tenths of
 * p: a discount that is not printed disagrees as well as an error does. What XML or a person says is taken at its own word when the page does not show it.
 */
export function confidence(support: Support): number {
  const { match, quality = 1, origin, ocrConfidence, displaced = false, arithmetic } = support;
  let p = BY_MATCH[match] * quality;
  if (ocrConfidence !== undefined) p *= 0.5 + 0.5 * ocrConfidence;
  if (displaced) p *= 0.6;
  if (origin === 'xml' || origin === 'person') p = Math.max(p, BY_ORIGIN_UNSEEN[origin]);
  if (arithmetic && match !== 'none') p = withArithmetic(p, arithmetic);
  return rounded(p);
}

/** A confidence after the document's arithmetic was looked at; see `confidence`. */
export function withArithmetic(p: number, arithmetic: 'agrees' | 'disagrees'): number {
  return rounded(arithmetic === 'agrees' ? 1 - (1 - p) / 4 : p * 0.6);
}

function rounded(p: number): number {
  return Math.round(Math.min(1, Math.max(0, p)) * 1000) / 1000;
}
