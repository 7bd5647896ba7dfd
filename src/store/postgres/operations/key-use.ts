import {
  countable,
  type DayLimitRow,
  type KeyUseRow,
  NO_KEY_USE,
  type TakenJobRow,
} from '../../key-use-rows.ts';
import type { Database, Query } from '../database.ts';

/** A lane that nobody asked for in so many days begins anew, without what was named or learnt. */
const FORGET_LANE_DAYS = 7;

const ADD = `
INSERT INTO key_use AS kept (key_id, day, jobs, pages, cost_micros) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key_id, day) DO UPDATE SET jobs = kept.jobs + excluded.jobs, pages = kept.pages + excluded.pages,
  cost_micros = kept.cost_micros + excluded.cost_micros`;

// By the clock of the server: those of the processes may differ.
const LEASE = `
WITH known AS (
  SELECT key_id, since_ms, taken, now, since_ms <= now AND since_ms + $3 > now AS runs
  FROM key_rates, (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now) AS clock
  WHERE key_id = $1 FOR UPDATE OF key_rates
), room AS (
  SELECT key_id, now, CASE WHEN runs THEN since_ms ELSE now END AS since, CASE WHEN runs THEN taken ELSE 0 END AS before
  FROM known
), given AS (
  SELECT *, least(greatest(0, $2::bigint - before), greatest(1, ($2::bigint - before) / $4::bigint)) AS granted FROM room
)
UPDATE key_rates SET since_ms = given.since, taken = given.before + given.granted
FROM given WHERE key_rates.key_id = given.key_id
RETURNING given.granted, key_rates.taken, given.since + $3::bigint - given.now AS left_ms`;

const FORGET = [
  `DELETE FROM lanes WHERE day < current_date - ${FORGET_LANE_DAYS}
     AND greatest(leader_until, paused_until) < extract(epoch FROM clock_timestamp())`,
  "DELETE FROM lane_slices WHERE said_at < extract(epoch FROM clock_timestamp() - interval '1 hour')",
  'DELETE FROM asking WHERE process_id NOT IN (SELECT id FROM processes WHERE alive_until > clock_timestamp())',
  'DELETE FROM budget_slices WHERE process_id NOT IN (SELECT id FROM processes WHERE alive_until > clock_timestamp())',
  "DELETE FROM processes WHERE alive_until < clock_timestamp() - interval '1 day'",
  "DELETE FROM events WHERE at < clock_timestamp() - interval '1 hour'",
] as const;

/** Statements on what keys of the server use, and on what no longer counts of what processes shared. */
export function keyUseOperations({ query, attempt, transaction }: Database) {
  const read = async (ask: Query, keyId: string, day: string, lock = ''): Promise<KeyUseRow> =>
    (
      await ask<KeyUseRow>(
        `SELECT jobs, pages, cost_micros FROM key_use WHERE key_id = $1 AND day = $2 ${lock}`,
        [keyId, day],
      )
    )[0] ?? NO_KEY_USE;
  return {
    readKeyUse: (keyId: string, day: string): Promise<KeyUseRow> => read(query, keyId, day),
    takeKeyJob(
      { keyId, day, jobId, pages }: TakenJobRow,
      limits: DayLimitRow,
    ): Promise<{ counted: boolean; use: KeyUseRow }> {
      return transaction(async ({ query, again }) => {
        // The row is there to be locked: servers count one after another.
        await query('INSERT INTO key_use (key_id, day) VALUES ($1, $2) ON CONFLICT DO NOTHING', [keyId, day]);
        const use = await read(query, keyId, day, 'FOR UPDATE');
        const known = again && (await query('SELECT 1 FROM job_charges WHERE job_id = $1', [jobId]));
        if (known && known.length > 0) return { counted: true, use };
        if (!countable(use, pages, limits)) return { counted: false, use };
        await query('INSERT INTO job_charges (job_id, key_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
          jobId,
          keyId,
        ]);
        await query(ADD, [keyId, day, 1, pages, 0]);
        return { counted: true, use };
      });
    },
    async addKeyPages(keyId: string, day: string, pages: number): Promise<void> {
      await query(ADD, [keyId, day, 0, pages, 0]);
    },
    chargeKeyJob(jobId: string, day: string): Promise<void> {
      return transaction(async ({ query }) => {
        const [due] = await query<{ key_id: string; cost: number }>(
          `SELECT key_id, job_totals.cost_micros - job_charges.cost_micros AS cost
           FROM job_charges JOIN job_totals USING (job_id) WHERE job_id = $1 FOR UPDATE OF job_charges`,
          [jobId],
        );
        if (due === undefined || due.cost <= 0) return;
        await query('UPDATE job_charges SET cost_micros = cost_micros + $2 WHERE job_id = $1', [
          jobId,
          due.cost,
        ]);
        await query(ADD, [due.key_id, day, 0, 0, due.cost]);
      });
    },
    leaseKeyRequests(
      keyId: string,
      { most, share, windowMs }: { most: number; share: number; windowMs: number },
    ): Promise<{ granted: number; taken: number; left_ms: number }> {
      return attempt(async ({ query }) => {
        for (;;) {
          const [lease] = await query<{ granted: number; taken: number; left_ms: number }>(LEASE, [
            keyId,
            most,
            windowMs,
            share,
          ]);
          if (lease) return lease;
          await query(
            'INSERT INTO key_rates (key_id, since_ms, taken) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING',
            [keyId],
          );
        }
      });
    },
    async forgetUnused(beforeDay: string, beforeMs: number): Promise<void> {
      await query('DELETE FROM key_use WHERE day < $1', [beforeDay]);
      await query('DELETE FROM key_rates WHERE since_ms < $1', [beforeMs]);
      for (const statement of FORGET) await query(statement);
    },
  };
}
