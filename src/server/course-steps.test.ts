import { expect, it } from 'vitest';
import { courseSteps } from './course-steps.ts';

const at = (state: Partial<Parameters<typeof courseSteps>[0]>): string[] =>
  courseSteps({ read: 2, sources: 2, ...state }).map(
    ({ name, state: where, done, total }) => `${name} ${where} ${done}/${total ?? '?'}`,
  );

it.each([
  [{ read: 1 }, ['text now 1/2', 'outline next 0/1', 'topics next 0/?', 'quizzes next 0/?']],
  [{ message: 'outline' }, ['text done 2/2', 'outline now 0/1', 'topics next 0/?', 'quizzes next 0/?']],
  [
    { message: 'topic 3 of 12', topics: 12 },
    ['text done 2/2', 'outline done 1/1', 'topics now 3/12', 'quizzes next 0/?'],
  ],
  [
    { message: 'quiz 1 of 4', topics: 12 },
    ['text done 2/2', 'outline done 1/1', 'topics done 12/12', 'quizzes now 1/4'],
  ],
  [
    { made: { topics: 12, quizzes: 4 } },
    ['text done 2/2', 'outline done 1/1', 'topics done 12/12', 'quizzes done 4/4'],
  ],
])('tells the steps of a course at %j', (state, steps) => {
  expect(at(state)).toEqual(steps);
});
