import type { CallRequest, Governor, Permit } from '../governor/governor.ts';
import { Bell } from './signals.ts';

/**
 * Holds new work back while a run is paused: documents that are not begun, and calls that wait for a place. What is in
 * flight goes on.
 */
export class PauseGate {
  readonly #opened = new Bell();
  /** Aborts what waits for a place when the gate closes; a fresh one each time it opens. */
  #closing = new AbortController();

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Answers whether that changed anything. */
  close(): boolean {
    if (this.closed) return false;
    this.#closing.abort();
    return true;
  }

  /** Answers whether that changed anything. */
  open(): boolean {
    if (!this.closed) return false;
    this.#closing = new AbortController();
    this.#opened.ring();
    return true;
  }

  /** Resolves once the gate is open. Throws the signal's reason when that comes first. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.closed) {
      signal.throwIfAborted();
      let leave = (): void => {};
      const left = new Promise<never>((_, reject) => {
        leave = () => reject(signal.reason);
        signal.addEventListener('abort', leave, { once: true });
      });
      await Promise.race([this.#opened.next(), left]).finally(() =>
        signal.removeEventListener('abort', leave),
      );
    }
  }

  /** The governor as calls behind this gate see it: a call that waits when it closes lines up anew when it opens. */
  guard(governor: Governor): Governor {
    return {
      admit: (call, signal) => this.#admit(governor, call, signal),
      setBudget: (jobId, budgetMicros, spentMicros) => governor.setBudget(jobId, budgetMicros, spentMicros),
      setCeiling: (name, limit) => governor.setCeiling(name, limit),
      state: () => governor.state(),
    };
  }

  async #admit(governor: Governor, call: CallRequest, signal: AbortSignal): Promise<Permit> {
    for (;;) {
      await this.pass(signal);
      const closing = this.#closing.signal;
      try {
        return await governor.admit(call, AbortSignal.any([signal, closing]));
      } catch (error) {
        if (signal.aborted || !closing.aborted) throw error;
      }
    }
  }
}
