import { MINUTE_MS } from './window-shape.ts';

/** Sums of fractions: a call that is beyond the limit by less than this is within it. In calls. */
const ROUNDING = 1e-3;
/** Time at the limit before it is looked beyond: the first, and the longest, after looks in vain that lengthen it. */
const FIRST_PATIENCE_MS = 10_000;
const LONGEST_PATIENCE_MS = 300_000;
/** Calls at the limit before it is looked beyond: of a small quota each look in vain is a large share of the calls. */
const LEAST_CALLS = 25;
/** Calls of the largest step, where a twentieth of the limit is less. */
const MOST_AT_ONCE = 8;
/** The calls of a step are spread over this time, so that few are in the air when the first is refused. */
const STEP_MS = 400;
/** Factor by which a limit has to have grown for its look not to be in vain: its edge is not known to the call. */
const GROWN = 1.02;
/** After growth by this factor patience starts afresh: the limit is likely to be larger still. */
const STILL_GROWING = 1.1;
/** While a limit is far below what it was, it may come back any moment. */
const FALLEN = { share: 0.75, notBeforeMs: 60_000, patienceMs: 4_000, leastCalls: 10, forMs: 600_000 };

/** A limit that may be none is looked beyond after fewer calls, and after a part of the time. */
const SUSPECTED = { leastCalls: 8, patience: 0.2 };

/** The limit that is looked beyond. */
export interface LookedUp {
  /** Its value in calls a minute, or calls in flight. */
  readonly perMinute: number;
  /** A step that has not been sent so long after it began is reckoned anew. */
  readonly staleAfterMs: number;
  /** A look begins: how many calls its first step has to be, to pass what the limit keeps back from its edge. */
  firstStep(): number;
  /** All calls of a step were accepted. */
  accepted(calls: number): void;
}

/**
 * Looks whether a limit that is fully used has grown: one call beyond it, then two, four, eight, as long as none is
 * refused, as slow start of TCP does (RFC 5681). Waits longer after each look in vain.
 */
export class LookUp {
  #patienceMs = FIRST_PATIENCE_MS;
  #restedAtMs: number;
  #calls = 0;
  /** Calls of the step under way; 0: none. */
  #step = 0;
  #first = 1;
  /** The limit's value before the look. */
  #before = 0;
  #looked = false;
  /** The look was to test a guess. */
  #guess = false;
  #patienceBeforeMs = FIRST_PATIENCE_MS;
  #verdictAtMs = Number.POSITIVE_INFINITY;
  #nextSendAtMs = Number.NEGATIVE_INFINITY;
  #hurried = false;
  /** Largest value that was sure. */
  #best = 0;
  #fellAtMs = Number.NEGATIVE_INFINITY;
  #fallIsSure = true;
  #suspected = false;

  constructor(nowMs: number) {
    this.#restedAtMs = nowMs;
  }

  /** Calls of the step under way; 0 when nothing is tried. */
  get step(): number {
    return this.#step;
  }

  /**
   * When a call may be sent that is beyond the limit by `excess` calls. Starts a look when one is due, and ends a step
   * whose calls were all accepted.
   */
  nextAtMs(nowMs: number, excess: number, limit: LookedUp): number {
    if (this.#step > 0 && nowMs >= this.#verdictAtMs) {
      const calls = this.#step;
      const most = this.#guess ? calls * 2 : Math.max(MOST_AT_ONCE, Math.floor(limit.perMinute / 20));
      this.#begin(Math.min(calls * 2, most), nowMs);
      limit.accepted(calls);
    }
    // Not all calls of the step were needed, and what it was reckoned from is long ago.
    const stale =
      this.#verdictAtMs === Number.POSITIVE_INFINITY && nowMs > this.#nextSendAtMs + limit.staleAfterMs;
    if (this.#step === 0 || stale) {
      // Fully used for a while and not refused: this much is sure.
      const sure = this.#calls >= LEAST_CALLS && nowMs >= this.#restedAtMs + FIRST_PATIENCE_MS;
      if (sure && !this.#hurried) this.#best = Math.max(this.#best, limit.perMinute);
      const dueAtMs = this.#dueAtMs(nowMs);
      if (nowMs < dueAtMs) return dueAtMs;
      this.#guess = this.#hurried;
      this.#hurried = false;
      this.#before = limit.perMinute;
      this.#first = limit.firstStep();
      this.#begin(this.#first, nowMs);
    }
    const complete = this.#verdictAtMs < Number.POSITIVE_INFINITY || excess > this.#step + ROUNDING;
    return complete ? this.#verdictAtMs : Math.max(nowMs, this.#nextSendAtMs);
  }

  /** A call was sent within the limit. */
  sent(): void {
    this.#calls++;
  }

  /** A call was sent beyond the limit by `excess` calls; accepted when `verdictMs` have passed without a refusal. */
  sentBeyond(
    nowMs: number,
    {
      excess,
      perMinute,
      verdictMs,
    }: { readonly excess: number; readonly perMinute: number; readonly verdictMs: number },
  ): void {
    // Faster than the limit opens again, or the calls would never be beyond it.
    this.#nextSendAtMs = nowMs + 1 / (this.#step / STEP_MS + perMinute / MINUTE_MS);
    if (excess > this.#step - 1 + ROUNDING) this.#verdictAtMs = nowMs + verdictMs;
  }

  /**
   * A call was refused: ends a look under way. Returns how many calls beyond the limit had been accepted by then, or
   * null when there was no look. Nothing is looked for before `restsUntilMs`. `concluded` has to follow.
   */
  refused(restsUntilMs: number): number | null {
    const acceptedBeyond = this.#step === 0 ? null : this.#step - this.#first;
    this.#looked = this.#step > 0;
    this.#patienceBeforeMs = this.#patienceMs;
    this.#step = 0;
    this.#calls = 0;
    this.#restedAtMs = restsUntilMs;
    return acceptedBeyond;
  }

  /**
   * What the limit is taken to be after a refusal, in calls a minute or in flight; may be told again with each refusal.
   * `sure`: it was measured and not guessed.
   */
  concluded(nowMs: number, limit: number, sure: boolean): void {
    this.#fallIsSure = sure;
    const grown = this.#looked ? limit / this.#before : Number.POSITIVE_INFINITY;
    const factor = this.#guess || grown > STILL_GROWING ? 0 : grown > GROWN ? 1.5 : 2;
    this.#patienceMs = Math.min(
      LONGEST_PATIENCE_MS,
      Math.max(FIRST_PATIENCE_MS, this.#patienceBeforeMs * factor),
    );
    this.changed(nowMs, limit);
  }

  #begin(step: number, nowMs: number): void {
    this.#step = step;
    this.#nextSendAtMs = nowMs;
    this.#verdictAtMs = Number.POSITIVE_INFINITY;
  }

  /** Ends a look that has found enough. */
  rest(nowMs: number): void {
    this.#step = 0;
    this.#calls = 0;
    this.#restedAtMs = nowMs;
    this.#patienceMs = FIRST_PATIENCE_MS;
  }

  /** The provider names the value: only a change of it is looked for. */
  named(): void {
    this.#patienceMs = LONGEST_PATIENCE_MS;
  }

  /** Looks as soon as the limit is fully used again: what is known of it is only a guess. */
  hurry(): void {
    this.#restedAtMs = Number.NEGATIVE_INFINITY;
    this.#calls = LEAST_CALLS;
    this.#hurried = true;
  }

  /** Whether the limit may be none: then looks come sooner. */
  suspect(suspected: boolean): void {
    this.#suspected = suspected;
  }

  /** The value it had before it fell, while it may come back any moment; null when it has not fallen. */
  fallenFrom(nowMs: number): number | null {
    return nowMs - this.#fellAtMs < FALLEN.forMs ? this.#best : null;
  }

  /** Notes a new value of the limit, in calls. */
  changed(nowMs: number, limit: number): void {
    if (nowMs - this.#fellAtMs > FALLEN.forMs && this.#fellAtMs !== Number.NEGATIVE_INFINITY) {
      this.#best = limit;
      this.#fellAtMs = Number.NEGATIVE_INFINITY;
    }
    if (limit >= FALLEN.share * this.#best) this.#fellAtMs = Number.NEGATIVE_INFINITY;
    else if (this.#fellAtMs === Number.NEGATIVE_INFINITY) this.#fellAtMs = nowMs;
  }

  #dueAtMs(nowMs: number): number {
    if (this.#suspected) {
      if (this.#calls < SUSPECTED.leastCalls) return Number.POSITIVE_INFINITY;
      return this.#restedAtMs + this.#patienceMs * SUSPECTED.patience;
    }
    const fallen = nowMs - this.#fellAtMs < FALLEN.forMs;
    if (this.#calls < (fallen ? FALLEN.leastCalls : LEAST_CALLS)) return Number.POSITIVE_INFINITY;
    if (!fallen || this.#hurried) return this.#restedAtMs + this.#patienceMs;
    const patienceMs = Math.min(this.#patienceMs, FALLEN.patienceMs);
    const dueAtMs = this.#restedAtMs + patienceMs;
    return this.#fallIsSure ? Math.max(dueAtMs, this.#fellAtMs + FALLEN.notBeforeMs) : dueAtMs;
  }
}
