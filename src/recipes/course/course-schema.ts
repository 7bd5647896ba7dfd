import { z } from 'zod';

/** How far a learner is when the course begins. */
const LEVELS = ['beginner', 'intermediate', 'advanced'] as const;
/** How hard a question is. */
export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
/** Names of the four options of a question. */
export const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** Options of the course recipe. */
export const courseOptionsSchema = z.strictObject({
  /** Default: from the sources. */
  title: z.string().min(1).optional(),
  level: z.enum(LEVELS).default('beginner'),
  /** Language of the lessons, as a name or a tag; default: that of the sources. */
  language: z.string().min(2).optional(),
  /** Most modules (weeks); default 12. */
  modules: z.int().min(1).max(52).default(12),
  /** Most topics of a module; default 6. */
  topics: z.int().min(1).max(20).default(6),
  /** Wait for approval of the outline before lessons are written. */
  approve: z.boolean().default(false),
  /** Questions of each module's quiz; 0: no quiz of modules. */
  module_questions: z.int().min(0).max(40).default(20),
  /** Questions of the quiz over the whole course; 0: none. */
  course_questions: z.int().min(0).max(80).default(40),
});
export type CourseOptions = z.infer<typeof courseOptionsSchema>;

/** A place in a source that carries what is said. */
export const citationSchema = z.object({
  /** Document of the job; its page pictures are served by this id. Null: a course taken over without its sources. */
  document_id: z.string().nullable(),
  document: z.string(),
  /** Physical page of that document, from 1. */
  page_number: z.int(),
  /** Words as they stand on the page. */
  quote: z.string(),
  /** Where on the page, in points from the top left. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
});
export type Citation = z.infer<typeof citationSchema>;

const topicSchema = z.object({
  title: z.string(),
  /** Markdown; `[1]` is the first of the citations. Empty for a topic that failed. */
  content: z.string(),
  citations: z.array(citationSchema),
  /** `failed`: could not be written, see `problem`; a retry writes it alone. */
  status: z.enum(['written', 'failed']),
  /** `extract`: sentences of the sources, chosen without a model; `imported`: from an earlier system. */
  written_by: z.enum(['model', 'extract', 'imported']).nullable(),
  /** Citations that a model gave and that were not found in the sources: they are left out. */
  dropped_citations: z.int(),
  /** Titles of the sections it is about, with their source. */
  sections: z.array(z.object({ document_id: z.string().nullable(), title: z.string(), pages: z.string() })),
  problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
});
export type Topic = z.infer<typeof topicSchema>;

const moduleSchema = z.object({
  week: z.int(),
  title: z.string(),
  learning_objectives: z.array(z.string()),
  sub_topics: z.array(topicSchema),
});

const sourceSchema = z.object({
  document_id: z.string().nullable(),
  name: z.string(),
  sha256: z.string().nullable(),
  pages: z.int(),
});

/** Which pages of a source feed which topic, and which feed none. */
const coverageSchema = z.object({
  document_id: z.string().nullable(),
  name: z.string(),
  pages: z.int(),
  /** Page ranges such as `3-7,9`. */
  fed: z.array(z.object({ week: z.int(), topic: z.string(), pages: z.string() })),
  unused: z.string(),
  /** Pages without any text. */
  empty: z.string(),
  share: z.number(),
});
export type Coverage = z.infer<typeof coverageSchema>;

const courseSchema = z.object({
  course_id: z.string(),
  course_title: z.string(),
  description: z.string(),
  level: z.enum(LEVELS),
  language: z.string(),
  sources: z.array(sourceSchema),
  modules: z.array(moduleSchema),
});
export type Course = z.infer<typeof courseSchema>;

const questionSchema = z.object({
  question_id: z.string(),
  question_text: z.string(),
  options: z.array(z.string()).length(4),
  correct_answer: z.enum(LETTERS),
  explanation: z.string(),
  topic: z.string(),
  difficulty: z.enum(DIFFICULTIES),
  citation: citationSchema,
  /** `cloze`: a sentence of the sources with a gap, made without a model. */
  kind: z.enum(['model', 'cloze']),
});
export type QuizQuestion = z.infer<typeof questionSchema>;

const quizSchema = z.object({
  quiz_id: z.string(),
  title: z.string(),
  quiz_type: z.enum(['module', 'course']),
  module_week: z.int().nullable(),
  questions: z.array(questionSchema),
});
export type Quiz = z.infer<typeof quizSchema>;

/** What is told of one source alone. */
const sourceResultSchema = z.object({
  kind: z.literal('source'),
  sections: z.array(
    z.object({
      title: z.string(),
      number: z.string().nullable(),
      level: z.int(),
      parent: z.int().nullable(),
      start_page: z.int(),
      end_page: z.int(),
      start_top: z.number().nullable(),
      kind: z.enum(['front', 'part', 'chapter', 'section', 'appendix', 'back']),
    }),
  ),
  /** Where the sections come from; `whole`: none were found, and pages are taken in groups. */
  origin: z.string(),
});
export type SourceResult = z.infer<typeof sourceResultSchema>;

/** What the recipe makes of all sources together. */
const courseDataSchema = z.object({
  kind: z.literal('course'),
  course: courseSchema,
  quizzes: z.array(quizSchema),
  coverage: z.array(coverageSchema),
  /** How passages were found: an embedding of a provider, or words alone. */
  retrieval: z.string(),
});
export type CourseData = z.infer<typeof courseDataSchema>;

/** Result of the course recipe: of one source, or of all together. */
export const courseResultSchema = z.union([sourceResultSchema, courseDataSchema]);
export type CourseResult = z.infer<typeof courseResultSchema>;
