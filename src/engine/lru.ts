/** Keeps the `capacity` most recently used values. */
export class Lru<Key, Value> {
  readonly #capacity: number;
  readonly #entries = new Map<Key, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of `key`, made by `create` when it is not there. */
  getOrCreate(key: Key, create: () => Value): Value {
    const found = this.#entries.get(key);
    const value = found ?? create();
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#capacity) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest as Key);
    }
    return value;
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
