import { z } from 'zod';
import { documentSchema, resultSchema } from './document.ts';

/** What a person makes of a result: values that are changed, and whether all of it is right now. */
export const reviewSchema = z
  .strictObject({
    fields: z
      .array(
        z.strictObject({
          path: z.string().min(1).max(500).describe('Path into `data`, such as `bills[0].items[3].amount`'),
          value: z.unknown().describe('A whole list or object may be put in the place of the old one'),
          page_number: z
            .int()
            .min(1)
            .optional()
            .describe('Where the value stands; default: where the old one stood'),
          box: z
            .array(z.number())
            .length(4)
            .optional()
            .describe('x0, y0, x1, y1 in PDF points from the top left'),
        }),
      )
      .max(10_000)
      .default([]),
    confirm: z.boolean().default(false).describe('True: all of it is right, the document is reviewed'),
    reviewer: z.string().min(1).max(200).optional().describe('Default: the name of the key'),
    revision: z
      .int()
      .min(0)
      .optional()
      .describe('`revision` of what was looked at; refused when someone else was faster'),
  })
  .meta({ id: 'NewReview' });
export type NewReviewBody = z.input<typeof reviewSchema>;

/** One entry of a document's history. */
const reviewEntrySchema = z
  .object({
    at: z.iso.datetime(),
    who: z.string(),
    action: z.enum(['edit', 'confirm']),
    path: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: 'Review' });
/** What leads to an amount, what is printed, and by how much they part. */
const sumSchema = z
  .object({
    title: z.string(),
    lines: z.array(
      z.object({
        text: z.string(),
        amount: z.string(),
        path: z.string().nullable().describe('The value it stands for; null for a sum of several'),
        sign: z.enum(['+', '-']),
        counted: z.boolean().describe('False for what the computed amount leaves out'),
      }),
    ),
    computed: z.string(),
    printed: z.string().nullable(),
    printed_path: z.string(),
    difference: z.string().nullable().describe('Printed less computed'),
    agrees: z.boolean().nullable().describe('null: it cannot be compared'),
  })
  .meta({ id: 'Sum' });
export type SumBody = z.infer<typeof sumSchema>;

/** A document with its result, and everything people did to it. */
export const reviewedSchema = z
  .object({
    document: documentSchema,
    result: resultSchema.nullable(),
    sums: z.array(sumSchema).describe('What the amounts of the result are made of, where the recipe tells'),
    reviews: z.array(reviewEntrySchema),
    revision: z.int().describe('How many reviews there are'),
  })
  .meta({ id: 'ReviewedDocument' });
export type ReviewedBody = z.infer<typeof reviewedSchema>;

/** What a person confirmed, in the format of the truth files of `leafcutter eval`. */
export const truthSchema = z
  .looseObject({ schema: z.literal('corpus-truth/1') })
  .meta({ id: 'Truth', description: 'See docs/eval.md' });
export type TruthBody = z.infer<typeof truthSchema>;
