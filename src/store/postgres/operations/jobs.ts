import {
  type DocumentCounts,
  type DocumentState,
  isFinalJobState,
  type JobState,
  NO_DOCUMENTS,
} from '../../../domain/states.ts';
import type { ItemRow } from '../../listed-document.ts';
import type { JobRow, NewJobRow, StateChange, StateReasonRow, UsageRow } from '../../rows.ts';
import type { JobRequest } from '../../store.ts';
import { noSuchJob } from '../../store-problem.ts';
import type { Database, Query } from '../database.ts';
import { addDocuments } from './add-documents.ts';

const IN_LINE = 'leafcutter:jobs';

/** A job that was opened, and whether it is new. */
export interface OpenedRow {
  readonly row: JobRow;
  readonly created: boolean;
}

/** Statements on jobs and their totals. */
export function jobOperations({ query, transaction, schema }: Database) {
  /** `whole`: the documents of a job that is created are added to it in the same transaction, by `add`. */
  const open = (
    job: NewJobRow,
    { nowMs, whole, add }: { nowMs: number; whole: boolean; add(query: Query): Promise<unknown> },
  ): Promise<OpenedRow> =>
    transaction(async ({ query, again }) => {
      const [known] = await query<JobRow>('SELECT * FROM jobs WHERE key = $1', [job.key]);
      if (known) return { row: known, created: again && known.id === job.id };
      // Times of creation never repeat, so that listing before a time neither skips nor repeats a job.
      await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${IN_LINE}:${schema}`]);
      const [inserted] = await query<JobRow>(
        `INSERT INTO jobs (id, key, recipe, recipe_version, spec, state, created_ms, listed)
         SELECT $1, $2, $3, $4, $5, 'queued', greatest($6::bigint, coalesce((SELECT max(created_ms) FROM jobs), 0) + 1), $7
         ON CONFLICT (key) DO NOTHING RETURNING *`,
        [job.id, job.key, job.recipe, job.recipeVersion, job.spec, nowMs, whole ? 1 : 0],
      );
      if (inserted) {
        await query('INSERT INTO job_totals (job_id) VALUES ($1)', [job.id]);
        await add(query);
      }
      const [row] = inserted
        ? [inserted]
        : await query<JobRow>('SELECT * FROM jobs WHERE key = $1', [job.key]);
      return { row: row!, created: inserted !== undefined };
    });

  /** With `runId`: unless the job is another run's. That stays with it: told again, as where the answer was lost, it is the same. */
  const setState = async (
    id: string,
    state: JobState,
    { why, nowMs, runId = null }: StateChange,
  ): Promise<boolean> => {
    const rows = await query(
      `UPDATE jobs SET state = $2, problem = $3, parked_until_ms = $4, started_ms = coalesce(started_ms, $5),
         ended_ms = $6, requested = NULL, run_id = $7
       WHERE id = $1 AND ($7::text IS NULL OR run_id = $7) RETURNING 1`,
      [
        id,
        state,
        why.problem,
        why.parkedUntilMs,
        state === 'running' ? nowMs : null,
        isFinalJobState(state) ? nowMs : null,
        runId,
      ],
    );
    return rows.length === 1;
  };

  return {
    openJob: (job: NewJobRow, nowMs: number): Promise<OpenedRow> =>
      open(job, { nowMs, whole: false, add: async () => {} }),
    openListedJob: (job: NewJobRow, nowMs: number, items: readonly ItemRow[]): Promise<OpenedRow> =>
      open(job, { nowMs, whole: true, add: (query) => addDocuments(query, job.id, items) }),
    async getJob(id: string): Promise<JobRow | null> {
      return (await query<JobRow>('SELECT * FROM jobs WHERE id = $1', [id]))[0] ?? null;
    },
    async findJob(key: string): Promise<JobRow | null> {
      return (await query<JobRow>('SELECT * FROM jobs WHERE key = $1', [key]))[0] ?? null;
    },
    listJobs(limit: number, beforeMs: number, states: readonly JobState[]): Promise<JobRow[]> {
      return query(
        'SELECT * FROM jobs WHERE created_ms < $1 AND state = ANY ($2::text[]) ORDER BY created_ms DESC LIMIT $3',
        [beforeMs, states, limit],
      );
    },
    async setJobState(id: string, state: JobState, why: StateReasonRow, nowMs: number): Promise<void> {
      if (!(await setState(id, state, { why, nowMs }))) throw noSuchJob(id);
    },
    async beginRun(id: string, runId: string, nowMs: number): Promise<boolean> {
      const rows = await query(
        `UPDATE jobs SET state = 'running', problem = NULL, parked_until_ms = NULL, ended_ms = NULL,
           started_ms = coalesce(started_ms, $3), requested = CASE WHEN requested = 'cancel' THEN requested END
         WHERE id = $1 AND run_id = $2 RETURNING 1`,
        [id, runId, nowMs],
      );
      return rows.length === 1;
    },
    endRun(id: string, runId: string, state: JobState, why: StateReasonRow, nowMs: number): Promise<boolean> {
      return setState(id, state, { why, nowMs, runId });
    },
    async setJobListed(id: string, listed: boolean): Promise<void> {
      const rows = await query('UPDATE jobs SET listed = $2 WHERE id = $1 RETURNING 1', [id, listed ? 1 : 0]);
      if (rows.length === 0) throw noSuchJob(id);
    },
    async setJobSpec(id: string, spec: string): Promise<void> {
      const rows = await query('UPDATE jobs SET spec = $2 WHERE id = $1 RETURNING 1', [id, spec]);
      if (rows.length === 0) throw noSuchJob(id);
    },
    async requestJob(id: string, request: JobRequest): Promise<boolean> {
      const rows = await query(
        `UPDATE jobs SET requested = CASE WHEN requested = 'cancel' THEN 'cancel' ELSE $2 END
         WHERE id = $1 AND state = 'running' RETURNING 1`,
        [id, request],
      );
      return rows.length === 1;
    },
    async jobRequest(id: string, runId: string | null): Promise<JobRequest | 'lost' | null> {
      const rows = await query<{ requested: JobRequest | 'lost' | null }>(
        `SELECT CASE WHEN $2::text IS NULL OR run_id IS NOT DISTINCT FROM $2 THEN requested ELSE 'lost' END AS requested
         FROM jobs WHERE id = $1`,
        [id, runId],
      );
      return rows[0]?.requested ?? null;
    },
    async countDocuments(jobId: string): Promise<DocumentCounts> {
      const rows = await query<{ state: DocumentState | null; documents: number }>(
        `SELECT counts.state, counts.documents FROM jobs LEFT JOIN document_counts AS counts ON counts.job_id = jobs.id
         WHERE jobs.id = $1`,
        [jobId],
      );
      if (rows.length === 0) throw noSuchJob(jobId);
      const known = rows.flatMap(({ state, documents }) =>
        state === null ? [] : [[state, documents] as const],
      );
      return { ...NO_DOCUMENTS, ...Object.fromEntries(known) };
    },
    async jobUsage(jobId: string): Promise<UsageRow> {
      const [found] = await query<UsageRow>(
        'SELECT calls, input_tokens, output_tokens, cached_tokens, cost_micros FROM job_totals WHERE job_id = $1',
        [jobId],
      );
      if (found === undefined) throw noSuchJob(jobId);
      return found;
    },
  };
}
