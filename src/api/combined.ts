import { z } from 'zod';

/** What a job shows to a person before it goes on. */
export const approvalListSchema = z
  .object({
    approvals: z.array(
      z.object({
        name: z.string(),
        proposal: z.unknown(),
        decision: z.object({ value: z.unknown() }).nullable().describe('Null: not decided yet'),
      }),
    ),
  })
  .meta({ id: 'ApprovalList' });
export type ApprovalListBody = z.infer<typeof approvalListSchema>;

/** A decision on a proposal. */
export const decisionSchema = z
  .object({
    value: z
      .unknown()
      .optional()
      .describe('In place of what was proposed; without it that is approved as it is'),
  })
  .meta({ id: 'Decision' });

/** Files made of a job's result of all its documents together. */
export const fileListSchema = z
  .object({ files: z.array(z.object({ path: z.string(), href: z.string() })) })
  .meta({ id: 'FileList' });
export type FileListBody = z.infer<typeof fileListSchema>;

/** Jobs, done, that results of an earlier system became. */
export const takenOverSchema = z.object({ jobs: z.array(z.string()) }).meta({ id: 'TakenOver' });
export type TakenOverBody = z.infer<typeof takenOverSchema>;
