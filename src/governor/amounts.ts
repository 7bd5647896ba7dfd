import type { SendLog, Sent } from './send-log.ts';

/** Share of the newest call in the running mean. */
const NEWEST = 0.02;

/** What a lane sent, counted in the dimension of one limit: calls or tokens. */
export class Amounts {
  readonly dimension: 'requests' | 'tokens';
  readonly log: SendLog;
  #mean: number;

  constructor(dimension: 'requests' | 'tokens', log: SendLog, mean: number) {
    this.dimension = dimension;
    this.log = log;
    this.#mean = mean;
  }

  /** Amount of a call, in the running mean. */
  get mean(): number {
    return this.#mean;
  }

  /** All that was accepted since the beginning. */
  get used(): number {
    const { calls, tokens } = this.log.total;
    return this.dimension === 'requests' ? calls : tokens;
  }

  note(amount: number): void {
    this.#mean += NEWEST * (amount - this.#mean);
  }

  of(sent: Sent): number {
    return this.dimension === 'requests' ? 1 : sent.tokens;
  }

  /** What was accepted of the calls sent after a time, or after another call. */
  after(point: Sent | number): number {
    const { calls, tokens } = this.log.after(point);
    return this.dimension === 'requests' ? calls : tokens;
  }
}
