import type { GovernorClock } from '../../src/governor/governor-options.ts';
import { Heap } from '../../src/governor/heap.ts';

interface Event {
  readonly atMs: number;
  readonly order: number;
  callback: (() => void) | null;
}

/** Virtual time: runs what is due in order of time, and of scheduling at equal times. */
export class EventQueue {
  readonly #heap = new Heap<Event>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
  #nowMs = 0;
  #order = 0;

  now(): number {
    return this.#nowMs;
  }

  /** Calls back after `delayMs`; the returned function revokes it. */
  after(delayMs: number, callback: () => void): () => void {
    const event: Event = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#heap.push(event);
    return () => {
      event.callback = null;
    };
  }

  /** This time as the governor's clock; the wall clock stood at `wallMs` when it began. */
  clock(wallMs = 0): GovernorClock {
    return {
      now: () => this.#nowMs,
      wallNow: () => wallMs + this.#nowMs,
      setTimer: (callback, delayMs) => this.after(delayMs, callback),
    };
  }

  /** Runs until nothing is due any more, `done` says so, or `limitMs` is reached; returns the time. */
  run(limitMs: number, done: () => boolean = () => false): number {
    for (let event = this.#heap.peek(); event !== undefined && !done(); event = this.#heap.peek()) {
      if (event.atMs > limitMs) {
        this.#nowMs = limitMs;
        break;
      }
      this.#heap.pop();
      if (event.callback === null) continue;
      this.#nowMs = event.atMs;
      event.callback();
    }
    return this.#nowMs;
  }
}
