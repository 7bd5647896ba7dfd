import { Problem } from '../problem/problem.ts';
import type { Store } from '../store/store.ts';

/** What a key may use; null: any amount. Days are those of UTC. */
export interface KeyLimits {
  readonly jobsPerDay: number | null;
  readonly pagesPerDay: number | null;
  /** Millionths of a US dollar. */
  readonly costMicrosPerDay: number | null;
  /** Null: as many as the server takes of anybody. */
  readonly requestsPerMinute: number | null;
}

/** What a key has used in one day. */
export interface KeyUse {
  readonly jobs: number;
  readonly pages: number;
  /** Millionths of a US dollar. */
  readonly costMicros: number;
}

/** The limits of a key that was given none. */
export const NO_LIMITS: KeyLimits = {
  jobsPerDay: null,
  pagesPerDay: null,
  costMicrosPerDay: null,
  requestsPerMinute: null,
};

const NO_USE: KeyUse = { jobs: 0, pages: 0, costMicros: 0 };
const DAY_MS = 86_400_000;

/** Where limits and use are kept: small records by key. */
export type LimitStore = Pick<Store, 'getDerived' | 'putDerived'>;

/** The limits that a key was given. */
export function readLimits(store: LimitStore, keyId: string): Promise<KeyLimits> {
  return read(store, limitsOf(keyId), NO_LIMITS);
}

/** Gives a key limits, in the place of those it had; a server heeds them within two seconds. */
export function writeLimits(store: LimitStore, keyId: string, limits: KeyLimits): Promise<void> {
  return write(store, limitsOf(keyId), limits);
}

/** What a key has used on the day of `nowMs`. */
export function readUse(store: LimitStore, keyId: string, nowMs: number): Promise<KeyUse> {
  return read(store, usedOnDay(keyId, nowMs), NO_USE);
}

/** Counts use to the day of `nowMs`. Calls for one key must not overlap. */
export async function addUse(
  store: LimitStore,
  keyId: string,
  { used, nowMs }: { readonly used: Partial<KeyUse>; readonly nowMs: number },
): Promise<void> {
  const before = await readUse(store, keyId, nowMs);
  await write(store, usedOnDay(keyId, nowMs), {
    jobs: before.jobs + (used.jobs ?? 0),
    pages: before.pages + (used.pages ?? 0),
    costMicros: before.costMicros + (used.costMicros ?? 0),
  });
}

/** Throws `too-many-requests`, until the next day, when a key cannot take another job of so many pages today. */
export function checkUse(
  limits: KeyLimits,
  use: KeyUse,
  { pages, nowMs }: { readonly pages: number; readonly nowMs: number },
): void {
  const over = [
    [use.jobs + 1, limits.jobsPerDay, 'jobs'],
    [use.pages + pages, limits.pagesPerDay, 'pages'],
    // What a job will cost nobody knows: what is left is its budget.
    [use.costMicros + 1, limits.costMicrosPerDay, 'USD'],
  ] as const;
  for (const [wanted, limit, unit] of over) {
    if (limit === null || wanted <= limit) continue;
    const most = unit === 'USD' ? `${limit / 1_000_000} USD` : `${limit} ${unit}`;
    throw new Problem('too-many-requests', {
      detail: `This key may use ${most} a day, and this would pass it; go on tomorrow (UTC), or ask for more`,
      retryAfterMs: DAY_MS - (nowMs % DAY_MS),
    });
  }
}

const limitsOf = (keyId: string): string => `server:key-limits:${keyId}`;
const usedOnDay = (keyId: string, nowMs: number): string =>
  `server:key-use:${keyId}:${new Date(nowMs).toISOString().slice(0, 10)}`;

async function read<Value>(store: LimitStore, key: string, fallback: Value): Promise<Value> {
  const bytes = await store.getDerived(key);
  return bytes === null ? fallback : (JSON.parse(new TextDecoder().decode(bytes)) as Value);
}

function write(store: LimitStore, key: string, value: unknown): Promise<void> {
  return store.putDerived(key, new TextEncoder().encode(JSON.stringify(value)));
}
