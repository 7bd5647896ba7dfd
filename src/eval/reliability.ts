import type { DocumentScore } from './score-document.ts';

/** Values of about the same confidence, and how often they were right. */
export interface ReliabilityBand {
  /** Lowest confidence of the band, 0 to 1; it ends where the next begins. */
  readonly from: number;
  readonly values: number;
  readonly right: number;
  /** Mean confidence of its values. */
  readonly said: number;
}

/** How far stated confidence can be trusted. */
export interface Reliability {
  readonly bands: readonly ReliabilityBand[];
  /** Expected calibration error: mean distance of stated confidence from the share that was right, weighed by values. */
  readonly error: number;
  /** Brier score: mean squared distance of confidence from what came true; 0 is perfect. */
  readonly brier: number;
}

const FROM = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98] as const;

/** Compares the confidence of all values that were read with how often they were right; null when none states any. */
export function reliabilityOf(scores: readonly DocumentScore[]): Reliability | null {
  const values = scores
    .flatMap(({ facts }) => facts)
    .flatMap(({ confidence, verdict }) =>
      confidence == null || verdict === 'missing' ? [] : [{ said: confidence, right: verdict === 'right' }],
    );
  return values.length === 0 ? null : bandsOf(values);
}

/** The same for pairs of a stated confidence and what came true. */
export function bandsOf(values: readonly { readonly said: number; readonly right: boolean }[]): Reliability {
  const bands = FROM.flatMap((from, index): ReliabilityBand[] => {
    const own = values.filter(
      ({ said }) => said >= from && said < (FROM[index + 1] ?? Number.POSITIVE_INFINITY),
    );
    if (own.length === 0) return [];
    return [
      {
        from,
        values: own.length,
        right: own.filter(({ right }) => right).length,
        said: own.reduce((sum, { said }) => sum + said, 0) / own.length,
      },
    ];
  });
  const error = bands.reduce((sum, band) => sum + Math.abs(band.right - band.said * band.values), 0);
  const brier = values.reduce((sum, { said, right }) => sum + (said - (right ? 1 : 0)) ** 2, 0);
  return { bands, error: error / values.length, brier: brier / values.length };
}
