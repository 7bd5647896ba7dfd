import { randomUUID } from 'node:crypto';
import type { AnswerRow, AttemptRow, ModelUsageRow } from '../../rows.ts';
import { noSuchJob } from '../../store-problem.ts';
import type { Database, Query } from '../database.ts';

const ATTEMPT_COLUMNS = [
  ['key', 'text'],
  ['job_id', 'text'],
  ['document_id', 'text'],
  ['question', 'text'],
  ['model', 'text'],
  ['outcome', 'text'],
  ['problem', 'text'],
  ['calls', 'bigint'],
  ['input_tokens', 'bigint'],
  ['output_tokens', 'bigint'],
  ['cached_tokens', 'bigint'],
  ['cost_micros', 'bigint'],
  ['started_ms', 'bigint'],
  ['duration_ms', 'bigint'],
] as const satisfies readonly (readonly [keyof AttemptRow, string])[];
const ANSWER_COLUMNS = [
  ['value', 'text'],
  ['created_ms', 'bigint'],
  ['calls', 'bigint'],
  ['input_tokens', 'bigint'],
  ['output_tokens', 'bigint'],
  ['cached_tokens', 'bigint'],
  ['cost_micros', 'bigint'],
] as const satisfies readonly (readonly [keyof AnswerRow, string])[];

const names = (columns: readonly (readonly [string, string])[]) => columns.map(([name]) => name).join(', ');
const places = (columns: readonly (readonly [string, string])[], first: number) =>
  columns.map(([, type], index) => `$${first + index}::${type}`).join(', ');

/** Recorded again with the same id it changes nothing: neither the attempts nor what the job has spent. */
const ATTEMPT = `
recorded AS (
  INSERT INTO attempts (id, ${names(ATTEMPT_COLUMNS)}) SELECT $1::uuid, ${places(ATTEMPT_COLUMNS, 2)}
  WHERE EXISTS (SELECT 1 FROM job_totals WHERE job_id = $3) ON CONFLICT (id) DO NOTHING RETURNING *
), spent AS (
  UPDATE job_totals SET calls = job_totals.calls + recorded.calls,
    input_tokens = job_totals.input_tokens + recorded.input_tokens,
    output_tokens = job_totals.output_tokens + recorded.output_tokens,
    cached_tokens = job_totals.cached_tokens + recorded.cached_tokens,
    cost_micros = job_totals.cost_micros + recorded.cost_micros
  FROM recorded WHERE job_totals.job_id = recorded.job_id
)`;
const ANSWER = `
answered AS (
  INSERT INTO answers (key, model, ${names(ANSWER_COLUMNS)})
  SELECT $2, $${2 + ATTEMPT_COLUMNS.length}, ${places(ANSWER_COLUMNS, 3 + ATTEMPT_COLUMNS.length)}
  WHERE EXISTS (SELECT 1 FROM job_totals WHERE job_id = $3) ON CONFLICT (key) DO NOTHING
), asked AS (
  DELETE FROM asking WHERE key = $2
)`;
const KNOWN_JOB = 'SELECT 1 FROM job_totals WHERE job_id = $3';

const attemptValues = (attempt: AttemptRow) => ATTEMPT_COLUMNS.map(([name]) => attempt[name]);
const answerValues = (answer: AnswerRow) => [answer.model, ...ANSWER_COLUMNS.map(([name]) => answer[name])];

/** What records an attempt, with its answer where there is one; for a transaction of another operation too. */
export async function recordAttempt(
  query: Query,
  id: string,
  attempt: AttemptRow,
  answer: AnswerRow | null,
): Promise<void> {
  const rows = answer
    ? await query(`WITH ${ATTEMPT}, ${ANSWER} ${KNOWN_JOB}`, [
        id,
        ...attemptValues(attempt),
        ...answerValues(answer),
      ])
    : await query(`WITH ${ATTEMPT} ${KNOWN_JOB}`, [id, ...attemptValues(attempt)]);
  if (rows.length === 0) throw noSuchJob(attempt.job_id);
}

/** Statements of the ledger. */
export function ledgerOperations({ query, transaction }: Database) {
  return {
    async findAnswer(key: string): Promise<AnswerRow | null> {
      return (await query<AnswerRow>('SELECT * FROM answers WHERE key = $1', [key]))[0] ?? null;
    },
    saveAnswer(answer: AnswerRow, attempt: AttemptRow): Promise<void> {
      return recordAttempt(query, randomUUID(), attempt, answer);
    },
    saveFailedAttempt(attempt: AttemptRow): Promise<void> {
      return recordAttempt(query, randomUUID(), attempt, null);
    },
    saveShares(
      shares: readonly { readonly answer: AnswerRow | null; readonly attempt: AttemptRow }[],
    ): Promise<void> {
      const rows = shares.map((share) => ({ id: randomUUID(), ...share }));
      return transaction(async ({ query }) => {
        for (const { id, attempt, answer } of rows) await recordAttempt(query, id, attempt, answer);
      });
    },
    documentUsage(documentId: string): Promise<ModelUsageRow[]> {
      return query(
        `SELECT model, sum(calls)::bigint AS calls, sum(input_tokens)::bigint AS input_tokens,
           sum(output_tokens)::bigint AS output_tokens, sum(cached_tokens)::bigint AS cached_tokens,
           sum(cost_micros)::bigint AS cost_micros
         FROM attempts WHERE document_id = $1 GROUP BY model ORDER BY model`,
        [documentId],
      );
    },
  };
}
