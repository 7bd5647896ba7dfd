import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { orderPrompts, type SectionPrompt, sectionPromptSchema } from './prompt-plan.ts';

/** Where the sections of a document may be looked for. */
const SECTIONS_FROM = ['auto', 'outline', 'headings', 'model'] as const;

const given = z.strictObject({
  /** Name of the section; default the pages. */
  name: z.string().min(1).optional(),
  /** Physical pages: `4`, `2-7`, `1,3-5`; where a piece is no number, a printed label (`iv-x`). */
  pages: z.string().optional(),
  /** The same by the labels printed on the pages. */
  page_labels: z.string().optional(),
});

/** Options of the sections recipe. */
export const sectionsOptionsSchema = z.strictObject({
  /** `auto`: the outline, else headings with the printed contents, else a model, else the whole document. */
  from: z.enum(SECTIONS_FROM).default('auto'),
  /** How deep sections are asked and summed up one by one; deeper ones are part of theirs. Default: chapters. */
  level: z.int().min(1).max(12).optional(),
  /** Only these: titles, numbers (`3.2`), or page ranges of your own; default all. */
  sections: z
    .array(z.union([z.string().min(1), given]))
    .min(1)
    .optional(),
  /** What is asked of every section; none: nothing is asked, sections are found and summed up on this machine. */
  prompts: z
    .array(sectionPromptSchema)
    .default([])
    .superRefine((prompts, context) => {
      try {
        orderPrompts(prompts as SectionPrompt[]);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        context.addIssue({ code: 'custom', message: error.detail });
      }
    }),
  /** Sentences of the extractive summary of each section; 0: none. */
  sentences: z.int().min(0).max(50).default(3),
  /** Key terms of each section; 0: none. */
  terms: z.int().min(0).max(100).default(8),
  /** The text of each section in its result. */
  text: z.boolean().default(true),
});
export type SectionsOptions = z.infer<typeof sectionsOptionsSchema>;

const problem = z.looseObject({ code: z.string(), title: z.string(), detail: z.string() });

const promptResult = z.object({
  prompt: z.string(),
  /** `skipped`: no model was to be asked, or a result that it needs is missing. */
  status: z.enum(['succeeded', 'failed', 'skipped']),
  /** `{ answer, quotes }`, or the shape of the prompt's schema; null unless it succeeded. */
  result: z.record(z.string(), z.unknown()).nullable(),
  problem: problem.nullable(),
  /** Model calls it took in this run; 0 when it was remembered or never asked. */
  attempts: z.int(),
  usage: z.object({
    input_tokens: z.int(),
    output_tokens: z.int(),
    cached_tokens: z.int(),
    cost_micros: z.int(),
  }),
  model: z.string().nullable(),
});
export type PromptResult = z.infer<typeof promptResult>;

const sectionResult = z.object({
  section_name: z.string(),
  number: z.string().nullable(),
  /** 1 for the highest. */
  level: z.int(),
  /** Place of the section above in this list; null for the highest. */
  parent: z.int().nullable(),
  /** Physical pages, such as `12-18`. */
  page_range: z.string(),
  /** The same by the labels printed on the pages; null where they are the same or the file has none. */
  page_labels: z.string().nullable(),
  start_page: z.int(),
  end_page: z.int(),
  kind: z.enum(['front', 'part', 'chapter', 'section', 'appendix', 'back']),
  source: z.enum(['outline', 'headings', 'contents', 'model', 'given', 'whole']),
  /** `listed`: part of another section's task, or without text of its own. */
  status: z.enum(['listed', 'succeeded', 'partial', 'failed']),
  problem: problem.nullable(),
  /** One entry a prompt. */
  results: z.array(promptResult),
  /** Sentences of the section itself that say most of it. */
  summary: z.array(z.object({ text: z.string(), page_number: z.int() })),
  key_terms: z.array(
    z.object({ term: z.string(), count: z.int(), score: z.number(), page_numbers: z.array(z.int()) }),
  ),
  words: z.int().nullable(),
  text: z.string().nullable(),
});
export type SectionResult = z.infer<typeof sectionResult>;

/** What the recipe gives for one document. */
export const sectionsResultSchema = z.object({
  /** Where most sections come from. */
  source: z.enum(['outline', 'headings', 'contents', 'model', 'given', 'whole']),
  /** In reading order, parents before their children. */
  sections: z.array(sectionResult),
  /** Physical pages before the first chapter. */
  front_matter: z.array(z.int()),
  /** Physical pages of index, bibliography and the like. */
  back_matter: z.array(z.int()),
});
export type SectionsResult = z.infer<typeof sectionsResultSchema>;
