import type { LaneState } from './governor.ts';
import type { GovernorClock } from './governor-options.ts';
import type { Lane } from './lane.ts';
import type { WaitQueue } from './wait-queue.ts';

/** `setTimeout` fires at once beyond 2^31 ms, 24.8 days; a lane that sleeps longer is asked again after a day. */
const LONGEST_TIMER_MS = 86_400_000;
/** Share by which a limit has to change before it is told: less is a measurement getting more exact. */
const WORTH_TELLING = 0.05;

/** Calls that may use the same lanes, and those lanes, best first. */
export interface Route {
  readonly lanes: readonly LaneSlot[];
  readonly queue: WaitQueue;
}

/** A lane with what is around it: the queues that it serves, its alarm, and who is told when its state changes. */
export class LaneSlot {
  readonly lane: Lane;
  /** Those that lead over this lane. */
  readonly routes: Route[] = [];
  /** The one in which calls of other processes wait, once there were any. */
  others: Route | null = null;
  readonly #clock: GovernorClock;
  #wakeAtMs = Number.NEGATIVE_INFINITY;
  #revokeWake = () => {};
  #told: LaneState | null = null;

  constructor(lane: Lane, clock: GovernorClock) {
    this.lane = lane;
    this.#clock = clock;
  }

  /** Calls that wait for the lane, those of other processes too. */
  get waiting(): number {
    return this.routes.reduce((sum, { queue }) => sum + queue.size, 0);
  }

  /** Those of them that this process sends itself. */
  get ownWaiting(): number {
    return this.waiting - (this.others?.queue.size ?? 0);
  }

  get state(): LaneState {
    const { lane } = this;
    return lane.state({ nowMs: this.#clock.now(), wallMs: this.#clock.wallNow(), waiting: this.ownWaiting });
  }

  /** Calls `wake` at a time, in place of any before; `Infinity`: what ends a call will. May be early, never late. */
  wakeAt(atMs: number, wake: () => void): void {
    if (atMs === this.#wakeAtMs) return;
    this.sleep();
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#wakeAtMs = atMs;
    this.#revokeWake = this.#clock.setTimer(
      () => {
        this.#wakeAtMs = Number.NEGATIVE_INFINITY;
        wake();
      },
      Math.min(atMs - this.#clock.now(), LONGEST_TIMER_MS),
    );
  }

  /** Revokes the alarm: without anyone waiting it would only keep the process alive. */
  sleep(): void {
    this.#revokeWake();
    this.#revokeWake = () => {};
    this.#wakeAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Tells the state when breaker, pause or limits differ from what was told before. */
  announce(onChange: (state: LaneState) => void): void {
    const { state } = this;
    if (!isNews(state, this.#told)) return;
    this.#told = state;
    onChange(state);
  }
}

function isNews(state: LaneState, told: LaneState | null): boolean {
  const limits = limitsOf(state);
  if (told === null) {
    return state.breaker !== 'closed' || state.pausedMs > 0 || limits.some((limit) => limit !== null);
  }
  if (
    state.breaker !== told.breaker ||
    state.trouble !== told.trouble ||
    state.pausedMs > 0 !== told.pausedMs > 0
  )
    return true;
  const before = limitsOf(told);
  return limits.some((limit, at) => differs(limit, before[at] ?? null));
}

function limitsOf(state: LaneState): readonly (number | null)[] {
  return [state.requestsPerMinute, state.tokensPerMinute, state.inFlightLimit];
}

function differs(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > WORTH_TELLING * Math.max(a, b);
}
