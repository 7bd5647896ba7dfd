import type { LocalBlobs } from './blob-store.ts';
import type { BlobLeases } from './store.ts';

const TURN = 'blobs';
const TURN_MS = 10 * 60_000;
const BATCH = 500;
/** A file that was found to be nobody's is removed within this time, or not now. */
const REMOVE_WITHIN_MS = 60_000;
/** Kept back of that: nobody is slower with one file. */
const MARGIN_MS = 20_000;

/** How often a process that goes on looks for what it can remove. */
const EVERY_MS = 30 * 60_000;

/** Collects now and then, until it is closed. */
export function keepCollecting(
  collect: (signal: AbortSignal) => Promise<unknown>,
  every: (ms: number, call: () => void) => () => void,
  onError: (error: unknown) => void,
): { close(): Promise<void> } {
  const ending = new AbortController();
  let collecting: Promise<unknown> | undefined;
  const stop = every(EVERY_MS, () => {
    collecting ??= collect(ending.signal)
      .catch(onError)
      .finally(() => {
        collecting = undefined;
      });
  });
  return {
    async close() {
      stop();
      ending.abort();
      await collecting;
    },
  };
}

/** What was removed. */
export interface Collected {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Removes the files that no document names, nobody has leased, and that were not used within `graceMs`. Null: another
 * process does so now. Ended in the middle, by a crash or by `signal`, it leaves nothing half done.
 */
export async function collectBlobs(
  {
    blobs,
    leases,
    holder,
  }: { readonly blobs: LocalBlobs; readonly leases: BlobLeases; readonly holder: string },
  options: { readonly graceMs: number; readonly signal?: AbortSignal; readonly now?: () => number },
): Promise<Collected | null> {
  const { graceMs, signal, now = Date.now } = options;
  if (!(await leases.takeTurn(TURN, holder, TURN_MS))) return null;
  let files = 0;
  let bytes = 0;
  const collect = async (old: readonly string[]): Promise<void> => {
    const startedMs = now();
    const condemned = await leases.condemn(old, REMOVE_WITHIN_MS);
    for (const sha256 of condemned) {
      const tookMs = now() - startedMs;
      // Less than nothing where the clock was set back: how long it really took nobody knows.
      if (signal?.aborted || tookMs < 0 || tookMs > REMOVE_WITHIN_MS - MARGIN_MS) break;
      const freed = await blobs.remove(sha256);
      if (freed !== null) files++;
      bytes += freed ?? 0;
    }
    await leases.forget(condemned);
    await leases.takeTurn(TURN, holder, TURN_MS);
  };
  try {
    let old: string[] = [];
    for await (const { sha256, usedMs } of blobs.list()) {
      if (signal?.aborted) break;
      if (usedMs > now() - graceMs) continue;
      old.push(sha256);
      if (old.length < BATCH) continue;
      await collect(old);
      old = [];
    }
    await collect(old);
    return { files, bytes };
  } finally {
    await leases.endTurn(TURN, holder);
  }
}
