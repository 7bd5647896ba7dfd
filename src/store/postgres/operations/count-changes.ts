/**
 * The part of a statement that moves a job's counts: `changes` is a query of (job_id, state, documents). Always in the
 * order of the states, so that two statements never wait for one another.
 */
export function shiftCounts(changes: string): string {
  return `INSERT INTO document_counts AS kept (job_id, state, documents)
     SELECT job_id, state, sum(documents) FROM (${changes}) AS changes (job_id, state, documents)
     GROUP BY job_id, state HAVING sum(documents) <> 0 ORDER BY job_id, state
     ON CONFLICT (job_id, state) DO UPDATE SET documents = kept.documents + excluded.documents`;
}
