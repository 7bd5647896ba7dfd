import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import type { CourseData, Topic } from './course-schema.ts';

/** A course as the earlier system wrote it into `course_output.json`; more members than these are left. */
const earlierSchema = z.object({
  course_id: z.union([z.string(), z.number()]).optional(),
  course_title: z.string().min(1),
  modules: z.array(
    z.object({
      week: z.number().optional(),
      title: z.string(),
      sub_topics: z.array(z.object({ title: z.string(), content: z.string().nullish() })).default([]),
    }),
  ),
});
type EarlierCourse = z.infer<typeof earlierSchema>;

/** The earlier system stored what its provider refused it with as lessons. */
const ERROR_TEXT =
  /\b(?:insufficient_quota|rate.?limit|quota|error code: ?\d{3}|status code:? ?\d{3}|api key|exceeded your current|traceback|exception)\b/i;
/** A refusal is short; a lesson that speaks of quotas is not. */
const LONGEST_ERROR = 1_200;

/**
 * Reads the courses of an earlier `course_output.json`: one, or a list. A lesson that is an error message becomes a topic
 * that failed. Throws `invalid-request`.
 */
export function takeOverCourses(earlier: unknown): { name: string; result: (jobId: string) => CourseData }[] {
  const parsed = z.array(earlierSchema).safeParse(Array.isArray(earlier) ? earlier : [earlier]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Problem('invalid-request', {
      detail: `The file holds no courses of the earlier system: ${issue?.path.join('.')}: ${issue?.message}`,
    });
  }
  return parsed.data.map((course) => ({
    name: course.course_title,
    result: (jobId) => dataOf(course, jobId),
  }));
}

function dataOf({ course_title, modules }: EarlierCourse, jobId: string): CourseData {
  return {
    kind: 'course',
    course: {
      course_id: jobId,
      course_title,
      description: 'Taken over from an earlier system, without its sources.',
      level: 'beginner',
      language: 'as the sources',
      sources: [],
      modules: modules.map(({ title, sub_topics }, index) => ({
        week: index + 1,
        title,
        learning_objectives: [],
        sub_topics: sub_topics.map(topicOf),
      })),
    },
    quizzes: [],
    coverage: [],
    retrieval: 'none',
  };
}

function topicOf({ title, content }: EarlierCourse['modules'][number]['sub_topics'][number]): Topic {
  const text = content?.trim() ?? '';
  const refused = text.length <= LONGEST_ERROR && ERROR_TEXT.test(text);
  const whole = text !== '' && !refused;
  return {
    title,
    content: whole ? text : '',
    citations: [],
    status: whole ? 'written' : 'failed',
    written_by: whole ? 'imported' : null,
    dropped_citations: 0,
    sections: [],
    problem: whole
      ? null
      : {
          code: 'model-empty',
          detail: refused
            ? 'The earlier system had stored an error message as this lesson'
            : 'The earlier system had stored no lesson',
        },
  };
}
