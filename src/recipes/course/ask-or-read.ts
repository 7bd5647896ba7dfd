import type { Answer, Question } from '../../domain/question.ts';
import { isProblem } from '../../problem/problem.ts';
import type { Step } from '../recipe.ts';

/**
 * Asks a model, and only where the route asks none at all has `read` answer: what is read without a model is no first
 * draft here that verification could find good enough.
 */
export async function askOrRead<Value>(
  step: Step,
  question: Question<Value>,
  read: () => Promise<Value | null> | Value | null,
): Promise<Answer<Value>> {
  try {
    return await step.ask(question);
  } catch (error) {
    if (!isProblem(error) || error.code !== 'nothing-readable') throw error;
  }
  return step.ask({
    ...question,
    rules: async () => {
      const value = await read();
      return value === null ? null : { value, evidence: [] };
    },
  });
}
