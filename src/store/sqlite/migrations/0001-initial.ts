/**
 * The first schema. Text ids, integer milliseconds, 0/1 flags, JSON as text and money as integers keep it the same on
 * PostgreSQL; STRICT makes SQLite refuse what PostgreSQL would.
 *
 * `job_totals` is apart from `jobs` because it changes with every commit and `jobs.spec` can be large. It and
 * `document_counts` change in the transaction that changes what they count, so that a status costs a few rows however
 * large the job is.
 */
export const INITIAL = `
CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  recipe TEXT NOT NULL,
  recipe_version TEXT NOT NULL,
  spec TEXT NOT NULL,
  state TEXT NOT NULL,
  problem TEXT,
  parked_until_ms INTEGER,
  created_ms INTEGER NOT NULL,
  started_ms INTEGER,
  ended_ms INTEGER,
  listed INTEGER NOT NULL DEFAULT 0,
  requested TEXT
) STRICT;
CREATE UNIQUE INDEX jobs_by_time ON jobs (created_ms);

CREATE TABLE job_totals (
  job_id TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id),
  next_ordinal INTEGER NOT NULL DEFAULT 0,
  last_commit INTEGER NOT NULL DEFAULT 0,
  calls INTEGER NOT NULL DEFAULT 0,
  input_tokens INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0,
  cached_tokens INTEGER NOT NULL DEFAULT 0,
  cost_micros INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE document_counts (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  state TEXT NOT NULL,
  documents INTEGER NOT NULL,
  PRIMARY KEY (job_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  ordinal INTEGER NOT NULL,
  source_key TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER,
  modified_ms INTEGER,
  state TEXT NOT NULL,
  sha256 TEXT,
  problem TEXT
) STRICT;
CREATE UNIQUE INDEX documents_by_source ON documents (job_id, source_key);
CREATE UNIQUE INDEX documents_by_ordinal ON documents (job_id, ordinal);
CREATE INDEX documents_by_state ON documents (job_id, state, ordinal);
CREATE INDEX documents_by_hash ON documents (job_id, sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE results (
  document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id),
  job_id TEXT NOT NULL REFERENCES jobs (id),
  commit_number INTEGER NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX results_by_commit ON results (job_id, commit_number);

CREATE TABLE answers (
  key TEXT NOT NULL PRIMARY KEY,
  model TEXT NOT NULL,
  value TEXT NOT NULL,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE attempts (
  id INTEGER NOT NULL PRIMARY KEY,
  key TEXT NOT NULL,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  document_id TEXT NOT NULL,
  question TEXT NOT NULL,
  model TEXT NOT NULL,
  outcome TEXT NOT NULL,
  problem TEXT,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_by_document ON attempts (document_id);

CREATE TABLE sink_cursors (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  sink_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  files TEXT NOT NULL,
  PRIMARY KEY (job_id, sink_id)
) STRICT;

CREATE TABLE derived (
  key TEXT NOT NULL PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE remote_files (
  lane TEXT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (lane, name)
) STRICT;

CREATE TABLE reviews (
  id INTEGER NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  document_id TEXT NOT NULL REFERENCES documents (id),
  at_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  path TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_document ON reviews (document_id);
CREATE INDEX reviews_by_job ON reviews (job_id);

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  revoked_ms INTEGER
) STRICT;

CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_ms INTEGER
) STRICT;
CREATE INDEX messages_by_time ON messages (next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX messages_by_job ON messages (job_id);
CREATE INDEX attempts_by_job ON attempts (job_id);
`;
