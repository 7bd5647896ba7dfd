/**
 * What keys of the server use, in rows that several servers can count in at once. Until now that was among what is derived,
 * as JSON under `server:key-use:` with key and day; a server of before goes on counting there until it is replaced.
 */
export const KEY_USE = `
CREATE TABLE key_use (
  key_id TEXT NOT NULL,
  -- As in 2026-11-26, of UTC.
  day TEXT NOT NULL,
  jobs BIGINT NOT NULL DEFAULT 0,
  pages BIGINT NOT NULL DEFAULT 0,
  cost_micros BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (key_id, day)
);

-- What of a job's cost is counted to its key.
CREATE TABLE job_charges (
  job_id TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  cost_micros BIGINT NOT NULL DEFAULT 0
);

-- Requests of a key in the minute that runs, as given out to servers.
CREATE TABLE key_rates (
  key_id TEXT NOT NULL PRIMARY KEY,
  since_ms BIGINT NOT NULL,
  taken BIGINT NOT NULL
) WITH (fillfactor = 50);

INSERT INTO key_use (key_id, day, jobs, pages, cost_micros)
SELECT split_part(key, ':', 3), split_part(key, ':', 4), (used ->> 'jobs')::bigint, (used ->> 'pages')::bigint,
  (used ->> 'costMicros')::double precision::bigint
FROM derived, LATERAL (SELECT convert_from(bytes, 'UTF8')::json AS used) AS parsed WHERE key LIKE 'server:key-use:%';
DELETE FROM derived WHERE key LIKE 'server:key-use:%';
`;
