/**
 * What keys of the server use, in rows that several servers can count in at once. Until now that was among what is derived,
 * as JSON under `server:key-use:` with key and day.
 */
export const KEY_USE = `
CREATE TABLE key_use (
  key_id TEXT NOT NULL,
  -- As in 2026-11-26, of UTC.
  day TEXT NOT NULL,
  jobs INTEGER NOT NULL DEFAULT 0,
  pages INTEGER NOT NULL DEFAULT 0,
  cost_micros INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (key_id, day)
) STRICT, WITHOUT ROWID;

-- What of a job's cost is counted to its key.
CREATE TABLE job_charges (
  job_id TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  cost_micros INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Requests of a key in the minute that runs, as given out to servers.
CREATE TABLE key_rates (
  key_id TEXT NOT NULL PRIMARY KEY,
  since_ms INTEGER NOT NULL,
  taken INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO key_use (key_id, day, jobs, pages, cost_micros)
SELECT substr(key, 16, length(key) - 26), substr(key, -10), json_extract(CAST(bytes AS TEXT), '$.jobs'),
  json_extract(CAST(bytes AS TEXT), '$.pages'), CAST(json_extract(CAST(bytes AS TEXT), '$.costMicros') AS INTEGER)
FROM derived WHERE key >= 'server:key-use:' AND key < 'server:key-use;';
DELETE FROM derived WHERE key >= 'server:key-use:' AND key < 'server:key-use;';
`;
