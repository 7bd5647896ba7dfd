import { dollars } from '../domain/wording.ts';
import { Problem } from '../problem/problem.ts';
import { Ceilings } from './ceilings.ts';
import { FairShares } from './fair-shares.ts';
import type { CallOutcome, CallRequest, LaneState, Permit } from './governor.ts';
import type { CeilingName, GovernorOptions } from './governor-options.ts';
import { JobBudgets } from './job-budgets.ts';
import { Lane } from './lane.ts';
import type { CallForOther, PermitForOther } from './lane-lead.ts';
import { LaneSlot, type Route } from './lane-slot.ts';
import { namedLimits } from './named-limits.ts';
import type { Budgets } from './shared-limits.ts';
import { type WaitingCall, WaitQueue } from './wait-queue.ts';

/** Where Google's day quotas end; other providers with a day's quota set `dayTimeZone`. */
const DEFAULT_DAY_TIME_ZONE = 'America/Los_Angeles';

const NOTHING_WANTED = { calls: 0, tokens: 0, interactive: false, begun: false } as const;

/** Who waits for a place: told exactly once, unless the call is withdrawn first. */
export interface Waiter<Granted extends Permit = Permit> {
  granted(permit: Granted): void;
  refused(problem: Problem): void;
}

interface Entry<Granted extends Permit = Permit> extends WaitingCall {
  /** Stands for this call now: a queue drops what is gone only when it comes up, so it must never come back to life. */
  replacedBy?: Entry;
  readonly waiter: Waiter<Granted>;
  readonly route: Route;
}

/**
 * The governor without promises: calls queue, and start when their lane, the ceilings and the job's budget allow all
 * at once; all three are taken together or none. Synchronous, so that a simulation can run it in virtual time.
 *
 * A call's way: `enqueue` puts it into the queue of its route, the lanes that it may use. `#serve` goes over the lanes
 * where something may have changed: `#serveLane` starts the first call in turn (`#next`) while the lane lets it, else
 * sets an alarm. `#start` asks the budget, and `#permit` takes all places; settling gives them back, lets the lane
 * learn, and serves again.
 */
export class Admission {
  readonly #options: GovernorOptions;
  readonly #ceilings: Ceilings;
  readonly #budgets: Budgets;
  /** One for all queues: a job is not served twice for standing in two of them. */
  readonly #shares = new FairShares();
  readonly #lanes = new Map<string, LaneSlot>();
  readonly #routes = new Map<string, Route>();
  /** Calls that wait for another call of their job to give back budget, by job. */
  readonly #unaffordable = new Map<string, Set<Entry>>();
  /** Lanes where something may have changed since they were last served. */
  readonly #toServe = new Set<LaneSlot>();
  #serving = false;
  #sequence = 0;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#ceilings = new Ceilings(options.ceilings);
    this.#budgets = options.shared?.budgets ?? new JobBudgets();
    const { clock } = options;
    options.shared?.listen({
      room: (what) => ('jobId' in what ? this.#reconsider(what.jobId) : this.#granted(what.lane)),
      follow: (name, found) => this.#lane(name).lane.follow(found),
      lead: (name, processes) => this.#lane(name).lane.lead(clock.now(), processes),
      found: (name) => this.#lane(name).lane.found(clock.now()),
      queue: (name, call, told) => this.#queueForOther(this.#lane(name), call, told),
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

  /** A call of another process waits for the lane alone: its places and its budget are that process's. */
  #queueForOther(
    slot: LaneSlot,
    call: CallForOther,
    told: (permit: PermitForOther | null) => void,
  ): () => void {
    if (slot.others === null) {
      slot.others = { lanes: [slot], queue: new WaitQueue(this.#shares) };
      slot.routes.push(slot.others);
    }
    const { estimatedTokens, interactive, begun, processId } = call;
    const entry: Entry<PermitForOther> = {
      call: {
        lanes: [slot.lane.name],
        estimatedTokens,
        jobId: `process ${processId}`,
        kind: 'extract',
        priority: interactive ? 'interactive' : 'batch',
        begun,
        estimatedCostMicros: 0,
      },
      sequence: this.#sequence++,
      gone: false,
      waiter: { granted: told, refused: () => told(null) },
      route: slot.others,
    };
    slot.others.queue.push(entry);
    this.#serve([slot]);
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
    return [...this.#lanes.values()].map((slot) => slot.state);
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
    // What this process may not begin yet keeps back no call of another, which may hold what this one waits for.
    let ownWait = false;
    for (;;) {
      const entry = this.#next(slot, ownWait);
      if (entry === undefined) {
        slot.sleep();
        if (!ownWait) this.#options.shared?.want(slot.lane.name, NOTHING_WANTED);
        return;
      }
      const time = this.#time();
      const startsAt = slot.lane.startsAt(entry.call, { ...time, waiting: slot.waiting });
      if (startsAt > time.nowMs) {
        slot.wakeAt(startsAt, () => this.#serve([slot]));
        return;
      }
      const { shared } = this.#options;
      const { name } = slot.lane;
      const { estimatedTokens } = entry.call;
      const isOthers = entry.route === slot.others;
      if (shared && !isOthers && !shared.allows(name, estimatedTokens)) {
        shared.want(name, {
          calls: Math.min(slot.ownWaiting, this.#ceilings.room),
          tokens: estimatedTokens,
          interactive: entry.call.priority === 'interactive',
          begun: entry.call.begun,
        });
        ownWait = true;
        continue;
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

  /**
   * The call whose turn it is among all queues that lead over the lane, or of other processes alone, of a kind that the ceilings
   * let start.
   */
  #next(slot: LaneSlot, onlyOthers: boolean): Entry | undefined {
    let best: WaitingCall | undefined;
    for (const route of slot.routes) {
      if (onlyOthers && route !== slot.others) continue;
      const { queue } = route;
      const first = queue.peek((kind) => route === slot.others || this.#ceilings.allows(kind));
      if (first !== undefined && (best === undefined || queue.goesBefore(first, best))) best = first;
    }
    return best as Entry | undefined;
  }

  /** Starts a call that its lane lets start, if its job can pay. */
  #start(entry: Entry, slot: LaneSlot): void {
    const { call, route, waiter } = entry;
    if (route === slot.others) {
      route.queue.remove(entry, true);
      waiter.granted(this.#permitForOther(call, slot));
      return;
    }
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
    const { shared, onChange } = this.#options;
    const slice = shared?.take(slot.lane.name, call.estimatedTokens) ?? null;
    let settled = false;
    return {
      lane: slot.lane.name,
      settle: (outcome) => {
        if (settled) return;
        settled = true;
        const time = this.#time();
        slot.lane.settle(ticket, outcome, time.nowMs, time.wallMs);
        const { estimatedTokens } = call;
        shared?.settle(slot.lane.name, { slice, estimatedTokens, outcome, ...namedLimits(outcome) });
        this.#ceilings.release(call.kind);
        this.#budgets.settle(call.jobId, call.estimatedCostMicros, costOf(outcome));
        if (onChange) slot.announce(onChange);
        if (outcome.kind === 'throttled') this.#refuseParked(slot);
        this.#reconsider(call.jobId);
        this.#serve(this.#lanes.values());
      },
    };
  }

  /** Takes a place of the lane alone. */
  #permitForOther(call: CallRequest, slot: LaneSlot): PermitForOther {
    const { nowMs, wallMs } = this.#time();
    const ticket = slot.lane.take(call, nowMs, wallMs, true);
    return {
      lane: slot.lane.name,
      began: () => slot.lane.began(ticket),
      settle: (outcome) => {
        const time = this.#time();
        slot.lane.settle(ticket, outcome, time.nowMs, time.wallMs);
        if (this.#options.onChange) slot.announce(this.#options.onChange);
        if (outcome.kind === 'throttled') this.#refuseParked(slot);
        this.#serve([slot]);
      },
    };
  }

  /** Keeps a call that its job cannot pay before another is settled, out of the way of those that can start. */
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
      const { clock, dayTimeZone = DEFAULT_DAY_TIME_ZONE } = this.#options;
      slot = new LaneSlot(new Lane(name, limits, { dayTimeZone, nowMs: clock.now() }), clock);
      this.#lanes.set(name, slot);
    }
    return slot;
  }
}

function quotaExhausted(lanes: readonly LaneSlot[], parkedMs: number): Problem {
  const names = lanes.map(({ lane }) => lane.name).join(', ');
  return new Problem('quota-exhausted', {
    detail: `The day's quota of ${names} is used up; it goes on in ${waitOf(parkedMs)}`,
    retryAfterMs: parkedMs,
  });
}

function waitOf(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function costOf(outcome: CallOutcome): number {
  return 'costMicros' in outcome ? (outcome.costMicros ?? 0) : 0;
}

function budgetReached(call: CallRequest): Problem {
  return new Problem('budget-reached', {
    detail: `The budget of job ${call.jobId} has no room for a call of up to ${dollars(call.estimatedCostMicros)}; raise it and resume`,
  });
}
