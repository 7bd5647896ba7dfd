import type Database from 'better-sqlite3';
import { DOCUMENT_STATES, type DocumentState, isFinalDocumentState } from '../../../domain/states.ts';
import { Problem } from '../../../problem/problem.ts';
import { type FinishedRow, hasChanged, type ItemRow, type KnownDocument } from '../../listed-document.ts';
import type { DocumentRow } from '../../rows.ts';
import type { DocumentSurvey } from '../../store.ts';
import { noSuchDocument, noSuchJob } from '../../store-problem.ts';
import type { CountChanges } from './jobs.ts';

/** Statements on documents and on results as they are committed, prepared once. */
export function documentOperations(
  database: Database.Database,
  {
    shiftCounts,
    isRunOf,
  }: {
    shiftCounts(jobId: string, changes: CountChanges): void;
    isRunOf(jobId: string, runId: string | null): boolean;
  },
) {
  const nextOrdinal = database
    .prepare<[string], number>('SELECT next_ordinal FROM job_totals WHERE job_id = ?')
    .pluck();
  const setNextOrdinal = database.prepare('UPDATE job_totals SET next_ordinal = ? WHERE job_id = ?');
  const known = database.prepare<[string, string], KnownDocument>(
    'SELECT id, state, bytes, modified_ms, problem FROM documents WHERE job_id = ? AND source_key = ?',
  );
  const insert = database.prepare(
    `INSERT INTO documents (id, job_id, ordinal, source_key, name, bytes, modified_ms, state, problem)
     VALUES (@id, @jobId, @ordinal, @key, @name, @bytes, @modifiedMs, 'pending', @problem)`,
  );
  const renew = database.prepare(
    `UPDATE documents SET state = 'pending', name = @name, bytes = @bytes, modified_ms = @modifiedMs, sha256 = NULL,
       problem = NULL WHERE id = @id`,
  );
  const dropResult = database.prepare('DELETE FROM results WHERE document_id = ?');
  const dropCursors = database.prepare('DELETE FROM sink_cursors WHERE job_id = ?');
  const claim = database.prepare<[string, number], DocumentRow>(
    `UPDATE documents SET state = 'running' WHERE id IN
       (SELECT id FROM documents WHERE job_id = ? AND state = 'pending' ORDER BY ordinal LIMIT ?) RETURNING *`,
  );
  const move = database.prepare('UPDATE documents SET state = ? WHERE job_id = ? AND state = ?');
  const dropResults = database.prepare(
    'DELETE FROM results WHERE document_id IN (SELECT id FROM documents WHERE job_id = ? AND state = ?)',
  );
  const retry = database.prepare(
    "UPDATE documents SET state = 'pending', problem = NULL WHERE job_id = ? AND state = ?",
  );
  const setHash = database.prepare('UPDATE documents SET sha256 = ? WHERE id = ?');
  const byId = database.prepare<[string], DocumentRow>('SELECT * FROM documents WHERE id = ?');
  const nextCommit = database
    .prepare<[string], number>(
      'UPDATE job_totals SET last_commit = last_commit + 1 WHERE job_id = ? RETURNING last_commit',
    )
    .pluck();
  const insertResult = database.prepare(
    `INSERT INTO results (document_id, job_id, commit_number, status, body)
     VALUES (@documentId, @jobId, @commitNumber, @status, @body)`,
  );
  const finish = database.prepare(
    'UPDATE documents SET state = @state, problem = @problem, sha256 = coalesce(@sha256, sha256) WHERE id = @id',
  );
  const list = database.prepare<[string, number, number], DocumentRow>(
    'SELECT * FROM documents WHERE job_id = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
  );
  const listState = database.prepare<[string, string, number, number], DocumentRow>(
    'SELECT * FROM documents WHERE job_id = ? AND state = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
  );
  const survey = database.prepare<
    [number, string],
    { readonly place: number; readonly state: DocumentState; readonly documents: number }
  >(
    `SELECT ordinal / CAST(? AS INTEGER) AS place, state, count(*) AS documents FROM documents WHERE job_id = ? GROUP BY 1, 2
     ORDER BY 1`,
  );
  const failures = database.prepare<[string], DocumentSurvey['failures'][number]>(
    `SELECT json_extract(problem, '$.code') AS code, count(*) AS documents FROM documents
     WHERE job_id = ? AND state = 'failed' AND problem IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
  );

  /** Moves all documents of a job that are in one of `from` to `to`; answers how many. */
  const moveAll = (jobId: string, from: readonly DocumentState[], to: DocumentState): number => {
    const changes: CountChanges = {};
    let total = 0;
    for (const state of from) {
      const moved = move.run(to, jobId, state).changes;
      changes[state] = -moved;
      total += moved;
    }
    changes[to] = total;
    shiftCounts(jobId, changes);
    return total;
  };

  return {
    addDocuments(jobId: string, items: readonly ItemRow[]): { added: number; changed: number } {
      let ordinal = nextOrdinal.get(jobId);
      if (ordinal === undefined) throw noSuchJob(jobId);
      let added = 0;
      let changed = 0;
      const counts: CountChanges = {};
      for (const item of items) {
        const before = known.get(jobId, item.key);
        if (before === undefined) {
          insert.run({ id: `${jobId}-${ordinal}`, jobId, ordinal, ...item });
          counts.pending = (counts.pending ?? 0) + 1;
          ordinal++;
          added++;
        } else if (hasChanged(before, item)) {
          dropResult.run(before.id);
          renew.run({ id: before.id, name: item.name, bytes: item.bytes, modifiedMs: item.modifiedMs });
          counts[before.state] = (counts[before.state] ?? 0) - 1;
          counts.pending = (counts.pending ?? 0) + 1;
          changed++;
        }
      }
      if (added > 0) setNextOrdinal.run(ordinal, jobId);
      if (added + changed > 0) shiftCounts(jobId, counts);
      // Rows of the old results stand in the outputs.
      if (changed > 0) dropCursors.run(jobId);
      return { added, changed };
    },
    claimDocuments(jobId: string, limit: number, runId: string | null): DocumentRow[] {
      if (!isRunOf(jobId, runId)) return [];
      const rows = claim.all(jobId, limit);
      if (rows.length > 0) shiftCounts(jobId, { pending: -rows.length, running: rows.length });
      // RETURNING promises no order.
      return rows.sort((a, b) => a.ordinal - b.ordinal);
    },
    releaseDocuments(jobId: string, runId: string | null): number {
      if (!isRunOf(jobId, runId)) return 0;
      return moveAll(jobId, ['running', 'waiting'], 'pending');
    },
    setDocumentHash(documentId: string, sha256: string): void {
      if (setHash.run(sha256, documentId).changes === 0) throw noSuchDocument(documentId);
    },
    finishDocument(documentId: string, state: DocumentState, finished: FinishedRow): void {
      const before = byId.get(documentId);
      if (before === undefined) throw noSuchDocument(documentId);
      if (isFinalDocumentState(before.state) || !isFinalDocumentState(state)) {
        throw new Problem('conflict', {
          detail: `Document ${documentId} is ${before.state} and cannot become ${state}; its stored result stays`,
        });
      }
      const { status, sha256, problem, body } = finished;
      const commitNumber = nextCommit.get(before.job_id)!;
      insertResult.run({ documentId, jobId: before.job_id, commitNumber, status, body });
      finish.run({ id: documentId, state, problem, sha256 });
      shiftCounts(before.job_id, { [before.state]: -1, [state]: 1 });
    },
    getDocument(documentId: string): DocumentRow | null {
      return byId.get(documentId) ?? null;
    },
    listDocuments(
      jobId: string,
      states: readonly DocumentState[] | null,
      afterOrdinal: number,
      limit: number,
    ): DocumentRow[] {
      if (states === null) return list.all(jobId, afterOrdinal, limit);
      // One index range a state, merged: a rare state costs nothing in a job of 100,000 documents.
      return [...new Set(states)]
        .flatMap((state) => listState.all(jobId, state, afterOrdinal, limit))
        .sort((a, b) => a.ordinal - b.ordinal)
        .slice(0, limit);
    },
    surveyDocuments(jobId: string, groupSize: number): DocumentSurvey {
      const groups: Partial<Record<DocumentState, number>>[] = [];
      for (const { place, state, documents } of survey.all(groupSize, jobId)) {
        groups[place] ??= {};
        groups[place][state] = documents;
      }
      return { groupSize, groups, failures: failures.all(jobId) };
    },
    retryDocuments(jobId: string, states: readonly DocumentState[]): number {
      let total = 0;
      const counts: CountChanges = {};
      for (const state of new Set(states)) {
        if (!isFinalDocumentState(state)) {
          throw new Problem('conflict', {
            detail: `Documents that are ${state} cannot be tried again; only those in a final state can`,
          });
        }
        dropResults.run(jobId, state);
        const { changes } = retry.run(jobId, state);
        counts[state] = -changes;
        total += changes;
      }
      shiftCounts(jobId, { ...counts, pending: total });
      if (total > 0) dropCursors.run(jobId);
      return total;
    },
    cancelDocuments(jobId: string, runId: string | null): number {
      if (!isRunOf(jobId, runId)) return 0;
      return moveAll(
        jobId,
        DOCUMENT_STATES.filter((state) => !isFinalDocumentState(state)),
        'cancelled',
      );
    },
  };
}
