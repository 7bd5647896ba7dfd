import { z } from 'zod';
import { DOCUMENT_STATES, JOB_STATES } from '../domain/states.ts';
import { MAX_SOURCES } from './limits.ts';
import { problemSchema } from './problem.ts';

const timestamp = z.iso.datetime();

/** Tokens and money of model calls; money in millionths of a US dollar. */
export const usageSchema = z
  .object({
    calls: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cached_tokens: z.int(),
    cost_micros: z.int(),
  })
  .meta({ id: 'Usage' });

const counts = Object.fromEntries(DOCUMENT_STATES.map((state) => [state, z.int()])) as Record<
  (typeof DOCUMENT_STATES)[number],
  z.ZodInt
>;

/** What a job is and how far. */
export const jobSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    recipe: z.object({ name: z.string(), version: z.string() }),
    state: z.enum(JOB_STATES),
    listed: z.boolean().describe('False while its sources are being read: there may be more documents'),
    documents: z.object({ total: z.int(), ended: z.int(), ...counts }),
    usage: usageSchema,
    budget_micros: z.int().nullable(),
    priority: z.enum(['interactive', 'batch']),
    route: z.string(),
    models: z.record(z.string(), z.string()),
    options: z.unknown(),
    queue_position: z
      .int()
      .nullable()
      .describe('How many jobs are to start before it and it, while it is queued'),
    problem: problemSchema.nullable().describe('Why it is paused or failed'),
    parked_until: timestamp.nullable().describe('When a parked job goes on by itself'),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    ended_at: timestamp.nullable(),
    expires_at: timestamp
      .nullable()
      .describe('When it and its files are removed; null: never, or not ended yet'),
    links: z.object({
      self: z.string(),
      documents: z.string(),
      results: z.string(),
      events: z.string(),
    }),
  })
  .meta({ id: 'Job' });
export type JobBody = z.infer<typeof jobSchema>;

/** Jobs, newest first. */
export const jobListSchema = z
  .object({
    jobs: z.array(jobSchema),
    next_before: z.string().nullable().describe('`before` of the next page; null: there is none'),
  })
  .meta({ id: 'JobList' });
export type JobListBody = z.infer<typeof jobListSchema>;

/** Who may answer a question: see the command line's `--route`. */
const routeSchema = z.enum(['rules', 'page', 'fast', 'strong', 'cascade']);

/** Where a webhook goes, and the secret it is signed with. */
const webhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/)
    .describe('`whsec_` and 24 to 64 random bytes in base64, as the Standard Webhooks rules have it'),
});

const budget = z.int().min(0).max(1e15);

/** What a job is made of, its documents aside. */
export const jobSettingsSchema = z.strictObject({
  recipe: z.string().min(1).max(100),
  name: z.string().max(200).optional().describe('For people'),
  options: z.record(z.string(), z.unknown()).optional().describe("The recipe's options"),
  route: routeSchema.optional().describe('Default: rules where no model is configured, else cascade'),
  models: z
    .strictObject({ fast: z.string().max(200).optional(), strong: z.string().max(200).optional() })
    .optional()
    .describe('Of those that GET /v1/models lists'),
  budget_micros: budget.optional().describe('Most it may cost, in millionths of a US dollar'),
  priority: z.enum(['interactive', 'batch']).optional().describe('Default batch'),
  expires_in_hours: z.int().min(1).max(87_600).optional().describe('After its end; default by the server'),
  webhook: webhookSchema.optional().describe('Told when the job rests'),
});

const address = z.string().min(1).max(4000);
const sources = z
  .array(
    z.union([
      address,
      z.strictObject({
        source: address,
        name: z.string().min(1).max(1000).describe('For people; it may have folders in it'),
      }),
    ]),
  )
  .min(1)
  .max(MAX_SOURCES)
  .describe('http(s) addresses, and uploads as `upload:` and their id; with a name or without');

/** A job whose documents are fetched, or were uploaded before. */
export const newJobSchema = jobSettingsSchema.extend({ sources }).meta({ id: 'NewJob' });
export type NewJobBody = z.infer<typeof newJobSchema>;

/** What an estimate is asked with. */
export const newEstimateSchema = jobSettingsSchema
  .pick({ recipe: true, options: true, route: true, models: true })
  .extend({
    sources,
    sample: z.int().min(1).max(100).optional().describe('Documents to look at; default 20'),
  })
  .meta({ id: 'NewEstimate' });
export type NewEstimateBody = z.infer<typeof newEstimateSchema>;

/** What a job would take; nothing is asked and nothing is paid. */
export const estimateSchema = z
  .object({
    documents: z.int(),
    sampled: z.int(),
    unreadable: z.int(),
    pages: z.int(),
    answered_without_model: z.int(),
    remembered: z.int(),
    calls: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost_micros: z.int().nullable().describe('Null: the model has no known price'),
    quota_ms: z.number().nullable().describe('The least time the configured quota allows'),
  })
  .meta({ id: 'Estimate' });
export type EstimateBody = z.infer<typeof estimateSchema>;

/** What a paused job goes on with. */
export const resumeSchema = z
  .strictObject({
    budget_micros: budget
      .nullable()
      .optional()
      .describe(
        'Most it may cost from its start on, in millionths of a US dollar, in place of what it had; null: no limit',
      ),
  })
  .meta({ id: 'Resume' });
export type ResumeBody = z.infer<typeof resumeSchema>;

/** Which documents are set back to work. */
export const retrySchema = z
  .strictObject({
    states: z
      .array(z.enum(['failed', 'partial', 'cancelled', 'needs_review', 'succeeded', 'skipped']))
      .min(1)
      .optional()
      .describe('Default failed, partial and cancelled'),
  })
  .meta({ id: 'Retry' });

/** The job, and how many of its documents were set back to work. */
export const retriedSchema = z.object({ retried: z.int(), job: jobSchema }).meta({ id: 'Retried' });
export type RetriedBody = z.infer<typeof retriedSchema>;
