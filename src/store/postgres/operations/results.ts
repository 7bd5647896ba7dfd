import { noSuchJob } from '../../store-problem.ts';
import type { Database } from '../database.ts';

interface ResultRow {
  readonly position: number;
  readonly body: string;
}

const BY_DOCUMENT = `
SELECT ordinal + 1 AS position, body FROM documents JOIN results ON document_id = id
WHERE documents.job_id = $1 AND ordinal >= $2 AND ordinal < coalesce(
  (SELECT min(ordinal) FROM documents WHERE job_id = $1 AND state IN ('pending', 'running', 'waiting')),
  9007199254740991)
ORDER BY ordinal LIMIT $3`;

/** Statements on results and on how far they were handed on. */
export function resultOperations({ query }: Database) {
  return {
    async getResult(documentId: string): Promise<string | null> {
      const rows = await query<{ body: string }>('SELECT body FROM results WHERE document_id = $1', [
        documentId,
      ]);
      return rows[0]?.body ?? null;
    },
    readResults(
      jobId: string,
      order: 'document' | 'completion',
      after: number,
      limit: number,
    ): Promise<ResultRow[]> {
      if (order === 'document') return query(BY_DOCUMENT, [jobId, after, limit]);
      return query(
        `SELECT commit_number AS position, body FROM results WHERE job_id = $1 AND commit_number > $2
         ORDER BY commit_number LIMIT $3`,
        [jobId, after, limit],
      );
    },
    async findResultByHash(jobId: string, sha256: string): Promise<string | null> {
      const rows = await query<{ body: string }>(
        `SELECT body FROM documents JOIN results ON document_id = id
         WHERE documents.job_id = $1 AND sha256 = $2 AND state IN ('succeeded', 'needs_review') AND status = 'complete'
         ORDER BY commit_number LIMIT 1`,
        [jobId, sha256],
      );
      return rows[0]?.body ?? null;
    },
    async getSinkCursor(jobId: string, sinkId: string): Promise<{ position: number; files: string } | null> {
      const rows = await query<{ position: number; files: string }>(
        'SELECT position, files FROM sink_cursors WHERE job_id = $1 AND sink_id = $2',
        [jobId, sinkId],
      );
      return rows[0] ?? null;
    },
    async setSinkCursor(jobId: string, sinkId: string, position: number, files: string): Promise<void> {
      const rows = await query(
        `INSERT INTO sink_cursors (job_id, sink_id, position, files) SELECT id, $2, $3, $4 FROM jobs WHERE id = $1
         ON CONFLICT (job_id, sink_id) DO UPDATE SET position = excluded.position, files = excluded.files RETURNING 1`,
        [jobId, sinkId, position, files],
      );
      if (rows.length === 0) throw noSuchJob(jobId);
    },
    async moveSinkCursor(jobId: string, sinkId: string, position: number, files: string): Promise<boolean> {
      const rows = await query(
        'UPDATE sink_cursors SET position = $3, files = $4 WHERE job_id = $1 AND sink_id = $2 RETURNING 1',
        [jobId, sinkId, position, files],
      );
      return rows.length === 1;
    },
  };
}
