/** Scores at which tokens are taken for the limited dimension, and requests again. */
const TOKENS_AT = 4;
const REQUESTS_AT = -2;
/** A larger change is of the limit itself. */
const SAME_LIMIT = Math.log(2);

/** What had been accepted until a refusal: of a window in its minute, of a bucket since the refusal before. */
export interface AcceptedUntil {
  readonly calls: number;
  readonly tokens: number;
  readonly overMs: number;
  /** Counted over a window's minute. */
  readonly inMinute: boolean;
  /** Most of it was in the last note as well: that it is the same again shows nothing. */
  readonly overlaps: boolean;
}

/**
 * Tells whether refusals that do not say so are about requests or tokens: of the limited one as much is accepted each
 * time, to within a call, of the other more or less with the size of the calls. Requests until shown otherwise.
 */
export class DimensionFinder {
  #last: AcceptedUntil | null = null;
  #score = 0;
  /** Whether calls had become more or fewer. */
  #direction = 0;
  #dimension: 'requests' | 'tokens' = 'requests';

  note(accepted: AcceptedUntil): void {
    const last = this.#last;
    this.#last = accepted;
    if (last === null || Math.min(accepted.calls, last.calls, accepted.tokens, last.tokens) <= 0) return;
    const time = Math.log(accepted.overMs / last.overMs);
    const change = Math.log(accepted.calls / last.calls) - time;
    const turned = Math.sign(change) !== this.#direction;
    this.#direction = Math.sign(change);
    const calls = Math.abs(change);
    const tokens = Math.abs(Math.log(accepted.tokens / last.tokens) - time);
    if (Math.max(calls, tokens) > SAME_LIMIT) return;
    const toWithinACall = calls <= 2 / Math.min(accepted.calls, last.calls);
    if (accepted.overlaps && toWithinACall) return;
    if (toWithinACall || tokens >= calls) this.#score--;
    // Calls that only become more and more, refusal by refusal, are of a bucket that grows.
    else if (tokens < calls / 2 && (turned || accepted.inMinute)) this.#score += tokens < calls / 3 ? 3 : 2;
    if (this.#score >= TOKENS_AT) this.#dimension = 'tokens';
    if (this.#score <= REQUESTS_AT) this.#dimension = 'requests';
    this.#score = Math.min(TOKENS_AT, Math.max(REQUESTS_AT, this.#score));
  }

  get dimension(): 'requests' | 'tokens' {
    return this.#dimension;
  }
}
