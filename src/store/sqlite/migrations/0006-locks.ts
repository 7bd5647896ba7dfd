/**
 * Who has a job, or the folder, to itself. In the database, so that of several who find a holder that has ended one takes over: a
 * file's owner could be read, and the file of the next one be removed.
 */
export const LOCKS = `
CREATE TABLE locks (
  name TEXT NOT NULL PRIMARY KEY,
  process_id TEXT NOT NULL,
  run_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
