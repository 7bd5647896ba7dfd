/** Stands for all values beyond those that are told apart. */
const OTHER = 'other';

/** Keeps the values of a label few, whatever is given: the first `most` are told apart, the rest are `other`. */
export class BoundedLabel {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** The value to use for `given`. */
  value(given: string): string {
    if (this.#known.has(given)) return given;
    if (this.#known.size >= this.#most) return OTHER;
    this.#known.add(given);
    return given;
  }
}
