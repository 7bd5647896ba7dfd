import { ideal } from './ideal.ts';
import type { Run } from './run-log.ts';
import type { Goal, Scenario } from './scenario.ts';

/** What a client reached in a scenario, in the terms of its goals. */
export interface Measured {
  /** Makespan over that of an oracle on the same sampled latencies. */
  readonly ratio: number;
  /** Refused calls of all calls sent, in percent. */
  readonly wastedPct: number;
  readonly lost: number;
  /** Accepted calls over capacity in the middle of the run, in percent; null where there is no limit to use. */
  readonly steadyUsePct: number | null;
  readonly recoveryS: number | null;
  /** What interactive jobs waited longer than with the provider to themselves, in seconds; null without such jobs. */
  readonly addedWaitS: number | null;
  readonly early: number;
  readonly serverErrorCalls: number;
}

/** Measures a run against the oracle. */
export function measure(scenario: Scenario, run: Run): Measured {
  const best = ideal(scenario);
  return {
    ratio: run.makespanMs / best.makespanMs,
    wastedPct: (100 * run.refused) / run.sent,
    lost: run.lost,
    steadyUsePct: run.steadyUse === null ? null : run.steadyUse * 100,
    recoveryS: run.recoveryMs === null ? null : run.recoveryMs / 1000,
    addedWaitS: addedWait(scenario, run),
    early: run.early,
    serverErrorCalls: run.serverErrors,
  };
}

function addedWait(scenario: Scenario, run: Run): number | null {
  const waits = scenario.workload
    .filter(({ priority }) => priority === 'interactive')
    .map((work) => {
      const lanes = scenario.lanes.map((lane) => ({ ...lane, limits: [] }));
      const alone = ideal({ ...scenario, lanes, workload: [work] });
      return (run.jobEndMs.get(work.job)! - alone.jobEndMs.get(work.job)!) / 1000;
    });
  return waits.length === 0 ? null : Math.max(...waits);
}

/** The goals that were missed, in words; empty when all are met. */
export function missedGoals(measured: Measured, goal: Goal): string[] {
  const { ratio, wastedPct, lost, steadyUsePct, recoveryS, addedWaitS, serverErrorCalls } = measured;
  const over = (name: string, value: number | null, limit: number | undefined): string[] =>
    value !== null && limit !== undefined && value > limit
      ? [`${name} ${value.toFixed(3)} over ${limit}`]
      : [];
  return [
    ...over('makespan / ideal', ratio, goal.makespanRatio),
    ...over('refused %', wastedPct, goal.wastedPct),
    ...over('lost calls', lost, goal.lost),
    ...over('recovery s', recoveryS, goal.recoveryS),
    ...over('added wait s', addedWaitS, goal.interactiveAddedWaitS),
    ...over('calls into an outage', serverErrorCalls, goal.serverErrorCalls),
    ...(goal.steadyUsePct !== undefined && (steadyUsePct ?? 0) < goal.steadyUsePct
      ? [`quota used ${steadyUsePct?.toFixed(1)} % under ${goal.steadyUsePct}`]
      : []),
  ];
}
