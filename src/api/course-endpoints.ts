import { z } from 'zod';

const id = z.string().min(1).max(200);

/** Answer to an upload of PDFs for a course: at once, before anything is read. */
export const courseAcceptedSchema = z
  .object({ message: z.string(), job_id: z.string(), status: z.literal('pending'), status_url: z.string() })
  .meta({ id: 'CourseAccepted' });

/** What became of a course that a job made. */
const courseSummarySchema = z.object({ course_id: z.string(), course_title: z.string(), modules: z.int() });

/** One step of a course that is being made. */
const courseStepSchema = z.object({
  name: z.enum(['text', 'outline', 'topics', 'quizzes']),
  state: z.enum(['done', 'now', 'next']),
  done: z.int().describe('Sources read, topics written, quizzes made'),
  total: z.int().nullable().describe('null: not known yet'),
});
export type CourseStepBody = z.infer<typeof courseStepSchema>;

/** A job in the terms of the earlier system. */
export const courseJobSchema = z
  .object({
    job_id: z.string(),
    status: z.enum(['pending', 'processing', 'completed', 'failed']),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
    progress: z.number().min(0).max(100),
    message: z.string(),
    waits_for_approval: z.boolean().describe('Its outline waits for a person'),
    steps: z.array(courseStepSchema).describe('In their order: text, outline, topics, quizzes'),
    result: courseSummarySchema.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'CourseJob' });
export type CourseJobBody = z.infer<typeof courseJobSchema>;

/** The courses there are, newest first. */
export const courseListSchema = z.array(courseSummarySchema).meta({ id: 'CourseList' });
export type CourseListBody = z.infer<typeof courseListSchema>;

/** A place in a source. */
const citationSchema = z.object({
  document_id: z.string().nullable(),
  document: z.string(),
  page_number: z.int(),
  quote: z.string(),
  box: z.array(z.number()).length(4).nullable(),
});

/** A course with its lessons. */
export const courseBodySchema = z
  .object({
    course_id: z.string(),
    course_title: z.string(),
    description: z.string(),
    level: z.string(),
    language: z.string(),
    sources: z.array(
      z.object({
        document_id: z.string().nullable(),
        name: z.string(),
        sha256: z.string().nullable(),
        pages: z.int(),
      }),
    ),
    modules: z.array(
      z.object({
        week: z.int(),
        title: z.string(),
        learning_objectives: z.array(z.string()),
        sub_topics: z.array(
          z.object({
            title: z.string(),
            content: z.string().describe('Markdown; `[1]` is the first of the citations'),
            citations: z.array(citationSchema),
            status: z.enum(['written', 'failed']),
            written_by: z.enum(['model', 'extract', 'imported']).nullable(),
            dropped_citations: z.int(),
            sections: z.array(
              z.object({ document_id: z.string().nullable(), title: z.string(), pages: z.string() }),
            ),
            problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
          }),
        ),
      }),
    ),
    quizzes: z
      .array(
        z.object({
          quiz_id: z.string(),
          title: z.string(),
          quiz_type: z.enum(['module', 'course']),
          module_week: z.int().nullable(),
          total_questions: z.int(),
        }),
      )
      .describe('Questions by `GET /api/quiz/{quiz_id}`'),
    coverage: z.array(
      z.object({
        document_id: z.string().nullable(),
        name: z.string(),
        pages: z.int(),
        fed: z.array(z.object({ week: z.int(), topic: z.string(), pages: z.string() })),
        unused: z.string(),
        empty: z.string(),
        share: z.number(),
      }),
    ),
    findings: z
      .array(
        z.object({
          code: z.string(),
          severity: z.enum(['error', 'warning', 'info']),
          path: z.string(),
          message: z.string(),
          expected: z.string().nullable(),
          actual: z.string().nullable(),
        }),
      )
      .describe('What is not as it was asked for: topics that failed, quizzes with fewer questions'),
  })
  .meta({ id: 'Course' });
export type CourseBody = z.infer<typeof courseBodySchema>;

/** Which module's quiz is wanted. */
export const moduleQuizRequestSchema = z
  .object({ course_id: id, module_week: z.int().min(1) })
  .meta({ id: 'ModuleQuizRequest' });
/** Which course's quiz is wanted. */
export const courseQuizRequestSchema = z.object({ course_id: id }).meta({ id: 'CourseQuizRequest' });

/** A quiz as a learner sees it before answering. */
export const quizBodySchema = z
  .object({
    quiz_id: z.string(),
    title: z.string(),
    quiz_type: z.enum(['module', 'course']),
    module_week: z.int().nullable(),
    total_questions: z.int(),
    questions: z.array(
      z.object({
        question_id: z.string(),
        question_text: z.string(),
        options: z.array(z.string()).length(4),
        topic: z.string(),
        difficulty: z.enum(['easy', 'medium', 'hard']),
      }),
    ),
  })
  .meta({ id: 'Quiz' });
export type QuizBody = z.infer<typeof quizBodySchema>;

/** The answers of a learner, by question; what is not answered is wrong. */
export const submissionSchema = z
  .object({
    quiz_id: id,
    user_id: z.string().max(200).optional(),
    answers: z.record(z.string(), z.string()).describe('A letter of A to D by question id'),
  })
  .meta({ id: 'QuizSubmission' });

/** How a submission did. */
export const gradeBodySchema = z
  .object({
    quiz_id: z.string(),
    score: z.int(),
    total_questions: z.int(),
    percentage: z.number(),
    passed: z.boolean(),
    detailed_results: z.array(
      z.object({
        question_id: z.string(),
        user_answer: z.string().nullable(),
        correct_answer: z.string(),
        is_correct: z.boolean(),
        explanation: z.string(),
        citation: citationSchema,
      }),
    ),
  })
  .meta({ id: 'QuizGrade' });
export type GradeBody = z.infer<typeof gradeBodySchema>;

/** A question to the material of one course. */
export const chatRequestSchema = z
  .object({
    course_id: id,
    message: z.string().min(1).max(2_000).optional(),
    query: z.string().min(1).max(2_000).optional().describe('The earlier name of `message`'),
    language: z.string().min(2).max(40).optional(),
  })
  .meta({ id: 'ChatRequest' });

/** An answer from the material, or that it is not there. */
export const chatAnswerSchema = z
  .object({
    answer: z.string(),
    sources: z.array(citationSchema),
    grounded: z.boolean(),
    answered_by: z.enum(['model', 'extract']),
  })
  .meta({ id: 'ChatAnswer' });
export type ChatAnswerBody = z.infer<typeof chatAnswerSchema>;
