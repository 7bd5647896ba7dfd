import { z } from 'zod';

/** What a field can hold; money and numbers are exact decimals. */
export const FIELD_TYPES = ['string', 'number', 'date', 'money', 'boolean', 'list'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** One field a user wants. */
export const fieldSpecSchema = z.strictObject({
  /** Key of the value in the result: letters, digits, `_` and `-`, starting with a letter. */
  name: z
    .string()
    .regex(/^\p{L}[\p{L}\p{N}_-]*$/u, 'a name has letters, digits, _ and - and starts with a letter'),
  /** As it may be printed before the value; default the name with spaces. */
  label: z.string().min(1).optional(),
  type: z.enum(FIELD_TYPES).default('string'),
  description: z.string().optional(),
  /** A missing value is a finding. Default false. */
  required: z.boolean().default(false),
});
export type FieldSpec = z.infer<typeof fieldSpecSchema>;

/**
 * Options of the fields recipe: `fields`, or a JSON Schema of an object; with neither, or with `discover`, the labels
 * found in each document are proposed.
 */
export const fieldsOptionsSchema = z.strictObject({
  fields: z.array(fieldSpecSchema).min(1).optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  discover: z.boolean().optional(),
});
export type FieldsOptions = z.infer<typeof fieldsOptionsSchema>;
