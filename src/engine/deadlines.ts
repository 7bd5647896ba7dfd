import type { Model } from '../models/model.ts';
import { Problem } from '../problem/problem.ts';

/** Durations remembered per model; old ones tell nothing about the provider of today. */
const SAMPLES = 200;
/** Below this many samples the first guess holds. */
const ENOUGH = 20;
/** Samples that a 99th percentile needs to mean something. */
const ENOUGH_FOR_P99 = 100;
/** First guess for a call: generous, since a deadline too short is paid twice (facts on models, section 6). */
const FIRST_GUESS = { baseMs: 120_000, perPageMs: 2_000 };
const FLOOR_MS = 20_000;

/** Learns how long calls take: a call's deadline is three times the 95th percentile, never under a floor. */
export class CallDeadlines {
  readonly #durations = new Map<string, number[]>();
  readonly #longestMs: number;

  /** `longestMs` is the configured ceiling of any call. */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** Milliseconds a call over `pages` pages may take. */
  deadlineMs(model: Model, pages: number): number {
    const durations = this.#durations.get(model.id) ?? [];
    const perPage = pages * FIRST_GUESS.perPageMs;
    if (durations.length < ENOUGH) return Math.min(this.#longestMs, FIRST_GUESS.baseMs + perPage);
    const sorted = durations.toSorted((a, b) => a - b);
    const p95 = sorted[Math.floor(sorted.length * 0.95)]!;
    return Math.min(this.#longestMs, Math.max(FLOOR_MS, 3 * p95) + perPage);
  }

  /** Milliseconds after which a call over `pages` pages is slower than 99 % of its like; null before that is known. */
  stragglerMs(model: Model, pages: number): number | null {
    const durations = this.#durations.get(model.id) ?? [];
    if (durations.length < ENOUGH_FOR_P99) return null;
    const sorted = durations.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)]! + pages * FIRST_GUESS.perPageMs;
  }

  /** Takes in how long an answered call took. */
  observe(model: Model, durationMs: number): void {
    const durations = this.#durations.get(model.id) ?? [];
    durations.push(durationMs);
    if (durations.length > SAMPLES) durations.shift();
    this.#durations.set(model.id, durations);
  }
}

/**
 * A document's deadline that stands still while any of its calls waits for quota: waiting is the provider's doing and
 * must never fail a document.
 */
export class WorkingDeadline {
  /** Aborts when this deadline passes, or the one it is part of. */
  readonly signal: AbortSignal;
  /** What takes too long, for people: `The document`. */
  readonly subject: string;
  readonly #whole: WorkingDeadline | undefined;
  readonly #controller = new AbortController();
  readonly #now: () => number;
  #leftMs: number;
  #startedMs: number;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    limitMs: number,
    now: () => number,
    { subject = 'The document', whole }: { readonly subject?: string; readonly whole?: WorkingDeadline } = {},
  ) {
    this.subject = subject;
    this.#whole = whole;
    const own = this.#controller.signal;
    this.signal = whole ? AbortSignal.any([own, whole.signal]) : own;
    this.#leftMs = limitMs;
    this.#now = now;
    this.#startedMs = now();
    this.#arm();
  }

  /** A deadline for a part of the work, within this one; end it when the part is done. */
  part(subject: string, limitMs: number): WorkingDeadline {
    return new WorkingDeadline(limitMs, this.#now, { subject, whole: this });
  }

  /** Stops the clock while `wait` is pending, for the whole as for the part. */
  async waiting<Value>(wait: Promise<Value>): Promise<Value> {
    return this.#whole ? this.#whole.waiting(this.#wait(wait)) : this.#wait(wait);
  }

  async #wait<Value>(wait: Promise<Value>): Promise<Value> {
    if (this.#waiting++ === 0) {
      clearTimeout(this.#timer);
      this.#leftMs -= this.#now() - this.#startedMs;
    }
    try {
      return await wait;
    } finally {
      if (--this.#waiting === 0) {
        this.#startedMs = this.#now();
        this.#arm();
      }
    }
  }

  /** Allows `ms` more: a long document may take longer. */
  extend(ms: number): void {
    this.#leftMs += ms;
    if (this.#waiting > 0) return;
    clearTimeout(this.#timer);
    this.#leftMs -= this.#now() - this.#startedMs;
    this.#startedMs = this.#now();
    this.#arm();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#waiting = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const passed = () =>
      this.#controller.abort(
        new Problem('deadline-passed', { detail: `${this.subject} took longer than allowed` }),
      );
    this.#timer = setTimeout(passed, Math.max(0, this.#leftMs));
    this.#timer.unref();
  }
}
