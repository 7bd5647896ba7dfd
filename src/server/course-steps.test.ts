import { expect, it } from 'vitest';
import { courseSteps } from './course-steps.ts';

const at = (state: Partial<Parameters<typeof courseSteps>[0]>): string[] =>
  courseSteps({ read: 2, sources: 2, ...state }).map(
    ({ name, state: where, done, total }) => `${name} ${where} ${done}/${total ?? '?'}`,
  );

it.each([
  [{ read: 1 }, ['text now 1/2', 'outline next 0/1', 'topics next 0/?', 'quizzes next 0/?']],
  [
    { step: { name: 'outline', done: 0, total: 1 } },
    ['text done 2/2', 'outline now 0/1', 'topics next 0/?', 'quizzes next 0/?'],
  ],
  [
    { step: { name: 'topics', done: 3, total: 12 }, topics: 12 },
    ['text done 2/2', 'outline done 1/1', 'topics now 3/12', 'quizzes next 0/?'],
  ],
  [
    { step: { name: 'quizzes', done: 1, total: 4 }, topics: 12 },
    ['text done 2/2', 'outline done 1/1', 'topics done 12/12', 'quizzes now 1/4'],
  ],
  // As events of earlier versions come, and those of a step that is none of a course.
  [{ read: 2, step: undefined }, ['text now 2/2', 'outline next 0/1', 'topics next 0/?', 'quizzes next 0/?']],
  [
    { step: { name: 'other', done: 1, total: 2 } },
    ['text now 2/2', 'outline next 0/1', 'topics next 0/?', 'quizzes next 0/?'],
  ],
  [
    { made: { topics: 12, quizzes: 4 } },
    ['text done 2/2', 'outline done 1/1', 'topics done 12/12', 'quizzes done 4/4'],
  ],
])('tells the steps of a course at %j', (state, steps) => {
  expect(at(state)).toEqual(steps);
});
