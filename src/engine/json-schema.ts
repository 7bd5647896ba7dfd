import { type ZodType, z } from 'zod';

const known = new WeakMap<ZodType, Readonly<Record<string, unknown>>>();

/** JSON Schema (draft 2020-12) of what a model must answer; made once per schema, since pages share one. */
export function jsonSchemaOf(schema: ZodType): Readonly<Record<string, unknown>> {
  const found = known.get(schema);
  if (found) return found;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  known.set(schema, made);
  return made;
}
