import { expect } from 'vitest';
import type { Store } from '../store.ts';
import { answer, hash, USAGE } from './case.contract.ts';

const BODY = '{"status":"complete","data":{"total":"1.00"}}';

/** Rows that the first version of a store can have of a job whose process died; both databases understand them. */
export const OLD_ROWS = `
INSERT INTO jobs (id, key, recipe, recipe_version, spec, state, created_ms, started_ms, listed, requested)
  VALUES ('job-a', 'key of job-a', 'bill', '1', '{"inputs":["/in"]}', 'running', 1700000000000, 1700000000001, 1, 'cancel'),
    ('job-b', 'key of job-b', 'bill', '1', '{}', 'completed', 1700000000005, 1700000000006, 1, NULL);
INSERT INTO job_totals (job_id, next_ordinal, last_commit, calls, input_tokens, output_tokens, cached_tokens, cost_micros)
  VALUES ('job-a', 3, 1, 1, 1000, 200, 50, 3000000001), ('job-b', 0, 0, 0, 0, 0, 0, 0);
INSERT INTO document_counts (job_id, state, documents)
  VALUES ('job-a', 'succeeded', 1), ('job-a', 'running', 1), ('job-a', 'pending', 1);
INSERT INTO documents (id, job_id, ordinal, source_key, name, bytes, modified_ms, state, sha256)
  VALUES ('job-a-0', 'job-a', 0, '/in/0.pdf', '0.pdf', 100, 1700000000000, 'succeeded', '${hash(0)}'),
    ('job-a-1', 'job-a', 1, '/in/1.pdf', '1.pdf', NULL, NULL, 'running', NULL),
    ('job-a-2', 'job-a', 2, '/in/2.pdf', '2.pdf', 7, 1700000000000, 'pending', NULL);
INSERT INTO results (document_id, job_id, commit_number, status, body) VALUES ('job-a-0', 'job-a', 1, 'complete', '${BODY}');
INSERT INTO answers (key, model, value, calls, input_tokens, output_tokens, cached_tokens, cost_micros, created_ms)
  VALUES ('q', 'one', '{"total":"1.00"}', 1, 1000, 200, 50, 3000000001, 1700000000000);
INSERT INTO sink_cursors (job_id, sink_id, position, files) VALUES ('job-a', 'csv', 1, '{"a.csv":12}');
INSERT INTO reviews (job_id, document_id, at_ms, who, action, path, before, after)
  VALUES ('job-a', 'job-a-0', 1700000000000, 'me', 'set', 'total', '"1"', '"1.00"');
INSERT INTO api_keys (id, name, hash, scope, created_ms) VALUES ('abc123', 'me', 'h', 'write', 1700000000000);
INSERT INTO messages (id, job_id, url, secret, body, attempts, next_ms) VALUES ('m', 'job-a', 'http://u', 's', '{}', 2, 5);
INSERT INTO remote_files (lane, name, owner) VALUES ('lane', 'file', 'gone');`;

/** Expects every one of those rows, and that the job goes on with them. */
export async function expectOldRows(store: Store): Promise<void> {
  const job = {
    id: 'job-a',
    spec: { inputs: ['/in'] },
    state: 'running',
    startedMs: 1_700_000_000_001,
    listed: true,
  };
  expect(await store.getJob('job-a')).toMatchObject(job);
  expect((await store.listJobs({ limit: 9 })).map(({ id }) => id)).toEqual(['job-b', 'job-a']);
  const counts = await store.countDocuments('job-a');
  expect(counts).toMatchObject({ succeeded: 1, running: 1, pending: 1 });
  expect(await store.jobUsage('job-a')).toEqual(USAGE);
  expect(await store.getResult('job-a-0')).toEqual(JSON.parse(BODY));
  expect(await store.findAnswer('q')).toEqual(answer('q'));
  expect(await store.getSinkCursor('job-a', 'csv')).toEqual({ position: 1, files: { 'a.csv': 12 } });
  expect(await store.listReviews('job-a-0')).toHaveLength(1);
  expect(await store.keys.get('abc123')).toMatchObject({ name: 'me' });
  expect(await store.messages.due(5, 9)).toHaveLength(1);
  expect(await store.remoteFiles.left('lane')).toEqual([{ lane: 'lane', name: 'file' }]);

  const { runId, letGo } = await store.runs.lock('job-a');
  expect(await store.beginRun('job-a', runId)).toBe(true);
  expect(await store.jobRequest('job-a', runId)).toBe('cancel');
  expect(await store.releaseDocuments('job-a', runId)).toBe(1);
  expect(await store.claimDocuments('job-a', 9, runId)).toHaveLength(2);
  expect(await store.cancelDocuments('job-a', runId)).toBe(2);
  expect(await store.endRun('job-a', runId, 'cancelled')).toBe(true);
  await letGo();
  await store.checkIntegrity();
}
