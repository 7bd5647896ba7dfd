import { type DocumentState, isFinalJobState, type JobState } from '../../../domain/states.ts';
import { Problem } from '../../../problem/problem.ts';
import type { ApiKeyRow, MessageRow, ReviewedRow, ReviewRow } from '../../service-rows.ts';
import { noSuchDocument } from '../../store-problem.ts';
import type { Database } from '../database.ts';
import { shiftCounts } from './count-changes.ts';
import { isStoredAs } from './is-stored-as.ts';

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
  'job_runs',
  'budget_slices',
];

/** Statements for those who work with results: people, the server's keys, webhooks. */
export function serviceOperations({ query, attempt, transaction }: Database) {
  return {
    reviewDocument(documentId: string, reviewed: ReviewedRow): Promise<void> {
      return transaction(async ({ query, again }) => {
        const [before] = await query<{ job_id: string; state: DocumentState }>(
          'SELECT job_id, state FROM documents WHERE id = $1 FOR UPDATE',
          [documentId],
        );
        if (before === undefined) throw noSuchDocument(documentId);
        const [reviews] = await query<{ known: number }>(
          'SELECT count(*) AS known FROM reviews WHERE document_id = $1',
          [documentId],
        );
        const known = reviewed.known + reviewed.entries.length;
        if (again && reviews!.known === known && (await isStoredAs(query, documentId, reviewed))) return;
        if (reviews!.known !== reviewed.known) {
          throw new Problem('conflict', {
            detail: `Document ${documentId} was reviewed by someone else meanwhile; look at it again`,
          });
        }
        const replaced = await query(
          'UPDATE results SET status = $2, body = $3 WHERE document_id = $1 RETURNING 1',
          [documentId, reviewed.status, reviewed.body],
        );
        if (replaced.length === 0) {
          throw new Problem('conflict', {
            detail: `Document ${documentId} has no result that could be reviewed`,
          });
        }
        await query('UPDATE documents SET state = $2 WHERE id = $1', [documentId, reviewed.state]);
        await query(shiftCounts('SELECT $1, $2::text, -1 UNION ALL SELECT $1, $3::text, 1'), [
          before.job_id,
          before.state,
          reviewed.state,
        ]);
        for (const entry of reviewed.entries) {
          await query(
            `INSERT INTO reviews (job_id, document_id, at_ms, who, action, path, before, after)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
            [
              before.job_id,
              documentId,
              entry.at_ms,
              entry.who,
              entry.action,
              entry.path,
              entry.before,
              entry.after,
            ],
          );
        }
        await query('DELETE FROM sink_cursors WHERE job_id = $1', [before.job_id]);
      });
    },
    listReviews(documentId: string): Promise<ReviewRow[]> {
      return query(
        'SELECT at_ms, who, action, path, before, after FROM reviews WHERE document_id = $1 ORDER BY id',
        [documentId],
      );
    },
    deleteJob(id: string): Promise<boolean> {
      // What an earlier try found and this one does not is what that one removed.
      let found = false;
      return transaction(async ({ query }) => {
        const [job] = await query<{ state: JobState }>('SELECT state FROM jobs WHERE id = $1 FOR UPDATE', [
          id,
        ]);
        if (job === undefined) return found;
        found = true;
        if (!isFinalJobState(job.state) && job.state !== 'paused') {
          throw new Problem('conflict', {
            detail: `Job ${id} is ${job.state}; cancel it before it is removed`,
          });
        }
        if ((await query('SELECT 1 FROM batches WHERE job_id = $1 LIMIT 1', [id])).length > 0) {
          throw new Problem('conflict', {
            detail: `Job ${id} has a batch at its provider; resume the job to collect it, or cancel it`,
          });
        }
        for (const table of OF_A_JOB) await query(`DELETE FROM ${table} WHERE job_id = $1`, [id]);
        await query('DELETE FROM jobs WHERE id = $1', [id]);
        return true;
      });
    },
    addKey(key: ApiKeyRow): Promise<void> {
      return attempt(async ({ query, again }) => {
        const rows = await query(
          `INSERT INTO api_keys (id, name, hash, scope, created_ms, revoked_ms) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (id) DO NOTHING RETURNING 1`,
          [key.id, key.name, key.hash, key.scope, key.created_ms, key.revoked_ms],
        );
        if (rows.length === 1 || again) return;
        throw new Problem('conflict', { detail: `There is a key ${key.id} already` });
      });
    },
    async getKey(id: string): Promise<ApiKeyRow | null> {
      return (await query<ApiKeyRow>('SELECT * FROM api_keys WHERE id = $1', [id]))[0] ?? null;
    },
    listKeys(): Promise<ApiKeyRow[]> {
      return query('SELECT * FROM api_keys ORDER BY created_ms, id COLLATE "C"');
    },
    revokeKey(id: string, atMs: number): Promise<boolean> {
      return attempt(async ({ query, again }) => {
        const rows = await query(
          `UPDATE api_keys SET revoked_ms = $2
           WHERE id = $1 AND (revoked_ms IS NULL OR ($3 AND revoked_ms = $2)) RETURNING 1`,
          [id, atMs, again],
        );
        return rows.length === 1;
      });
    },
    async addMessage(message: MessageRow): Promise<boolean> {
      const rows = await query(
        `INSERT INTO messages (id, job_id, url, secret, body, attempts, next_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO NOTHING RETURNING 1`,
        [
          message.id,
          message.job_id,
          message.url,
          message.secret,
          message.body,
          message.attempts,
          message.next_ms,
        ],
      );
      return rows.length === 1;
    },
    dueMessages(nowMs: number, limit: number): Promise<MessageRow[]> {
      return query('SELECT * FROM messages WHERE next_ms <= $1 ORDER BY next_ms LIMIT $2', [nowMs, limit]);
    },
    async triedMessage(id: string, nextMs: number | null): Promise<void> {
      await query('UPDATE messages SET attempts = attempts + 1, next_ms = $2 WHERE id = $1', [id, nextMs]);
    },
    async nextMessageMs(): Promise<number | null> {
      const rows = await query<{ next: number | null }>('SELECT min(next_ms) AS next FROM messages');
      return rows[0]?.next ?? null;
    },
  };
}
