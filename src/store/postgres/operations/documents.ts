import { DOCUMENT_STATES, type DocumentState, isFinalDocumentState } from '../../../domain/states.ts';
import { Problem } from '../../../problem/problem.ts';
import type { FinishedRow, ItemRow } from '../../listed-document.ts';
import type { DocumentRow } from '../../rows.ts';
import type { DocumentSurvey } from '../../store.ts';
import { noSuchDocument } from '../../store-problem.ts';
import type { Database } from '../database.ts';
import { addDocuments } from './add-documents.ts';
import { shiftCounts } from './count-changes.ts';
import { isStoredAs } from './is-stored-as.ts';

const OPEN_STATES = DOCUMENT_STATES.filter((state) => !isFinalDocumentState(state));

// Whoever takes the job over waits for this, and this for whoever is taking it over.
const ifRunOf = (runId: string): string => `
SELECT id FROM jobs WHERE id = $1 AND run_id = ${runId} FOR SHARE`;

const CLAIM = `
WITH ours AS (${ifRunOf('$3::text')}), picked AS (
  SELECT id FROM documents WHERE job_id = $1 AND state = 'pending' AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM ours))
  ORDER BY ordinal LIMIT $2 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE documents SET state = 'running' FROM picked WHERE documents.id = picked.id RETURNING documents.*
), counted AS (
  ${shiftCounts("SELECT job_id, 'pending', -1 FROM claimed UNION ALL SELECT job_id, 'running', 1 FROM claimed")}
)
SELECT * FROM claimed ORDER BY ordinal`;

const MOVE = `
WITH ours AS (${ifRunOf('$4::text')}), picked AS (
  SELECT id, state FROM documents
  WHERE job_id = $1 AND state = ANY ($2::text[]) AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM ours)) ORDER BY id FOR UPDATE
), moved AS (
  UPDATE documents SET state = $3 FROM picked WHERE documents.id = picked.id
  RETURNING documents.job_id, picked.state AS before
), counted AS (
  ${shiftCounts('SELECT job_id, before, -1 FROM moved UNION ALL SELECT job_id, $3, 1 FROM moved')}
)
SELECT count(*) AS moved FROM moved`;

const FINISH = `
WITH found AS (
  SELECT id, job_id, state FROM documents WHERE id = $1 FOR UPDATE
), open AS (
  SELECT * FROM found WHERE state = ANY ($7::text[])
), numbered AS (
  UPDATE job_totals SET last_commit = last_commit + 1 FROM open WHERE job_totals.job_id = open.job_id
  RETURNING job_totals.job_id, last_commit, open.state AS before
), finished AS (
  UPDATE documents SET state = $2, problem = $3, sha256 = coalesce($4, sha256) FROM numbered WHERE id = $1
), kept AS (
  INSERT INTO results (document_id, job_id, commit_number, status, body)
  SELECT $1, job_id, last_commit, $5, $6 FROM numbered
), counted AS (
  ${shiftCounts('SELECT job_id, before, -1 FROM numbered UNION ALL SELECT job_id, $2, 1 FROM numbered')}
)
SELECT found.state, numbered.job_id IS NOT NULL AS done FROM found LEFT JOIN numbered ON true`;

const RETRY = `
WITH picked AS (
  SELECT id, state FROM documents WHERE job_id = $1 AND state = ANY ($2::text[]) ORDER BY id FOR UPDATE
), dropped AS (
  DELETE FROM results USING picked WHERE document_id = picked.id
), moved AS (
  UPDATE documents SET state = 'pending', problem = NULL FROM picked WHERE documents.id = picked.id
  RETURNING documents.job_id, picked.state AS before
), cursors AS (
  DELETE FROM sink_cursors WHERE job_id = $1 AND EXISTS (SELECT 1 FROM moved)
), counted AS (
  ${shiftCounts("SELECT job_id, before, -1 FROM moved UNION ALL SELECT job_id, 'pending', 1 FROM moved")}
)
SELECT count(*) AS moved FROM moved`;

/** Statements on documents and on results as they are committed. */
export function documentOperations({ query, attempt, transaction }: Database) {
  const moveAll = async (
    jobId: string,
    { from, to, runId }: { from: readonly DocumentState[]; to: DocumentState; runId: string | null },
  ): Promise<number> => (await query<{ moved: number }>(MOVE, [jobId, from, to, runId]))[0]!.moved;

  return {
    addDocuments(jobId: string, items: readonly ItemRow[]): Promise<{ added: number; changed: number }> {
      // Where an earlier try was carried out and its answer was lost, there is nothing left to do, and it counts.
      let most = { added: 0, changed: 0 };
      return transaction(async ({ query }) => {
        const { added, changed } = await addDocuments(query, jobId, items);
        most = { added: Math.max(most.added, added), changed: Math.max(most.changed, changed) };
        return most;
      });
    },
    claimDocuments(jobId: string, limit: number, runId: string | null): Promise<DocumentRow[]> {
      return query(CLAIM, [jobId, limit, runId]);
    },
    releaseDocuments(jobId: string, runId: string | null): Promise<number> {
      return moveAll(jobId, { from: ['running', 'waiting'], to: 'pending', runId });
    },
    async setDocumentHash(documentId: string, sha256: string): Promise<void> {
      const rows = await query('UPDATE documents SET sha256 = $2 WHERE id = $1 RETURNING 1', [
        documentId,
        sha256,
      ]);
      if (rows.length === 0) throw noSuchDocument(documentId);
    },
    finishDocument(documentId: string, state: DocumentState, finished: FinishedRow): Promise<void> {
      return attempt(async ({ query, again }) => {
        const { status, sha256, problem, body } = finished;
        const allowed = isFinalDocumentState(state) ? OPEN_STATES : [];
        const values = [documentId, state, problem, sha256, status, body, allowed];
        const [end] = await query<{ state: DocumentState; done: boolean }>(FINISH, values);
        if (end === undefined) throw noSuchDocument(documentId);
        if (end.done || (again && (await isStoredAs(query, documentId, { state, body })))) return;
        throw new Problem('conflict', {
          detail: `Document ${documentId} is ${end.state} and cannot become ${state}; its stored result stays`,
        });
      });
    },
    async getDocument(documentId: string): Promise<DocumentRow | null> {
      return (await query<DocumentRow>('SELECT * FROM documents WHERE id = $1', [documentId]))[0] ?? null;
    },
    listDocuments(
      jobId: string,
      states: readonly DocumentState[] | null,
      afterOrdinal: number,
      limit: number,
    ): Promise<DocumentRow[]> {
      if (states === null) {
        return query('SELECT * FROM documents WHERE job_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3', [
          jobId,
          afterOrdinal,
          limit,
        ]);
      }
      // One index range a state, merged: a rare state costs nothing in a job of 100,000 documents.
      return query(
        `SELECT found.* FROM unnest($2::text[]) AS wanted (state) CROSS JOIN LATERAL (
           SELECT * FROM documents WHERE job_id = $1 AND documents.state = wanted.state AND ordinal > $3
           ORDER BY ordinal LIMIT $4) AS found ORDER BY found.ordinal LIMIT $4`,
        [jobId, [...new Set(states)], afterOrdinal, limit],
      );
    },
    async surveyDocuments(jobId: string, groupSize: number): Promise<DocumentSurvey> {
      const groups: Partial<Record<DocumentState, number>>[] = [];
      const places = await query<{ place: number; state: DocumentState; documents: number }>(
        `SELECT ordinal / $1::bigint AS place, state, count(*) AS documents FROM documents WHERE job_id = $2
         GROUP BY 1, 2 ORDER BY 1`,
        [groupSize, jobId],
      );
      for (const { place, state, documents } of places) {
        groups[place] ??= {};
        groups[place][state] = documents;
      }
      const failures = await query<DocumentSurvey['failures'][number]>(
        `SELECT problem::json ->> 'code' AS code, count(*) AS documents FROM documents
         WHERE job_id = $1 AND state = 'failed' AND problem IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
        [jobId],
      );
      return { groupSize, groups, failures };
    },
    async retryDocuments(jobId: string, states: readonly DocumentState[]): Promise<number> {
      for (const state of states) {
        if (isFinalDocumentState(state)) continue;
        throw new Problem('conflict', {
          detail: `Documents that are ${state} cannot be tried again; only those in a final state can`,
        });
      }
      // What an earlier try set back and this one does not find is what its lost commit has done.
      let most = 0;
      return transaction(async ({ query }) => {
        const [set] = await query<{ moved: number }>(RETRY, [jobId, states]);
        most = Math.max(most, set!.moved);
        return most;
      });
    },
    cancelDocuments(jobId: string, runId: string | null): Promise<number> {
      return moveAll(jobId, { from: OPEN_STATES, to: 'cancelled', runId });
    },
  };
}
