import { Problem } from '../problem/problem.ts';
import { Ceilings } from './ceilings.ts';
import { FairShares } from './fair-shares.ts';
import type { CallOutcome, CallRequest, LaneState, Permit } from './governor.ts';
import type { CeilingName, GovernorOptions } from './governor-options.ts';
import { JobBudgets } from './job-budgets.ts';
import { Lane } from './lane.ts';
import { namedLimits } from './named-limits.ts';
import type { Budgets } from './shared-limits.ts';
import { type WaitingCall, WaitQueue } from './wait-queue.ts';

const DAY_TIME_ZONE = 'America/Los_Angeles';
/** Timers of longer than 24 days fire at once in some places. */
const LONGEST_TIMER_MS = 86_400_000;
/** Share by which a limit has to change before it is told. */
const WORTH_TELLING = 0.05;

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
  /** The state that `onChange` was last told. */
  told: LaneState | null;
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
  readonly #budgets: Budgets;
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
    this.#budgets = options.shared?.budgets ?? new JobBudgets();
    options.shared?.listen((what) => {
      if ('jobId' in what) this.#reconsider(what.jobId);
      else this.#granted(what.lane);
    });
  }

  /** Queues a call; the returned function withdraws it, and does nothing once the waiter was told. */
  enqueue(call: CallRequest, waiter: Waiter): () => void {
    if (call.lanes.length === 0) throw new Problem('internal', { detail: 'A call names no lane' });
    const route = this.#route(call.lanes);
    const parkedMs = this.#parkedMs(route.lanes);
    if (parkedMs > 0) {
      waiter.refused(quotaExhausted(route.lanes, parkedMs));
      return () => {};
    }
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
    return [...this.#lanes.values()].map((slot) => this.#stateOf(slot));
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
    this.#serve(entry.route.lanes);
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
      if (entry === undefined) {
        // A timer without anyone waiting would only keep the process alive.
        this.#sleep(slot);
        return;
      }
      const time = this.#time();
      const startsAt = slot.lane.startsAt(entry.call, { ...time, waiting: waiting(slot) });
      if (startsAt > time.nowMs) {
        this.#wake(slot, startsAt);
        return;
      }
      const { shared } = this.#options;
      const { name } = slot.lane;
      const { estimatedTokens } = entry.call;
      if (shared && !shared.allows(name, estimatedTokens)) {
        this.#sleep(slot);
        shared.want(name, waiting(slot), estimatedTokens);
        return;
      }
      this.#start(entry, slot);
    }
  }

  /** Other processes have left room on a lane, or its day's quota is used up by all together. */
  #granted(name: string): void {
    const slot = this.#lanes.get(name);
    if (!slot) return;
    this.#refuseParked(slot);
    this.#serve([slot]);
  }

  #next(slot: LaneSlot): Entry | undefined {
    let best: WaitingCall | undefined;
    for (const { queue } of slot.routes) {
      const first = queue.peek((kind) => this.#ceilings.allows(kind));
      if (first !== undefined && (best === undefined || queue.goesBefore(first, best))) best = first;
    }
    return best as Entry | undefined;
  }

  #start(entry: Entry, slot: LaneSlot): void {
    const { call, route, waiter } = entry;
    const affordable = this.#budgets.ask(call.jobId, call.estimatedCostMicros);
    route.queue.remove(entry, affordable === 'yes');
    if (affordable === 'no') waiter.refused(budgetReached(call));
    else if (affordable === 'wait') this.#setAside(entry);
    else waiter.granted(this.#permit(call, slot));
  }

  /** Takes a place of the lane, of the ceilings and of the budget, all of which have one. */
  #permit(call: CallRequest, slot: LaneSlot): Permit {
    const { nowMs, wallMs } = this.#time();
    this.#budgets.hold(call.jobId, call.estimatedCostMicros);
    this.#ceilings.take(call.kind);
    const ticket = slot.lane.take(call, nowMs, wallMs);
    const { shared } = this.#options;
    shared?.take(slot.lane.name, call.estimatedTokens);
    let settled = false;
    return {
      lane: slot.lane.name,
      settle: (outcome) => {
        if (settled) return;
        settled = true;
        const time = this.#time();
        slot.lane.settle(ticket, outcome, time.nowMs, time.wallMs);
        shared?.settle(slot.lane.name, { estimatedTokens: call.estimatedTokens, ...namedLimits(outcome) });
        this.#ceilings.release(call.kind);
        this.#budgets.settle(call.jobId, call.estimatedCostMicros, costOf(outcome));
        this.#announce(slot);
        if (outcome.kind === 'throttled') this.#refuseParked(slot);
        this.#reconsider(call.jobId);
        this.#serve(this.#lanes.values());
      },
    };
  }

  #setAside(entry: Entry): void {
    // A copy: the queue still holds the entry itself, and drops it when it comes up.
    const again: Entry = { ...entry, gone: false };
    entry.replacedBy = again;
    const { jobId } = entry.call;
    const aside = this.#unaffordable.get(jobId);
    if (aside === undefined) this.#unaffordable.set(jobId, new Set([again]));
    else aside.add(again);
  }

  /** Refuses what waits for lanes of which none goes on today. */
  #refuseParked(slot: LaneSlot): void {
    for (const route of slot.routes) {
      const parkedMs = this.#parkedMs(route.lanes);
      if (parkedMs === 0) continue;
      for (const waitingCall of route.queue.drain()) {
        (waitingCall as Entry).waiter.refused(quotaExhausted(route.lanes, parkedMs));
      }
    }
  }

  /** Milliseconds until the first of the lanes goes on; 0 when one does. */
  #parkedMs(lanes: readonly LaneSlot[]): number {
    const wallMs = this.#options.clock.wallNow();
    const { shared } = this.#options;
    return Math.min(
      ...lanes.map(({ lane }) => Math.max(lane.parkedMs(wallMs), shared?.parkedMs(lane.name, wallMs) ?? 0)),
    );
  }

  #announce(slot: LaneSlot): void {
    const { onChange } = this.#options;
    if (onChange === undefined) return;
    const state = this.#stateOf(slot);
    const told = slot.told;
    const changed =
      told === null
        ? state.breaker !== 'closed' || state.pausedMs > 0 || limitsOf(state).some((limit) => limit !== null)
        : state.breaker !== told.breaker ||
          state.pausedMs > 0 !== told.pausedMs > 0 ||
          limitsOf(state).some((limit, at) => differs(limit, limitsOf(told)[at] ?? null));
    if (!changed) return;
    slot.told = state;
    onChange(state);
  }

  #stateOf(slot: LaneSlot): LaneState {
    return slot.lane.state({ ...this.#time(), waiting: waiting(slot) });
  }

  #time(): { readonly nowMs: number; readonly wallMs: number } {
    const { clock } = this.#options;
    return { nowMs: clock.now(), wallMs: clock.wallNow() };
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
    this.#sleep(slot);
    if (at === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#options;
    slot.wakeAt = at;
    slot.revokeWake = clock.setTimer(
      () => {
        slot.wakeAt = Number.NEGATIVE_INFINITY;
        this.#serve([slot]);
      },
      Math.min(at - clock.now(), LONGEST_TIMER_MS),
    );
  }

  #sleep(slot: LaneSlot): void {
    slot.revokeWake();
    slot.revokeWake = () => {};
    slot.wakeAt = Number.NEGATIVE_INFINITY;
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
        lane: new Lane(name, limits, {
          dayTimeZone: this.#options.dayTimeZone ?? DAY_TIME_ZONE,
          nowMs: this.#options.clock.now(),
        }),
        routes: [],
        told: null,
        wakeAt: Number.NEGATIVE_INFINITY,
        revokeWake: () => {},
      };
      this.#lanes.set(name, slot);
    }
    return slot;
  }
}

function quotaExhausted(lanes: readonly LaneSlot[], parkedMs: number): Problem {
  const names = lanes.map(({ lane }) => lane.name).join(', ');
  return new Problem('quota-exhausted', {
    detail: `The day's quota of ${names} is used up; it goes on in ${Math.ceil(parkedMs / 60_000)} minutes`,
    retryAfterMs: parkedMs,
  });
}

function limitsOf(state: LaneState): readonly (number | null)[] {
  return [state.requestsPerMinute, state.tokensPerMinute, state.inFlightLimit];
}

function differs(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > WORTH_TELLING * Math.max(a, b);
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
