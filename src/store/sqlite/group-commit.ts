import type Database from 'better-sqlite3';
import type { ProblemJson } from '../../problem/problem.ts';
import { storeProblem } from '../store-problem.ts';
import { type Operations, READING } from './operations.ts';

/** One call of an operation. */
export interface Request {
  readonly id: number;
  readonly operation: keyof Operations;
  readonly args: readonly unknown[];
}

/** What became of a call; sent only when it is on disk. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: ProblemJson };

/**
 * Answers a function that runs requests in their order and commits them together: one sync of the disk serves all that
 * came in while the last one was on its way. When a request fails, or the commit does, everything is rolled back and
 * each request is run again alone, so that none takes its neighbours down.
 */
export function groupCommit(
  database: Database.Database,
  operations: Operations,
  path: string,
): (requests: readonly Request[]) => Reply[] {
  // IMMEDIATE: waits for another process here, where nothing is lost by waiting, never in the middle.
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');

  const perform = ({ id, operation, args }: Request): Reply => {
    const run = operations[operation] as (...args: readonly unknown[]) => unknown;
    return { id, value: run(...args) };
  };
  const failed = ({ id }: Request, error: unknown): Reply => ({
    id,
    problem: storeProblem(error, path).toJSON(),
  });

  return function runGroup(requests): Reply[] {
    if (requests.every(({ operation }) => READING.has(operation))) {
      return requests.map((request) => {
        try {
          return perform(request);
        } catch (error) {
          return failed(request, error);
        }
      });
    }
    try {
      begin.run();
    } catch (error) {
      // No request is at fault, and each would wait as long again.
      return requests.map((request) => failed(request, error));
    }
    try {
      const replies = requests.map(perform);
      commit.run();
      return replies;
    } catch (error) {
      // A full disk has SQLite roll back by itself.
      if (database.inTransaction) rollback.run();
      const [only] = requests;
      return requests.length === 1
        ? [failed(only!, error)]
        : requests.flatMap((request) => runGroup([request]));
    }
  };
}
