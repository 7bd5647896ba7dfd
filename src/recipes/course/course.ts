import { Problem } from '../../problem/problem.ts';
import { type AskedResult, defineAction, defineRecipe } from '../recipe.ts';
import { answerQuestion, askInputSchema } from './answer-question.ts';
import { combineSources } from './combine-sources.ts';
import { courseEffort } from './course-effort.ts';
import {
  type CourseData,
  type CourseOptions,
  type CourseResult,
  courseOptionsSchema,
  courseResultSchema,
} from './course-schema.ts';
import { courseTables } from './course-tables.ts';
import { exportCourse } from './export/export-course.ts';
import { gradeInputSchema, gradeQuiz, quizInputSchema, showQuiz } from './grade-quiz.ts';
import { readSource } from './read-source.ts';
import { takeOverCourses } from './take-over-courses.ts';

/** Several PDFs into one course: modules, lessons with citations, quizzes, and questions answered from the material. */
export const course = defineRecipe<CourseOptions, CourseResult>({
  name: 'course',
  version: '1',
  description: 'One course from several PDFs: modules, lessons with citations, quizzes',
  options: courseOptionsSchema,
  result: courseResultSchema,
  tables: courseTables,
  run: (document, step) => readSource(document, step),
  combine: (collection, step, options) => combineSources(collection, step, options),
  combineCalls: courseEffort,
  actions: {
    ask: defineAction({
      description: 'answers a question from the material, with its sources',
      input: askInputSchema,
      async run({ data, open }: AskedResult<CourseResult>, input) {
        if (courseOf(data).course.sources.length === 0) {
          throw new Problem('conflict', {
            detail: 'This course was taken over without its sources; nothing can be looked up',
          });
        }
        const { collection, step } = await open();
        return answerQuestion(collection, step, input);
      },
    }),
    quiz: defineAction({
      description: 'shows a quiz without its answers',
      input: quizInputSchema,
      run: async ({ data }: AskedResult<CourseResult>, input) => showQuiz(courseOf(data), input),
    }),
    grade: defineAction({
      description: 'grades the answers to a quiz',
      input: gradeInputSchema,
      run: async ({ data }: AskedResult<CourseResult>, input) => gradeQuiz(courseOf(data), input),
    }),
  },
  takeOver: takeOverCourses,
  files: ({ data, findings }) => (data?.kind === 'course' ? exportCourse(data, findings) : []),
});

function courseOf(data: CourseResult): CourseData {
  if (data.kind === 'course') return data;
  throw new Problem('conflict', { detail: 'This result is of one source alone, not of the course' });
}
