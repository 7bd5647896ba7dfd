import type { DiscoveredField } from './discovery.ts';

/** What the recipe gives for one document. */
export interface FieldsResult<Fields = Record<string, unknown>> {
  /** The answer in the shape asked for; null when none was asked for, or nothing found fits the schema. */
  readonly fields: Fields | null;
  /** What was found when it does not fit the schema (a required member is missing); else null. */
  readonly incomplete: Record<string, unknown> | null;
  /** Fields the document offers; empty unless asked for. */
  readonly discovered: readonly DiscoveredField[];
}
