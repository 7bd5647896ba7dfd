import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type ChatAnswerBody,
  type CourseBody,
  type CourseJobBody,
  chatAnswerSchema,
  chatRequestSchema,
  courseAcceptedSchema,
  courseBodySchema,
  courseJobSchema,
  courseListSchema,
  courseQuizRequestSchema,
  type GradeBody,
  gradeBodySchema,
  moduleQuizRequestSchema,
  type QuizBody,
  quizBodySchema,
  submissionSchema,
} from '../../api/course-endpoints.ts';
import type { ProgressStep } from '../../domain/event.ts';
import { countEnded, isFinalJobState, isRestingJobState } from '../../domain/states.ts';
import { isProblem, Problem } from '../../problem/problem.ts';
import type { Job } from '../../store/store.ts';
import type { Api, ServerContext } from '../context.ts';
import { courseSteps } from '../course-steps.ts';
import { type Received, receiveMultipart } from '../multipart.ts';
import { PROBLEM_RESPONSES } from '../openapi.ts';

const tags = ['courses'];
/** How often a job is looked at in the store besides being listened to. */
const LOOK_MS = 5_000;
/** Jobs looked through in one go. */
const PAGE = 200;
/** What of 0 to 100 the reading of the sources is. */
const READING_PERCENT = 20;
/** Where a course is that waits for a person to approve its outline. */
const APPROVAL: ProgressStep = { name: 'outline', done: 0, total: 1 };

const jobParams = z.object({ job_id: z.string().min(1).max(100) });

/** Of the data of a course, what these endpoints speak of. */
const dataSchema = z.object({
  course: courseBodySchema.omit({ quizzes: true, coverage: true, findings: true }),
  quizzes: z.array(
    z.object({
      quiz_id: z.string(),
      title: z.string(),
      quiz_type: z.enum(['module', 'course']),
      module_week: z.int().nullable(),
      questions: z.array(z.unknown()),
    }),
  ),
  coverage: courseBodySchema.shape.coverage,
});
type CourseData = z.infer<typeof dataSchema> & Pick<CourseBody, 'findings'>;

/** The endpoints kept from the earlier course system, thin over jobs, their combined results and what can be asked of them. */
export function courseRoutes(api: Api, context: ServerContext): void {
  const { leafcutter, intake, rests, hide } = context;
  const { store } = leafcutter;
  const steps = new Map<
    string,
    {
      readonly done: number;
      readonly total: number;
      readonly message: string;
      readonly step: ProgressStep | undefined;
      readonly topics: number | undefined;
    }
  >();
  const unlisten = leafcutter.onEvent((event) => {
    if (event.type === 'document-progress' && event.message) {
      const { jobId, done, total, message, step } = event;
      const topics = step?.name === 'topics' ? step.total : steps.get(jobId)?.topics;
      steps.set(jobId, { done, total, message, step, topics });
    }
    if (event.type === 'job-end' && isFinalJobState(event.state)) steps.delete(event.jobId);
  });
  api.addHook('onClose', async () => unlisten());

  async function accept(request: FastifyRequest): Promise<Job> {
    if (!request.isMultipart()) {
      throw new Problem('unsupported-media-type', {
        detail: 'Send the PDFs as multipart/form-data, in parts named files',
      });
    }
    const received = await receiveMultipart(request, {
      directory: context.uploads.incoming,
      maxFileBytes: leafcutter.config.maxFileMegabytes * 1_000_000,
      maxFiles: leafcutter.config.maxUploadFiles,
      idleMs: context.bodyIdleMs,
      signal: context.leaving,
    });
    try {
      const settings = { recipe: 'course', options: optionsOf(received), priority: 'batch' as const };
      const { job } = await intake.take({
        settings,
        files: received.files,
        keyId: request.keyId,
        idempotencyKey: null,
      });
      return job;
    } finally {
      await received.discard();
    }
  }

  async function dataOf(jobId: string): Promise<CourseData> {
    try {
      const { data, findings } = await leafcutter.together.result(jobId);
      const parsed = dataSchema.safeParse(data);
      if (parsed.success) {
        return {
          ...parsed.data,
          findings: findings.map(({ expected = null, actual = null, ...finding }) => ({
            ...finding,
            expected,
            actual,
          })),
        };
      }
    } catch (error) {
      if (!isProblem(error) || error.code !== 'job-not-found') throw error;
    }
    throw new Problem('not-found', { detail: `There is no course ${jobId}` });
  }

  /** Asks something of a course, which is `what` to whoever asks. Throws `not-found` where there is none. */
  async function act(courseId: string, action: string, input: unknown, what = `course ${courseId}`) {
    try {
      return await leafcutter.together.act(courseId, action, input);
    } catch (error) {
      if (!isProblem(error) || error.code !== 'job-not-found') throw error;
      throw new Problem('not-found', { detail: `There is no ${what}` });
    }
  }
  const actOnQuiz = (quizId: string, action: string, input: unknown) =>
    act(courseOfQuiz(quizId), action, input, `quiz ${quizId}`);

  const summaryOf = ({ course }: CourseData) => ({
    course_id: course.course_id,
    course_title: course.course_title,
    modules: course.modules.length,
  });

  /** The course of a job, null where it has none (yet). */
  async function courseOf(jobId: string): Promise<CourseData | null> {
    try {
      return await dataOf(jobId);
    } catch (error) {
      if (isProblem(error) && (error.code === 'conflict' || error.code === 'not-found')) return null;
      throw error;
    }
  }

  async function jobBody(job: Job): Promise<CourseJobBody> {
    const ended = isFinalJobState(job.state);
    const made = ended ? await courseOf(job.id) : null;
    const counts = await store.countDocuments(job.id);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const failed = ended && made === null;
    const step = steps.get(job.id);
    // What waits for approval may have been made by a process that is no more.
    const waits = job.problem?.code === 'approval-needed';
    const at = waits ? APPROVAL : step?.step;
    const writing = at !== undefined && at.name !== 'text';
    const sources = writing || made ? Math.max(1, total - 1) : total;
    const progress = ended
      ? 100
      : writing
        ? READING_PERCENT + ((100 - READING_PERCENT) * (step?.done ?? 0)) / Math.max(1, step?.total ?? 1)
        : (READING_PERCENT * countEnded(counts)) / Math.max(1, total);
    return {
      job_id: job.id,
      status: failed ? 'failed' : ended ? 'completed' : job.state === 'queued' ? 'pending' : 'processing',
      created_at: new Date(job.createdMs).toISOString(),
      started_at: job.startedMs === null ? null : new Date(job.startedMs).toISOString(),
      completed_at: job.endedMs === null ? null : new Date(job.endedMs).toISOString(),
      progress: Math.round(progress),
      message: job.problem?.title ?? step?.message ?? job.state,
      waits_for_approval: waits,
      steps: courseSteps({
        made: made
          ? {
              topics: made.course.modules.reduce((sum, { sub_topics }) => sum + sub_topics.length, 0),
              quizzes: made.quizzes.length,
            }
          : undefined,
        // All of them together are one more document of the job, which comes last.
        read: Math.min(countEnded(counts), sources),
        sources,
        step: at,
        topics: step?.topics,
      }),
      result: made && summaryOf(made),
      error: failed
        ? ((job.problem && hide(job.problem).detail) ??
          'None of the documents could be made a course of; see /v1/jobs')
        : null,
    };
  }

  api.post(
    '/api/upload-pdfs',
    {
      schema: {
        tags,
        summary: 'Make a course of the PDFs of a form; answers at once',
        response: { 202: courseAcceptedSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async (request, reply) => {
      const { id } = await accept(request);
      const status_url = `/api/jobs/${encodeURIComponent(id)}`;
      return reply
        .code(202)
        .header('location', status_url)
        .send({
          message: 'The files are received; the course is being made',
          job_id: id,
          status: 'pending' as const,
          status_url,
        });
    },
  );

  api.get(
    '/api/jobs/:job_id',
    {
      schema: {
        tags,
        summary: 'How far a course is',
        params: jobParams,
        response: { 200: courseJobSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params }) => {
      const job = await store.getJob(params.job_id);
      if (!job) throw new Problem('job-not-found', { detail: `There is no job ${params.job_id}` });
      return jobBody(job);
    },
  );

  api.post(
    '/api/upload-pdfs-sync',
    {
      schema: {
        tags,
        summary: 'As upload-pdfs, answered when the job rests',
        response: { 200: courseJobSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async (request) => {
      const { id } = await accept(request);
      const never = new AbortController().signal;
      for (;;) {
        const rested = rests.next(id, LOOK_MS, never);
        const now = await store.getJob(id);
        if (!now || isRestingJobState(now.state) || context.draining()) break;
        await rested;
      }
      return jobBody((await store.getJob(id))!);
    },
  );

  api.get(
    '/api/courses',
    {
      schema: {
        tags,
        summary: 'The courses there are, newest first',
        response: { 200: courseListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async () => {
      const courses: z.infer<typeof courseListSchema> = [];
      let beforeMs: number | undefined;
      for (;;) {
        const jobs = await store.listJobs({
          limit: PAGE,
          states: ['completed', 'completed_with_errors'],
          ...(beforeMs === undefined ? {} : { beforeMs }),
        });
        for (const job of jobs) {
          if (!leafcutter.recipes.get(job.recipe)?.combine) continue;
          const course = await courseOf(job.id);
          if (course) courses.push(summaryOf(course));
        }
        if (jobs.length < PAGE) return courses;
        beforeMs = jobs.at(-1)!.createdMs;
      }
    },
  );

  api.get(
    '/api/course/:course_id',
    {
      schema: {
        tags,
        summary: 'A course with its lessons',
        params: z.object({ course_id: z.string().min(1).max(100) }),
        response: { 200: courseBodySchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params }): Promise<CourseBody> => {
      const { course, quizzes, coverage, findings } = await dataOf(params.course_id);
      return {
        ...course,
        quizzes: quizzes.map(({ questions, ...quiz }) => ({ ...quiz, total_questions: questions.length })),
        coverage,
        findings,
      };
    },
  );

  api.post(
    '/api/quiz/generate-module',
    {
      schema: {
        tags,
        summary: 'The quiz of a module, without its answers',
        body: moduleQuizRequestSchema,
        response: { 200: quizBodySchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ body: { course_id, module_week } }) =>
      (await act(course_id, 'quiz', { module_week })) as QuizBody,
  );

  api.post(
    '/api/quiz/generate-course',
    {
      schema: {
        tags,
        summary: 'The quiz over a whole course, without its answers',
        body: courseQuizRequestSchema,
        response: { 200: quizBodySchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ body: { course_id } }) => (await act(course_id, 'quiz', {})) as QuizBody,
  );

  api.get(
    '/api/quiz/:quiz_id',
    {
      schema: {
        tags,
        summary: 'A quiz, without its answers',
        params: z.object({ quiz_id: z.string().min(1).max(200) }),
        response: { 200: quizBodySchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params: { quiz_id } }) => (await actOnQuiz(quiz_id, 'quiz', { quiz_id })) as QuizBody,
  );

  api.post(
    '/api/quiz/submit',
    {
      schema: {
        tags,
        summary: 'Grade the answers to a quiz; what is not answered is wrong',
        body: submissionSchema,
        response: { 200: gradeBodySchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ body: { quiz_id, answers } }) =>
      (await actOnQuiz(quiz_id, 'grade', { quiz_id, answers })) as GradeBody,
  );

  api.post(
    '/api/chat',
    {
      schema: {
        tags,
        summary: 'Answer a question from the material of one course, with its sources',
        body: chatRequestSchema,
        response: { 200: chatAnswerSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async ({ body: { course_id, message, query, language } }) => {
      const question = message ?? query;
      if (question === undefined) throw new Problem('invalid-request', { detail: 'message: ask something' });
      const input = { question, ...(language === undefined ? {} : { language }) };
      return (await act(course_id, 'ask', input)) as ChatAnswerBody;
    },
  );
}

/** A quiz is named after its course. */
function courseOfQuiz(quizId: string): string {
  return quizId.replace(/-(?:m\d+|course)$/, '');
}

/** Options of the course from the fields of a form. */
function optionsOf({ fields }: Received): Record<string, unknown> {
  const one = (name: string): string | undefined => fields.get(name)?.[0]?.trim() || undefined;
  const title = one('course_title');
  const level = one('level')?.toLowerCase();
  const language = one('language');
  const approve = one('approve');
  return {
    ...(title === undefined ? {} : { title }),
    ...(level === undefined ? {} : { level }),
    ...(language === undefined ? {} : { language }),
    ...(approve === undefined ? {} : { approve: approve === 'true' }),
  };
}
