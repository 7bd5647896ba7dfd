import { z } from 'zod';

/** The published contract of bill extraction: what is asked. */
export const billRequestSchema = z
  .object({ document: z.string().min(1).max(4000).describe('An http(s) address, or the id of an upload') })
  .meta({ id: 'BillRequest' });

const tokenUsageSchema = z.object({
  total_tokens: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
});

/** What is answered; numbers are JSON numbers here, and null where nothing is printed. */
export const billAnswerSchema = z
  .object({
    is_success: z.literal(true),
    token_usage: tokenUsageSchema,
    data: z.object({
      pagewise_line_items: z.array(
        z.object({
          page_no: z.string(),
          page_type: z.enum(['Bill Detail', 'Final Bill', 'Pharmacy']),
          bill_items: z.array(
            z.object({
              item_name: z.string(),
              item_amount: z.number().nullable(),
              item_rate: z.number().nullable(),
              item_quantity: z.number().nullable(),
            }),
          ),
        }),
      ),
      total_item_count: z.int(),
      reconciled_amount: z.number(),
    }),
  })
  .meta({ id: 'BillAnswer' });
export type BillAnswerBody = z.infer<typeof billAnswerSchema>;

/** What is answered when it could not be done. */
export const billFailureSchema = z
  .object({ is_success: z.literal(false), message: z.string(), token_usage: tokenUsageSchema })
  .meta({ id: 'BillFailure' });
export type BillFailureBody = z.infer<typeof billFailureSchema>;
