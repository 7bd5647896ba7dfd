/** Who must not lose which file kept by its hash, and who removes those that nobody has. Times in milliseconds since 1970. */
export const BLOB_LEASES = `
CREATE TABLE blob_leases (
  sha256 TEXT NOT NULL PRIMARY KEY,
  -- Until then it is in use; being removed.
  leased_until_ms BIGINT NOT NULL DEFAULT 0,
  removed_until_ms BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE turns (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until_ms BIGINT NOT NULL
);
`;
