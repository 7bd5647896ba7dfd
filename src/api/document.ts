import { z } from 'zod';
import { DOCUMENT_STATES } from '../domain/states.ts';
import { usageSchema } from './job.ts';
import { problemSchema } from './problem.ts';

/** A document of a job. */
export const documentSchema = z
  .object({
    id: z.string(),
    job_id: z.string(),
    ordinal: z.int().describe('Position in the job, from 0'),
    name: z.string(),
    bytes: z.int().nullable(),
    state: z.enum(DOCUMENT_STATES),
    sha256: z.string().nullable(),
    problem: problemSchema.nullable(),
    missing: z
      .string()
      .nullable()
      .describe(
        'What of a partial document is missing: its pages and why, or the parts that its recipe names',
      ),
  })
  .meta({ id: 'Document' });
export type DocumentBody = z.infer<typeof documentSchema>;

/** Documents in the order of their job. */
export const documentListSchema = z
  .object({
    documents: z.array(documentSchema),
    next_after: z.int().nullable().describe('`after` of the next page; null: there is none'),
  })
  .meta({ id: 'DocumentList' });
export type DocumentListBody = z.infer<typeof documentListSchema>;

/** Where one value stands in its document; boxes in PDF points from the top left. */
const evidenceSchema = z
  .object({
    path: z.string().describe('Path into `data`, such as `bills[0].items[3].amount`'),
    value: z.string(),
    page_number: z.int().nullable(),
    box: z.array(z.number()).length(4).nullable().describe('x0, y0, x1, y1'),
    quote: z.string().nullable(),
    match: z.enum(['exact', 'normalised', 'fuzzy', 'none']),
    confidence: z.number(),
    origin: z.enum(['xml', 'rules', 'model', 'person']),
  })
  .meta({ id: 'Evidence' });

/** Something verification noticed. */
const findingSchema = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning', 'info']),
    path: z.string(),
    message: z.string(),
    expected: z.string().optional(),
    actual: z.string().optional(),
    page_number: z.int().optional(),
  })
  .meta({ id: 'Finding' });

/** What a recipe made of one document: the envelope that all recipes share. */
export const resultSchema = z
  .object({
    document: z.object({
      id: z.string(),
      name: z.string(),
      sha256: z.string(),
      pages: z.int(),
      bytes: z.int(),
    }),
    recipe: z.object({ name: z.string(), version: z.string() }),
    status: z.enum(['complete', 'partial', 'failed']),
    review: z.enum(['none', 'needed', 'done']),
    data: z.unknown().describe("By the recipe's result schema, see GET /v1/recipes; null when it failed"),
    evidence: z.array(evidenceSchema),
    findings: z.array(findingSchema),
    pages: z.array(
      z.object({
        page_number: z.int(),
        status: z.enum(['succeeded', 'failed', 'skipped']),
        problem: problemSchema.optional(),
      }),
    ),
    usage: usageSchema.extend({ by_model: z.array(usageSchema.extend({ model: z.string() })) }),
    timings: z.object({ total_ms: z.number(), started_at: z.string(), ended_at: z.string() }),
    problem: problemSchema.optional(),
    stages: z.object({
      xml: z.int(),
      rules: z.int(),
      fast: z.int(),
      strong: z.int(),
      remembered: z.int(),
    }),
    strong_alone: z
      .object({ model: z.string(), cost_micros: z.number() })
      .nullable()
      .optional()
      .describe('What it would have cost to ask the strong model everything at once, an estimate'),
  })
  .meta({ id: 'Result' });
export type ResultBody = z.infer<typeof resultSchema>;

/** Results as they are committed so far. */
export const resultListSchema = z
  .object({
    results: z.array(resultSchema),
    next_after: z.int().nullable().describe('`after` of the next page; null: nothing more is there yet'),
    last_position: z.int().describe('`after` to go on with later, also when nothing more is there yet'),
    complete: z.boolean().describe('True when the job has ended and no result follows'),
  })
  .meta({ id: 'ResultList' });
export type ResultListBody = z.infer<typeof resultListSchema>;

/** A document with its result so far. */
export const documentDetailSchema = z
  .object({ document: documentSchema, result: resultSchema.nullable() })
  .meta({ id: 'DocumentDetail' });
export type DocumentDetailBody = z.infer<typeof documentDetailSchema>;

/** A page: its size as people see it, and its words with their boxes. */
export const pageTextSchema = z
  .object({
    page_number: z.int(),
    width: z.number().describe('PDF points, as people see the page'),
    height: z.number(),
    origin: z.enum(['text-layer', 'ocr']),
    words: z.array(
      z.object({
        text: z.string(),
        box: z.array(z.number()).length(4).describe('x0, y0, x1, y1 in PDF points'),
      }),
    ),
  })
  .meta({ id: 'PageText' });
export type PageTextBody = z.infer<typeof pageTextSchema>;
