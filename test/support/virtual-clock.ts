import type { Clock } from '../../src/engine/parts.ts';
import type { GovernorClock } from '../../src/governor/governor-options.ts';

/** Time that passes only when nothing else is left to do: hours of waiting take milliseconds. */
export class VirtualClock implements Clock, GovernorClock {
  #nowMs = 1_000_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly call: () => void }>();

  readonly now = (): number => this.#nowMs;
  readonly wallNow = (): number => this.#nowMs;
  readonly elapsedMs = (): number => this.#nowMs;

  readonly setTimer = (call: () => void, delayMs: number): (() => void) => {
    // Whole milliseconds, as the machine counts since 1970.
    const timer = { atMs: Math.ceil(this.#nowMs + Math.max(0, delayMs)), call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const forget = this.setTimer(() => {
        signal.removeEventListener('abort', cancel);
        resolve();
      }, ms);
      const cancel = (): void => {
        forget();
        reject(signal.reason);
      };
      signal.addEventListener('abort', cancel, { once: true });
    });

  /** Never: looking around every second would let hours pass in seconds of real work. */
  readonly every = (): (() => void) => () => {};

  /** Lets time pass until `work` is settled; no time passes while something real (the store's thread) is at work. */
  async drive<Value>(work: Promise<Value>, atWork: () => boolean): Promise<Value> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    work.then(mark, mark);
    while (!settled) {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (atWork()) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      const next = [...this.#timers].toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next || settled) continue;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.call();
    }
    return work;
  }
}
