import type { LaneState } from '../../src/governor/governor.ts';
import { governorClient } from './governor-client.ts';
import { ideal } from './ideal.ts';
import type { Run } from './run-log.ts';
import { type LaneModel, type LimitModel, madeUp, type Scenario } from './scenario.ts';
import { simulate } from './simulate.ts';

/** A provider that refuses some calls for no reason of quota, and what it is asked to do. */
export interface ByChance {
  /** Share of the calls that are refused by chance. */
  readonly prob: number;
  /** The wait that such a refusal names; none when absent. */
  readonly waitMs?: number;
  /** Median of the calls' latencies. */
  readonly medianMs: number;
  /** Default 1,000. */
  readonly calls?: number;
  /** Real limits beside; default none. */
  readonly limits?: readonly LimitModel[];
  /** What their refusals say; default nothing. */
  readonly hint?: LaneModel['hint'];
  /** What the user has stated. */
  readonly known?: Scenario['known'];
}

/** What the governor reached, an oracle's makespan without refusals, and the lane in the end. */
export interface ByChanceRun extends Run {
  readonly idealMs: number;
  readonly state: LaneState;
}

/** Runs the governor against such a provider in virtual time. */
export function runByChance(
  { prob, waitMs, medianMs, calls = 1_000, limits = [], hint = 'none', known }: ByChance,
  seed: number,
): ByChanceRun {
  const lane: LaneModel = {
    limits,
    hint,
    latency: { medianMs, sigma: 0.5 },
    chanceRefusals: { prob, ...(waitMs === undefined ? {} : { waitMs }) },
  };
  const scenario = madeUp({
    seed,
    lanes: [lane],
    workload: [{ job: 'batch', atMs: 0, calls, priority: 'batch' }],
    ...(known === undefined ? {} : { known }),
  });
  let client: ReturnType<typeof governorClient> | undefined;
  const run = simulate(scenario, (world, one) => {
    client = governorClient(world, one);
    return client;
  });
  return { ...run, idealMs: ideal(scenario).makespanMs, state: client!.state()[0]! };
}
