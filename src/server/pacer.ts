/** Pieces of work done before others get their turn. */
const AT_ONCE = 8;

/** Spreads small work that comes due at the same moment, so that the event loop is never held for long. */
export class Pacer {
  readonly #waiting: (() => void)[] = [];

  /** Does the work soon, in the order it came. It must not throw. */
  add(work: () => void): void {
    if (this.#waiting.push(work) === 1) setImmediate(() => this.#go());
  }

  #go(): void {
    for (const work of this.#waiting.splice(0, AT_ONCE)) work();
    if (this.#waiting.length > 0) setImmediate(() => this.#go());
  }
}
