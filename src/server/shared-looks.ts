/**
 * Looks that many ask for at the same moment are taken once: whoever asks gets one that began after they asked, and while
 * one is under way all others share the next.
 */
export class SharedLooks<Value> {
  readonly #look: (id: string) => Promise<Value>;
  readonly #running = new Map<string, Promise<Value>>();
  readonly #next = new Map<string, Promise<Value>>();

  constructor(look: (id: string) => Promise<Value>) {
    this.#look = look;
  }

  /** What a look at `id` finds; rejects with what it rejects with. */
  of(id: string): Promise<Value> {
    const running = this.#running.get(id);
    if (running === undefined) return this.#start(id);
    let next = this.#next.get(id);
    if (next === undefined) {
      const start = (): Promise<Value> => {
        this.#next.delete(id);
        return this.#start(id);
      };
      next = running.then(start, start);
      this.#next.set(id, next);
    }
    return next;
  }

  #start(id: string): Promise<Value> {
    const look = this.#look(id).finally(() => this.#running.delete(id));
    this.#running.set(id, look);
    return look;
  }
}
