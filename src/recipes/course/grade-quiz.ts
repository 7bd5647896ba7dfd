import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { type Citation, type CourseData, LETTERS, type Quiz, type QuizQuestion } from './course-schema.ts';

/** Share of right answers that passes, in percent, unless asked otherwise. */
const PASS_MARK = 60;

/** Which quiz is wanted; with none named the one over the course. */
export const quizInputSchema = z.strictObject({
  quiz_id: z.string().optional(),
  module_week: z.int().min(1).optional(),
});

/** A submission: letters by question id. The right answers are the server's alone. */
export const gradeInputSchema = z.strictObject({
  quiz_id: z.string(),
  answers: z.record(z.string(), z.string().trim().toUpperCase().pipe(z.enum(LETTERS))),
  /** Percent. */
  pass_mark: z.number().min(0).max(100).default(PASS_MARK),
});

/** A quiz as a learner sees it before answering. */
export interface ShownQuiz extends Omit<Quiz, 'questions'> {
  readonly total_questions: number;
  readonly questions: readonly Pick<
    QuizQuestion,
    'question_id' | 'question_text' | 'options' | 'topic' | 'difficulty'
  >[];
}

/** How a submission did. */
export interface Grade {
  readonly quiz_id: string;
  readonly score: number;
  readonly total_questions: number;
  /** Two decimals. */
  readonly percentage: number;
  readonly passed: boolean;
  readonly detailed_results: readonly {
    readonly question_id: string;
    /** Null: not answered, which is wrong. */
    readonly user_answer: string | null;
    readonly correct_answer: string;
    readonly is_correct: boolean;
    readonly explanation: string;
    readonly citation: Citation;
  }[];
}

/** The quiz that is meant. Throws `not-found`. */
function findQuiz({ quizzes }: CourseData, { quiz_id, module_week }: z.infer<typeof quizInputSchema>): Quiz {
  const found = quizzes.find((quiz) =>
    quiz_id !== undefined ? quiz.quiz_id === quiz_id : quiz.module_week === (module_week ?? null),
  );
  if (found) return found;
  throw new Problem('not-found', {
    detail: `The course has no quiz ${quiz_id ?? (module_week === undefined ? 'over the whole' : `of module ${module_week}`)}`,
  });
}

/** The quiz without its answers and what gives them away. Throws `not-found`. */
export function showQuiz(data: CourseData, which: z.infer<typeof quizInputSchema>): ShownQuiz {
  const { questions, ...quiz } = findQuiz(data, which);
  return {
    ...quiz,
    total_questions: questions.length,
    questions: questions.map(({ question_id, question_text, options, topic, difficulty }) => ({
      question_id,
      question_text,
      options,
      topic,
      difficulty,
    })),
  };
}

/** Grades a submission; an unanswered question is wrong and listed. Throws `not-found`, `invalid-request`. */
export function gradeQuiz(
  data: CourseData,
  { quiz_id, answers, pass_mark }: z.infer<typeof gradeInputSchema>,
): Grade {
  const { questions } = findQuiz(data, { quiz_id });
  const known = new Set(questions.map(({ question_id }) => question_id));
  const unknown = Object.keys(answers).find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new Problem('invalid-request', { detail: `Quiz ${quiz_id} has no question ${unknown}` });
  }
  const detailed_results = questions.map(({ question_id, correct_answer, explanation, citation }) => {
    const user_answer = answers[question_id] ?? null;
    return {
      question_id,
      user_answer,
      correct_answer,
      is_correct: user_answer === correct_answer,
      explanation,
      citation,
    };
  });
  const score = detailed_results.filter(({ is_correct }) => is_correct).length;
  const percentage = questions.length === 0 ? 0 : Math.round((10_000 * score) / questions.length) / 100;
  return {
    quiz_id,
    score,
    total_questions: questions.length,
    percentage,
    passed: percentage >= pass_mark,
    detailed_results,
  };
}
