import type { CourseStepBody } from '../api/course-endpoints.ts';
import type { ProgressStep } from '../domain/event.ts';

/** What is known about a course that is being made. */
export interface CourseState {
  /** What there is of a course that is made. */
  readonly made?: { readonly topics: number; readonly quizzes: number } | undefined;
  /** Sources that are read, of all. */
  readonly read: number;
  readonly sources: number;
  /** Where its last event said it is: `text`, `outline`, `topics`, `quizzes`; absent while sources are read. */
  readonly step?: ProgressStep | undefined;
  /** Topics and quizzes there are to make, as far as an event told. */
  readonly topics?: number | undefined;
}

const NAMES = ['text', 'outline', 'topics', 'quizzes'] as const;

/** The steps of a course with how far each is. */
export function courseSteps({ made, read, sources, step, topics }: CourseState): CourseStepBody[] {
  // A step of another name, and an event of an earlier version, which has none, come before the outline.
  const names: readonly (string | undefined)[] = NAMES;
  const now = made ? NAMES.length : Math.max(0, names.indexOf(step?.name));
  const at = (name: (typeof NAMES)[number]) =>
    step?.name === name ? ([step.done, step.total] as const) : null;
  const counts: readonly (readonly [number, number | null])[] = [
    [read, sources],
    [now > 1 ? 1 : 0, 1],
    made ? [made.topics, made.topics] : (at('topics') ?? [now > 2 ? (topics ?? 0) : 0, topics ?? null]),
    made ? [made.quizzes, made.quizzes] : (at('quizzes') ?? [0, null]),
  ];
  return NAMES.map((name, at) => ({
    name,
    state: at < now ? 'done' : at === now ? 'now' : 'next',
    done: counts[at]![0],
    total: counts[at]![1],
  }));
}
