import type { SchemaMode } from '../model.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Refused or ignored by one provider or another, and of no help to a model. */
const NEVER = new Set(['$schema', 'propertyNames']);

/** What `relaxed` gives up: everything but names, types and descriptions. */
const BOUNDS = new Set([
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]);

/** Keywords whose members are named by the user, not by JSON Schema. */
const NAMED = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']);

/** A schema ready to be sent. */
export interface SentSchema {
  readonly schema: Record<string, unknown>;
  /**
   * True when the schema fits strict decoding: every object closed and every property required. Otherwise the provider
   * is asked to follow it without a guarantee, since strict mode would refuse it.
   */
  readonly strict: boolean;
}

/** Rewrites a JSON Schema for the providers of the AI SDK, which do the rest of their own rewriting. */
export function toSentSchema(schema: Schema, mode: Exclude<SchemaMode, 'none'>): SentSchema {
  const sent = convert(schema, mode === 'relaxed') as Record<string, unknown>;
  return { schema: sent, strict: mode === 'full' && sent.type === 'object' && isStrict(sent) };
}

function convert(node: unknown, relaxed: boolean): unknown {
  if (Array.isArray(node)) return node.map((member) => convert(member, relaxed));
  if (typeof node !== 'object' || node === null) return node;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (NEVER.has(key) || (relaxed && BOUNDS.has(key))) continue;
    // `.int()` of Zod bounds by 2^53, which says nothing and costs grammar states.
    if ((key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) >= Number.MAX_SAFE_INTEGER)
      continue;
    out[key] =
      NAMED.has(key) && typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, convert(inner, relaxed)]))
        : convert(value, relaxed);
  }
  return out;
}

function isStrict(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isStrict);
  if (typeof node !== 'object' || node === null) return true;
  const schema = node as Schema;
  if ('oneOf' in schema || 'allOf' in schema || 'patternProperties' in schema) return false;
  if (schema.type === 'object' || schema.properties !== undefined) {
    const names = Object.keys((schema.properties ?? {}) as object);
    const required = Array.isArray(schema.required) ? schema.required : [];
    if (schema.additionalProperties !== false || names.some((name) => !required.includes(name))) return false;
  }
  return Object.entries(schema).every(([key, value]) =>
    NAMED.has(key) ? Object.values((value ?? {}) as object).every(isStrict) : isStrict(value),
  );
}
