import { z } from 'zod';
import { FIELD_TYPES, type FieldSpec } from './field-options.ts';

/** A field that a document offers. */
export const discoveredFieldSchema = z.object({
  name: z.string(),
  label: z.string().describe('As printed, without its colon'),
  type: z.enum(FIELD_TYPES),
  value: z.string().describe('As printed'),
  page_number: z.int().nullable().describe('Physical page from 1'),
});
export type DiscoveredField = z.infer<typeof discoveredFieldSchema>;

/** The fields a document offers. */
export const discoverySchema = z.object({ discovered: z.array(discoveredFieldSchema) });
export type Discovery = z.infer<typeof discoverySchema>;

/** A proposed field with the number of documents that have it. */
export interface ProposedField extends FieldSpec {
  readonly documents: number;
}

/**
 * The union of what several documents offer, those of most documents first: what a user may choose from. A field that
 * has different types in different documents becomes a string.
 */
export function proposeFields(documents: Iterable<readonly DiscoveredField[]>): ProposedField[] {
  const proposed = new Map<string, ProposedField>();
  for (const fields of documents) {
    const seen = new Set<string>();
    for (const { name, label, type } of fields) {
      if (seen.has(name)) continue;
      seen.add(name);
      const known = proposed.get(name);
      proposed.set(name, {
        name,
        label: known?.label ?? label,
        type: known && known.type !== type ? 'string' : type,
        required: false,
        documents: (known?.documents ?? 0) + 1,
      });
    }
  }
  return [...proposed.values()].sort((a, b) => b.documents - a.documents);
}
