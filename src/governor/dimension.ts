/** Score at which tokens are taken for the limited dimension, and the lowest to which calls can push it. */
const TOKENS_AT = 3;
/** A larger change is of the limit itself. */
const SAME_LIMIT = Math.log(2);

/** What had been accepted until a refusal: of a window in its minute, of a bucket since the refusal before. */
export interface AcceptedUntil {
  readonly calls: number;
  readonly tokens: number;
  readonly overMs: number;
}

/**
 * Tells whether refusals that do not say so are about requests or tokens: of the limited one as much is accepted each
 * time, to within a call, of the other more or less with the size of the calls. Requests until shown otherwise.
 */
export class DimensionFinder {
  #last: AcceptedUntil | null = null;
  #score = 0;

  note(accepted: AcceptedUntil): void {
    const last = this.#last;
    this.#last = accepted;
    if (last === null || Math.min(accepted.calls, last.calls, accepted.tokens, last.tokens) <= 0) return;
    const time = Math.log(accepted.overMs / last.overMs);
    const calls = Math.abs(Math.log(accepted.calls / last.calls) - time);
    const tokens = Math.abs(Math.log(accepted.tokens / last.tokens) - time);
    if (Math.max(calls, tokens) > SAME_LIMIT) return;
    const toWithinACall = calls <= 2 / Math.min(accepted.calls, last.calls);
    if (toWithinACall || tokens >= calls) this.#score = Math.max(-TOKENS_AT, this.#score - 1);
    else if (tokens < calls / 2) this.#score += 2;
  }

  get tokensFitBetter(): boolean {
    return this.#score >= TOKENS_AT;
  }
}
