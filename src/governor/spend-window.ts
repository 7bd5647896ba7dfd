import type { Sent } from './send-log.ts';

/** The window that spend limits count in, as `costMicrosPerTenMinutes` says. */
const WINDOW_MS = 600_000;
/** How much more is tried after every window without a refusal; nobody states a spend limit that was only met. */
const GROWTH = 1.05;

interface Spending {
  readonly sent: Sent;
  costMicros: number;
}

/**
 * Millionths of a US dollar in any ten minutes, counted from the estimates of calls in flight and the true costs of
 * those that ended. A limit that is not configured is what had been spent when the provider first refused for it.
 */
export class SpendWindow {
  readonly #spendings: Spending[] = [];
  readonly #bySend = new Map<Sent, Spending>();
  #spentMicros = 0;
  #limitMicros: number;
  #learnt = false;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  constructor(limitMicros: number | undefined) {
    this.#limitMicros = limitMicros ?? Number.POSITIVE_INFINITY;
  }

  /** When a call of this estimate may start; `nowMs` when it fits now. */
  readyAtMs(nowMs: number, costMicros: number): number {
    if (this.#limitMicros === Number.POSITIVE_INFINITY) return nowMs;
    if (this.#learnt && nowMs >= this.#changedAtMs + WINDOW_MS) {
      this.#limitMicros *= GROWTH;
      this.#changedAtMs = nowMs;
    }
    this.#expire(nowMs);
    let over = this.#spentMicros + costMicros - this.#limitMicros;
    let readyMs = nowMs;
    for (const { sent, costMicros: freed } of this.#spendings) {
      if (over <= 0) break;
      over -= freed;
      readyMs = sent.atMs + WINDOW_MS;
    }
    // A call dearer than the whole limit goes when nothing else is spent; it could never go otherwise.
    return readyMs;
  }

  take(sent: Sent, costMicros: number): void {
    if (costMicros === 0) return;
    const spending = { sent, costMicros };
    this.#spendings.push(spending);
    this.#bySend.set(sent, spending);
    this.#spentMicros += costMicros;
  }

  /** Puts the true cost in place of the estimate. */
  settle(sent: Sent, costMicros: number): void {
    const spending = this.#bySend.get(sent);
    if (spending === undefined) return;
    this.#bySend.delete(sent);
    this.#spentMicros += costMicros - spending.costMicros;
    spending.costMicros = costMicros;
  }

  /** The provider refused because of what was spent. */
  refused(nowMs: number): void {
    this.#expire(nowMs);
    if (this.#spentMicros === 0) return;
    this.#limitMicros = Math.min(this.#limitMicros, this.#spentMicros);
    this.#learnt = true;
    this.#changedAtMs = nowMs;
  }

  #expire(nowMs: number): void {
    for (
      let first = this.#spendings[0];
      first !== undefined && first.sent.atMs <= nowMs - WINDOW_MS;
      first = this.#spendings[0]
    ) {
      this.#spendings.shift();
      this.#bySend.delete(first.sent);
      this.#spentMicros -= first.costMicros;
    }
  }
}
