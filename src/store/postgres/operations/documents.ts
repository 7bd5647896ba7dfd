import { DOCUMENT_STATES, type DocumentState, isFinalDocumentState } from '../../../domain/states.ts';
import { Problem } from '../../../problem/problem.ts';
import { type FinishedRow, hasChanged, type ItemRow, type KnownDocument } from '../../listed-document.ts';
import type { DocumentRow } from '../../rows.ts';
import type { DocumentSurvey } from '../../store.ts';
import { noSuchDocument, noSuchJob } from '../../store-problem.ts';
import type { Database } from '../database.ts';
import { shiftCounts } from './count-changes.ts';

const OPEN_STATES = DOCUMENT_STATES.filter((state) => !isFinalDocumentState(state));

const CLAIM = `
WITH picked AS (
  SELECT id FROM documents WHERE job_id = $1 AND state = 'pending' ORDER BY ordinal LIMIT $2 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE documents SET state = 'running' FROM picked WHERE documents.id = picked.id RETURNING documents.*
), counted AS (
  ${shiftCounts("SELECT job_id, 'pending', -1 FROM claimed UNION ALL SELECT job_id, 'running', 1 FROM claimed")}
)
SELECT * FROM claimed ORDER BY ordinal`;

const MOVE = `
WITH picked AS (
  SELECT id, state FROM documents WHERE job_id = $1 AND state = ANY ($2::text[]) ORDER BY id FOR UPDATE
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

const RENEW = `
WITH changed (id, name, bytes, modified_ms) AS (
  SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[])
), picked AS (
  SELECT documents.id, documents.state FROM documents JOIN changed USING (id) ORDER BY documents.id FOR UPDATE OF documents
), dropped AS (
  DELETE FROM results USING picked WHERE document_id = picked.id
), renewed AS (
  UPDATE documents SET state = 'pending', name = changed.name, bytes = changed.bytes, modified_ms = changed.modified_ms,
    sha256 = NULL, problem = NULL
  FROM changed JOIN picked USING (id) WHERE documents.id = changed.id RETURNING picked.state AS before
), cursors AS (
  DELETE FROM sink_cursors WHERE job_id = $1
)
${shiftCounts("SELECT $1, before, -1 FROM renewed UNION ALL SELECT $1, 'pending', 1 FROM renewed")}`;

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

interface Listed {
  readonly id: string;
  readonly ordinal: number | null;
  item: ItemRow;
}

/** Statements on documents and on results as they are committed. */
export function documentOperations({ query, attempt, transaction }: Database) {
  const moveAll = async (jobId: string, from: readonly DocumentState[], to: DocumentState): Promise<number> =>
    (await query<{ moved: number }>(MOVE, [jobId, from, to]))[0]!.moved;

  return {
    addDocuments(jobId: string, items: readonly ItemRow[]): Promise<{ added: number; changed: number }> {
      return transaction(async ({ query }) => {
        const [totals] = await query<{ next_ordinal: number }>(
          'SELECT next_ordinal FROM job_totals WHERE job_id = $1 FOR UPDATE',
          [jobId],
        );
        if (totals === undefined) throw noSuchJob(jobId);
        const before = await query<KnownDocument & { source_key: string }>(
          `SELECT id, source_key, state, bytes, modified_ms, problem FROM documents
           WHERE job_id = $1 AND source_key = ANY ($2::text[])`,
          [jobId, items.map(({ key }) => key)],
        );
        const known = new Map(before.map((row) => [row.source_key, row as KnownDocument]));
        const added = new Map<string, Listed>();
        const changed = new Map<string, Listed>();
        let ordinal = totals.next_ordinal;
        for (const item of items) {
          const row = known.get(item.key);
          const listed = { id: row?.id ?? `${jobId}-${ordinal}`, ordinal: row ? null : ordinal, item };
          if (row === undefined) added.set(item.key, listed);
          else if (!hasChanged(row, item)) continue;
          else if (added.has(item.key)) added.get(item.key)!.item = { ...item, problem: null };
          else changed.set(item.key, listed);
          if (row === undefined) ordinal++;
          known.set(item.key, {
            id: listed.id,
            state: 'pending',
            bytes: item.bytes,
            modified_ms: item.modifiedMs,
            problem: row === undefined ? item.problem : null,
          });
        }
        if (added.size > 0) await insertListed([...added.values()], ordinal);
        if (changed.size > 0) {
          const rows = [...changed.values()];
          await query(RENEW, [
            jobId,
            rows.map(({ id }) => id),
            rows.map(({ item }) => item.name),
            rows.map(({ item }) => item.bytes),
            rows.map(({ item }) => item.modifiedMs),
          ]);
        }
        return { added: added.size, changed: changed.size };

        async function insertListed(rows: readonly Listed[], nextOrdinal: number): Promise<void> {
          await query(
            `INSERT INTO documents (id, job_id, ordinal, source_key, name, bytes, modified_ms, state, problem)
             SELECT id, $1, ordinal, key, name, bytes, modified_ms, 'pending', problem
             FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
               AS listed (id, ordinal, key, name, bytes, modified_ms, problem)`,
            [
              jobId,
              rows.map(({ id }) => id),
              rows.map((row) => row.ordinal),
              rows.map(({ item }) => item.key),
              rows.map(({ item }) => item.name),
              rows.map(({ item }) => item.bytes),
              rows.map(({ item }) => item.modifiedMs),
              rows.map(({ item }) => item.problem),
            ],
          );
          await query('UPDATE job_totals SET next_ordinal = $2 WHERE job_id = $1', [jobId, nextOrdinal]);
          await query(shiftCounts("SELECT $1, 'pending', $2::bigint"), [jobId, rows.length]);
        }
      });
    },
    claimDocuments(jobId: string, limit: number): Promise<DocumentRow[]> {
      return query(CLAIM, [jobId, limit]);
    },
    releaseDocuments(jobId: string): Promise<number> {
      return moveAll(jobId, ['running', 'waiting'], 'pending');
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
        if (end.done || (again && (await isOurs(documentId, state, body)))) return;
        throw new Problem('conflict', {
          detail: `Document ${documentId} is ${end.state} and cannot become ${state}; its stored result stays`,
        });
      });

      /** Committed by an earlier try whose answer was lost. */
      async function isOurs(id: string, wanted: DocumentState, text: string): Promise<boolean> {
        const rows = await query(
          'SELECT 1 FROM documents JOIN results ON document_id = id WHERE id = $1 AND state = $2 AND body = $3',
          [id, wanted, text],
        );
        return rows.length === 1;
      }
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
      return (await query<{ moved: number }>(RETRY, [jobId, states]))[0]!.moved;
    },
    cancelDocuments(jobId: string): Promise<number> {
      return moveAll(jobId, OPEN_STATES, 'cancelled');
    },
  };
}
