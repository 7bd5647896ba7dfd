import type { Problem } from '../problem/problem.ts';
import { printable } from './format.ts';

/** Writes a problem to standard error: one line for people, or problem+json. */
export function printProblem(problem: Problem, { json }: { readonly json: boolean }): void {
  if (json) {
    process.stderr.write(`${JSON.stringify(problem.toJSON())}\n`);
    return;
  }
  process.stderr.write(`leafcutter: ${printable(problem.detail)} [${problem.code}]\n`);
  // A defect of ours is worth its trace; everything else is said in full by its one line.
  if (problem.code === 'internal' && problem.cause instanceof Error && process.env.LEAFCUTTER_DEBUG) {
    process.stderr.write(`${problem.cause.stack}\n`);
  }
}
