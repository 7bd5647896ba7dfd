import { z } from 'zod';
import { DOCUMENT_STATES } from '../domain/states.ts';

const counts = Object.fromEntries(DOCUMENT_STATES.map((state) => [state, z.int().optional()])) as Record<
  (typeof DOCUMENT_STATES)[number],
  z.ZodOptional<z.ZodInt>
>;

/** How the documents of a job stand, in groups that follow their order. */
export const surveySchema = z
  .object({
    group_size: z.int(),
    groups: z.array(z.object(counts)).describe('By group, how many documents are in each state'),
    failures: z
      .array(z.object({ code: z.string(), documents: z.int() }))
      .describe('How many documents failed, by problem code, most first'),
  })
  .meta({ id: 'Survey' });
export type SurveyBody = z.infer<typeof surveySchema>;

/** Rows of a table, those of one document together. */
export const rowListSchema = z
  .object({
    columns: z.array(z.string()),
    rows: z.array(
      z.object({
        document_id: z.string(),
        values: z
          .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
          .describe('One for each column'),
      }),
    ),
    next_after: z.int().nullable().describe('`after` of the next page; null: nothing more is there yet'),
    complete: z.boolean().describe('True when the job has ended and no row follows'),
  })
  .meta({ id: 'RowList' });
export type RowListBody = z.infer<typeof rowListSchema>;
