import { Problem } from '../problem/problem.ts';
import type { KeyUse, Store } from '../store/store.ts';

/** What a key may use; null: any amount. Days are those of UTC. */
export interface KeyLimits {
  readonly jobsPerDay: number | null;
  readonly pagesPerDay: number | null;
  /** Millionths of a US dollar. */
  readonly costMicrosPerDay: number | null;
  /** Null: as many as the server takes of anybody. */
  readonly requestsPerMinute: number | null;
}

/** The limits of a key that was given none. */
export const NO_LIMITS: KeyLimits = {
  jobsPerDay: null,
  pagesPerDay: null,
  costMicrosPerDay: null,
  requestsPerMinute: null,
};

const DAY_MS = 86_400_000;

/** Where limits are kept: a small record by key. */
export type LimitStore = Pick<Store, 'getDerived' | 'putDerived'>;

/** The limits that a key was given. */
export async function readLimits(store: LimitStore, keyId: string): Promise<KeyLimits> {
  const bytes = await store.getDerived(limitsOf(keyId));
  return bytes === null ? NO_LIMITS : (JSON.parse(new TextDecoder().decode(bytes)) as KeyLimits);
}

/** Gives a key limits, in the place of those it had; a server heeds them within two seconds. */
export function writeLimits(store: LimitStore, keyId: string, limits: KeyLimits): Promise<void> {
  return store.putDerived(limitsOf(keyId), new TextEncoder().encode(JSON.stringify(limits)));
}

/** The day of a time, by which use is counted. */
export function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/** `too-many-requests`, until the next day, for a key that cannot take another job of so many pages today. */
export function overLimit(
  limits: KeyLimits,
  use: KeyUse,
  { pages, nowMs }: { readonly pages: number; readonly nowMs: number },
): Problem {
  const amounts = [
    [use.jobs + 1, limits.jobsPerDay, `${limits.jobsPerDay} jobs`],
    [use.pages + pages, limits.pagesPerDay, `${limits.pagesPerDay} pages`],
  ] as const;
  const passed = amounts.find(([wanted, limit]) => limit !== null && wanted > limit);
  return passed === undefined ? overCost(limits, nowMs) : usedUp(passed[2], nowMs);
}

/** `too-many-requests`, until the next day, for a key that has spent what it may today. */
export function overCost({ costMicrosPerDay }: KeyLimits, nowMs: number): Problem {
  return usedUp(`${(costMicrosPerDay ?? 0) / 1_000_000} USD`, nowMs);
}

function usedUp(most: string, nowMs: number): Problem {
  return new Problem('too-many-requests', {
    detail: `This key may use ${most} a day, and this would pass it; go on tomorrow (UTC), or ask for more`,
    retryAfterMs: DAY_MS - (nowMs % DAY_MS),
  });
}

const limitsOf = (keyId: string): string => `server:key-limits:${keyId}`;
