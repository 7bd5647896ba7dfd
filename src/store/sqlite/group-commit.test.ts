import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeConnection, openConnection } from './connection.ts';
import { groupCommit, type Reply, type Request } from './group-commit.ts';
import { createOperations } from './operations.ts';

let folder: string;
let path: string;
let database: ReturnType<typeof openConnection>;
let run: (requests: readonly Request[]) => Reply[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-store-'));
  path = join(folder, 'store.db');
  database = openConnection(path);
  run = groupCommit(database, createOperations(database, path), path);
});

afterEach(() => {
  closeConnection(database);
  rmSync(folder, { recursive: true });
});

const put = (id: number, bytes: number): Request => ({
  id,
  operation: 'putDerived',
  args: [`k${id}`, new Uint8Array(bytes)],
});
const get = (id: number): Request => ({ id, operation: 'getDerived', args: [`k${id}`] });
const codes = (replies: readonly Reply[]) =>
  replies.map((reply) => ('problem' in reply ? `${reply.id} ${reply.problem.code}` : `${reply.id} ok`));

it('commits a group in one transaction and answers in order', () => {
  const statements: string[] = [];
  const traced = new Database(path, { verbose: (sql) => statements.push(String(sql).split(' ')[0]!) });
  const runTraced = groupCommit(traced, createOperations(traced, path), path);
  statements.length = 0;
  expect(codes(runTraced([put(1, 10), get(1), put(2, 10)]))).toEqual(['1 ok', '1 ok', '2 ok']);
  expect(statements).toEqual(['BEGIN', 'INSERT', 'SELECT', 'INSERT', 'COMMIT']);
  statements.length = 0;
  expect(codes(runTraced([get(1), get(2)]))).toEqual(['1 ok', '2 ok']);
  expect(statements).toEqual(['SELECT', 'SELECT']);
  traced.close();
});

it('keeps what fits when the disk is full, and goes on when there is room again', () => {
  const pages = database.pragma('page_count', { simple: true }) as number;
  database.pragma(`max_page_count = ${pages + 10}`);
  expect(codes(run([put(1, 100), put(2, 1_000_000), put(3, 100)]))).toEqual(['1 ok', '2 disk-full', '3 ok']);
  expect(codes(run([put(4, 1_000_000)]))).toEqual(['4 disk-full']);
  database.pragma('max_page_count = 100000');
  expect(codes(run([put(2, 1_000_000), get(1)]))).toEqual(['2 ok', '1 ok']);
  expect(database.prepare('SELECT key FROM derived ORDER BY key').pluck().all()).toEqual(['k1', 'k2', 'k3']);
});

it('leaves nothing behind of a request that fails half way', () => {
  const job = { id: 'a', key: 'a', recipe: 'bill', recipeVersion: '1', spec: '{}' };
  const usage = { calls: 1, input_tokens: 1, output_tokens: 1, cached_tokens: 0, cost_micros: 0.5 };
  const attempt = {
    ...{
      key: 'q',
      job_id: 'a',
      document_id: 'd',
      question: 'q',
      model: 'm',
      outcome: 'answered',
      problem: null,
    },
    ...{ started_ms: 1, duration_ms: 1, ...usage },
  };
  const answer = { key: 'q', model: 'm', value: '1', created_ms: 1, ...usage, cost_micros: 0 };
  const replies = run([
    { id: 1, operation: 'openJob', args: [job, 1] },
    // Half a millionth is no money: the attempt is refused after the answer has been written.
    { id: 2, operation: 'saveAnswer', args: [answer, attempt] },
    { id: 3, operation: 'findAnswer', args: ['q'] },
  ]);
  expect(codes(replies)).toEqual(['1 ok', '2 internal', '3 ok']);
  expect(replies[2]).toEqual({ id: 3, value: null });
});

it('tells all that waited when another program does not stop writing', () => {
  const other = openConnection(path);
  other.exec('BEGIN IMMEDIATE');
  database.pragma('busy_timeout = 1');
  const replies = run([put(1, 1), put(2, 1)]);
  expect(codes(replies)).toEqual(['1 store-unavailable', '2 store-unavailable']);
  expect(JSON.stringify(replies)).toContain('another program has been writing to it');
  other.exec('ROLLBACK');
  closeConnection(other);
  expect(codes(run([put(1, 1), put(2, 1)]))).toEqual(['1 ok', '2 ok']);
});
