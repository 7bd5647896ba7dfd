import type Database from 'better-sqlite3';
import {
  type DocumentCounts,
  type DocumentState,
  isFinalJobState,
  type JobState,
  NO_DOCUMENTS,
} from '../../../domain/states.ts';
import type { JobRow, NewJobRow, StateChange, StateReasonRow, UsageRow } from '../../rows.ts';
import type { JobRequest } from '../../store.ts';
import { noSuchJob } from '../../store-problem.ts';

/** Changes of a job's counts in one go, by state. */
export type CountChanges = Partial<Record<DocumentState, number>>;

/** Statements on jobs and their totals, prepared once. */
export function jobOperations(database: Database.Database) {
  const insert = database.prepare(
    `INSERT INTO jobs (id, key, recipe, recipe_version, spec, state, created_ms)
     VALUES (@id, @key, @recipe, @recipeVersion, @spec, 'queued', @createdMs) ON CONFLICT (key) DO NOTHING`,
  );
  const insertTotals = database.prepare('INSERT INTO job_totals (job_id) VALUES (?)');
  const newest = database.prepare<[], number | null>('SELECT max(created_ms) FROM jobs').pluck();
  const byKey = database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE key = ?');
  const byId = database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?');
  const exists = database.prepare<[string], number>('SELECT 1 FROM jobs WHERE id = ?').pluck();
  const list = database.prepare<[number, string, number], JobRow>(
    `SELECT * FROM jobs WHERE created_ms < ? AND state IN (SELECT value FROM json_each(?))
     ORDER BY created_ms DESC LIMIT ?`,
  );
  const update = database.prepare(
    `UPDATE jobs SET state = @state, problem = @problem, parked_until_ms = @parkedUntilMs,
       started_ms = coalesce(started_ms, @startedMs), ended_ms = @endedMs, requested = NULL, run_id = @runId
     WHERE id = @id AND (@runId IS NULL OR run_id = @runId)`,
  );
  const begin = database.prepare(
    `UPDATE jobs SET state = 'running', problem = NULL, parked_until_ms = NULL, ended_ms = NULL,
       started_ms = coalesce(started_ms, @nowMs), requested = iif(requested = 'cancel', requested, NULL)
     WHERE id = @id AND run_id = @runId`,
  );
  const setListed = database.prepare('UPDATE jobs SET listed = ? WHERE id = ?');
  const setSpec = database.prepare('UPDATE jobs SET spec = ? WHERE id = ?');
  const ask = database.prepare(
    "UPDATE jobs SET requested = iif(requested = 'cancel', 'cancel', ?) WHERE id = ? AND state = 'running'",
  );
  const asked = database
    .prepare<{ id: string; runId: string | null }, JobRequest | 'lost' | null>(
      "SELECT iif(@runId IS NULL OR run_id IS @runId, requested, 'lost') FROM jobs WHERE id = @id",
    )
    .pluck();
  const isRun = database
    .prepare<[string, string], number>('SELECT 1 FROM jobs WHERE id = ? AND run_id = ?')
    .pluck();
  const counts = database.prepare<[string], { state: DocumentState; documents: number }>(
    'SELECT state, documents FROM document_counts WHERE job_id = ?',
  );
  const usage = database.prepare<[string], UsageRow>(
    'SELECT calls, input_tokens, output_tokens, cached_tokens, cost_micros FROM job_totals WHERE job_id = ?',
  );
  const shift = database.prepare(
    `INSERT INTO document_counts (job_id, state, documents) VALUES (?, ?, ?)
     ON CONFLICT (job_id, state) DO UPDATE SET documents = documents + excluded.documents`,
  );

  /** With `runId`: unless the job is another run's. */
  const setState = (id: string, state: JobState, { why, nowMs, runId = null }: StateChange): boolean =>
    update.run({
      id,
      state,
      ...why,
      runId,
      startedMs: state === 'running' ? nowMs : null,
      endedMs: isFinalJobState(state) ? nowMs : null,
    }).changes === 1;

  return {
    openJob(job: NewJobRow, nowMs: number): { readonly row: JobRow; readonly created: boolean } {
      // Times of creation never repeat, so that listing before a time neither skips nor repeats a job.
      const createdMs = Math.max(nowMs, (newest.get() ?? 0) + 1);
      const created = insert.run({ ...job, createdMs }).changes === 1;
      if (created) insertTotals.run(job.id);
      return { row: byKey.get(job.key)!, created };
    },
    getJob(id: string): JobRow | null {
      return byId.get(id) ?? null;
    },
    findJob(key: string): JobRow | null {
      return byKey.get(key) ?? null;
    },
    listJobs(limit: number, beforeMs: number, states: readonly JobState[]): JobRow[] {
      return list.all(beforeMs, JSON.stringify(states), limit);
    },
    setJobState(id: string, state: JobState, why: StateReasonRow, nowMs: number): void {
      if (!setState(id, state, { why, nowMs })) throw noSuchJob(id);
    },
    beginRun(id: string, runId: string, nowMs: number): boolean {
      return begin.run({ id, runId, nowMs }).changes === 1;
    },
    endRun(id: string, runId: string, state: JobState, why: StateReasonRow, nowMs: number): boolean {
      return setState(id, state, { why, nowMs, runId });
    },
    setJobListed(id: string, listed: boolean): void {
      if (setListed.run(listed ? 1 : 0, id).changes === 0) throw noSuchJob(id);
    },
    setJobSpec(id: string, spec: string): void {
      if (setSpec.run(spec, id).changes === 0) throw noSuchJob(id);
    },
    requestJob(id: string, request: JobRequest): boolean {
      return ask.run(request, id).changes === 1;
    },
    jobRequest(id: string, runId: string | null): JobRequest | 'lost' | null {
      return asked.get({ id, runId }) ?? null;
    },
    /** True where the job is that run's, and for whoever is no run; for the other operations, inside their transaction. */
    isRunOf(jobId: string, runId: string | null): boolean {
      return runId === null || isRun.get(jobId, runId) !== undefined;
    },
    countDocuments(jobId: string): DocumentCounts {
      if (exists.get(jobId) === undefined) throw noSuchJob(jobId);
      const rows = counts.all(jobId).map(({ state, documents }) => [state, documents] as const);
      return { ...NO_DOCUMENTS, ...Object.fromEntries(rows) };
    },
    jobUsage(jobId: string): UsageRow {
      const found = usage.get(jobId);
      if (found === undefined) throw noSuchJob(jobId);
      return found;
    },
    /** Moves a job's counts; for the other operations, inside their transaction. */
    shiftCounts(jobId: string, changes: CountChanges): void {
      for (const [state, change] of Object.entries(changes)) {
        if (change !== 0) shift.run(jobId, state, change);
      }
    },
  };
}
