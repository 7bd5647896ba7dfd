import type Database from 'better-sqlite3';
import { type DocumentState, isFinalJobState, type JobState } from '../../../domain/states.ts';
import { Problem } from '../../../problem/problem.ts';
import type { ApiKeyRow, MessageRow, ReviewedRow, ReviewRow } from '../../service-rows.ts';
import type { CountChanges } from './jobs.ts';

/** What belongs to a job, in the order in which it can be removed. */
const OF_A_JOB = [
  'messages',
  'job_charges',
  'reviews',
  'attempts',
  'results',
  'documents',
  'sink_cursors',
  'document_counts',
  'job_totals',
];

/** Statements for those who work with results: people, the server's keys, webhooks. Prepared once. */
export function serviceOperations(
  database: Database.Database,
  shiftCounts: (jobId: string, changes: CountChanges) => void,
) {
  const document = database.prepare<[string], { job_id: string; state: DocumentState }>(
    'SELECT job_id, state FROM documents WHERE id = ?',
  );
  const setState = database.prepare('UPDATE documents SET state = ? WHERE id = ?');
  const setResult = database.prepare('UPDATE results SET status = ?, body = ? WHERE document_id = ?');
  const countReviews = database
    .prepare<[string], number>('SELECT count(*) FROM reviews WHERE document_id = ?')
    .pluck();
  const addReview = database.prepare(
    `INSERT INTO reviews (job_id, document_id, at_ms, who, action, path, before, after)
     VALUES (@job_id, @document_id, @at_ms, @who, @action, @path, @before, @after)`,
  );
  const reviews = database.prepare<[string], ReviewRow>(
    'SELECT at_ms, who, action, path, before, after FROM reviews WHERE document_id = ? ORDER BY id',
  );
  const dropCursors = database.prepare('DELETE FROM sink_cursors WHERE job_id = ?');
  const jobState = database.prepare<[string], JobState>('SELECT state FROM jobs WHERE id = ?').pluck();
  const countBatches = database
    .prepare<[string], number>('SELECT count(*) FROM batches WHERE job_id = ?')
    .pluck();
  const removals = OF_A_JOB.map((table) => database.prepare(`DELETE FROM ${table} WHERE job_id = ?`));
  const removeJob = database.prepare('DELETE FROM jobs WHERE id = ?');
  const addKey = database.prepare(
    `INSERT INTO api_keys (id, name, hash, scope, created_ms, revoked_ms)
     VALUES (@id, @name, @hash, @scope, @created_ms, @revoked_ms) ON CONFLICT (id) DO NOTHING`,
  );
  const getKey = database.prepare<[string], ApiKeyRow>('SELECT * FROM api_keys WHERE id = ?');
  const listKeys = database.prepare<[], ApiKeyRow>('SELECT * FROM api_keys ORDER BY created_ms, id');
  const revoke = database.prepare('UPDATE api_keys SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL');
  const addMessage = database.prepare(
    `INSERT INTO messages (id, job_id, url, secret, body, attempts, next_ms)
     VALUES (@id, @job_id, @url, @secret, @body, @attempts, @next_ms) ON CONFLICT (id) DO NOTHING`,
  );
  const due = database.prepare<[number, number], MessageRow>(
    'SELECT * FROM messages WHERE next_ms <= ? ORDER BY next_ms LIMIT ?',
  );
  const tried = database.prepare('UPDATE messages SET attempts = attempts + 1, next_ms = ? WHERE id = ?');
  const nextMessage = database.prepare<[], number | null>('SELECT min(next_ms) FROM messages').pluck();

  return {
    reviewDocument(documentId: string, reviewed: ReviewedRow): void {
      const before = document.get(documentId);
      if (!before)
        throw new Problem('document-not-found', { detail: `No document ${documentId} is in this store` });
      if (countReviews.get(documentId) !== reviewed.known) {
        throw new Problem('conflict', {
          detail: `Document ${documentId} was reviewed by someone else meanwhile; look at it again`,
        });
      }
      if (setResult.run(reviewed.status, reviewed.body, documentId).changes === 0) {
        throw new Problem('conflict', {
          detail: `Document ${documentId} has no result that could be reviewed`,
        });
      }
      setState.run(reviewed.state, documentId);
      if (before.state !== reviewed.state) {
        shiftCounts(before.job_id, { [before.state]: -1, [reviewed.state]: 1 });
      }
      for (const entry of reviewed.entries) {
        addReview.run({ job_id: before.job_id, document_id: documentId, ...entry });
      }
      dropCursors.run(before.job_id);
    },
    listReviews(documentId: string): ReviewRow[] {
      return reviews.all(documentId);
    },
    deleteJob(id: string): boolean {
      const state = jobState.get(id);
      if (state === undefined) return false;
      if (!isFinalJobState(state) && state !== 'paused') {
        throw new Problem('conflict', { detail: `Job ${id} is ${state}; cancel it before it is removed` });
      }
      if (countBatches.get(id)! > 0) {
        throw new Problem('conflict', {
          detail: `Job ${id} has a batch at its provider; resume the job to collect it, or cancel it`,
        });
      }
      for (const removal of removals) removal.run(id);
      removeJob.run(id);
      return true;
    },
    addKey(key: ApiKeyRow): void {
      if (addKey.run(key).changes === 1) return;
      throw new Problem('conflict', { detail: `There is a key ${key.id} already` });
    },
    getKey(id: string): ApiKeyRow | null {
      return getKey.get(id) ?? null;
    },
    listKeys(): ApiKeyRow[] {
      return listKeys.all();
    },
    revokeKey(id: string, atMs: number): boolean {
      return revoke.run(atMs, id).changes === 1;
    },
    addMessage(message: MessageRow): boolean {
      return addMessage.run(message).changes === 1;
    },
    dueMessages(nowMs: number, limit: number): MessageRow[] {
      return due.all(nowMs, limit);
    },
    triedMessage(id: string, nextMs: number | null): void {
      tried.run(nextMs, id);
    },
    nextMessageMs(): number | null {
      return nextMessage.get() ?? null;
    },
  };
}
