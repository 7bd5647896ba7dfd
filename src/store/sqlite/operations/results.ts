import type Database from 'better-sqlite3';
import { noSuchJob } from '../../store-problem.ts';

/** A committed result with its position in the order asked for. */
export interface ResultRow {
  readonly position: number;
  readonly body: string;
}

/** Statements that read results and remember how far sinks are, prepared once. */
export function resultOperations(database: Database.Database) {
  const get = database.prepare<[string], string>('SELECT body FROM results WHERE document_id = ?').pluck();
  const byCommit = database.prepare<[string, number, number], ResultRow>(
    `SELECT commit_number AS position, body FROM results
     WHERE job_id = ? AND commit_number > ? ORDER BY commit_number LIMIT ?`,
  );
  const firstIn = database
    .prepare<[string, string], number | null>(
      'SELECT min(ordinal) FROM documents WHERE job_id = ? AND state = ?',
    )
    .pluck();
  const byDocument = database.prepare<[string, number, number, number], ResultRow>(
    `SELECT d.ordinal + 1 AS position, r.body FROM documents d JOIN results r ON r.document_id = d.id
     WHERE d.job_id = ? AND d.ordinal >= ? AND d.ordinal < ? ORDER BY d.ordinal LIMIT ?`,
  );
  const byHash = database
    .prepare<[string, string], string>(
      `SELECT r.body FROM documents d JOIN results r ON r.document_id = d.id
       WHERE d.job_id = ? AND d.sha256 = ? AND d.state IN ('succeeded', 'needs_review') AND r.status = 'complete'
       ORDER BY r.commit_number LIMIT 1`,
    )
    .pluck();
  const getCursor = database.prepare<[string, string], { position: number; files: string }>(
    'SELECT position, files FROM sink_cursors WHERE job_id = ? AND sink_id = ?',
  );
  const setCursor = database.prepare(
    `INSERT INTO sink_cursors (job_id, sink_id, position, files) VALUES (?, ?, ?, ?)
     ON CONFLICT (job_id, sink_id) DO UPDATE SET position = excluded.position, files = excluded.files`,
  );
  const moveCursor = database.prepare(
    'UPDATE sink_cursors SET position = @position, files = @files WHERE job_id = @jobId AND sink_id = @sinkId',
  );
  const hasJob = database.prepare<[string], number>('SELECT 1 FROM jobs WHERE id = ?').pluck();

  return {
    getResult(documentId: string): string | null {
      return get.get(documentId) ?? null;
    },
    readResults(jobId: string, order: 'document' | 'completion', after: number, limit: number): ResultRow[] {
      if (order === 'completion') return byCommit.all(jobId, after, limit);
      const open = ['pending', 'running', 'waiting'].map((state) => firstIn.get(jobId, state) ?? Infinity);
      const end = Math.min(...open);
      return byDocument.all(jobId, after, Number.isFinite(end) ? end : Number.MAX_SAFE_INTEGER, limit);
    },
    findResultByHash(jobId: string, sha256: string): string | null {
      return byHash.get(jobId, sha256) ?? null;
    },
    getSinkCursor(jobId: string, sinkId: string): { position: number; files: string } | null {
      return getCursor.get(jobId, sinkId) ?? null;
    },
    setSinkCursor(jobId: string, sinkId: string, position: number, files: string): void {
      if (hasJob.get(jobId) === undefined) throw noSuchJob(jobId);
      setCursor.run(jobId, sinkId, position, files);
    },
    moveSinkCursor(jobId: string, sinkId: string, position: number, files: string): boolean {
      return moveCursor.run({ jobId, sinkId, position, files }).changes === 1;
    },
  };
}
