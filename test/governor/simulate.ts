import type { Client, SendResult, World } from './client.ts';
import { EventQueue } from './event-queue.ts';
import { callsOf, Provider, type Reply, type SimulatedCall } from './provider.ts';
import { type Run, RunLog } from './run-log.ts';
import { uniform } from './sampling.ts';
import type { Scenario } from './scenario.ts';

/** Longest simulated time: a client that has not ended by then has failed. */
const LIMIT_MS = 12 * 3_600_000;

/** Runs a client against a scenario in virtual time, for `limitMs` of it at most; default twelve hours. */
export function simulate(
  scenario: Scenario,
  makeClient: (world: World, scenario: Scenario) => Client,
  { limitMs = LIMIT_MS }: { readonly limitMs?: number } = {},
): Run {
  const events = new EventQueue();
  const provider = new Provider(scenario);
  const calls = callsOf(scenario);
  const runLog = new RunLog(calls.length);
  let draws = 0;

  const world: World = {
    laneCount: scenario.lanes.length,
    now: () => events.now(),
    after: (delayMs, callback) => events.after(delayMs, callback),
    random: () => uniform(scenario.seed, 'client', draws++),
    finished: (call, succeeded) => runLog.finished(call, succeeded, events.now()),
    send: (call, lane, told) => {
      runLog.sent(lane, events.now());
      const reply = provider.arrive(call, lane, events.now());
      events.after(reply.endsAtMs - events.now(), () => {
        if (reply.retryAfterMs !== undefined) runLog.told(lane, events.now() + reply.retryAfterMs);
        told(resultOf(provider, reply, lane, events.now()));
      });
    },
  };
  const client = makeClient(world, scenario);
  const batches = new Map<number, SimulatedCall[]>();
  for (const call of calls) {
    const batch = batches.get(call.arrivesAtMs);
    if (batch === undefined) batches.set(call.arrivesAtMs, [call]);
    else batch.push(call);
  }
  for (const [atMs, batch] of batches) {
    events.after(atMs, () => {
      for (const call of batch) client.submit(call);
    });
  }
  events.run(limitMs, () => runLog.complete);
  return runLog.result(scenario, provider.log);
}

/** A reply as the client reads it. */
export function resultOf(provider: Provider, reply: Reply, lane: number, nowMs: number): SendResult {
  const quota = provider.stated(lane, nowMs) ?? [];
  if (reply.status === 200) return { kind: 'answered', tokens: reply.tokens, quota };
  if (reply.status !== 429) return { kind: 'trouble' };
  const violations = reply.violation ? [{ ...reply.violation, window: 'minute' as const }] : [];
  return { kind: 'throttled', retryAfterMs: reply.retryAfterMs, violations, quota };
}
