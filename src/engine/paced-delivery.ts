import { type Problem, toProblem } from '../problem/problem.ts';
import type { Clock } from './parts.ts';

/** How long results wait for others to be handed on with. */
const DELIVER_MS = 200;

/** Where committed results go. */
export interface Outlet {
  /** Hands on what is committed so far. Throws `output-unwritable` or `disk-full`. */
  deliver(): Promise<void>;
  /** Has the next `deliver` begin at the first result: some that were handed on are no more. */
  startOver(): void;
}

/** Hands on what is committed, a few times a second: every writing of a file waits for its disk. */
export class PacedDelivery {
  readonly #outlet: Outlet;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #onFailure: (problem: Problem) => void;
  readonly #ended = new AbortController();
  #delivering: Promise<void> | undefined;
  #undelivered = false;

  constructor(outlet: Outlet, clock: Pick<Clock, 'sleep'>, onFailure: (problem: Problem) => void) {
    this.#outlet = outlet;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** Not to be waited for: a slow disk behind a sink must not hold a document's place. */
  handOn(): void {
    this.#undelivered = true;
    this.#delivering ??= this.#deliver()
      .catch((error) => this.#onFailure(toProblem(error)))
      .finally(() => {
        this.#delivering = undefined;
      });
  }

  startOver(): void {
    this.#outlet.startOver();
  }

  /** Ends with what is being handed on; what is not yet is whoever's who asked for the work. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#delivering;
  }

  async #deliver(): Promise<void> {
    const { signal } = this.#ended;
    while (this.#undelivered && !signal.aborted) {
      this.#undelivered = false;
      await this.#outlet.deliver();
      await this.#clock.sleep(DELIVER_MS, signal).catch(() => {});
    }
  }
}
