import type { DocumentState, JobState } from '../domain/states.ts';
import type { Usage } from '../domain/usage.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { Attempt, Job, LedgerAnswer, NewJob, StoredBatch, StoredDocument } from './store.ts';

/**
 * Rows as they stand in the tables. JSON stays text on its way between the threads: a string is copied faster than
 * an object is cloned, and the owner of the database never has to parse one.
 */
export interface JobRow {
  readonly id: string;
  readonly key: string;
  readonly recipe: string;
  readonly recipe_version: string;
  readonly spec: string;
  readonly state: JobState;
  readonly problem: string | null;
  readonly parked_until_ms: number | null;
  readonly created_ms: number;
  readonly started_ms: number | null;
  readonly ended_ms: number | null;
  readonly listed: 0 | 1;
}

/** Why a job is in its state, as it stands in its row. */
export interface StateReasonRow {
  readonly problem: string | null;
  readonly parkedUntilMs: number | null;
}

/** A new state of a job: when, why, and of which run; null where any may set it. */
export interface StateChange {
  readonly why: StateReasonRow;
  readonly nowMs: number;
  readonly runId?: string | null;
}

/** A row of the table of documents. */
export interface DocumentRow {
  readonly id: string;
  readonly job_id: string;
  readonly ordinal: number;
  readonly source_key: string;
  readonly name: string;
  readonly bytes: number | null;
  readonly modified_ms: number | null;
  readonly state: DocumentState;
  readonly sha256: string | null;
  readonly problem: string | null;
}

/** The columns that hold usage. */
export interface UsageRow {
  readonly calls: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cached_tokens: number;
  readonly cost_micros: number;
}

/** Usage summed by model. */
export type ModelUsageRow = UsageRow & { readonly model: string };

/** A row of the table of answers. */
export type AnswerRow = UsageRow & {
  readonly key: string;
  readonly model: string;
  readonly value: string;
  readonly created_ms: number;
};

/** A row of the table of attempts. */
export type AttemptRow = UsageRow & {
  readonly key: string;
  readonly job_id: string;
  readonly document_id: string;
  readonly question: string;
  readonly model: string;
  readonly outcome: 'answered' | 'failed';
  readonly problem: string | null;
  readonly started_ms: number;
  readonly duration_ms: number;
};

/** A batch as it stands in its table. */
export interface BatchRow {
  readonly id: string;
  readonly job_id: string;
  readonly lane: string;
  readonly model: string;
  readonly name: string | null;
  readonly held_micros: number;
  readonly created_ms: number;
}

/** A question in a batch as it stands in its table. */
export interface BatchLineRow {
  readonly key: string;
  readonly document_id: string;
  readonly question: string;
}

/** A job not yet in the store, with its spec as text. */
export type NewJobRow = Omit<NewJob, 'spec'> & { readonly spec: string };

/** A job as the rest of the program knows it. */
export function jobFromRow(row: JobRow): Job {
  return {
    id: row.id,
    key: row.key,
    recipe: row.recipe,
    recipeVersion: row.recipe_version,
    spec: JSON.parse(row.spec) as Job['spec'],
    state: row.state,
    problem: problemFromText(row.problem),
    parkedUntilMs: row.parked_until_ms,
    createdMs: row.created_ms,
    startedMs: row.started_ms,
    endedMs: row.ended_ms,
    listed: row.listed === 1,
  };
}

/** A document as the rest of the program knows it. */
export function documentFromRow(row: DocumentRow): StoredDocument {
  return {
    id: row.id,
    jobId: row.job_id,
    ordinal: row.ordinal,
    source: {
      key: row.source_key,
      name: row.name,
      ...(row.bytes === null ? {} : { bytes: row.bytes }),
      ...(row.modified_ms === null ? {} : { modifiedMs: row.modified_ms }),
    },
    state: row.state,
    sha256: row.sha256,
    problem: problemFromText(row.problem),
  };
}

/** An answer as the rest of the program knows it. */
export function answerFromRow(row: AnswerRow): LedgerAnswer {
  return {
    key: row.key,
    model: row.model,
    value: JSON.parse(row.value) as unknown,
    usage: usageFromRow(row),
    createdMs: row.created_ms,
  };
}

/** An answer as its row. */
export function answerToRow(answer: LedgerAnswer): AnswerRow {
  return {
    key: answer.key,
    model: answer.model,
    // A model may answer nothing at all: JSON has no undefined.
    value: JSON.stringify(answer.value ?? null),
    created_ms: answer.createdMs,
    ...usageToRow(answer.usage),
  };
}

/** An attempt as its row. */
export function attemptToRow(attempt: Attempt): AttemptRow {
  return {
    key: attempt.key,
    job_id: attempt.jobId,
    document_id: attempt.documentId,
    question: attempt.question,
    model: attempt.model,
    outcome: attempt.outcome,
    problem: attempt.problem,
    started_ms: wholeMs(attempt.startedMs),
    duration_ms: wholeMs(attempt.durationMs),
    ...usageToRow(attempt.usage),
  };
}

/** A batch as its row. */
export function batchToRow({ jobId, heldMicros, createdMs, ...batch }: StoredBatch): BatchRow {
  return { ...batch, job_id: jobId, held_micros: heldMicros, created_ms: wholeMs(createdMs) };
}

/** A row as the batch it was. */
export function batchFromRow({
  job_id: jobId,
  held_micros: heldMicros,
  created_ms: createdMs,
  ...batch
}: BatchRow & { readonly questions: number }): StoredBatch & { readonly questions: number } {
  return { ...batch, jobId, heldMicros, createdMs };
}

/** Usage as the rest of the program knows it. */
export function usageFromRow(row: UsageRow): Usage {
  return {
    calls: row.calls,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedTokens: row.cached_tokens,
    costMicros: row.cost_micros,
  };
}

function usageToRow(usage: Usage): UsageRow {
  return {
    calls: usage.calls,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cached_tokens: usage.cachedTokens,
    cost_micros: usage.costMicros,
  };
}

/** Clocks and file systems speak of parts of a millisecond; the store does not. */
export function wholeMs(ms: number): number {
  return Math.floor(ms);
}

function problemFromText(text: string | null): ProblemJson | null {
  return text === null ? null : (JSON.parse(text) as ProblemJson);
}
