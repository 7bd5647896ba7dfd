interface Waiter {
  readonly bytes: number;
  start(): void;
}

/** Share of the bound that may be kept besides for who asks next. */
const KEPT_SHARE = 0.25;

/**
 * Bounds the bytes of documents that are cut, rendered and on their way to a model at once: one large request weighs as
 * much as many small ones. First come, first served; a request larger than the whole bound goes alone.
 */
export class BytesInFlight {
  readonly #limit: number;
  #held = 0;
  #kept = 0;
  readonly #waiting: Waiter[] = [];

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get held(): number {
    return this.#held;
  }

  /** Takes memory for bytes that are kept beside those on their way, up to a quarter of the bound; false: there is none. */
  keep(bytes: number): boolean {
    if (this.#kept + bytes > this.#limit * KEPT_SHARE) return false;
    this.#kept += bytes;
    return true;
  }

  /** Gives back what `keep` took. */
  drop(bytes: number): void {
    this.#kept -= bytes;
  }

  /** Runs `work` once about `bytes` more fit. Rejects with the signal's reason on abort. */
  async run<Value>(bytes: number, work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    await this.#take(bytes, signal);
    try {
      return await work();
    } finally {
      this.#held -= bytes;
      this.#startWaiting();
    }
  }

  #take(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(signal.reason);
        this.#startWaiting();
      };
      const waiter: Waiter = {
        bytes,
        start: () => {
          signal.removeEventListener('abort', cancel);
          this.#held += bytes;
          resolve();
        },
      };
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(waiter);
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || (this.#held > 0 && this.#held + next.bytes > this.#limit)) return;
      this.#waiting.shift();
      next.start();
    }
  }
}
