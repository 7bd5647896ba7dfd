import { JobBudgets } from '../../src/governor/job-budgets.ts';
import { LearntLanes, type WordCarrier } from '../../src/governor/learnt-lanes.ts';
import { shareLimits } from '../../src/governor/share-limits.ts';
import type { GrantedLimits } from '../../src/governor/shared-limits.ts';
import type { Client, World } from './client.ts';
import { EventQueue } from './event-queue.ts';
import { governorClient } from './governor-client.ts';
import { callsOf, Provider, type SimulatedCall } from './provider.ts';
import { type Run, RunLog } from './run-log.ts';
import { uniform } from './sampling.ts';
import type { Scenario } from './scenario.ts';
import { resultOf } from './simulate.ts';

const LIMIT_MS = 3_600_000;
/** What a word takes to the database and back. */
const WORD_MS = 8;
const LEASE_MS = 3_000;
/** After so long the work of a dead process is others'. */
const WORK_RETURNS_MS = 15_000;

interface LaneRow {
  leader: string | null;
  leaderUntilMs: number;
  found: string | null;
  readonly words: Map<string, { said: string; atMs: number; answer: string | null }>;
}

/** The database as far as it carries words: what `LaneExchange` promises, in virtual time. */
class Words {
  readonly #events: EventQueue;
  readonly #lanes = new Map<string, LaneRow>();
  /** Processes that hear nothing and are not heard. */
  readonly dead = new Set<string>();

  constructor(events: EventQueue) {
    this.#events = events;
  }

  leader(lane: string): string | null {
    return this.#row(lane).leader?.split('/')[0] ?? null;
  }

  carrierOf(processId: string): WordCarrier {
    const ask = <Value>(work: (nowMs: number) => Value): Promise<Value> =>
      new Promise((resolve) => {
        if (this.dead.has(processId)) return;
        const value = work(this.#events.now());
        this.#events.after(WORD_MS, () => this.dead.has(processId) || resolve(value));
      });
    return {
      processId,
      leaseMs: LEASE_MS,
      elect: (name, reign) =>
        ask((nowMs) => {
          const lane = this.#row(name);
          if (lane.leader === null || lane.leader === reign || lane.leaderUntilMs < nowMs) {
            Object.assign(lane, { leader: reign, leaderUntilMs: nowMs + LEASE_MS });
          }
          return { leader: lane.leader!, found: lane.found };
        }),
      follow: (name, said) =>
        ask((nowMs) => {
          const { leader, leaderUntilMs, found, words } = this.#row(name);
          const answer = words.get(processId)?.answer ?? null;
          words.set(processId, { said, atMs: nowMs, answer });
          return { answer, leader, found, vacant: leaderUntilMs < nowMs };
        }),
      lead: (name, reign, { found, answers }) =>
        ask((nowMs) => {
          const lane = this.#row(name);
          if (lane.leader !== reign) return null;
          Object.assign(lane, { leaderUntilMs: nowMs + LEASE_MS, found });
          for (const [id, answer] of answers) Object.assign(lane.words.get(id) ?? {}, { answer });
          return [...lane.words].map(([id, { said, atMs }]) => ({
            processId: id,
            said,
            agoMs: nowMs - atMs,
          }));
        }),
      resign: async () => {},
    };
  }

  #row(name: string): LaneRow {
    const known = this.#lanes.get(name);
    if (known) return known;
    const row: LaneRow = { leader: null, leaderUntilMs: 0, found: null, words: new Map() };
    this.#lanes.set(name, row);
    return row;
  }
}

/** Nobody names a limit. */
function nothingGranted(): GrantedLimits {
  const begun = new Set<string>();
  let hear: Parameters<GrantedLimits['listen']>[0] = () => {};
  return {
    budgets: new JobBudgets(),
    room: (lane) => (begun.has(lane) ? Number.POSITIVE_INFINITY : 0),
    want(lane, calls) {
      if (calls === 0 || begun.has(lane)) return;
      begun.add(lane);
      hear({ lane, named: false });
    },
    take: () => {},
    settle: () => {},
    parkedMs: () => 0,
    listen: (listener) => {
      hear = listener;
    },
    close: () => {},
  };
}

/**
 * Runs so many processes against one provider that names no limit, in virtual time; the calls come to them by turns.
 * `killAtMs` kills one of them: the one that leads, or one that does not.
 */
export async function simulateCluster(
  scenario: Scenario,
  processes: number,
  kill?: { readonly atMs: number; readonly whom: 'leader' | 'follower' },
): Promise<Run & { readonly acceptedAtMs: readonly number[] }> {
  const events = new EventQueue();
  const provider = new Provider(scenario);
  const calls = callsOf(scenario);
  const runLog = new RunLog(calls.length);
  const words = new Words(events);
  const left = new Map<string, Map<string, SimulatedCall>>();
  const clients = new Map<string, Client>();

  const start = (id: string): void => {
    const mine = new Map<string, SimulatedCall>();
    left.set(id, mine);
    let draws = 0;
    const alive = (callback: () => void) => () => {
      if (!words.dead.has(id)) callback();
    };
    const world: World = {
      laneCount: scenario.lanes.length,
      now: () => events.now(),
      after: (delayMs, callback) => events.after(delayMs, alive(callback)),
      random: () => uniform(scenario.seed, id, draws++),
      finished: (call, succeeded) => {
        mine.delete(call.key);
        runLog.finished(call, succeeded, events.now());
      },
      send: (call, lane, told) => {
        const reply = provider.arrive(call, lane, events.now());
        events.after(
          reply.endsAtMs - events.now(),
          alive(() => told(resultOf(provider, reply, lane, events.now()))),
        );
      },
    };
    const clock = {
      ...events.clock(),
      setTimer: (callback: () => void, ms: number) => world.after(ms, callback),
    };
    const learnt = new LearntLanes(words.carrierOf(id), clock);
    const client = governorClient(world, scenario, shareLimits(nothingGranted(), learnt));
    clients.set(id, {
      submit(call) {
        mine.set(call.key, call);
        client.submit(call);
      },
    });
  };
  const ids = Array.from({ length: processes }, (_, index) => `process-${index}`);
  for (const id of ids) start(id);
  calls.forEach((call, index) => {
    events.after(call.arrivesAtMs, () => clients.get(ids[index % processes]!)!.submit(call));
  });
  if (kill) {
    events.after(kill.atMs, () => {
      const leader = words.leader('lane-0');
      const victim = kill.whom === 'leader' ? leader! : ids.find((id) => id !== leader)!;
      words.dead.add(victim);
      const heirs = ids.filter((id) => id !== victim);
      events.after(WORK_RETURNS_MS, () => {
        [...left.get(victim)!.values()].forEach((call, index) => {
          clients.get(heirs[index % heirs.length]!)!.submit(call);
        });
      });
    });
  }
  while (!runLog.complete && events.now() < LIMIT_MS) {
    let steps = 0;
    events.run(LIMIT_MS, () => runLog.complete || steps++ > 0);
    // Words are promises: what hears them goes on before time does.
    for (let turn = 0; turn < 12; turn++) await null;
  }
  const acceptedAtMs = provider.log.accepted.map((call) => call.atMs);
  return { ...runLog.result(scenario, provider.log), acceptedAtMs };
}
