import type { Database } from '../database.ts';

/** By the clock of the server: those of the processes may differ. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

const LEASE = `
INSERT INTO blob_leases (sha256, leased_until_ms) VALUES ($1, ${NOW} + $2::bigint)
ON CONFLICT (sha256) DO UPDATE SET leased_until_ms = greatest(blob_leases.leased_until_ms, excluded.leased_until_ms)
WHERE blob_leases.removed_until_ms <= ${NOW} RETURNING 1`;

// In order, so that two of them never wait for one another.
const CONDEMN = `
INSERT INTO blob_leases (sha256, removed_until_ms)
SELECT sha256, ${NOW} + $2::bigint FROM unnest($1::text[]) AS one (sha256)
WHERE NOT EXISTS (SELECT 1 FROM documents WHERE documents.sha256 = one.sha256) ORDER BY sha256
ON CONFLICT (sha256) DO UPDATE SET removed_until_ms = excluded.removed_until_ms
WHERE blob_leases.leased_until_ms <= ${NOW} AND blob_leases.removed_until_ms <= ${NOW}
RETURNING sha256`;

/** Whose document came while they were looked for: as long as its row was leased it had none yet. */
const REFERRED = 'SELECT DISTINCT sha256 FROM documents WHERE sha256 = ANY ($1::text[])';

const FORGET = 'DELETE FROM blob_leases WHERE sha256 = ANY ($1::text[]) AND removed_until_ms > 0';
const LAPSE = `DELETE FROM blob_leases WHERE leased_until_ms <= ${NOW} AND removed_until_ms <= ${NOW}`;

const TAKE = `
INSERT INTO turns (name, holder, until_ms) VALUES ($1, $2, ${NOW} + $3::bigint)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
WHERE turns.holder = excluded.holder OR turns.until_ms <= ${NOW} RETURNING 1`;

/** Statements on the leases of files that are kept by their hash. */
export function blobOperations({ query }: Database) {
  return {
    async leaseBlob(sha256: string, forMs: number): Promise<boolean> {
      return (await query(LEASE, [sha256, forMs])).length > 0;
    },
    async condemnBlobs(sha256s: readonly string[], forMs: number): Promise<string[]> {
      const rows = await query<{ sha256: string }>(CONDEMN, [sha256s, forMs]);
      const condemned = rows.map((row) => row.sha256);
      // A lease may have run out after its document was written and before the row was seen, but not now any more.
      const referred = await query<{ sha256: string }>(REFERRED, [condemned]);
      if (referred.length === 0) return condemned;
      const spared = new Set(referred.map((row) => row.sha256));
      await query(FORGET, [[...spared]]);
      return condemned.filter((sha256) => !spared.has(sha256));
    },
    async forgetBlobs(sha256s: readonly string[]): Promise<void> {
      await query(FORGET, [sha256s]);
      await query(LAPSE);
    },
    async takeTurn(name: string, holder: string, forMs: number): Promise<boolean> {
      return (await query(TAKE, [name, holder, forMs])).length > 0;
    },
    async endTurn(name: string, holder: string): Promise<void> {
      await query('DELETE FROM turns WHERE name = $1 AND holder = $2', [name, holder]);
    },
  };
}
