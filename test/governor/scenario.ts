import { readFileSync } from 'node:fs';

/** The window that a limit's `perMin` counts in. Not the governor's own: what judges it shares nothing with it. */
export const MINUTE_MS = 60_000;

/** One limit of a provider; see `fields` in scenarios.json. */
export interface LimitModel {
  readonly dim: 'req' | 'tok';
  readonly kind: 'bucket' | 'fixed' | 'sliding';
  readonly perMin: number;
  readonly burst?: number;
  readonly phaseMs?: number;
}

export interface LatencyModel {
  readonly medianMs: number;
  readonly sigma?: number;
  readonly stragglerProb?: number;
  readonly stragglerMedianMs?: number;
  readonly intrinsicShare?: number;
  readonly serverSlots?: number;
  readonly coldStart?: { readonly calls: number; readonly extraMs: number };
}

export interface LaneModel {
  readonly limits: readonly LimitModel[];
  readonly hint: 'none' | 'retryInfo' | 'retryInfo+quota' | 'retryAfterSeconds' | 'headers';
  readonly inflightCap?: number;
  readonly countRejected?: boolean;
  readonly quotaGroup?: string;
  readonly quotaSchedule?: readonly {
    readonly atMs: number;
    readonly factor: number;
    readonly overMs?: number;
  }[];
  readonly outages?: readonly { readonly fromMs: number; readonly toMs: number; readonly status: number }[];
  readonly errorBursts?: readonly { readonly fromMs: number; readonly toMs: number; readonly prob: number }[];
  /** Calls refused with 429 for no reason of quota: the share of arrivals, and the wait that is named, if one is. */
  readonly chanceRefusals?: { readonly prob: number; readonly waitMs?: number };
  /** From one time to another every arrival is refused with 429, with the wait that is named, if one is. */
  readonly throttledAlways?: { readonly fromMs: number; readonly toMs: number; readonly waitMs?: number };
  readonly latency: LatencyModel;
}

export interface WorkModel {
  readonly job: string;
  readonly atMs: number;
  readonly calls: number;
  readonly priority: 'batch' | 'interactive';
}

export interface Goal {
  readonly makespanRatio: number;
  readonly wastedPct: number;
  readonly lost: number;
  readonly steadyUsePct?: number;
  readonly recoveryS?: number;
  readonly interactiveAddedWaitS?: number;
  readonly serverErrorCalls?: number;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly seed: number;
  readonly lanes: readonly LaneModel[];
  readonly workload: readonly WorkModel[];
  readonly known?: { readonly rpm?: number; readonly tpm?: number; readonly inFlight?: number };
  readonly recoveryAtMs?: number;
  readonly recoveryWindowMs?: number;
  readonly goal: { readonly virtualClock: Goal; readonly http: Goal };
}

interface ScenarioFile {
  readonly scenarios: readonly Scenario[];
}

const file = JSON.parse(readFileSync(new URL('./scenarios.json', import.meta.url), 'utf8')) as ScenarioFile;

/** A scenario that a test makes up, without a goal: it says itself what it expects. */
export function madeUp(
  given: Pick<Scenario, 'seed' | 'lanes' | 'workload'> & { readonly known?: Scenario['known'] },
): Scenario {
  const goal: Goal = { makespanRatio: Number.POSITIVE_INFINITY, wastedPct: 100, lost: 0 };
  return { id: 'made-up', title: 'made up', goal: { virtualClock: goal, http: goal }, ...given };
}

/** All scenarios of scenarios.json. */
export const SCENARIOS: readonly Scenario[] = file.scenarios;

/** A scenario by the beginning of its id, such as `A03`. */
export function scenario(id: string): Scenario {
  const found = SCENARIOS.find((one) => one.id.startsWith(id));
  if (found === undefined) throw new Error(`No scenario ${id}`);
  return found;
}
