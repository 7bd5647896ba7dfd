import { Problem } from '../problem/problem.ts';
import { Ceilings } from './ceilings.ts';
import { FairShares } from './fair-shares.ts';
import type { CallOutcome, CallRequest, LaneState, Permit } from './governor.ts';
import type { CeilingName, GovernorOptions } from './governor-options.ts';
import { JobBudgets } from './job-budgets.ts';
import { Lane } from './lane.ts';
import { type WaitingCall, WaitQueue } from './wait-queue.ts';

/** Who waits for a place: told exactly once, unless the call is withdrawn first. */
export interface Waiter {
  granted(permit: Permit): void;
  refused(problem: Problem): void;
}

interface Route {
  readonly lanes: readonly LaneSlot[];
  readonly queue: WaitQueue;
}

interface LaneSlot {
  readonly lane: Lane;
  readonly routes: Route[];
  wakeAt: number;
  revokeWake: () => void;
}

interface Entry extends WaitingCall {
  /** Stands for this call now: a queue drops what is gone only when it comes up, so it must never come back to life. */
  replacedBy?: Entry;
  readonly waiter: Waiter;
  readonly route: Route;
}

/**
 * The governor without promises: calls queue, and start when their lane, the ceilings and the job's budget allow all
 * at once; all three are taken together or none. Synchronous, so that a simulation can run it in virtual time.
 */
export class Admission {
  readonly #options: GovernorOptions;
  readonly #ceilings: Ceilings;
  readonly #budgets = new JobBudgets();
  readonly #shares = new FairShares();
  readonly #lanes = new Map<string, LaneSlot>();
  readonly #routes = new Map<string, Route>();
  /** Calls that wait for another call of their job to give back budget, by job. */
  readonly #unaffordable = new Map<string, Set<Entry>>();
  readonly #toServe = new Set<LaneSlot>();
  #serving = false;
  #sequence = 0;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#ceilings = new Ceilings(options.ceilings);
  }

  /** Queues a call; the returned function withdraws it, and does nothing once the waiter was told. */
  enqueue(call: CallRequest, waiter: Waiter): () => void {
    if (call.lanes.length === 0) throw new Problem('internal', { detail: 'A call names no lane' });
    const route = this.#route(call.lanes);
    const entry: Entry = { call, sequence: this.#sequence++, gone: false, waiter, route };
    route.queue.push(entry);
    this.#serve(route.lanes);
    return () => this.#withdraw(entry);
  }

  setBudget(jobId: string, budgetMicros: number | null, spentMicros: number): void {
    this.#budgets.set(jobId, budgetMicros, spentMicros);
    this.#reconsider(jobId);
  }

  setCeiling(name: CeilingName, limit: number): void {
    this.#ceilings.set(name, limit);
    this.#serve(this.#lanes.values());
  }

  state(): LaneState[] {
    const now = this.#options.clock.now();
    return [...this.#lanes.values()].map((slot) => slot.lane.state(now, waiting(slot)));
  }

  #withdraw(queued: Entry): void {
    let entry = queued;
    while (entry.replacedBy) entry = entry.replacedBy;
    if (entry.gone) return;
    const { jobId } = entry.call;
    if (this.#unaffordable.get(jobId)?.delete(entry)) {
      entry.gone = true;
      return;
    }
    entry.route.queue.remove(entry, false);
    // What was affordable for this call may be so for another that was set aside.
    this.#reconsider(jobId);
  }

  // A waiter may enqueue or settle while it is told: that is noted and served by the loop already running.
  #serve(slots: Iterable<LaneSlot>): void {
    for (const slot of slots) this.#toServe.add(slot);
    if (this.#serving) return;
    this.#serving = true;
    try {
      for (const slot of this.#toServe) {
        this.#toServe.delete(slot);
        this.#serveLane(slot);
      }
    } finally {
      this.#serving = false;
    }
  }

  #serveLane(slot: LaneSlot): void {
    for (;;) {
      const entry = this.#next(slot);
      if (entry === undefined) return;
      const now = this.#options.clock.now();
      const startsAt = slot.lane.startsAt(entry.call, now, waiting(slot));
      if (startsAt > now) {
        this.#wake(slot, startsAt);
        return;
      }
      this.#start(entry, slot, now);
    }
  }

  #next(slot: LaneSlot): Entry | undefined {
    let best: WaitingCall | undefined;
    for (const { queue } of slot.routes) {
      const first = queue.peek((kind) => this.#ceilings.allows(kind));
      if (first !== undefined && (best === undefined || queue.goesBefore(first, best))) best = first;
    }
    return best as Entry | undefined;
  }

  #start(entry: Entry, slot: LaneSlot, now: number): void {
    const { call, route, waiter } = entry;
    const affordable = this.#budgets.ask(call.jobId, call.estimatedCostMicros);
    route.queue.remove(entry, affordable === 'yes');
    if (affordable === 'no') {
      waiter.refused(budgetReached(call));
      return;
    }
    if (affordable === 'wait') {
      const again: Entry = { ...entry, gone: false };
      entry.replacedBy = again;
      const aside = this.#unaffordable.get(call.jobId);
      if (aside === undefined) this.#unaffordable.set(call.jobId, new Set([again]));
      else aside.add(again);
      return;
    }
    this.#budgets.hold(call.jobId, call.estimatedCostMicros);
    this.#ceilings.take(call.kind);
    const ticket = slot.lane.take(call, now);
    let settled = false;
    waiter.granted({
      lane: slot.lane.name,
      settle: (outcome) => {
        if (settled) return;
        settled = true;
        slot.lane.settle(ticket, outcome, this.#options.clock.now());
        this.#ceilings.release(call.kind);
        this.#budgets.settle(call.jobId, call.estimatedCostMicros, costOf(outcome));
        this.#reconsider(call.jobId);
        this.#serve(this.#lanes.values());
      },
    });
  }

  /** Queues again what the job's budget may have room for now, oldest first. */
  #reconsider(jobId: string): void {
    const aside = this.#unaffordable.get(jobId);
    if (aside === undefined) return;
    let askedMicros = 0;
    for (const entry of aside) {
      askedMicros += entry.call.estimatedCostMicros;
      if (this.#budgets.ask(jobId, askedMicros) === 'wait') break;
      aside.delete(entry);
      entry.route.queue.push(entry);
      for (const slot of entry.route.lanes) this.#toServe.add(slot);
    }
    if (aside.size === 0) this.#unaffordable.delete(jobId);
    this.#serve([]);
  }

  #wake(slot: LaneSlot, at: number): void {
    if (at === slot.wakeAt) return;
    slot.revokeWake();
    slot.wakeAt = at;
    if (at === Number.POSITIVE_INFINITY) {
      slot.revokeWake = () => {};
      return;
    }
    const { clock } = this.#options;
    slot.revokeWake = clock.setTimer(() => {
      slot.wakeAt = Number.NEGATIVE_INFINITY;
      this.#serve([slot]);
    }, at - clock.now());
  }

  #route(names: readonly string[]): Route {
    const key = names.join('\n');
    let route = this.#routes.get(key);
    if (route === undefined) {
      route = { lanes: names.map((name) => this.#lane(name)), queue: new WaitQueue(this.#shares) };
      for (const slot of route.lanes) slot.routes.push(route);
      this.#routes.set(key, route);
    }
    return route;
  }

  #lane(name: string): LaneSlot {
    let slot = this.#lanes.get(name);
    if (slot === undefined) {
      const limits = this.#options.lanes?.[name] ?? this.#options.defaultLimits ?? {};
      slot = {
        lane: new Lane(name, limits, this.#options.clock.now()),
        routes: [],
        wakeAt: Number.NEGATIVE_INFINITY,
        revokeWake: () => {},
      };
      this.#lanes.set(name, slot);
    }
    return slot;
  }
}

function waiting({ routes }: LaneSlot): number {
  return routes.reduce((sum, { queue }) => sum + queue.size, 0);
}

function costOf(outcome: CallOutcome): number {
  return 'costMicros' in outcome ? (outcome.costMicros ?? 0) : 0;
}

function budgetReached(call: CallRequest): Problem {
  return new Problem('budget-reached', {
    detail: `The budget of job ${call.jobId} has no room for a call of up to ${call.estimatedCostMicros} millionths of a dollar; raise it and resume`,
  });
}
