/** Batches at providers and the questions in them that are not settled yet. */
export const BATCHES = `
CREATE TABLE batches (
  id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  lane TEXT NOT NULL,
  model TEXT NOT NULL,
  name TEXT,
  held_micros INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX batches_by_job ON batches (job_id);

CREATE TABLE batch_lines (
  batch_id TEXT NOT NULL REFERENCES batches (id),
  key TEXT NOT NULL,
  document_id TEXT NOT NULL,
  question TEXT NOT NULL,
  PRIMARY KEY (batch_id, key)
) STRICT, WITHOUT ROWID;
`;
