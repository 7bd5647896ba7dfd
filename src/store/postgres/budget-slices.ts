import type { Database } from './database.ts';

/** What a process may spend of a job's budget without asking, in millionths of a US dollar. */
export interface BudgetSlice {
  readonly heldMicros: number;
  /** Another process holds some: it may come back. */
  readonly othersHold: boolean;
}

/**
 * Sets what a process holds of a job's budget: `wantedMicros` as far as there is room beside what was spent and what
 * others hold, never less than `inFlightMicros`, which its calls hold already. What a dead process held counts no more.
 */
export async function sliceOfBudget(
  { transaction }: Pick<Database, 'transaction'>,
  slice: {
    readonly jobId: string;
    readonly processId: string;
    readonly budgetMicros: number;
    readonly inFlightMicros: number;
    readonly wantedMicros: number;
  },
): Promise<BudgetSlice> {
  const { jobId, processId, budgetMicros, inFlightMicros, wantedMicros } = slice;
  return transaction(async ({ query }) => {
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`leafcutter:budget:${jobId}`]);
    const [row] = await query<{ held: number; others: number }>(
      `WITH others AS (
         SELECT coalesce(sum(held_micros), 0)::bigint AS held FROM budget_slices JOIN processes ON processes.id = process_id
         WHERE job_id = $1 AND process_id <> $2 AND alive_until > clock_timestamp()
       ), kept AS (
         INSERT INTO budget_slices (job_id, process_id, held_micros)
         SELECT $1, $2, least($5::bigint, greatest($4::bigint, $3::bigint - cost_micros - others.held)) FROM job_totals, others
         WHERE job_id = $1
         ON CONFLICT (job_id, process_id) DO UPDATE SET held_micros = excluded.held_micros RETURNING held_micros
       )
       SELECT (SELECT held_micros FROM kept) AS held, others.held AS others FROM others`,
      [
        jobId,
        processId,
        budgetMicros,
        Math.ceil(inFlightMicros),
        Math.ceil(Math.max(inFlightMicros, wantedMicros)),
      ],
    );
    return { heldMicros: row?.held ?? 0, othersHold: (row?.others ?? 0) > 0 };
  });
}
