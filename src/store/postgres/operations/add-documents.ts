import { hasChanged, type ItemRow, type KnownDocument } from '../../listed-document.ts';
import { noSuchJob } from '../../store-problem.ts';
import type { Query } from '../database.ts';
import { shiftCounts } from './count-changes.ts';

const RENEW = `
WITH changed (id, name, bytes, modified_ms) AS (
  SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[])
), picked AS (
  SELECT documents.id, documents.state FROM documents JOIN changed USING (id) ORDER BY documents.id FOR UPDATE OF documents
), dropped AS (
  DELETE FROM results USING picked WHERE document_id = picked.id
), renewed AS (
  UPDATE documents SET state = 'pending', name = changed.name, bytes = changed.bytes, modified_ms = changed.modified_ms,
    sha256 = NULL, problem = NULL
  FROM changed JOIN picked USING (id) WHERE documents.id = changed.id RETURNING picked.state AS before
), cursors AS (
  DELETE FROM sink_cursors WHERE job_id = $1
)
${shiftCounts("SELECT $1, before, -1 FROM renewed UNION ALL SELECT $1, 'pending', 1 FROM renewed")}`;

interface Listed {
  readonly id: string;
  readonly ordinal: number | null;
  item: ItemRow;
}

/** Adds documents to a job as `Store.addDocuments` promises; `query` belongs to a transaction. Throws `job-not-found`. */
export async function addDocuments(
  query: Query,
  jobId: string,
  items: readonly ItemRow[],
): Promise<{ added: number; changed: number }> {
  const [totals] = await query<{ next_ordinal: number }>(
    'SELECT next_ordinal FROM job_totals WHERE job_id = $1 FOR UPDATE',
    [jobId],
  );
  if (totals === undefined) throw noSuchJob(jobId);
  const before = await query<KnownDocument & { source_key: string }>(
    `SELECT id, source_key, state, bytes, modified_ms, problem FROM documents
     WHERE job_id = $1 AND source_key = ANY ($2::text[])`,
    [jobId, items.map(({ key }) => key)],
  );
  const known = new Map(before.map((row) => [row.source_key, row as KnownDocument]));
  const added = new Map<string, Listed>();
  const changed = new Map<string, Listed>();
  let ordinal = totals.next_ordinal;
  for (const item of items) {
    const row = known.get(item.key);
    const listed = { id: row?.id ?? `${jobId}-${ordinal}`, ordinal: row ? null : ordinal, item };
    if (row === undefined) added.set(item.key, listed);
    else if (!hasChanged(row, item)) continue;
    else if (added.has(item.key)) added.get(item.key)!.item = { ...item, problem: null };
    else changed.set(item.key, listed);
    if (row === undefined) ordinal++;
    known.set(item.key, {
      id: listed.id,
      state: 'pending',
      bytes: item.bytes,
      modified_ms: item.modifiedMs,
      problem: row === undefined ? item.problem : null,
    });
  }
  if (added.size > 0) await insertListed([...added.values()], ordinal);
  if (changed.size > 0) {
    const rows = [...changed.values()];
    await query(RENEW, [
      jobId,
      rows.map(({ id }) => id),
      rows.map(({ item }) => item.name),
      rows.map(({ item }) => item.bytes),
      rows.map(({ item }) => item.modifiedMs),
    ]);
  }
  return { added: added.size, changed: changed.size };

  async function insertListed(rows: readonly Listed[], nextOrdinal: number): Promise<void> {
    await query(
      `INSERT INTO documents (id, job_id, ordinal, source_key, name, bytes, modified_ms, state, problem)
       SELECT id, $1, ordinal, key, name, bytes, modified_ms, 'pending', problem
       FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
         AS listed (id, ordinal, key, name, bytes, modified_ms, problem)`,
      [
        jobId,
        rows.map(({ id }) => id),
        rows.map((row) => row.ordinal),
        rows.map(({ item }) => item.key),
        rows.map(({ item }) => item.name),
        rows.map(({ item }) => item.bytes),
        rows.map(({ item }) => item.modifiedMs),
        rows.map(({ item }) => item.problem),
      ],
    );
    await query('UPDATE job_totals SET next_ordinal = $2 WHERE job_id = $1', [jobId, nextOrdinal]);
    await query(shiftCounts("SELECT $1, 'pending', $2::bigint"), [jobId, rows.length]);
  }
}
