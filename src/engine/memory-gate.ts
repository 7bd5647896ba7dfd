import { Problem } from '../problem/problem.ts';
import type { Clock } from './parts.ts';

/** How often resident memory is looked at while work waits for it to fall. */
const LOOK_AGAIN_MS = 100;
/** While there is room it is looked at no more often: asking the operating system takes longer than all else here. */
const ROOM_HOLDS_MS = 50;
/** With nothing of ours in work memory that stays above the limit for this long will not fall by waiting. */
const HOPELESS_AFTER_MS = 30_000;

/** Resident memory, in bytes, above which new work waits, and above which nothing new starts. */
export interface MemoryLimits {
  readonly throttleBytes: number;
  readonly limitBytes: number;
}

/**
 * Bounds what is opened and rendered by resident memory: above the threshold new work waits until it falls (one document
 * at a time still goes on, so that it can), above the limit nothing new starts. Limits may change at run time.
 */
export class MemoryGate {
  limits: MemoryLimits;
  readonly #residentBytes: () => number;
  readonly #clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  /** Until when there is room, as far as known. */
  #roomUntilMs = Number.NEGATIVE_INFINITY;

  constructor(limits: MemoryLimits, residentBytes: () => number, clock: Pick<Clock, 'elapsedMs' | 'sleep'>) {
    this.limits = limits;
    this.#residentBytes = residentBytes;
    this.#clock = clock;
  }

  /**
   * Resolves when one more document may be opened beside the `active()` ones. Throws `memory-exhausted` when memory
   * stays above the limit although nothing is in work, and `cancelled` on abort.
   */
  async pass(active: () => number, signal: AbortSignal): Promise<void> {
    if (this.#clock.elapsedMs() < this.#roomUntilMs) return;
    let hopelessSinceMs: number | undefined;
    for (;;) {
      const resident = this.#residentBytes();
      if (resident < this.limits.throttleBytes) {
        this.#roomUntilMs = this.#clock.elapsedMs() + ROOM_HOLDS_MS;
        return;
      }
      if (resident < this.limits.limitBytes && active() === 0) return;
      if (active() > 0) hopelessSinceMs = undefined;
      else hopelessSinceMs ??= this.#clock.elapsedMs();
      if (hopelessSinceMs !== undefined && this.#clock.elapsedMs() - hopelessSinceMs > HOPELESS_AFTER_MS) {
        const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000);
        throw new Problem('memory-exhausted', {
          detail: `The process holds ${megabytes(resident)} MB, over the limit of ${megabytes(this.limits.limitBytes)} MB, with nothing in work; raise MAX_MEMORY_USAGE_MB`,
        });
      }
      await this.#clock.sleep(LOOK_AGAIN_MS, signal);
    }
  }
}
