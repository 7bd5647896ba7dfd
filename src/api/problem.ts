import { z } from 'zod';

/** A problem as it is answered, RFC 9457 with the code that programs test for. */
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:leafcutter:problem:` and the code'),
    code: z.string().describe('Stable name of what went wrong'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('One sentence: what is wrong with what, and what to do'),
    subject: z.string().optional().describe('File, address or page it is about'),
    retry_after_ms: z
      .number()
      .optional()
      .describe('Earliest time from now at which trying again makes sense'),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.infer<typeof problemSchema>;
