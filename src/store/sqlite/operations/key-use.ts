import type Database from 'better-sqlite3';
import {
  countable,
  type DayLimitRow,
  type KeyUseRow,
  NO_KEY_USE,
  type TakenJobRow,
} from '../../key-use-rows.ts';

/** Statements on what keys of the server use, prepared once. */
export function keyUseOperations(database: Database.Database) {
  const read = database.prepare<[string, string], KeyUseRow>(
    'SELECT jobs, pages, cost_micros FROM key_use WHERE key_id = ? AND day = ?',
  );
  const add = database.prepare(
    `INSERT INTO key_use (key_id, day, jobs, pages, cost_micros) VALUES (@keyId, @day, @jobs, @pages, @cost)
     ON CONFLICT (key_id, day) DO UPDATE SET jobs = jobs + excluded.jobs, pages = pages + excluded.pages,
       cost_micros = cost_micros + excluded.cost_micros`,
  );
  const openCharge = database.prepare(
    'INSERT INTO job_charges (job_id, key_id) VALUES (?, ?) ON CONFLICT (job_id) DO NOTHING',
  );
  const due = database.prepare<[string], { key_id: string; cost: number }>(
    `SELECT key_id, job_totals.cost_micros - job_charges.cost_micros AS cost
     FROM job_charges JOIN job_totals USING (job_id) WHERE job_id = ?`,
  );
  const charged = database.prepare('UPDATE job_charges SET cost_micros = cost_micros + ? WHERE job_id = ?');
  const rate = database.prepare<[string], { since_ms: number; taken: number }>(
    'SELECT since_ms, taken FROM key_rates WHERE key_id = ?',
  );
  const setRate = database.prepare(
    `INSERT INTO key_rates (key_id, since_ms, taken) VALUES (?, ?, ?)
     ON CONFLICT (key_id) DO UPDATE SET since_ms = excluded.since_ms, taken = excluded.taken`,
  );
  const forgetDays = database.prepare('DELETE FROM key_use WHERE day < ?');
  const forgetRates = database.prepare('DELETE FROM key_rates WHERE since_ms < ?');

  return {
    readKeyUse(keyId: string, day: string): KeyUseRow {
      return read.get(keyId, day) ?? NO_KEY_USE;
    },
    takeKeyJob(taken: TakenJobRow, limits: DayLimitRow): { counted: boolean; use: KeyUseRow } {
      const { keyId, day, jobId, pages } = taken;
      const use = read.get(keyId, day) ?? NO_KEY_USE;
      if (!countable(use, pages, limits)) return { counted: false, use };
      openCharge.run(jobId, keyId);
      add.run({ keyId, day, jobs: 1, pages, cost: 0 });
      return { counted: true, use };
    },
    addKeyPages(keyId: string, day: string, pages: number): void {
      add.run({ keyId, day, jobs: 0, pages, cost: 0 });
    },
    chargeKeyJob(jobId: string, day: string): void {
      const { key_id: keyId, cost } = due.get(jobId) ?? { key_id: '', cost: 0 };
      if (cost <= 0) return;
      charged.run(cost, jobId);
      add.run({ keyId, day, jobs: 0, pages: 0, cost });
    },
    leaseKeyRequests(
      keyId: string,
      { most, share, windowMs }: { most: number; share: number; windowMs: number },
      nowMs: number,
    ): { granted: number; taken: number; left_ms: number } {
      const known = rate.get(keyId);
      const runs = known !== undefined && known.since_ms <= nowMs && known.since_ms + windowMs > nowMs;
      const since = runs ? known.since_ms : nowMs;
      const before = runs ? known.taken : 0;
      const left = Math.max(0, most - before);
      const granted = Math.min(left, Math.max(1, Math.floor(left / share)));
      if (granted > 0) setRate.run(keyId, since, before + granted);
      return { granted, taken: before + granted, left_ms: since + windowMs - nowMs };
    },
    forgetUnused(beforeDay: string, beforeMs: number): void {
      forgetDays.run(beforeDay);
      forgetRates.run(beforeMs);
    },
  };
}
