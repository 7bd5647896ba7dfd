import type { Usage } from '../domain/usage.ts';
import type { Problem } from '../problem/problem.ts';
import type { LedgerAnswer } from '../store/store.ts';

/** What a batch made of a question: an answer, a paid reply of no use, or null: it has to be asked alone. */
export type BatchOutcome =
  | { readonly answer: LedgerAnswer; readonly problem?: never }
  | { readonly problem: Problem; readonly usage: Usage; readonly answer?: never }
  | null;

/** A question on its way through a batch. */
export class BatchQuestion {
  readonly outcome: Promise<BatchOutcome>;
  readonly settle: (outcome: BatchOutcome) => void;
  readonly fail: (error: unknown) => void;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<BatchOutcome>();
    // Nobody may be waiting any more.
    promise.catch(() => {});
    this.outcome = promise;
    this.settle = resolve;
    this.fail = reject;
  }
}
