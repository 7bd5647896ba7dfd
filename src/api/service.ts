import { z } from 'zod';
import { MAX_LOOKED_UP } from './limits.ts';

/** A recipe that can be run, with the JSON Schemas of its options and of its data. */
const recipeSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    description: z.string(),
    options: z.record(z.string(), z.unknown()).describe('JSON Schema of the options'),
    data: z.record(z.string(), z.unknown()).describe('JSON Schema of the data in a result'),
    tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  })
  .meta({ id: 'Recipe' });
/** The recipes that can be run. */
export const recipeListSchema = z.object({ recipes: z.array(recipeSchema) }).meta({ id: 'RecipeList' });
export type RecipeListBody = z.infer<typeof recipeListSchema>;

/** What the governor knows of the key of one model. */
const laneSchema = z
  .object({
    lane: z.string(),
    in_flight: z.int(),
    waiting: z.int(),
    requests_per_minute: z.number().nullable(),
    tokens_per_minute: z.number().nullable(),
    in_flight_limit: z.number().nullable(),
    breaker: z.enum(['closed', 'open', 'half-open']),
    trouble: z.string().optional().describe('Why calls fail; absent while the breaker is closed'),
    paused_ms: z.number(),
  })
  .meta({ id: 'Lane' });
/** Models by tier, and what was learnt of their limits. Without models everything is read by rules. */
export const modelListSchema = z
  .object({
    models: z.array(z.object({ tier: z.enum(['fast', 'strong']), model: z.string() })),
    lanes: z.array(laneSchema),
  })
  .meta({ id: 'ModelList' });
export type ModelListBody = z.infer<typeof modelListSchema>;

/** A file that was uploaded ahead of its job. */
export const uploadSchema = z
  .object({
    id: z.string().describe('Name it in `sources` as `upload:` and this'),
    name: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    pages: z.int().nullable().describe('Null: it cannot be opened, and a job will say why'),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'Upload' });
export type UploadBody = z.infer<typeof uploadSchema>;
/** The files of one upload, in the order they came. */
export const uploadListSchema = z.object({ uploads: z.array(uploadSchema) }).meta({ id: 'UploadList' });
export type UploadListBody = z.infer<typeof uploadListSchema>;

/** Files of which a client asks whether they have to be sent. */
export const uploadLookUpSchema = z
  .strictObject({
    files: z
      .array(
        z.strictObject({
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .describe('Of the bytes, in lower-case hexadecimal digits'),
          name: z.string().max(1000),
        }),
      )
      .min(1)
      .max(MAX_LOOKED_UP),
  })
  .meta({ id: 'UploadLookUp' });
export type UploadLookUpBody = z.infer<typeof uploadLookUpSchema>;
/** An upload for each file asked about, in the order asked. */
export const uploadsFoundSchema = z
  .object({ uploads: z.array(uploadSchema.nullable().describe('Null: send it')) })
  .meta({ id: 'UploadsFound' });
export type UploadsFoundBody = z.infer<typeof uploadsFoundSchema>;

/** Whether the server lives, or takes work. */
export const healthSchema = z.object({ status: z.enum(['ok', 'draining']) }).meta({ id: 'Health' });
