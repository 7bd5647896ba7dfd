import type Database from 'better-sqlite3';
import type { AnswerRow, AttemptRow, ModelUsageRow } from '../../rows.ts';
import { noSuchJob } from '../../store-problem.ts';

/** Statements of the ledger, prepared once. */
export function ledgerOperations(database: Database.Database) {
  const find = database.prepare<[string], AnswerRow>('SELECT * FROM answers WHERE key = ?');
  const insertAnswer = database.prepare(
    `INSERT INTO answers
       (key, model, value, calls, input_tokens, output_tokens, cached_tokens, cost_micros, created_ms)
     VALUES (@key, @model, @value, @calls, @input_tokens, @output_tokens, @cached_tokens, @cost_micros, @created_ms)
     ON CONFLICT (key) DO NOTHING`,
  );
  const insertAttempt = database.prepare(
    `INSERT INTO attempts
       (key, job_id, document_id, question, model, outcome, problem,
        calls, input_tokens, output_tokens, cached_tokens, cost_micros, started_ms, duration_ms)
     VALUES (@key, @job_id, @document_id, @question, @model, @outcome, @problem,
        @calls, @input_tokens, @output_tokens, @cached_tokens, @cost_micros, @started_ms, @duration_ms)`,
  );
  const spend = database.prepare(
    `UPDATE job_totals SET calls = calls + @calls, input_tokens = input_tokens + @input_tokens,
       output_tokens = output_tokens + @output_tokens, cached_tokens = cached_tokens + @cached_tokens,
       cost_micros = cost_micros + @cost_micros WHERE job_id = @job_id`,
  );
  const byDocument = database.prepare<[string], ModelUsageRow>(
    `SELECT model, sum(calls) AS calls, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
       sum(cached_tokens) AS cached_tokens, sum(cost_micros) AS cost_micros
     FROM attempts WHERE document_id = ? GROUP BY model ORDER BY model`,
  );

  const saveAttempt = (attempt: AttemptRow): void => {
    if (spend.run(attempt).changes === 0) throw noSuchJob(attempt.job_id);
    insertAttempt.run(attempt);
  };

  return {
    findAnswer(key: string): AnswerRow | null {
      return find.get(key) ?? null;
    },
    saveAnswer(answer: AnswerRow, attempt: AttemptRow): void {
      insertAnswer.run(answer);
      saveAttempt(attempt);
    },
    saveFailedAttempt(attempt: AttemptRow): void {
      saveAttempt(attempt);
    },
    saveShares(shares: readonly { readonly answer: AnswerRow | null; readonly attempt: AttemptRow }[]): void {
      for (const { answer, attempt } of shares) {
        if (answer) insertAnswer.run(answer);
        saveAttempt(attempt);
      }
    },
    documentUsage(documentId: string): ModelUsageRow[] {
      return byDocument.all(documentId);
    },
  };
}
