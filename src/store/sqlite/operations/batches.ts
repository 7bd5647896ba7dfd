import type Database from 'better-sqlite3';
import type { AnswerRow, AttemptRow, BatchLineRow, BatchRow } from '../../rows.ts';

/** What settling a question in a batch needs of the ledger. */
export interface BatchLedger {
  saveAnswer(answer: AnswerRow, attempt: AttemptRow): void;
  saveFailedAttempt(attempt: AttemptRow): void;
}

/** Statements on batches at providers, prepared once. */
export function batchOperations(database: Database.Database, ledger: BatchLedger) {
  const insert = database.prepare(
    `INSERT INTO batches (id, job_id, lane, model, name, held_micros, created_ms)
     VALUES (@id, @job_id, @lane, @model, @name, @held_micros, @created_ms)`,
  );
  const insertLine = database.prepare(
    `INSERT INTO batch_lines (batch_id, key, document_id, question)
     VALUES (@batch_id, @key, @document_id, @question)`,
  );
  const setName = database.prepare('UPDATE batches SET name = ? WHERE id = ?');
  const list = database.prepare<[], BatchRow & { readonly questions: number }>(
    `SELECT batches.*, (SELECT count(*) FROM batch_lines WHERE batch_id = id) AS questions
     FROM batches ORDER BY created_ms, id`,
  );
  const lines = database.prepare<[string], BatchLineRow>(
    'SELECT key, document_id, question FROM batch_lines WHERE batch_id = ? ORDER BY key',
  );
  const removeLine = database.prepare('DELETE FROM batch_lines WHERE batch_id = ? AND key = ?');
  const removeLines = database.prepare('DELETE FROM batch_lines WHERE batch_id = ?');
  const remove = database.prepare('DELETE FROM batches WHERE id = ?');

  return {
    beginBatch(batch: BatchRow, rows: readonly BatchLineRow[]): void {
      insert.run(batch);
      for (const row of rows) insertLine.run({ batch_id: batch.id, ...row });
    },
    nameBatch(id: string, name: string): void {
      setName.run(name, id);
    },
    listBatches(): (BatchRow & { readonly questions: number })[] {
      return list.all();
    },
    listBatchLines(id: string): BatchLineRow[] {
      return lines.all(id);
    },
    settleBatchLine(id: string, attempt: AttemptRow, answer: AnswerRow | null): boolean {
      if (removeLine.run(id, attempt.key).changes === 0) return false;
      if (answer) ledger.saveAnswer(answer, attempt);
      else ledger.saveFailedAttempt(attempt);
      return true;
    },
    endBatch(id: string): void {
      removeLines.run(id);
      remove.run(id);
    },
  };
}
