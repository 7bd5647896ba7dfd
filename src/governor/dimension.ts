/** Comparisons of neighbouring refusals before requests are doubted. */
const LEAST = 3;
/** How much steadier the tokens have to be. */
const CLEARLY = 3;

/**
 * Tells whether refusals that do not say so are about requests or tokens: at each, what had been accepted of the
 * limited one is the same, and of the other it varies with the size of the calls. Requests until shown otherwise.
 */
export class DimensionFinder {
  #last: { readonly calls: number; readonly tokens: number } | null = null;
  #calls = 0;
  #tokens = 0;
  #compared = 0;

  /** What was accepted until a refusal, per time or in the minute; the same measure every time. */
  note(accepted: { readonly calls: number; readonly tokens: number }): void {
    if (accepted.calls <= 0 || accepted.tokens <= 0) return;
    if (this.#last !== null) {
      this.#calls += Math.log(accepted.calls / this.#last.calls) ** 2;
      this.#tokens += Math.log(accepted.tokens / this.#last.tokens) ** 2;
      this.#compared++;
    }
    this.#last = accepted;
  }

  get dimension(): 'requests' | 'tokens' {
    const tokens = this.#compared >= LEAST && this.#tokens * CLEARLY < this.#calls;
    return tokens ? 'tokens' : 'requests';
  }
}
