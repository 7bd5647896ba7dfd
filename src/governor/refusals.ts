import type { Sent } from './send-log.ts';
import type { WindowShape } from './window-shape.ts';

/** What a refusal said, as far as it said it. */
export interface RefusalHint {
  /** How long from now until the provider will accept the call again. */
  readonly waitMs: number | null;
  /** The limit's value per minute. */
  readonly perMinute: number | null;
}

/** Refusals of calls that were in the air together, and what was believed of the limit before. */
export interface Episode {
  /** Refusals of calls sent before this are of the same episode. */
  readonly reactedAtMs: number;
  /** Calls that a look had got accepted beyond the limit; null: none was under way. */
  readonly acceptedBeyond: number | null;
  readonly perMinute: number;
  readonly kind: WindowShape['kind'];
  first: Sent;
  last: Sent;
}
