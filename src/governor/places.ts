import { Problem } from '../problem/problem.ts';

interface Waiter {
  start(): void;
}

/**
 * A process-wide ceiling for work that is not a model call, such as uploads and slices. First come, first served. The
 * limit may change while work runs: holders keep their place, and after lowering nothing starts until enough have ended.
 */
export class Places {
  #limit: number;
  #held = 0;
  readonly #waiting: Waiter[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#startWaiting();
  }

  /** Runs `work` once there is a place; the place is free again whatever `work` does. Throws `cancelled` on abort. */
  async run<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#held--;
      this.#startWaiting();
    }
  }

  #take(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(new Problem('cancelled', { detail: 'Cancelled while waiting for a place' }));
      };
      const waiter: Waiter = {
        start: () => {
          signal.removeEventListener('abort', cancel);
          this.#held++;
          resolve();
        },
      };
      if (signal.aborted) {
        cancel();
        return;
      }
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(waiter);
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (this.#held < this.#limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      next.start();
    }
  }
}
