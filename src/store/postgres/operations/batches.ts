import { randomUUID } from 'node:crypto';
import type { AnswerRow, AttemptRow, BatchLineRow, BatchRow } from '../../rows.ts';
import type { Database } from '../database.ts';
import { recordAttempt } from './ledger.ts';

/** Statements on batches at providers. */
export function batchOperations({ query, transaction }: Database) {
  return {
    beginBatch(batch: BatchRow, rows: readonly BatchLineRow[]): Promise<void> {
      return transaction(async ({ query, again }) => {
        const inserted = await query(
          `INSERT INTO batches (id, job_id, lane, model, name, held_micros, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ${again ? 'ON CONFLICT (id) DO NOTHING' : ''} RETURNING 1`,
          [batch.id, batch.job_id, batch.lane, batch.model, batch.name, batch.held_micros, batch.created_ms],
        );
        if (inserted.length === 0) return;
        await query(
          `INSERT INTO batch_lines (batch_id, key, document_id, question)
           SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])`,
          [
            batch.id,
            rows.map(({ key }) => key),
            rows.map((row) => row.document_id),
            rows.map(({ question }) => question),
          ],
        );
      });
    },
    async nameBatch(id: string, name: string): Promise<void> {
      await query('UPDATE batches SET name = $2 WHERE id = $1', [id, name]);
    },
    listBatches(): Promise<(BatchRow & { readonly questions: number })[]> {
      return query(
        `SELECT batches.*, (SELECT count(*) FROM batch_lines WHERE batch_id = id) AS questions
         FROM batches ORDER BY created_ms, id`,
      );
    },
    listBatchLines(id: string): Promise<BatchLineRow[]> {
      return query(
        'SELECT key, document_id, question FROM batch_lines WHERE batch_id = $1 ORDER BY key COLLATE "C"',
        [id],
      );
    },
    settleBatchLine(id: string, attempt: AttemptRow, answer: AnswerRow | null): Promise<boolean> {
      const attemptId = randomUUID();
      return transaction(async ({ query, again }) => {
        const removed = await query('DELETE FROM batch_lines WHERE batch_id = $1 AND key = $2 RETURNING 1', [
          id,
          attempt.key,
        ]);
        if (removed.length === 0) {
          if (!again) return false;
          return (await query('SELECT 1 FROM attempts WHERE id = $1', [attemptId])).length === 1;
        }
        await recordAttempt(query, attemptId, attempt, answer);
        return true;
      });
    },
    endBatch(id: string): Promise<void> {
      return transaction(async ({ query }) => {
        await query('DELETE FROM batch_lines WHERE batch_id = $1', [id]);
        await query('DELETE FROM batches WHERE id = $1', [id]);
      });
    },
  };
}
