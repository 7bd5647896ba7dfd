import { expect } from 'vitest';
import type { DocumentResult } from '../../domain/result.ts';
import type { DocumentState } from '../../domain/states.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { isProblem, type Problem } from '../../problem/problem.ts';
import type { ProblemCode } from '../../problem/registry.ts';
import type { SourceItem } from '../../source/source.ts';
import type { Attempt, LedgerAnswer, NewJob, Store, StoredDocument } from '../store.ts';

/** A fresh store under test. */
export interface StoreHarness {
  readonly store: Store;
  /**
   * Another connection to the same data, as another process would have; the harness closes it. One with an owner acts
   * for a process that has ended since.
   */
  connect(as?: { readonly owner: 'ended process' }): Promise<Store>;
  dispose(): Promise<void>;
}

export type StoreCases = Readonly<Record<string, (store: Store, harness: StoreHarness) => Promise<void>>>;

/** A job not yet stored; its key follows its id. */
export function newJob(id = 'job-a', more: Partial<NewJob> = {}): NewJob {
  return { id, key: `key of ${id}`, recipe: 'bill', recipeVersion: '1', spec: { inputs: ['/in'] }, ...more };
}

/** Items of listed files, numbered from `start`. */
export function items(count: number, start = 0): SourceItem[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `file-${start + index}.pdf`;
    return { key: `/in/${name}`, name, bytes: 100 + start + index, modifiedMs: 1_700_000_000_000 };
  });
}

/** Opens a job with `count` pending documents. */
export async function jobWith(store: Store, count: number, id = 'job-a'): Promise<string> {
  await store.openJob(newJob(id));
  await store.addDocuments(id, items(count));
  return id;
}

/** Hash number `n`, as long as a real one. */
export function hash(n: number): string {
  return n.toString(16).padStart(64, '0');
}

/** A result of a stored document, with text that must come back as it was. */
export function resultFor(document: StoredDocument, more: Partial<DocumentResult> = {}): DocumentResult {
  return {
    document: {
      id: document.id,
      name: document.source.name,
      sha256: hash(document.ordinal),
      pages: 2,
      bytes: 9,
    },
    recipe: { name: 'bill', version: '1' },
    status: 'complete',
    data: { total: '1699.84', seller: 'Bäckerei 東京 "🍞"\u2028\n\u0000', empty: null },
    evidence: [],
    findings: [],
    pages: [{ pageNumber: 1, status: 'succeeded' }],
    usage: { ...NO_USAGE, byModel: [] },
    timings: { totalMs: 5, startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:00.005Z' },
    review: 'none',
    stages: { xml: 0, rules: 1, fast: 0, strong: 0, remembered: 0 },
    ...more,
  };
}

/** Claims one document and finishes it; answers it. */
export async function finishNext(
  store: Store,
  jobId: string,
  state: DocumentState = 'succeeded',
  more: Partial<DocumentResult> = {},
): Promise<StoredDocument> {
  const [document] = await store.claimDocuments(jobId, 1);
  await store.finishDocument(document!.id, state, resultFor(document!, more));
  return document!;
}

export const USAGE: Usage = {
  calls: 1,
  inputTokens: 1000,
  outputTokens: 200,
  cachedTokens: 50,
  costMicros: 3_000_000_001,
};

export function answer(key: string, more: Partial<LedgerAnswer> = {}): LedgerAnswer {
  return { key, model: 'one', value: { total: '1.00' }, usage: USAGE, createdMs: 1_700_000_000_000, ...more };
}

export function attempt(key: string, documentId: string, more: Partial<Attempt> = {}): Attempt {
  return {
    key,
    jobId: 'job-a',
    documentId,
    question: 'items',
    model: 'one',
    outcome: 'answered',
    problem: null,
    usage: USAGE,
    startedMs: 1_700_000_000_000,
    durationMs: 1200,
    ...more,
  };
}

/** Expects a rejection with this problem, and answers it. */
export async function expectProblem(work: Promise<unknown>, code: ProblemCode): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isProblem(error), `expected the problem ${code}, not ${String(error)}`).toBe(true);
  expect((error as Problem).code).toBe(code);
  return error as Problem;
}
