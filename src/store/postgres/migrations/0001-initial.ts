/**
 * The first schema: the tables of the SQLite store with the types of PostgreSQL, and what many processes need besides.
 * Text ids, integer milliseconds, JSON as text and money as integers are the same on both.
 *
 * `attempts.id` is chosen by whoever records the attempt: recorded again after a lost answer it is the same one.
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
  parked_until_ms BIGINT,
  created_ms BIGINT NOT NULL,
  started_ms BIGINT,
  ended_ms BIGINT,
  listed SMALLINT NOT NULL DEFAULT 0,
  requested TEXT
);
CREATE UNIQUE INDEX jobs_by_time ON jobs (created_ms);

CREATE TABLE job_totals (
  job_id TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id),
  next_ordinal BIGINT NOT NULL DEFAULT 0,
  last_commit BIGINT NOT NULL DEFAULT 0,
  calls BIGINT NOT NULL DEFAULT 0,
  input_tokens BIGINT NOT NULL DEFAULT 0,
  output_tokens BIGINT NOT NULL DEFAULT 0,
  cached_tokens BIGINT NOT NULL DEFAULT 0,
  cost_micros BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE document_counts (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  state TEXT NOT NULL,
  documents BIGINT NOT NULL,
  PRIMARY KEY (job_id, state)
) WITH (fillfactor = 50);

CREATE TABLE documents (
  id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  ordinal BIGINT NOT NULL,
  source_key TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes BIGINT,
  modified_ms BIGINT,
  state TEXT NOT NULL,
  sha256 TEXT,
  problem TEXT
);
CREATE UNIQUE INDEX documents_by_source ON documents (job_id, source_key);
CREATE UNIQUE INDEX documents_by_ordinal ON documents (job_id, ordinal);
CREATE INDEX documents_by_state ON documents (job_id, state, ordinal);
CREATE INDEX documents_by_hash ON documents (job_id, sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE results (
  document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id),
  job_id TEXT NOT NULL REFERENCES jobs (id),
  commit_number BIGINT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX results_by_commit ON results (job_id, commit_number);

CREATE TABLE answers (
  key TEXT NOT NULL PRIMARY KEY,
  model TEXT NOT NULL,
  value TEXT NOT NULL,
  calls BIGINT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);

CREATE TABLE attempts (
  id UUID NOT NULL PRIMARY KEY,
  key TEXT NOT NULL,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  document_id TEXT NOT NULL,
  question TEXT NOT NULL,
  model TEXT NOT NULL,
  outcome TEXT NOT NULL,
  problem TEXT,
  calls BIGINT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  started_ms BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL
);
CREATE INDEX attempts_by_document ON attempts (document_id);
CREATE INDEX attempts_by_job ON attempts (job_id);

CREATE TABLE sink_cursors (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  sink_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  files TEXT NOT NULL,
  PRIMARY KEY (job_id, sink_id)
);

CREATE TABLE derived (
  key TEXT NOT NULL PRIMARY KEY,
  bytes BYTEA NOT NULL
);

CREATE TABLE remote_files (
  lane TEXT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (lane, name)
);

CREATE TABLE reviews (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  document_id TEXT NOT NULL REFERENCES documents (id),
  at_ms BIGINT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  path TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
);
CREATE INDEX reviews_by_document ON reviews (document_id);
CREATE INDEX reviews_by_job ON reviews (job_id);

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  revoked_ms BIGINT
);

CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_ms BIGINT
);
CREATE INDEX messages_by_time ON messages (next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX messages_by_job ON messages (job_id);

CREATE TABLE batches (
  id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  lane TEXT NOT NULL,
  model TEXT NOT NULL,
  name TEXT,
  held_micros BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX batches_by_job ON batches (job_id);

CREATE TABLE batch_lines (
  batch_id TEXT NOT NULL REFERENCES batches (id),
  key TEXT NOT NULL,
  document_id TEXT NOT NULL,
  question TEXT NOT NULL,
  PRIMARY KEY (batch_id, key)
);

-- Processes that are alive: each renews its row; what a process held is free once its row has run out.
CREATE TABLE processes (
  id TEXT NOT NULL PRIMARY KEY,
  host TEXT NOT NULL,
  pid BIGINT NOT NULL,
  -- Documents that it takes in work at once; 0 for one that takes none.
  places BIGINT NOT NULL DEFAULT 0,
  alive_until TIMESTAMPTZ NOT NULL
);

-- Which process runs a job, and what those who work on its documents have to know of it.
CREATE TABLE job_runs (
  job_id TEXT NOT NULL PRIMARY KEY,
  process_id TEXT NOT NULL,
  -- JSON; null: its documents are worked on by the one process alone.
  orders TEXT,
  -- JSON; why someone who works on its documents asks for the end of the run.
  problem TEXT
);

-- Questions being asked: whoever else has the same one waits for its answer.
CREATE TABLE asking (
  key TEXT NOT NULL PRIMARY KEY,
  process_id TEXT NOT NULL
);

-- What a quota lane has granted to all processes together. Times in seconds since 1970; those of requests and tokens are
-- the theoretical arrival times of the generic cell rate algorithm.
CREATE TABLE lanes (
  lane TEXT NOT NULL PRIMARY KEY,
  requests_per_minute DOUBLE PRECISION,
  tokens_per_minute DOUBLE PRECISION,
  requests_at DOUBLE PRECISION NOT NULL DEFAULT 0,
  tokens_at DOUBLE PRECISION NOT NULL DEFAULT 0,
  paused_until DOUBLE PRECISION NOT NULL DEFAULT 0,
  day DATE,
  day_requests DOUBLE PRECISION NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Money of a job's budget that a process may spend without asking.
CREATE TABLE budget_slices (
  job_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  held_micros BIGINT NOT NULL,
  PRIMARY KEY (job_id, process_id)
);

-- Events of the last minutes, for the streams of other servers.
CREATE UNLOGGED TABLE events (
  process_id TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  transaction XID8 NOT NULL DEFAULT pg_current_xact_id(),
  at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  body TEXT NOT NULL,
  PRIMARY KEY (process_id, sequence)
);
CREATE INDEX events_by_transaction ON events (transaction);
CREATE INDEX events_by_time ON events (at);
`;
