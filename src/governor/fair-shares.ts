/**
 * Whose turn it is among jobs: start-time fair queueing (Goyal, Vin and Cheng 1996) with equal weights. Shared by
 * every queue, so that a job is not served twice for standing in two of them.
 */
export class FairShares {
  readonly #turns = new Map<string, number>();
  readonly #waiting = new Map<string, number>();
  #now = 0;

  /** Smaller comes first. */
  turn(jobId: string): number {
    return this.#turns.get(jobId) ?? this.#now;
  }

  arrived(jobId: string): void {
    const waiting = this.#waiting.get(jobId) ?? 0;
    // A job that had nothing to do gets no credit for the time it was away.
    if (waiting === 0) this.#turns.set(jobId, Math.max(this.turn(jobId), this.#now));
    this.#waiting.set(jobId, waiting + 1);
  }

  left(jobId: string, served: boolean): void {
    if (served) {
      const turn = this.turn(jobId);
      this.#now = Math.max(this.#now, turn);
      this.#turns.set(jobId, turn + 1);
    }
    const waiting = this.#waiting.get(jobId)! - 1;
    if (waiting > 0) this.#waiting.set(jobId, waiting);
    else this.#waiting.delete(jobId);
    // A process that runs for months must not keep a row for every job it ever saw.
    if (this.#turns.size > 2 * this.#waiting.size + 1000) {
      for (const [id, turn] of this.#turns) {
        if (turn <= this.#now && !this.#waiting.has(id)) this.#turns.delete(id);
      }
    }
  }
}
