import type { RunSummary } from '../engine/run.ts';
import type { Problem } from '../problem/problem.ts';

/** What the command line's exit codes mean. */
export const EXIT = {
  good: 0,
  fatal: 1,
  usage: 2,
  someFailed: 3,
  budgetReached: 4,
  needsReview: 5,
  interrupted: 130,
  /** Nobody reads the output any more; what a shell says of tools that end by SIGPIPE. */
  unread: 141,
} as const;

const USAGE_PROBLEMS = new Set(['invalid-option', 'invalid-schema', 'unknown-recipe', 'no-model']);

/** Exit code of a problem that ended the command. */
export function exitCodeOf(problem: Pick<Problem, 'code'>): number {
  if (USAGE_PROBLEMS.has(problem.code)) return EXIT.usage;
  if (problem.code === 'budget-reached' || problem.code === 'quota-exhausted') return EXIT.budgetReached;
  return EXIT.fatal;
}

/** Exit code of a run: the worst that happened. */
export function exitCodeOfRun({ problem, counts, state }: RunSummary): number {
  if (problem?.code === 'cancelled' || state === 'cancelled') return EXIT.interrupted;
  // Somebody wished it so, and everything is saved.
  if (problem?.code === 'paused') return EXIT.good;
  // A person has to look before it goes on.
  if (problem?.code === 'approval-needed') return EXIT.needsReview;
  if (problem) return exitCodeOf(problem);
  if (counts.failed + counts.partial > 0) return EXIT.someFailed;
  return counts.needs_review > 0 ? EXIT.needsReview : EXIT.good;
}
