import type { KeyUse } from './store.ts';

/** What a key used in a day, as it stands in its table. */
export interface KeyUseRow {
  readonly jobs: number;
  readonly pages: number;
  readonly cost_micros: number;
}

/** What it may use; null: any amount. */
export interface DayLimitRow {
  readonly jobs: number | null;
  readonly pages: number | null;
  readonly costMicros: number | null;
}

/** A job on its way to being counted. */
export interface TakenJobRow {
  readonly keyId: string;
  readonly day: string;
  readonly jobId: string;
  readonly pages: number;
}

/** Of a key that has used nothing. */
export const NO_KEY_USE: KeyUseRow = { jobs: 0, pages: 0, cost_micros: 0 };

/** True when a key that has used so much can take another job of so many pages; what it will cost nobody knows. */
export function countable(use: KeyUseRow, pages: number, limits: DayLimitRow): boolean {
  const within = (wanted: number, limit: number | null): boolean => limit === null || wanted <= limit;
  return (
    within(use.jobs + 1, limits.jobs) &&
    within(use.pages + pages, limits.pages) &&
    within(use.cost_micros + 1, limits.costMicros)
  );
}

/** A row as what it tells. */
export function keyUseFromRow({ jobs, pages, cost_micros: costMicros }: KeyUseRow): KeyUse {
  return { jobs, pages, costMicros };
}
