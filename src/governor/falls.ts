/** The lone refusal in a row that shows falls to be vain, and the share of the limit below which it has to have come by then. */
const VAIN = { atRefusal: 6, below: 0.6 };
/** Mean calls accepted between them: fewer are those of a limit that has fallen. */
const LEAST_CALLS = 5;
/** So many calls without a refusal show that the last fall was right. */
const CALM_CALLS = 40;

/**
 * Notices that a limit is lowered in vain. A limit that has become lower refuses call upon call until it has been followed
 * down, and then no more; chance goes on refusing one call here and there at any rate, and each takes a part of it.
 */
export class Falls {
  #from = 0;
  #refusals = 0;
  #firstAtCalls = 0;
  #lastAtCalls = 0;

  /**
   * Notes a refusal within the limit, and what the limit was per minute. `calls` counts all accepted so far, and `lone`
   * tells that the refusal before it was of one call. Returns what the limit was before it fell in vain, else null.
   */
  refused({
    perMinute,
    calls,
    lone,
  }: {
    readonly perMinute: number;
    readonly calls: number;
    readonly lone: boolean;
  }): number | null {
    if (this.#refusals === 0 || !lone || calls - this.#lastAtCalls > CALM_CALLS) {
      this.#refusals = 0;
      this.#firstAtCalls = calls;
      this.#from = perMinute;
    }
    this.#lastAtCalls = calls;
    this.#from = Math.max(this.#from, perMinute);
    this.#refusals++;
    const apart = (calls - this.#firstAtCalls) / Math.max(1, this.#refusals - 1);
    const vain =
      this.#refusals >= VAIN.atRefusal && apart >= LEAST_CALLS && perMinute < VAIN.below * this.#from;
    return vain ? this.#from : null;
  }
}
