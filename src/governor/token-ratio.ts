/** Calls after which one weighs 1/e of what the newest does. */
const MEMORY_CALLS = 100;

/** How many tokens calls really cost for each one estimated; a running ratio over about the last hundred calls. */
export class TokenRatio {
  #actual = 0;
  #estimated = 0;

  get value(): number {
    return this.#estimated === 0 ? 1 : this.#actual / this.#estimated;
  }

  note(estimated: number, actual: number): void {
    const kept = 1 - 1 / MEMORY_CALLS;
    this.#actual = this.#actual * kept + actual;
    this.#estimated = this.#estimated * kept + estimated;
  }
}
