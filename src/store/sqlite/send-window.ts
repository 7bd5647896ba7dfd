/**
 * How long what is called waits for others to travel and be committed with, where calls come thick and fast. Every message
 * wakes two sleeping threads and every commit a third: at a hundred documents a second that took longer than the statements.
 */
const WINDOW_MS = 25;
/** From how many calls a second on: some sixty documents. One document alone makes fewer, and waits for nobody. */
const BUSY_PER_SECOND = 400;
/** Over which time calls are counted; those before weigh less and less. */
const COUNTED_MS = 100;

/** Says when calls that wait for the store travel to it: at once, or many together when many come. */
export class SendWindow {
  #level = 0;
  #calledMs = 0;
  #sentMs = Number.NEGATIVE_INFINITY;

  called(nowMs: number): void {
    this.#level = this.#levelAt(nowMs) + 1;
    this.#calledMs = nowMs;
  }

  sent(nowMs: number): void {
    this.#sentMs = nowMs;
  }

  /** Milliseconds until what waits should travel; 0: now. */
  waitMs(nowMs: number): number {
    const busy = this.#levelAt(nowMs) > (BUSY_PER_SECOND * COUNTED_MS) / 1000;
    return busy ? Math.max(0, this.#sentMs + WINDOW_MS - nowMs) : 0;
  }

  #levelAt(nowMs: number): number {
    return this.#level * Math.exp((this.#calledMs - nowMs) / COUNTED_MS);
  }
}
