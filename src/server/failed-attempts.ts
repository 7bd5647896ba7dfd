import { Problem } from '../problem/problem.ts';

/** Bad keys that one address may send in a window before the rest of it is refused unseen. */
const MOST = 20;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; the one that began longest ago goes first. */
const REMEMBERED = 10_000;

/** Counts bad keys by the address they came from, in bounded memory. */
export class FailedAttempts {
  readonly #now: () => number;
  readonly #byAddress = new Map<string, { failures: number; readonly untilMs: number }>();

  /** `now`: milliseconds on any clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Throws `too-many-requests` for an address that sent too many bad keys of late. */
  check(address: string): void {
    const known = this.#byAddress.get(address);
    const leftMs = (known?.untilMs ?? 0) - this.#now();
    if (!known || leftMs <= 0 || known.failures < MOST) return;
    throw new Problem('too-many-requests', {
      detail: 'Too many requests without a valid key came from this address; go on after a pause, with one',
      retryAfterMs: leftMs,
    });
  }

  /** Counts a bad key. */
  note(address: string): void {
    const nowMs = this.#now();
    const known = this.#byAddress.get(address);
    if (known && known.untilMs > nowMs) {
      known.failures++;
      return;
    }
    this.#byAddress.delete(address);
    const [oldest] = this.#byAddress.keys();
    if (oldest !== undefined && this.#byAddress.size >= REMEMBERED) this.#byAddress.delete(oldest);
    this.#byAddress.set(address, { failures: 1, untilMs: nowMs + WINDOW_MS });
  }
}
