import type { Box } from './page-text.ts';

/** How well a value was found on its page; `none`: not found, so the value must be reviewed. */
export type MatchKind = 'exact' | 'normalised' | 'fuzzy' | 'none';

/** Who said the value. */
export type Origin = 'xml' | 'rules' | 'model' | 'person';

/** Where one value of a result stands in its document. */
export interface Evidence {
  /** Path into `data`, such as `bills[0].items[3].amount`. */
  readonly path: string;
  /** The value as text, as it stands in `data`. */
  readonly value: string;
  /** Page the value was found on, from 1; null when it was found nowhere. */
  readonly pageNumber: number | null;
  readonly box: Box | null;
  /** The words on the page that carry the value, as printed; null when found nowhere. */
  readonly quote: string | null;
  readonly match: MatchKind;
  /** 0 to 1. */
  readonly confidence: number;
  readonly origin: Origin;
}
