import { callsOf, Provider, type SimulatedCall } from './provider.ts';
import { type Run, RunLog } from './run-log.ts';
import type { Scenario } from './scenario.ts';

const reached = new WeakMap<Scenario, Run>();

/**
 * What a greedy oracle reaches: it knows every limit and outage, sends each call the moment a lane would accept it,
 * interactive calls first, and is neither refused nor held up by anything of its own.
 */
export function ideal(scenario: Scenario): Run {
  // Reckoned once: a benchmark over HTTP must not be held up by it while it measures.
  const known = reached.get(scenario) ?? oracle(scenario);
  reached.set(scenario, known);
  return known;
}

function oracle(scenario: Scenario): Run {
  const quiet = {
    ...scenario,
    lanes: scenario.lanes.map(({ errorBursts: _, chanceRefusals: __, ...lane }) => lane),
  };
  const provider = new Provider(quiet);
  const calls = callsOf(quiet).sort((a, b) => a.arrivesAtMs - b.arrivesAtMs);
  const log = new RunLog(calls.length);
  const ready: Record<'again' | SimulatedCall['priority'], SimulatedCall[]> = {
    again: [],
    interactive: [],
    batch: [],
  };
  const heads = { again: 0, interactive: 0, batch: 0 };
  const changes = scenario.lanes.flatMap(({ quotaSchedule }) => quotaSchedule?.map(({ atMs }) => atMs) ?? []);
  const failed: { readonly atMs: number; readonly call: SimulatedCall }[] = [];
  let arrived = 0;
  let nowMs = 0;
  for (;;) {
    for (; arrived < calls.length && calls[arrived]!.arrivesAtMs <= nowMs; arrived++) {
      ready[calls[arrived]!.priority].push(calls[arrived]!);
    }
    for (let at = failed.length - 1; at >= 0; at--) {
      if (failed[at]!.atMs <= nowMs) ready.again.push(...failed.splice(at, 1).map(({ call }) => call));
    }
    const next =
      (['again', 'interactive', 'batch'] as const).find((one) => heads[one] < ready[one].length) ?? 'batch';
    const call = ready[next][heads[next]];
    const nextArrivalMs = Math.min(
      calls[arrived]?.arrivesAtMs ?? Number.POSITIVE_INFINITY,
      ...failed.map(({ atMs }) => atMs),
    );
    if (call === undefined) {
      if (nextArrivalMs === Number.POSITIVE_INFINITY) return log.result(quiet, provider.log);
      nowMs = nextArrivalMs;
      continue;
    }
    let lane = 0;
    let opensAtMs = Number.POSITIVE_INFINITY;
    for (let index = 0; index < scenario.lanes.length; index++) {
      const atMs = provider.opensAtMs(call, index, nowMs);
      if (atMs < opensAtMs) {
        opensAtMs = atMs;
        lane = index;
      }
    }
    if (opensAtMs > nowMs) {
      // A limit may rise before the time that holds for its present value.
      nowMs = Math.min(opensAtMs, nextArrivalMs, ...changes.filter((atMs) => atMs > nowMs));
      continue;
    }
    heads[next]++;
    const reply = provider.arrive(call, lane, nowMs);
    if (reply.status === 200) log.finished(call, true, reply.endsAtMs);
    else failed.push({ atMs: reply.endsAtMs, call });
  }
}
