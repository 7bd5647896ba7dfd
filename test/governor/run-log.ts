import type { ProviderLog, SimulatedCall } from './provider.ts';
import { meanFactor } from './quota.ts';
import { type LimitModel, MINUTE_MS, type Scenario } from './scenario.ts';

/** What one client reached in one scenario. */
export interface Run {
  readonly makespanMs: number;
  readonly sent: number;
  readonly refused: number;
  readonly lost: number;
  /** Calls sent on a lane before the time had passed that a refusal, read by then, had named. */
  readonly early: number;
  readonly serverErrors: number;
  /** Accepted share of the capacity in the middle 60 % of the run; null without a limit, or in too short a run. */
  readonly steadyUse: number | null;
  readonly recoveryMs: number | null;
  readonly jobEndMs: ReadonlyMap<string, number>;
}

/** Notes when calls end, and sums a run up. */
export class RunLog {
  #left: number;
  #lost = 0;
  #lastMs = 0;
  readonly #jobEndMs = new Map<string, number>();
  readonly #toldUntilMs = new Map<number, number>();
  #early = 0;

  constructor(calls: number) {
    this.#left = calls;
  }

  get complete(): boolean {
    return this.#left === 0;
  }

  finished(call: SimulatedCall, succeeded: boolean, atMs: number): void {
    this.#left--;
    if (!succeeded) this.#lost++;
    this.#lastMs = Math.max(this.#lastMs, atMs);
    this.#jobEndMs.set(call.job, Math.max(this.#jobEndMs.get(call.job) ?? 0, atMs));
  }

  /** A call leaves the client. */
  sent(lane: number, atMs: number): void {
    if (atMs < (this.#toldUntilMs.get(lane) ?? 0)) this.#early++;
  }

  /** The client has read a refusal that names a wait. */
  told(lane: number, untilMs: number): void {
    this.#toldUntilMs.set(lane, Math.max(untilMs, this.#toldUntilMs.get(lane) ?? 0));
  }

  result(scenario: Scenario, log: ProviderLog): Run {
    return {
      makespanMs: this.#lastMs,
      sent: log.arrivals,
      refused: log.refused,
      lost: this.#lost + this.#left,
      early: this.#early,
      serverErrors: log.serverErrors,
      steadyUse: steadyUse(scenario, log, this.#lastMs),
      recoveryMs: recoveryMs(scenario, log),
      jobEndMs: this.#jobEndMs,
    };
  }
}

function steadyUse({ lanes }: Scenario, { accepted }: ProviderLog, makespanMs: number): number | null {
  const fromMs = 0.2 * makespanMs;
  const toMs = 0.8 * makespanMs;
  const dims = new Set(lanes.flatMap(({ limits }) => limits.map(({ dim }) => dim)));
  let best: number | null = null;
  // The limit that binds is the one that is used most.
  for (const dim of dims) {
    let used = 0;
    let capacity = 0;
    lanes.forEach((lane, index) => {
      const limit = lane.limits.find((one) => one.dim === dim);
      if (limit === undefined) return;
      const [from, to] = wholeWindows(limit, fromMs, toMs);
      for (const call of accepted) {
        if (call.lane === index && call.atMs >= from && call.atMs < to)
          used += dim === 'req' ? 1 : call.tokens;
      }
      // Lanes of one group share one quota: it counts once.
      const counted =
        lane.quotaGroup !== undefined &&
        lanes.findIndex((one) => one.quotaGroup === lane.quotaGroup) !== index;
      if (!counted) capacity += capacityOf(lane, limit, from, to);
    });
    if (capacity > 0) best = Math.max(best ?? 0, used / capacity);
  }
  return best;
}

/** A quota that opens at once is used in bursts: only whole windows can be compared with it. */
function wholeWindows(limit: LimitModel, fromMs: number, toMs: number): [number, number] {
  if (limit.kind === 'bucket') return [fromMs, toMs];
  const phaseMs = limit.kind === 'fixed' ? (limit.phaseMs ?? 0) : fromMs;
  const first = phaseMs + Math.ceil((fromMs - phaseMs) / MINUTE_MS) * MINUTE_MS;
  return [first, first + Math.floor(Math.max(0, toMs - first) / MINUTE_MS) * MINUTE_MS];
}

function capacityOf(
  lane: Scenario['lanes'][number],
  limit: LimitModel,
  fromMs: number,
  toMs: number,
): number {
  const rate = limit.perMin / MINUTE_MS;
  let capacity = rate * (toMs - fromMs) * meanFactor(lane.quotaSchedule, fromMs, toMs);
  for (const outage of lane.outages ?? []) {
    capacity -= rate * Math.max(0, Math.min(toMs, outage.toMs) - Math.max(fromMs, outage.fromMs));
  }
  return capacity;
}

function recoveryMs(
  { lanes, recoveryAtMs, recoveryWindowMs }: Scenario,
  { accepted }: ProviderLog,
): number | null {
  if (recoveryAtMs === undefined || recoveryWindowMs === undefined) return null;
  const lane = lanes[0]!;
  const limit = lane.limits[0]!;
  const times = accepted.filter(({ atMs }) => atMs >= recoveryAtMs).map(({ atMs }) => atMs);
  const needed = 0.9 * capacityOf(lane, limit, recoveryAtMs, recoveryAtMs + recoveryWindowMs);
  let end = 0;
  for (let start = -1; start < times.length; start++) {
    const fromMs = start < 0 ? recoveryAtMs : times[start]!;
    while (end < times.length && times[end]! < fromMs + recoveryWindowMs) end++;
    if (end - Math.max(0, start) >= needed) return fromMs - recoveryAtMs;
  }
  return Number.POSITIVE_INFINITY;
}
