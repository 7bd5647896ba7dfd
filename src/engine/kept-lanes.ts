import type { LaneState } from '../governor/governor.ts';
import type { Store } from '../store/store.ts';

/** Key of the lanes' last states among derived data. */
const LANE_STATES = 'governor:lanes';

/** What a process wrote down of its lanes. */
export interface KeptLanes {
  readonly processId: number;
  readonly lanes: readonly LaneState[];
}

/** What was written down of the lanes last, by whatever process; null when nothing was. */
export async function readLanes(store: Pick<Store, 'getDerived'>): Promise<KeptLanes | null> {
  const kept = await store.getDerived(LANE_STATES);
  return kept ? (JSON.parse(new TextDecoder().decode(kept)) as KeptLanes) : null;
}

/** Writes the states of this process's lanes down, for `doctor` and for whoever watches from another process. */
export async function keepLanes(
  store: Pick<Store, 'putDerived'>,
  lanes: readonly LaneState[],
): Promise<void> {
  if (lanes.length === 0) return;
  const kept: KeptLanes = { processId: process.pid, lanes };
  // A full disk has been reported by the run itself; what was learnt is worth no second failure.
  await store.putDerived(LANE_STATES, new TextEncoder().encode(JSON.stringify(kept))).catch(() => {});
}
