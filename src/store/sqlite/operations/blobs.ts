import type Database from 'better-sqlite3';

/** Statements on the leases of files that are kept by their hash, prepared once. */
export function blobOperations(database: Database.Database) {
  const lease = database.prepare(
    `INSERT INTO blob_leases (sha256, leased_until_ms) VALUES (@sha256, @untilMs)
     ON CONFLICT (sha256) DO UPDATE SET leased_until_ms = max(leased_until_ms, excluded.leased_until_ms)
     WHERE removed_until_ms <= @nowMs`,
  );
  const condemn = database
    .prepare<{ sha256s: string; untilMs: number; nowMs: number }, string>(
      `INSERT INTO blob_leases (sha256, removed_until_ms)
       SELECT value, @untilMs FROM json_each(@sha256s)
       WHERE value NOT IN (SELECT sha256 FROM documents WHERE sha256 IN (SELECT value FROM json_each(@sha256s)))
       ON CONFLICT (sha256) DO UPDATE SET removed_until_ms = excluded.removed_until_ms
       WHERE leased_until_ms <= @nowMs AND removed_until_ms <= @nowMs
       RETURNING sha256`,
    )
    .pluck();
  const forget = database.prepare(
    'DELETE FROM blob_leases WHERE sha256 IN (SELECT value FROM json_each(@sha256s)) AND removed_until_ms > 0',
  );
  const lapse = database.prepare(
    'DELETE FROM blob_leases WHERE leased_until_ms <= @nowMs AND removed_until_ms <= @nowMs',
  );
  const take = database.prepare(
    `INSERT INTO turns (name, holder, until_ms) VALUES (@name, @holder, @untilMs)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
     WHERE holder = excluded.holder OR until_ms <= @nowMs`,
  );
  const end = database.prepare('DELETE FROM turns WHERE name = ? AND holder = ?');

  return {
    leaseBlob(sha256: string, forMs: number, nowMs: number): boolean {
      return lease.run({ sha256, untilMs: nowMs + forMs, nowMs }).changes > 0;
    },
    condemnBlobs(sha256s: readonly string[], forMs: number, nowMs: number): string[] {
      return condemn.all({ sha256s: JSON.stringify(sha256s), untilMs: nowMs + forMs, nowMs });
    },
    forgetBlobs(sha256s: readonly string[], nowMs: number): void {
      forget.run({ sha256s: JSON.stringify(sha256s) });
      lapse.run({ nowMs });
    },
    takeTurn(name: string, holder: string, forMs: number, nowMs: number): boolean {
      return take.run({ name, holder, untilMs: nowMs + forMs, nowMs }).changes > 0;
    },
    endTurn(name: string, holder: string): void {
      end.run(name, holder);
    },
  };
}
