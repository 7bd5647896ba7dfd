import { COLLECTION_KEY } from '../../domain/collection.ts';
import type { ProblemJson } from '../../problem/problem.ts';
import type { JobCall, QueueStore } from '../../queue/queue.ts';
import { type DocumentRow, documentFromRow } from '../rows.ts';
import { noSuchJob } from '../store-problem.ts';
import { shiftCounts } from './operations/count-changes.ts';
import type { PostgresStore } from './postgres-store.ts';

const moveTo = (state: string, picked: string, answered = '*') => `
WITH picked AS (${picked}), moved AS (
  UPDATE documents SET state = '${state}' FROM picked WHERE documents.id = picked.id
  RETURNING documents.*, picked.state AS before
), counted AS (
  ${shiftCounts(`SELECT job_id, before, -1 FROM moved UNION ALL SELECT job_id, '${state}', 1 FROM moved`)}
)
SELECT ${answered} FROM moved ORDER BY ordinal`;

// What is all documents together waits for each of them, also when some are tried again.
const LINE = moveTo(
  'waiting',
  `SELECT id, state FROM documents WHERE job_id = $1 AND state = 'pending' AND (
     source_key <> '${COLLECTION_KEY}' OR NOT EXISTS (
       SELECT 1 FROM documents AS member WHERE member.job_id = $1 AND member.source_key <> '${COLLECTION_KEY}'
         AND member.state IN ('pending', 'waiting', 'running')
     )
   ) ORDER BY ordinal LIMIT $2 FOR UPDATE SKIP LOCKED`,
  'id',
);
// Locked by their ids alone: without statistics all that are pending would be gone through, for each few that are begun.
const BEGIN = moveTo(
  'running',
  `SELECT known.id, known.state FROM (
     SELECT id, job_id, state FROM documents WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE
   ) AS known JOIN job_runs USING (job_id)
   WHERE known.state IN ('pending', 'waiting', 'running')
     AND orders::json ->> 'state' = 'open' AND job_runs.problem IS NULL`,
);
const RUNNING = `
SELECT documents.* FROM documents JOIN job_runs USING (job_id)
WHERE documents.id = ANY ($1::text[]) AND documents.state = 'running'
  AND orders::json ->> 'state' = 'open' AND job_runs.problem IS NULL`;
const PUT_BACK = moveTo(
  'pending',
  `SELECT id, state FROM documents WHERE id = ANY ($1::text[]) AND state IN ('waiting', 'running') ORDER BY id FOR UPDATE`,
  'id',
);

/** What the queue needs of a store on PostgreSQL. */
export function openQueueStore({ database, relaxed, presence, store }: PostgresStore): QueueStore {
  return {
    execute: (text, values) => relaxed.once(text, values),
    line: (jobId, limit, enqueue) =>
      relaxed.transaction(async ({ query, once }) => {
        const rows = await query<{ id: string }>(LINE, [jobId, limit]);
        const ids = rows.map(({ id }) => id);
        if (ids.length > 0) await enqueue(ids, (text, values) => once(text, values));
        return ids.length;
      }),
    async demand(jobId) {
      const [row] = await relaxed.query<{ waiting: number | null; places: number }>(
        `SELECT (SELECT documents FROM document_counts WHERE job_id = $1 AND state = 'waiting') AS waiting,
           (SELECT coalesce(sum(places), 0)::bigint FROM processes WHERE alive_until > clock_timestamp()) AS places`,
        [jobId],
      );
      return { waiting: row!.waiting ?? 0, places: row!.places };
    },
    begin: async (ids) => (await relaxed.query<DocumentRow>(BEGIN, [ids])).map(documentFromRow),
    running: async (ids) => (await relaxed.query<DocumentRow>(RUNNING, [ids])).map(documentFromRow),
    async othersPlaces() {
      const [row] = await relaxed.query<{ places: number }>(
        `SELECT coalesce(sum(places), 0)::bigint AS places FROM processes
         WHERE alive_until > clock_timestamp() AND id <> $1`,
        [presence.id],
      );
      return row!.places;
    },
    async putBack(ids) {
      await relaxed.query(PUT_BACK, [ids]);
    },
    async inWork(jobId) {
      const rows = await database.query<{ id: string }>(
        "SELECT id FROM documents WHERE job_id = $1 AND state IN ('waiting', 'running')",
        [jobId],
      );
      return rows.map(({ id }) => id);
    },
    getDocument: (id) => store.getDocument(id),
    async setCall(jobId, call) {
      const rows = await database.query(
        `UPDATE job_runs SET orders = $3, problem = NULL WHERE job_id = $1 AND process_id = $2 RETURNING 1`,
        [jobId, presence.id, JSON.stringify(call)],
      );
      // Whoever was silent for too long lost the job to another.
      if (rows.length === 0) throw noSuchJob(jobId);
    },
    async calls(jobIds) {
      const rows = await relaxed.query<{ job_id: string; orders: string; problem: string | null }>(
        'SELECT job_id, orders, problem FROM job_runs WHERE job_id = ANY ($1::text[]) AND orders IS NOT NULL',
        [jobIds],
      );
      return new Map(
        rows.map(({ job_id: jobId, orders, problem }) => {
          const call = JSON.parse(orders) as JobCall;
          // What one of them reported ends the run for all, before its owner has said so.
          return [
            jobId,
            problem !== null && call.state === 'open' ? { ...call, state: 'stop' as const } : call,
          ];
        }),
      );
    },
    async standing(jobId) {
      const [run] = await database.query<{ process_id: string; problem: string | null }>(
        'SELECT process_id, problem FROM job_runs WHERE job_id = $1',
        [jobId],
      );
      const problem = run?.problem ?? null;
      return {
        isOurs: run?.process_id === presence.id,
        problem: problem === null ? null : (JSON.parse(problem) as ProblemJson),
      };
    },
    async report(jobId, problem) {
      await database.query('UPDATE job_runs SET problem = coalesce(problem, $2) WHERE job_id = $1', [
        jobId,
        JSON.stringify(problem),
      ]);
    },
    offer: (places) => presence.offer(places),
  };
}
