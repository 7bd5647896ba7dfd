import type { CourseStepBody } from '../api/course-endpoints.ts';

/** What is known about a course that is being made. */
export interface CourseState {
  /** What there is of a course that is made. */
  readonly made?: { readonly topics: number; readonly quizzes: number } | undefined;
  /** Sources that are read, of all. */
  readonly read: number;
  readonly sources: number;
  /** What its last event said: `text`, `outline`, `topic 3 of 12`, `quiz 1 of 4`; absent while sources are read. */
  readonly message?: string | undefined;
  /** Topics and quizzes there are to make, as far as an event told. */
  readonly topics?: number | undefined;
}

const NAMES = ['text', 'outline', 'topics', 'quizzes'] as const;

/** The steps of a course with how far each is. */
export function courseSteps({ made, read, sources, message = '', topics }: CourseState): CourseStepBody[] {
  const [, kind, done, total] = /^(topic|quiz) (\d+) of (\d+)/.exec(message) ?? [];
  const now = made
    ? NAMES.length
    : kind === 'quiz'
      ? 3
      : kind === 'topic'
        ? 2
        : message === 'outline'
          ? 1
          : 0;
  const counts: readonly (readonly [number, number | null])[] = [
    [read, sources],
    [now > 1 ? 1 : 0, 1],
    made
      ? [made.topics, made.topics]
      : kind === 'topic'
        ? [Number(done), Number(total)]
        : [now > 2 ? (topics ?? 0) : 0, topics ?? null],
    made ? [made.quizzes, made.quizzes] : kind === 'quiz' ? [Number(done), Number(total)] : [0, null],
  ];
  return NAMES.map((name, at) => ({
    name,
    state: at < now ? 'done' : at === now ? 'now' : 'next',
    done: counts[at]![0],
    total: counts[at]![1],
  }));
}
