/**
 * Limits that nobody named are learnt by one process for all: who that is and until when, what it has found, and what it
 * and the others say to one another. Times in seconds since 1970.
 */
export const LEARNT_LANES = `
ALTER TABLE lanes
  ADD COLUMN leader TEXT,
  ADD COLUMN leader_until DOUBLE PRECISION NOT NULL DEFAULT 0,
  ADD COLUMN found TEXT;

CREATE UNLOGGED TABLE lane_slices (
  lane TEXT NOT NULL,
  process_id TEXT NOT NULL,
  -- JSON, written by the process alone.
  said TEXT NOT NULL,
  said_at DOUBLE PRECISION NOT NULL,
  -- JSON, written by the leader alone.
  answer TEXT,
  PRIMARY KEY (lane, process_id)
) WITH (fillfactor = 50);
`;
