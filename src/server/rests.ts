/** Tells those who wait that a job came to rest, or that they have waited long enough. */
export class Rests {
  readonly #waiters = new Map<string, Set<() => void>>();

  /** Called when a job came to rest. */
  ring(jobId: string): void {
    for (const wake of this.#waiters.get(jobId) ?? []) wake();
  }

  /** Wakes everyone: the server ends. */
  ringAll(): void {
    for (const jobId of [...this.#waiters.keys()]) this.ring(jobId);
  }

  /** Resolves when a job comes to rest, when `ms` have passed, or when `signal` aborts; never rejects. */
  next(jobId: string, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(jobId) ?? new Set();
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        waiters.delete(wake);
        if (waiters.size === 0 && this.#waiters.get(jobId) === waiters) this.#waiters.delete(jobId);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiters.set(jobId, waiters.add(wake));
      if (signal.aborted) wake();
      else signal.addEventListener('abort', wake, { once: true });
    });
  }
}
