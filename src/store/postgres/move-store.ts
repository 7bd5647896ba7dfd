import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { isProcessRunning } from '../process-identity.ts';
import { openConnection } from '../sqlite/connection.ts';
import { unavailable } from '../store-problem.ts';
import { type Database, openDatabase, type Query } from './database.ts';
import { migrate } from './migrations.ts';

/** Tables that belong to jobs, in the order in which they can be filled. */
const OF_A_JOB = [
  'job_totals',
  'documents',
  'results',
  'attempts',
  'sink_cursors',
  'reviews',
  'messages',
  'job_charges',
  'batches',
];
/** Tables that belong to no job. */
const SHARED = ['answers', 'derived', 'remote_files', 'api_keys', 'key_use'];
/** Rows sent in one statement, and parameters that a statement can have. */
const ROWS = 500;
const MOST_PARAMETERS = 60_000;

/** What was brought into the database. */
export interface MoveReport {
  /** Steps by which the schema was brought up to date. */
  readonly steps: number;
  readonly jobs: number;
  /** Jobs that were there already, from a move before. */
  readonly known: number;
  readonly answers: number;
}

type Row = Record<string, unknown>;

/**
 * Brings the schema of the database `url` up to date and, with `from`, copies the SQLite store of that file into it, which is
 * brought up to date too: job by job, each whole or not at all, so that a move that was stopped is simply done again. Throws
 * `store-unavailable`, also while a process works on a job of that store: what it does after the move would be done twice.
 */
export async function migrateStore(options: {
  readonly url: string;
  readonly schema?: string;
  readonly from?: string;
  readonly onJob?: (done: number, of: number) => void;
}): Promise<MoveReport> {
  const database = openDatabase({
    url: options.url,
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    connections: 1,
    tryForMs: 5_000,
    // A job of 100,000 documents is one transaction; no statement of it is long.
    answerWithinMs: 600_000,
  });
  try {
    const steps = await migrate(database);
    if (options.from === undefined) return { steps, jobs: 0, known: 0, answers: 0 };
    if (!existsSync(options.from))
      throw unavailable(options.from, 'there is no such file; name the folder of a store');
    const source = openConnection(options.from);
    try {
      checkIdle(source, options.from);
      return { steps, ...(await move(source, database, options.onJob ?? (() => {}))) };
    } finally {
      source.close();
    }
  } finally {
    await database.close();
  }
}

function checkIdle(source: Sqlite.Database, path: string): void {
  const holders = source.prepare('SELECT DISTINCT process_id FROM locks').pluck().all() as string[];
  const running = holders.find(isProcessRunning);
  if (running === undefined) return;
  throw unavailable(
    path,
    `process ${running.split(':')[0]} is at work in it; pause its jobs or end it, then move the store`,
  );
}

async function move(
  source: Sqlite.Database,
  database: Database,
  onJob: (done: number, of: number) => void,
): Promise<Omit<MoveReport, 'steps'>> {
  const counts = { jobs: 0, known: 0, answers: 0 };
  // Answers first: a job that goes on asks nothing that was paid for.
  for (const table of SHARED) {
    const copied = await copy(
      database.query,
      table,
      source.prepare(`SELECT * FROM ${table}`).iterate() as Iterable<Row>,
    );
    if (table === 'answers') counts.answers = copied;
  }
  const jobs = source.prepare('SELECT * FROM jobs ORDER BY created_ms').all() as (Row & { id: string })[];
  for (const [index, job] of jobs.entries()) {
    const isNew = await database.transaction(({ query }) => moveJob(source, query, job));
    if (isNew) counts.jobs++;
    else counts.known++;
    onJob(index + 1, jobs.length);
  }
  return counts;
}

/** False when the job, or one with the same key, is there already. */
async function moveJob(source: Sqlite.Database, query: Query, job: Row & { id: string }): Promise<boolean> {
  const inserted = await query(
    `INSERT INTO jobs (id, key, recipe, recipe_version, spec, state, problem, parked_until_ms, created_ms, started_ms,
       ended_ms, listed)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8,
       -- No two jobs have the same time of creation.
       (SELECT min(free) FROM generate_series($9::bigint, $9::bigint + 100000) AS free
        WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE created_ms = free)), $10, $11, $12
     ON CONFLICT DO NOTHING RETURNING 1`,
    [
      ...[job.id, job.key, job.recipe, job.recipe_version, job.spec],
      // Nobody runs it there.
      job.state === 'running' || job.state === 'cancelling' ? 'paused' : job.state,
      ...[job.problem, job.parked_until_ms, job.created_ms, job.started_ms, job.ended_ms, job.listed],
    ],
  );
  if (inserted.length === 0) return false;
  for (const table of OF_A_JOB) {
    const rows = source.prepare(`SELECT * FROM ${table} WHERE job_id = ?`).iterate(job.id) as Iterable<Row>;
    await copy(query, table, mapped(table, rows));
  }
  const lines = source
    .prepare('SELECT * FROM batch_lines WHERE batch_id IN (SELECT id FROM batches WHERE job_id = ?)')
    .iterate(job.id) as Iterable<Row>;
  await copy(query, 'batch_lines', lines);
  await query(
    `INSERT INTO document_counts (job_id, state, documents)
     SELECT job_id, state, count(*) FROM documents WHERE job_id = $1 GROUP BY 1, 2`,
    [job.id],
  );
  return true;
}

/** Rows as the other database wants them. */
function* mapped(table: string, rows: Iterable<Row>): Generator<Row> {
  for (const row of rows) {
    if (table === 'attempts') {
      const name = `${row.job_id} ${row.document_id} ${row.key} ${row.id}`;
      const hash = createHash('md5').update(name).digest('hex');
      yield { ...row, id: hash.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') };
    } else if (table === 'reviews') {
      const { id: _, ...rest } = row;
      yield rest;
    } else if (table === 'documents' && (row.state === 'running' || row.state === 'waiting')) {
      yield { ...row, state: 'pending' };
    } else yield row;
  }
}

/** Inserts rows whose columns are those of the first; answers how many were new. */
async function copy(query: Query, table: string, rows: Iterable<Row>): Promise<number> {
  let copied = 0;
  let batch: Row[] = [];
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    const columns = Object.keys(first);
    const size = Math.max(1, Math.floor(MOST_PARAMETERS / columns.length));
    for (let start = 0; start < batch.length; start += size) {
      const part = batch.slice(start, start + size);
      const tuples = part.map(
        (_, row) => `(${columns.map((_column, index) => `$${row * columns.length + index + 1}`).join(', ')})`,
      );
      const inserted = await query(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')} ON CONFLICT DO NOTHING RETURNING 1`,
        part.flatMap((row) => columns.map((column) => row[column])),
      );
      copied += inserted.length;
    }
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length >= ROWS) await flush();
  }
  await flush();
  return copied;
}
